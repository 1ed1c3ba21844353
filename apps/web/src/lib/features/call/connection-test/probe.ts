import type { types } from 'mediasoup-client';
import type { PeerMedia } from '#protocol';
import type { Realtime } from '#lib/realtime.svelte.ts';
import { chooseCodec, codecNamed } from '../media/codec-choice.ts';
import { loadDevice } from '../media/device.ts';
import { totalsOf, type LinkTotals } from '../media/link-stats.ts';
import { plain } from '../media/plain.ts';
import type { TestTracks } from './test-tracks.ts';
import { isCutOff, isStillFilling, measuredOver, type Measured } from './verdict.ts';

/** `no-codec`: pictures of this device can't be shown to the others; the sound was tried all the same. */
export type ProbeEnd =
  { name: 'measured'; measured: Measured; noCodec: boolean } | { name: 'no-path' | 'unsupported' | 'failed' };

/** A slow network needs a few seconds for its first path; later than this nobody would wait in a call either. */
const pathWithinMs = 8000;
/** The first second is the browser finding out how much it may send. */
const warmUpMs = 1000;
const measureMs = 4000;
/** As long as a browser may take that fills a connection only slowly. */
const longestMs = 8000;
const lookEveryMs = 1000;
/** More would only use up a phone's data: this fills a large tile. */
const mostKbps = 700;

/**
 * Sends sound and a picture to the real media server and back, and measures both ways. Nothing of it is played. Stops
 * early when `signal` says so.
 */
export async function probe(
  line: Pick<Realtime, 'request'>,
  tracks: TestTracks,
  signal: AbortSignal,
): Promise<ProbeEnd> {
  const opened = await line.request('probe:open', {});
  if (!opened.ok) return { name: 'failed' };
  let way: ProbeWay | undefined;
  try {
    // What does not come over the network says nothing of the browser.
    const device = await loadDevice(opened.data).catch(() => null);
    if (!device?.canProduce('audio')) return { name: device === null ? 'failed' : 'unsupported' };
    way = new ProbeWay(line, device, opened.data);
    const noCodec = !(await way.sendAll(tracks));
    await line.request('probe:play', {});
    if (!(await way.connected(signal))) return { name: signal.aborted ? 'failed' : 'no-path' };
    await pause(warmUpMs, signal);
    const measured = await way.measure(signal);
    return signal.aborted || !measured ? { name: 'failed' } : { name: 'measured', measured, noCodec };
  } catch {
    return { name: signal.aborted ? 'failed' : 'no-path' };
  } finally {
    way?.close();
    void line.request('probe:close', {});
  }
}

/** The two transports of one test. */
class ProbeWay {
  readonly #line: Pick<Realtime, 'request'>;
  readonly #device: types.Device;
  readonly #codecs: PeerMedia['codecs'];
  readonly #send: types.Transport;
  readonly #recv: types.Transport;

  constructor(
    line: Pick<Realtime, 'request'>,
    device: types.Device,
    { send, recv, iceServers, codecs }: PeerMedia,
  ) {
    this.#line = line;
    this.#device = device;
    this.#codecs = codecs;
    const options = (transport: object) => ({ ...(transport as types.TransportOptions), iceServers });
    this.#send = device.createSendTransport(options(send));
    this.#recv = device.createRecvTransport(options(recv));
    for (const transport of [this.#send, this.#recv]) this.#wire(transport);
  }

  /** False when no picture could be sent, for want of a codec that others can show. */
  async sendAll({ audio, video }: TestTracks): Promise<boolean> {
    await this.#echo(audio, { codecOptions: { opusDtx: false, opusNack: true } });
    const can = this.#device.sendRtpCapabilities;
    const name = chooseCodec(this.#codecs.camera, (each) => codecNamed(can, each) !== undefined);
    const codec = name && codecNamed(can, name);
    if (!codec) return false;
    const encodings = [{ maxBitrate: mostKbps * 1000 }];
    try {
      await this.#echo(video, { codec, encodings, codecOptions: { videoGoogleStartBitrate: 600 } });
      return true;
    } catch (error) {
      if ((error as Error).message === 'no-common-codec') return false;
      throw error;
    }
  }

  async connected(signal: AbortSignal): Promise<boolean> {
    const until = performance.now() + pathWithinMs;
    const both = [this.#send, this.#recv];
    while (performance.now() < until && !signal.aborted) {
      if (both.every(({ connectionState }) => connectionState === 'connected')) return true;
      if (both.some(({ connectionState }) => connectionState === 'failed')) return false;
      await pause(100, signal);
    }
    return false;
  }

  /** Undefined when it broke off meanwhile. */
  async measure(signal: AbortSignal): Promise<Measured | undefined> {
    const startedAt = performance.now();
    const looks = [await this.#totals()];
    const took = () => performance.now() - startedAt;
    const goesOn = () => took() < measureMs || (took() < longestMs && isStillFilling(looks, took()));
    while (goesOn() && !signal.aborted) {
      await pause(lookEveryMs, signal);
      looks.push(await this.#totals());
    }
    return isCutOff(looks) ? undefined : measuredOver(looks, took());
  }

  async #totals(): Promise<LinkTotals> {
    const stats = await Promise.all([this.#send.getStats(), this.#recv.getStats()]);
    return totalsOf(stats.map((report) => [...report.values()]));
  }

  close(): void {
    this.#send.close();
    this.#recv.close();
  }

  async #echo(track: MediaStreamTrack, options: types.ProducerOptions): Promise<void> {
    const { appData } = await this.#send.produce({ track, stopTracks: false, ...options });
    await this.#recv.consume(appData.back as types.ConsumerOptions);
  }

  #wire(transport: types.Transport): void {
    transport.on('connect', ({ dtlsParameters }, done, fail) => {
      const wish = { transportId: transport.id, dtlsParameters: plain(dtlsParameters) };
      void this.#line
        .request('probe:connect', wish)
        .then((result) => (result.ok ? done() : fail(new Error(result.error.code))));
    });
    transport.on('produce', ({ kind, rtpParameters, appData }, done, fail) => {
      const rtpCapabilities = plain(this.#device.recvRtpCapabilities);
      void this.#line
        .request('probe:echo', { kind, rtpParameters: plain(rtpParameters), rtpCapabilities })
        .then((result) => {
          if (!result.ok) return fail(new Error(result.error.code));
          const { consumerId, producerId, rtpParameters: back } = result.data;
          appData.back = { id: consumerId, producerId, kind, rtpParameters: back };
          done({ id: producerId });
        });
    });
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
