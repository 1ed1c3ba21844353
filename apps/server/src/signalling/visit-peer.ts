import { theFloor, type LanguageChannel, type MediaMode, type MediaSeat } from '#domain';
import { newId } from '#db';
import type { PeerHandle, PeerMedia, Room } from '#media';
import type {
  ConsumerNew,
  DeviceState,
  NoticeData,
  NoticeName,
  PeerState,
  PersonQuality,
  Receiving,
  Whereabouts,
} from '#protocol';
import type { Visit } from './visit.ts';

/** One browser page, as far as a visit needs it: something that can be told things, and that knows its place. */
export type Line = {
  readonly page: { tell<N extends NoticeName>(name: N, data: NoticeData<N>): void };
  /** Which session it is of; undefined for a guest's. */
  readonly session: string | undefined;
  place: { peer: VisitPeer; visit: Visit } | undefined;
};

/**
 * What comes in: the line of a page, which page load it is, and what it can receive, if it knows that already. `isBack`: by
 * itself, since its line had dropped; then it takes nothing over. `wentInAt`: when the person went in there. `isHeard`: its microphone was heard until then;
 * `handUpSince`: its hand was up.
 */
export type Arrival = {
  tabId: string;
  line: Line;
  receiving?: Receiving | undefined;
  isBack?: boolean | undefined;
  wentInAt?: number | undefined;
  isHeard?: boolean | undefined;
  handUpSince?: number | undefined;
  language?: LanguageChannel | undefined;
};

/**
 * A person's microphone as the others are shown it. `kept`: it was heard until then, and what the page sends now is not known
 * yet, since its media is made anew.
 */
type Microphone =
  { name: 'off' } | { name: 'sent'; producerId: string; isLive: boolean } | { name: 'kept'; since: number };

/**
 * How long (ms) that is believed. A page sends again within two seconds, on a slow link within a few more. Longer shows
 * somebody as heard whose microphone went away in between; shorter shows everybody as muted who is not.
 */
const micKeptMs = 6000;

/** One person present in a visit: through one page at a time, with a grace time when that page's connection drops. */
export class VisitPeer {
  readonly participantId: string;
  /** Changes when somebody who is here takes the visit over (Q12). */
  isHost: boolean;
  /** Random per page load: the same page coming back resumes, any other takes over. */
  tabId: string;
  line: Line | undefined;
  /** Of the line that there is, or was last. */
  session: string | undefined;
  /** When the connection dropped; undefined while there is one. */
  goneAt: number | undefined;
  /** It has been gone for so long that the others are told. */
  isMissed = false;
  /** M25: its line is there, but nothing of what it sends comes. */
  isQuiet = false;
  state: PeerState = 'connected';
  putBack = false;
  handUpSince: number | null = null;
  /** M19. */
  language: LanguageChannel = theFloor;
  /** Since when (ms) somebody who is in the call waits for media. */
  lacksMediaSince: number | undefined;
  /** M20: the sign languages that this person is here to interpret. */
  signs: readonly string[] = [];
  /** Q13: what the page of somebody who waits has switched on; null until it says so. */
  devices: DeviceState | null = null;
  #microphone: Microphone = { name: 'off' };
  /** The id of this person's present life in the media room; a new one for each time that media is made. */
  mediaId: string | undefined;
  media: PeerMedia | undefined;
  mediaReady: Promise<void> = Promise.resolve();
  /** What the page said on entering; undefined for one that has yet to say it. */
  receiving: Receiving | undefined;
  /** Its media was made with that. */
  receives = false;
  /** What this peer's client has been told to consume, so that a returning page can be told again. */
  readonly consumers = new Map<string, ConsumerNew>();
  #lastTold = '';
  #lastQuality = '';

  constructor(participantId: string, isHost: boolean, tabId: string) {
    this.participantId = participantId;
    this.isHost = isHost;
    this.tabId = tabId;
  }

  /** Through another page from now on (Q16): what the person said stays said. What the page itself does, it says anew. */
  goOnFrom({ handUpSince, language, putBack }: VisitPeer): void {
    Object.assign(this, { handUpSince, language, putBack });
  }

  beginMedia(): string {
    this.mediaId = newId();
    this.media = undefined;
    this.receives = false;
    this.isQuiet = false;
    this.consumers.clear();
    this.#lastQuality = '';
    return this.mediaId;
  }

  endMedia(): void {
    this.isQuiet = false;
    this.mediaId = undefined;
    this.media = undefined;
    this.consumers.clear();
  }

  /** M5: whoever is let in again gets media as they chose last, not as they chose when they came. */
  chose(mode: MediaMode): void {
    if (this.receiving) this.receiving = { ...this.receiving, mode };
  }

  /** Out of the call: what the others saw of this person there is over. */
  leaveCall(): void {
    this.isQuiet = false;
    this.lacksMediaSince = undefined;
    this.handUpSince = null;
    this.#microphone = { name: 'off' };
  }

  /** Whether the others are shown it as heard. */
  get micLive(): boolean {
    return this.#microphone.name === 'kept' || (this.#microphone.name === 'sent' && this.#microphone.isLive);
  }

  microphoneSent(producerId: string, isLive: boolean): void {
    this.#microphone = { name: 'sent', producerId, isLive };
  }

  /** False where this is not what is sent of it. */
  microphoneChanged(producerId: string, isLive: boolean): boolean {
    if (this.#microphone.name !== 'sent' || this.#microphone.producerId !== producerId) return false;
    this.microphoneSent(producerId, isLive);
    return true;
  }

  /** Nothing is sent of it. False where that was known, or not yet. */
  microphoneEnded(): boolean {
    if (this.#microphone.name !== 'sent') return false;
    this.#microphone = { name: 'off' };
    return true;
  }

  /** Its media is made anew: whoever was heard is shown so until the page sends again, or `forgetMicrophone`. */
  keepMicrophone(now: number, wasHeard = this.micLive): void {
    if (this.#microphone.name === 'kept') return;
    this.#microphone = wasHeard ? { name: 'kept', since: now } : { name: 'off' };
  }

  /** True when that has lasted too long to be believed. */
  forgetMicrophone(now: number): boolean {
    if (this.#microphone.name !== 'kept' || now - this.#microphone.since < micKeptMs) return false;
    this.#microphone = { name: 'off' };
    return true;
  }

  /** How the media room takes somebody who is in the call. */
  get seat(): MediaSeat {
    const { participantId, language, signs } = this;
    return { participantId, admitted: true, spaceId: 'plenary', ...language, signs };
  }

  handle(room: Room | undefined): PeerHandle | undefined {
    return this.mediaId === undefined ? undefined : room?.peer(this.mediaId);
  }

  tell<N extends NoticeName>(name: N, data: NoticeData<N>): void {
    this.remember(name, data as never);
    // Of consumers a page hears together with the transports that they come over.
    if (this.media || !name.startsWith('consumer:')) this.line?.page.tell(name, data);
  }

  /** Tells the page where it is, unless it has just been told exactly that. */
  tellWhereabouts(whereabouts: Whereabouts): void {
    if (this.noteTold(whereabouts)) this.line?.page.tell('visit:whereabouts', whereabouts);
  }

  /** False when the page knows this already. The clock does not count, and a joined page hears of people otherwise. */
  noteTold(whereabouts: Whereabouts): boolean {
    const told =
      whereabouts.state === 'joined'
        ? `joined ${whereabouts.media && this.mediaId}`
        : JSON.stringify({ ...whereabouts, serverNow: 0 });
    const isNew = told !== this.#lastTold;
    this.#lastTold = told;
    return isNew;
  }

  /** The words that a page makes of it change less often than the figures: only they are worth a message. */
  tellQuality(people: PersonQuality[]): void {
    const told = JSON.stringify(
      people.map(({ participantId, sends, receives, step, mode, path }) => [
        participantId,
        sends,
        receives,
        step,
        mode,
        path,
      ]),
    );
    if (told === this.#lastQuality) return;
    this.#lastQuality = told;
    this.tell('visit:quality', { people });
  }

  /** What was told of it may have been lost with the line, or be of connections that the page has replaced. */
  forgetQualityTold(): void {
    this.#lastQuality = '';
  }

  private remember(name: NoticeName, data: never): void {
    const about = data as { consumerId: string };
    switch (name) {
      case 'consumer:new':
        this.consumers.set(about.consumerId, data);
        break;
      case 'consumer:closed':
        this.consumers.delete(about.consumerId);
        break;
      case 'consumer:paused':
      case 'consumer:resumed': {
        const consumer = this.consumers.get(about.consumerId);
        if (consumer) consumer.producerPaused = name === 'consumer:paused';
        break;
      }
      case 'media:rebuilt':
        this.media = data;
        this.receives = false;
        this.consumers.clear();
        // The page takes what it was told of the old connections for past.
        this.#lastQuality = '';
        break;
      default:
        break;
    }
  }
}
