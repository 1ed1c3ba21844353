import { io as connectSocket, type Socket } from 'socket.io-client';
import {
  protocolVersion,
  type ChatLine,
  type ConsumerNew,
  type NoticeData,
  type NoticeName,
  type PeerMedia,
  type ProtocolError,
  type RequestData,
  type RequestName,
  type RequestReply,
  type RosterPerson,
  type WaitingPerson,
  type Whereabouts,
} from '#protocol';
import { opus, vp8 } from '../../packages/media/src/testing.ts';

export const sources = ['microphone', 'camera', 'screen'] as const;
export type Source = (typeof sources)[number];

/** `lost`: the line went before the answer came. */
export type Told<N extends RequestName> =
  { ok: true; data: RequestReply<N> } | { ok: false; error: ProtocolError } | { ok: false; lost: true };

/** How a page comes to the server: as a guest by a link, or with a session. */
export type Credentials = { token: string } | { cookie: string };

/**
 * A page as it should be, without a browser: it shows exactly what it is told, brings what the server has of it to what its
 * person wants whenever its media begins anew, and says again what may have been lost with a line.
 */
export class VisitTab {
  readonly name: string;
  tabId: string;
  at: Whereabouts | undefined;
  roster: RosterPerson[] = [];
  waiting: WaitingPerson[] = [];
  chat: ChatLine[] = [];
  /** What it plays: by the consumer's id, whether its sender has paused it. */
  readonly plays = new Map<string, boolean>();
  readonly wants = new Map<Source, { paused: boolean }>();
  /** What the server has answered of that. */
  readonly sends = new Map<Source, { producerId: string; paused: boolean }>();
  /** Every answer that was a refusal, and to what. */
  readonly refused: { name: RequestName; code: string }[] = [];
  #media: PeerMedia | undefined;
  #isReady = false;
  #unsure = new Set<Source>();
  #socket: Socket | undefined;
  #wentInAt = 0;
  /** What it has switched on while it waits, and whether it has said so. */
  #devices = { camera: false, microphone: false };
  #hasToldDevices = false;
  /** Its line goes before it is there: nothing else would say so. */
  #goneBefore: () => void = () => undefined;
  #inHand: Promise<void> = Promise.resolve();

  constructor(name: string, tabId: string) {
    this.name = name;
    this.tabId = tabId;
  }

  get isConnected(): boolean {
    return this.#socket?.connected === true;
  }
  get isIn(): boolean {
    return this.at !== undefined && this.at.state !== 'closed';
  }
  /** Whether nothing is left that it would do by itself. */
  get isSettled(): boolean {
    return (
      this.at?.state !== 'joined' ||
      (this.#media !== undefined && this.#isReady && this.#nextWish() === undefined)
    );
  }

  /** False where the server would not have it. */
  async connect(port: number, credentials: Credentials): Promise<boolean> {
    if (this.isConnected) return true;
    this.drop();
    const socket = connectSocket(`http://127.0.0.1:${port}`, {
      ...{ transports: ['websocket'], reconnection: false, forceNew: true },
      ...('token' in credentials ? { auth: credentials } : { extraHeaders: { cookie: credentials.cookie } }),
    });
    this.#socket = socket;
    socket.on('notice', ({ name, data }: { name: NoticeName; data: unknown }) => this.#hear(name, data));
    return new Promise((resolve) => {
      this.#goneBefore = () => resolve(false);
      socket.once('connect', () => resolve(true));
      socket.once('connect_error', () => resolve(false));
    });
  }

  /** Its line goes without a word; what it shows it goes on showing. */
  drop(): void {
    this.#socket?.io.engine.close();
    this.#socket?.disconnect();
    this.#goneBefore();
  }

  /** Another page load: it knows nothing of the one before. */
  reload(tabId: string): void {
    this.drop();
    this.tabId = tabId;
    this.#show(undefined);
    this.wants.clear();
  }

  ask<N extends RequestName>(name: N, data: RequestData<N>, heard?: (data: RequestReply<N>) => void) {
    const socket = this.#socket;
    return new Promise<Told<N>>((resolve) => {
      if (!socket?.connected) return resolve({ ok: false, lost: true });
      socket.once('disconnect', () => resolve({ ok: false, lost: true }));
      // In the very turn in which it comes: a notice that follows is heard after it.
      socket.emit('request', { name, data }, (answer: Told<N>) => {
        if (answer.ok) heard?.(answer.data);
        else if ('error' in answer) this.refused.push({ name, code: answer.error.code });
        resolve(answer);
      });
    });
  }

  enter(appointmentId: string | null, isBack: boolean): Promise<Told<'visit:enter'>> {
    const own = this.roster.find(({ participantId }) => participantId === this.at?.participantId);
    const known = isBack && this.at?.state === 'joined';
    const media = this.#media;
    const answer = this.ask(
      'visit:enter',
      {
        ...{ appointmentId, tabId: this.tabId, version: protocolVersion },
        ...(media && { receiving: { rtpCapabilities: capabilitiesOf(media) } }),
        ...(isBack && { isBack, wentInAt: this.#wentInAt, isHeard: known && own?.muted === false }),
        ...(known && typeof own?.handUpSince === 'number' && { handUpSince: own.handUpSince }),
      },
      (whereabouts) => {
        this.#hasToldDevices = false;
        if (!isBack && whereabouts.state !== 'closed') this.#wentInAt = whereabouts.serverNow;
        this.#arrive(whereabouts, isBack);
      },
    );
    // Whom the server would not have is out; of too much at once that is not said.
    return answer.then((told) => {
      if ('error' in told && told.error.code !== 'too-many-attempts') this.#show(undefined);
      return told;
    });
  }

  /** Q13. */
  switchTo(devices: { camera: boolean; microphone: boolean }): void {
    this.#devices = devices;
    this.#hasToldDevices = false;
    this.#tellDevices();
  }

  #tellDevices(): void {
    const { state } = this.at ?? {};
    if (state !== 'waiting' && state !== 'early') this.#hasToldDevices = false;
    else if (!this.#hasToldDevices) {
      this.#hasToldDevices = true;
      void this.ask('waiting-room:devices', this.#devices);
    }
  }

  async restartMedia(): Promise<void> {
    await this.ask('media:restart', {}, (media) => this.#start(media, undefined));
    this.follow();
  }

  /** Brings what the server has to what is wanted. */
  follow(): void {
    this.#inHand = this.#inHand.then(() => this.#follow());
  }
  settled(): Promise<void> {
    return this.#inHand;
  }

  #arrive(next: Whereabouts, isBack = false): void {
    if (next.state !== 'joined') return this.#show(next);
    this.#hasToldDevices = false;
    this.at = next;
    this.roster = next.roster;
    this.chat = next.chat;
    const isAnew = next.media && this.#media?.send.id !== next.media.send.id;
    if (next.media && isAnew) this.#start(next.media, next.receives ? next.consumers : undefined);
    else if (next.resumed || (isBack && next.media)) {
      this.plays.clear();
      for (const each of next.consumers) this.#play(each);
      for (const source of sources) this.#unsure.add(source);
    }
    this.follow();
  }

  #show(next: Whereabouts | undefined): void {
    this.at = next;
    this.#media = undefined;
    this.#isReady = false;
    this.plays.clear();
    this.sends.clear();
    this.#unsure.clear();
    this.roster = [];
    this.waiting = [];
    if (next?.state === 'closed') this.wants.clear();
    this.#tellDevices();
  }

  #start(media: PeerMedia, consumers: readonly ConsumerNew[] | undefined): void {
    if (this.at?.state !== 'joined' || this.#media?.send.id === media.send.id) return;
    this.#media = media;
    this.#isReady = consumers !== undefined;
    this.plays.clear();
    this.sends.clear();
    this.#unsure.clear();
    for (const each of consumers ?? []) this.#play(each);
  }

  #play({ consumerId, producerPaused }: ConsumerNew): void {
    this.plays.set(consumerId, producerPaused);
  }

  #hear(name: NoticeName, data: unknown): void {
    const told = <N extends NoticeName>(_of: N) => data as NoticeData<N>;
    if (name === 'visit:whereabouts') this.#arrive(told(name));
    else if (name === 'visit:roster') this.roster = told(name).people;
    else if (name === 'waiting-room:changed') this.waiting = told(name).people;
    else if (name === 'visit:time' && this.at) this.at = { ...this.at, ...told(name) };
    else if (name === 'chat:lines') this.chat = told(name).lines;
    else if (name === 'chat:line')
      this.chat = [...this.chat.filter(({ id }) => id !== told(name).id), told(name)];
    else if (name === 'consumer:new') this.#play(told(name));
    else if (name === 'consumer:closed') this.plays.delete(told(name).consumerId);
    else if (name === 'consumer:paused') this.plays.set(told(name).consumerId, true);
    else if (name === 'consumer:resumed') this.plays.set(told(name).consumerId, false);
    else if (name === 'media:rebuilt') {
      this.#start(told(name), undefined);
      this.follow();
    }
  }

  async #follow(): Promise<void> {
    const media = this.#media;
    if (!media || this.at?.state !== 'joined') return;
    const rtpCapabilities = capabilitiesOf(media);
    if (!this.#isReady && !(await this.ask('media:ready', { rtpCapabilities })).ok) return;
    if (this.#media !== media) return;
    this.#isReady = true;
    for (let source = this.#nextWish(); source; source = this.#nextWish())
      if (!(await this.#wish(source, media))) return;
  }

  #nextWish(): Source | undefined {
    return sources.find((source) => {
      const [wanted, sent] = [this.wants.get(source), this.sends.get(source)];
      return this.#unsure.has(source) || wanted?.paused !== sent?.paused;
    });
  }

  /** False where that is for another time. */
  async #wish(source: Source, media: PeerMedia): Promise<boolean> {
    const [wanted, sent] = [this.wants.get(source), this.sends.get(source)];
    const isUnsure = this.#unsure.delete(source);
    const paused = wanted?.paused === true;
    const noted = (to: { producerId: string; paused: boolean } | undefined) => {
      if (this.#media !== media) return;
      if (to) this.sends.set(source, to);
      else this.sends.delete(source);
    };
    let answer: Told<RequestName>;
    if (!wanted) answer = await this.ask('producer:close', { source }, () => noted(undefined));
    else if (!sent || isUnsure) {
      const [kind, rtpParameters] =
        source === 'microphone' ? ['audio' as const, opus()] : ['video' as const, vp8()];
      answer = await this.ask('producer:create', { source, kind, rtpParameters, paused }, ({ producerId }) =>
        noted({ producerId, paused }),
      );
    } else {
      const { producerId } = sent;
      answer = await this.ask(paused ? 'producer:pause' : 'producer:resume', { producerId }, () =>
        noted({ producerId, paused }),
      );
    }
    if (!answer.ok && this.#media === media) this.#unsure.add(source);
    return answer.ok && this.#media === media;
  }
}

const capabilitiesOf = (media: PeerMedia) => media.routerRtpCapabilities as Record<string, unknown>;
