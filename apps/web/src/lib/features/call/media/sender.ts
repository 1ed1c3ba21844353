// Longer than others: all that is sent is changed in one queue, and whatever changes it has to be in its order.
import type { types } from 'mediasoup-client';
import { SvelteMap, type SvelteSet } from 'svelte/reactivity';
import type { VideoCodec } from '#domain';
import type { PeerMedia, RequestData } from '#protocol';
import type { Realtime } from '#lib/realtime.svelte.ts';
import { Again } from './again.ts';
import { chooseCodec, codecNamed, isH264Cheaper } from './codec-choice.ts';
import { areLayeredAlike, isPicture, pictureOptions, soundOptions, tuningOf } from './encodings.ts';
import type { SendWishes, Size, Source } from './encodings.ts';
import type { MediaProblem } from './media-session.ts';
import { plain } from './plain.ts';
import { RedundantSound } from './redundant-sound.ts';
import { letOut } from './sound-gate.ts';

type Line = Pick<Realtime, 'request' | 'renew' | 'status'>;
type Codecs = PeerMedia['codecs'];
type Way = { device: types.Device; transport: types.Transport; codecs: Codecs };

/** Longer lets a press wait that comes right after one that failed; shorter than a slow phone needs lets two get in each other's way. */
const takenBackMs = 300;

/** What one page sends, whatever happens to the transport below: what was on is on again on the next one. */
export class Sender {
  #line: Line;
  #problems: SvelteSet<MediaProblem>;
  #way: Way | undefined;
  #wishes: SendWishes = { mode: 'auto', motion: false, music: false, smoothShare: false };
  readonly #wanted = new Map<Source, MediaStreamTrack>();
  readonly #muted = new Set<Source>();
  /** M24: since when (the server's time, ms) a screen is shared, from its first answer on. */
  readonly sharedSince = new SvelteMap<Source, number>();
  readonly #producers = new Map<Source, types.Producer>();
  /** How each picture began: its layers are of that size. */
  readonly #pictures = new Map<Source, { codec: VideoCodec; size: Size }>();
  /** The highest layer that anybody needs (M14), by producer id; all of them where the server has not said. */
  readonly #needed = new Map<string, number>();
  #redundant: RedundantSound | undefined;
  /** Of these the server may have what this page does not know of, or has ended: an answer was lost, or there was no line (M23). */
  readonly #unsure = new Set<Source>();
  /** One change of what is sent at a time: mediasoup-client refuses overlapping ones. What waits on one way is nothing to the next. */
  #sending: Promise<unknown> = Promise.resolve();
  #ways = 0;
  /** For whoever is shown as heard while the server still holds the microphone for muted, or sees a camera on that is not sent. */
  readonly #again = new Again(() => this.repeat());

  constructor(line: Line, problems: SvelteSet<MediaProblem>) {
    this.#line = line;
    this.#problems = problems;
  }

  /** Sends everything that is wanted over this transport from now on. */
  attach(way: Way): void {
    this.#way = way;
    const redundant = new RedundantSound(way.transport, this.#line, () =>
      this.#queue(() => redundant.sync(this.#producers.values())),
    );
    this.#redundant = redundant;
    way.transport.on('produce', ({ kind, rtpParameters, appData }, done, fail) => {
      const { source, isMuted } = appData as { source: Source; isMuted: boolean };
      const offered = kind === 'audio' ? redundant.offered(rtpParameters) : rtpParameters;
      const sharedSince = this.sharedSince.get(source);
      const wish = {
        ...{ source, kind, rtpParameters: plain(offered), paused: isMuted },
        ...(sharedSince !== undefined && { sharedSince }),
      };
      void this.#line.request('producer:create', wish).then((result) => {
        const isOurs = way.transport === this.#way?.transport;
        if (result.ok) {
          if (isOurs) this.#unsure.delete(source);
          const { sharedSince } = result.data;
          if (sharedSince !== undefined && this.#wanted.has(source))
            this.sharedSince.set(source, sharedSince);
          return done({ id: result.data.producerId });
        }
        if (result.error.code === 'no-common-codec') this.#problems.add('no-codec');
        else if (isOurs) this.#unheard(source, result.error.code);
        fail(new Error(result.error.code));
      });
    });
    for (const source of this.#wanted.keys()) this.#queue(() => this.#produce(source));
  }

  detach(): void {
    this.#redundant?.close();
    this.#redundant = undefined;
    this.#way = undefined;
    this.#ways++;
    // What is not answered yet was about the one before, and may have no answer for ten seconds.
    this.#sending = Promise.resolve();
    this.#again.stop();
    this.#producers.clear();
    this.#pictures.clear();
    this.#needed.clear();
    // Over other transports nothing is left of it.
    this.#unsure.clear();
    this.#problems.delete('no-codec');
  }

  /** What to send of a source from now on; undefined stops it. Keeps being true across rebuilt transports. */
  setTrack(source: Source, track: MediaStreamTrack | undefined): void {
    if (this.#wanted.get(source) === track) return;
    if (track) this.#wanted.set(source, track);
    else this.#unwant(source);
    this.#queue(() => (track ? this.#produce(source) : this.#unproduce(source)));
  }

  /** Silences a source without letting go of it. The server stops it too: nothing leaves a muted microphone. */
  setMuted(source: Source, muted: boolean): void {
    if (this.#muted.has(source) === muted) return;
    if (muted) this.#muted.add(source);
    else this.#muted.delete(source);
    // What is queued may have to wait for the server for seconds: until then nothing is heard of who has pressed mute.
    if (muted) void letOut(this.#producers.get(source), false);
    this.#queue(() => this.#syncMuted(source));
  }

  setWishes(wishes: SendWishes): void {
    const before = this.#wishes;
    this.#wishes = wishes;
    // How sound is encoded is agreed on once: another kind of sound is another producer.
    if (before.music !== wishes.music) this.#queue(() => this.#produceAnew('microphone'));
    for (const source of ['camera', 'screen'] as const) this.#queue(() => this.#tune(source));
  }

  /** Somebody came or went, and what all can decode is another list: only what is not on it any more is sent anew. */
  allow(codecs: Codecs): void {
    if (!this.#way) return;
    this.#way = { ...this.#way, codecs };
    this.#problems.delete('no-codec');
    for (const source of ['camera', 'screen'] as const) {
      const used = this.#pictures.get(source)?.codec;
      if (used && !codecs[source].includes(used)) this.#queue(() => this.#produceAnew(source));
      else if (!used && this.#wanted.has(source)) this.#queue(() => this.#produce(source));
    }
  }

  /** Stops the layers of a picture above this one, or sends them again. Nothing is agreed on anew with the server. */
  limit(producerId: string, upTo: number): void {
    if (this.#needed.get(producerId) === upTo) return;
    this.#needed.set(producerId, upTo);
    for (const [source, { id }] of this.#producers)
      if (id === producerId) this.#queue(() => this.#tune(source));
  }

  /** Sends each packet of a sound once more with the next one, or stops that (M15). */
  sendTwice(producerId: string, isOn: boolean): void {
    this.#redundant?.ask(producerId, isOn);
  }

  /** The server has closed one of ours; it is not told back. False when there is none of that id, any more or at all. */
  forget(producerId: string): boolean {
    const own = [...this.#producers].find(([, { id }]) => id === producerId);
    if (!own) return false;
    const [source] = own;
    this.#drop(source)?.close();
    this.#unwant(source);
    return true;
  }

  /** Nothing is to be sent of what was. */
  forgetAll(): void {
    this.#wanted.clear();
    this.sharedSince.clear();
  }

  #unwant(source: Source): void {
    this.#wanted.delete(source);
    this.sharedSince.delete(source);
  }

  /** Says again what may have been lost with the line, and sends what could not be sent yet. */
  repeat(): void {
    for (const source of this.#wanted.keys())
      if (!this.#producers.has(source)) this.#queue(() => this.#produce(source));
    for (const source of this.#unsure) this.#queue(() => this.#endUnsure(source));
    for (const source of this.#producers.keys()) this.#queue(() => this.#syncMuted(source));
  }

  #queue(change: () => Promise<unknown>): void {
    const way = this.#ways;
    this.#sending = this.#sending
      .then(() => (way === this.#ways ? change() : undefined))
      .catch(() => undefined);
  }

  async #produce(source: Source): Promise<void> {
    const track = this.#wanted.get(source);
    const way = this.#way;
    if (!track || track.readyState === 'ended' || !way || way.transport.closed) return;
    const known = this.#producers.get(source);
    if (known && !known.closed) {
      if (this.#fits(source, track)) {
        await known.replaceTrack({ track });
        return this.#tune(source);
      }
      await this.#unproduce(source);
      if (way.transport !== this.#way?.transport) return;
    }
    // Without a line the browser would begin with what the server can't be asked for: `repeat` is told when it is back.
    if (this.#line.status !== 'connected') return;
    const options = isPicture(source)
      ? await this.#pictureOptions(source, track, way)
      : soundOptions(source, this.#wishes);
    if (!options || way.transport !== this.#way?.transport) return;
    if (!isPicture(source)) track.contentHint = this.#soundHint(source);
    const isMuted = this.#muted.has(source);
    const producer = await way.transport
      .produce({
        track,
        appData: { source, isMuted },
        // The track belongs to the person's devices, which also show it and stop it.
        stopTracks: false,
        disableTrackOnPause: false,
        zeroRtpOnPause: true,
        ...options,
      })
      .catch((error: Error) => this.#notProduced(way, error));
    if (!producer) return;
    if (way.transport !== this.#way?.transport) return producer.close();
    this.#producers.set(source, producer);
    await this.#tune(source);
    // It began as it was then: saying it again would be another negotiation and another round.
    if (isMuted || this.#muted.has(source)) await this.#syncMuted(source);
  }

  /** Whether a picture can go on with this track as it is sent now. */
  #fits(source: Source, track: MediaStreamTrack): boolean {
    const began = source === 'camera' ? this.#pictures.get(source) : undefined;
    return began === undefined || areLayeredAlike(began.size, track.getSettings());
  }

  /** Without a codec it is `allow` that tries again. */
  async #notProduced(way: Way, { message }: Error): Promise<void> {
    if (way.transport === this.#way?.transport && message !== 'no-common-codec') this.#again.soon();
    // mediasoup-client takes back what it had begun, and says to nobody when it has: nothing else may be negotiated meanwhile.
    await new Promise((resolve) => setTimeout(resolve, takenBackMs));
  }

  #unheard(source: Source, code: string): void {
    this.#unsure.add(source);
    if (code === 'timeout') this.#line.renew();
    // Without a line it is said again when that is back.
    if (code !== 'network') this.#again.soon();
  }

  async #pictureOptions(
    source: 'camera' | 'screen',
    track: MediaStreamTrack,
    { device, codecs }: Way,
  ): Promise<types.ProducerOptions | undefined> {
    const can = device.sendRtpCapabilities;
    const name = chooseCodec(
      codecs[source],
      (each) => codecNamed(can, each) !== undefined,
      source === 'camera' && (await isH264Cheaper()),
    );
    const codec = name && codecNamed(can, name);
    if (!name || !codec) return void this.#problems.add('no-codec');
    const size = track.getSettings();
    this.#pictures.set(source, { codec: name, size });
    return { ...pictureOptions(source, name, size), codec };
  }

  async #tune(source: Source): Promise<void> {
    const producer = this.#producers.get(source);
    const codec = this.#pictures.get(source)?.codec;
    if (!producer || producer.closed || !producer.track) return;
    if (!isPicture(source)) return void (producer.track.contentHint = this.#soundHint(source));
    if (!codec) return;
    const tuning = tuningOf(source, codec, this.#wishes);
    producer.track.contentHint = tuning.contentHint;
    const streams = producer.rtpParameters.encodings?.length ?? 1;
    const highest = Math.min(tuning.maxStream, this.#needed.get(producer.id) ?? streams - 1, streams - 1);
    // All are sent from the start; to say so would be negotiated.
    if (highest !== (producer.maxSpatialLayer ?? streams - 1)) await producer.setMaxSpatialLayer(highest);
    const sender = producer.rtpSender;
    if (!sender) return;
    const parameters = sender.getParameters();
    parameters.degradationPreference = tuning.degradation;
    for (const encoding of parameters.encodings as types.RtpEncodingParameters[]) {
      encoding.maxFramerate = tuning.maxFramerate;
      if (streams === 1) encoding.scaleResolutionDownBy = tuning.scaleDownBy;
      // Only where the browser knows of it.
      if (encoding.scalabilityMode)
        encoding.scalabilityMode = encoding.scalabilityMode.replace(/T\d/, `T${tuning.rates}`);
    }
    // A browser that can't tune a running picture sends it as it is.
    await sender.setParameters(parameters).catch(() => undefined);
  }

  #soundHint(source: Source): string {
    return source === 'screen-audio' || this.#wishes.music ? 'music' : '';
  }

  async #produceAnew(source: Source): Promise<void> {
    await this.#unproduce(source);
    // In its turn, which may be over another transport by now.
    this.#queue(() => this.#produce(source));
  }

  async #unproduce(source: Source): Promise<void> {
    const producer = this.#drop(source);
    if (!producer || producer.closed) return this.#endUnsure(source);
    producer.close();
    await this.#end(source, { producerId: producer.id });
  }

  /** Nothing of it is sent here: nor may the server go on with what it has. */
  async #endUnsure(source: Source): Promise<void> {
    if (this.#unsure.has(source) && !this.#producers.has(source)) await this.#end(source, { source });
  }

  /** Until that is heard the others keep a picture that stands still. */
  async #end(source: Source, which: RequestData<'producer:close'>): Promise<void> {
    const way = this.#ways;
    const told = await this.#line.request('producer:close', which);
    if (way !== this.#ways) return;
    if (told.ok || told.error.code === 'unknown-producer') this.#unsure.delete(source);
    else this.#unheard(source, told.error.code);
  }

  #drop(source: Source): types.Producer | undefined {
    const producer = this.#producers.get(source);
    this.#producers.delete(source);
    this.#pictures.delete(source);
    if (!producer) return undefined;
    this.#needed.delete(producer.id);
    this.#redundant?.forget(producer.id);
    return producer;
  }

  async #syncMuted(source: Source): Promise<void> {
    const producer = this.#producers.get(source);
    if (!producer || producer.closed) return;
    const muted = this.#muted.has(source);
    // First here, then there: whatever the network does, a muted person is silent at once.
    if (muted) {
      void letOut(producer, false);
      producer.pause();
    }
    const name = muted ? 'producer:pause' : 'producer:resume';
    const { ok } = await this.#line.request(name, { producerId: producer.id });
    // Who has pressed mute again meanwhile must not be heard until that is the next thing to do.
    if (!muted && this.#muted.has(source)) return;
    if (!muted) producer.resume();
    const isOut = muted || (await letOut(producer, true));
    if (ok && isOut) this.#again.heard();
    else if (this.#producers.get(source) === producer) this.#again.soon();
  }
}
