// Longer than others: all that a page says and hears in a visit goes through here, so that its order is in one place.
import type { MediaMode } from '#domain';
import {
  protocolVersion,
  type ChatLine,
  type ConsumerNew,
  type NoticeData,
  type PeerMedia,
  type RosterPerson,
  type WaitingPerson,
  type Whereabouts,
} from '#protocol';
import type { ApiError } from '#lib/api.ts';
// By its file: the package's front door would bring the calendar library to the call.
import { isSignLanguage } from '../../../../../../packages/domain/src/interpreting.ts';
import { learnServerTime } from '#lib/clock.svelte.ts';
import { isPassing, type Realtime, type RealtimeResult } from '#lib/realtime.svelte.ts';
import { newId } from '#lib/new-id.ts';
import { deviceMemory, type LanguageChannel } from './device-memory.ts';
import { leftFrom } from './left-from.ts';
import type { LocalDevices } from './local-devices.svelte.ts';
import { MediaSession } from './media/media-session.ts';
import { OwnLanguage } from './own-language.svelte.ts';
import { ScreenShare } from './screen-share.svelte.ts';
import { VisitLink } from './visit-link.svelte.ts';
import type { Who } from './way-in.ts';
import type { Source } from './media/encodings.ts';

const retryMs = 1000;
/** Who leaves over a line that is dead should not wait for it; a slow one still carries the word after that. */
const leaveWithinMs = 2500;
/** The call is drawn after this time although nothing can arrive yet. */
const drawWithinMs = 100;

/**
 * One page in one visit, from the knock to the goodbye. `whereabouts` says where the server has put us and the page shows
 * exactly that; nothing here decides it.
 */
export class Visit {
  whereabouts: Whereabouts | undefined = $state.raw();
  roster: RosterPerson[] = $state.raw([]);
  waiting: WaitingPerson[] = $state.raw([]);
  chat: ChatLine[] = $state.raw([]);
  /** Participants who speak now, loudest first. */
  speakers: string[] = $state.raw([]);
  /** Why we could not come in, when the server would not have us. */
  refusal: ApiError | undefined = $state.raw();
  microphoneMuted = $state(false);
  /** A source of ours that the server has cut off, since it sent far more than is allowed (M12). */
  cutOff: Source | undefined = $state.raw();
  readonly link = new VisitLink();
  readonly screen: ScreenShare;
  readonly devices: LocalDevices;
  readonly media: MediaSession;
  readonly line: Realtime;
  readonly #who: Who;
  /** Another page load is another tab for the server: its transports are gone. */
  readonly #tabId = newId();
  /** The way for what the others send is being made. A browser that draws keeps the network waiting, so this comes first. */
  #negotiating: Promise<void> = Promise.resolve();
  /** What the server was told of the devices on this line. */
  #toldDevices = '';
  readonly #language: OwnLanguage;
  /** Until the person is out, by whoever's will, and again once they want to come back. */
  #wantsIn = $state(true);
  /** The server's time when the person went in here. */
  #wentInAt: number | undefined;
  /** Counts the questions to come in: only the last one is asked again. */
  #entries = 0;
  /** Only the last place that we were told of is shown. */
  #arrivals = 0;

  /** The line is the visit's from now on. */
  constructor(who: Who, devices: LocalDevices, line: Realtime) {
    this.#who = who;
    this.devices = devices;
    // Not whether there is one yet: the browser may still be asking, and what the person wants is known.
    this.microphoneMuted = !deviceMemory.isWanted('microphone');
    this.line = line;
    this.#language = new OwnLanguage(line);
    this.media = new MediaSession(this.line, {
      onfacts: (facts) => (this.link.facts = facts),
      onspeakers: (participantIds) => (this.speakers = participantIds),
    });
    this.media.joining.start();
    this.media.setWishes(devices.settings.wishes);
    this.screen = new ScreenShare(this.media, devices.settings);
    this.#listen();
    this.line.onClosed(() => this.#letGo());
    // Every (re)connection enters again: the server knows this page by its tab id. Whoever is out stays out.
    this.line.onConnected(() => {
      const isIn = this.whereabouts !== undefined && this.whereabouts.state !== 'closed';
      if (this.#wantsIn) void this.#enter(isIn);
    });
  }

  get status(): Realtime['status'] {
    return this.line.status;
  }
  get language(): LanguageChannel {
    return this.#language.chosen;
  }
  get joined(): boolean {
    return this.whereabouts?.state === 'joined';
  }
  /** The person has left, which the server may not have heard yet: what is let go of now is no news. */
  get isLeaving(): boolean {
    return !this.#wantsIn;
  }
  get handUp(): boolean {
    return this.me?.handUpSince != null;
  }
  get me(): RosterPerson | undefined {
    return this.roster.find(({ participantId }) => participantId === this.whereabouts?.participantId);
  }

  /** M19: what this person speaks into, as the server has it; without a line to it, as it will be told. */
  get speaksTo(): LanguageChannel['speaksTo'] {
    const { speaksTo = null, interprets = [] } = this.me ?? {};
    if (this.status === 'connected') return speaksTo;
    return interprets.find((each) => each === this.language.speaksTo) ?? null;
  }

  /** M20: whether this person signs: as an interpreter, or as somebody who watches a sign language. */
  get signs(): boolean {
    const { hears } = this.language;
    return [...(this.me?.interprets ?? []), ...(hears === null ? [] : [hears])].some(isSignLanguage);
  }

  /** Comes in, comes back, or takes over from another tab, because the person wants to. Harmless to repeat. */
  enter(): Promise<void> {
    this.#wantsIn = true;
    return this.#enter(false);
  }

  /** `isBack`: by itself, from where we were when the line dropped; then it takes nothing over. */
  async #enter(isBack: boolean): Promise<void> {
    const entry = ++this.#entries;
    const appointmentId = this.#who.appointmentId ?? null;
    const receiving = this.media.receiving();
    const handUpSince = this.me?.handUpSince;
    const wish = {
      appointmentId,
      tabId: this.#tabId,
      version: protocolVersion,
      ...(receiving && { receiving }),
      ...this.#language.onEntering(isBack),
      ...(isBack && this.#wentInAt !== undefined && { wentInAt: this.#wentInAt }),
      ...(isBack && { isBack, isHeard: this.joined && this.microphoneLive }),
      ...(isBack && this.joined && typeof handUpSince === 'number' && { handUpSince }),
    };
    // The server knows this page: asked twice, it is in once. Whoever has left since does not knock again.
    const isWanted = () => this.#wantsIn && entry === this.#entries;
    const result = await this.line.request('visit:enter', wish, { isWanted });
    if (result.ok) {
      this.#toldDevices = '';
      if (!isBack && result.data.state !== 'closed') this.#wentInAt = result.data.serverNow;
      this.#arriveAt(result.data, isBack);
    } else if (isPassing(result.error) && (this.whereabouts || result.error.code === 'too-many-attempts')) {
      // Who is in already stays in what they see: this is no refusal. Who is not is told why, and comes in all the same soon.
      if (!this.whereabouts) this.refusal = result.error;
      setTimeout(() => this.#wantsIn && entry === this.#entries && void this.#enter(isBack), retryMs);
    } else if (result.error.code !== 'network') {
      this.refusal = result.error;
      // Who was not heard may be in all the same; whom the server would not have is out.
      if (result.error.code !== 'timeout') this.#letGo();
    }
  }

  async leave(): Promise<void> {
    this.#wantsIn = false;
    this.#letGo();
    const told = await this.line.request('visit:leave', {}, { withinMs: leaveWithinMs });
    if (told.ok || !this.whereabouts || this.whereabouts.state === 'closed') return;
    // Nobody heard it: whoever leaves is out all the same, and the server's grace time does the rest.
    this.line.close();
    this.#show(leftFrom(this.whereabouts));
  }
  end = (): Promise<RealtimeResult<object>> => this.line.request('visit:end', {});
  admit = (participantId: string) => this.line.request('waiting-room:admit', { participantId });
  putBack = (participantId: string) => this.line.request('waiting-room:put-back', { participantId });
  remove = (participantId: string) => this.line.request('participant:remove', { participantId });
  say = (text: string) => this.line.request('chat:send', { text });
  chooseLanguage = (language: LanguageChannel) => this.#language.choose(language);
  setHand = (up: boolean) => this.line.request('hand:set', { up });

  /** Whether the others could hear this person now. */
  get microphoneLive(): boolean {
    return !this.microphoneMuted && this.devices.microphoneOn;
  }

  /** Without a microphone, unmuting asks for one. */
  async setMuted(muted: boolean): Promise<void> {
    if (!muted && !this.devices.microphoneOn && !(await this.devices.start('microphone'))) return;
    if (!muted) this.#sentAgain('microphone');
    this.microphoneMuted = muted;
    deviceMemory.want('microphone', !muted);
    this.#offer();
  }

  async setCamera(on: boolean): Promise<void> {
    if (on) this.#sentAgain('camera');
    if (on) await this.devices.start('camera');
    else this.devices.stop('camera');
    this.#offer();
  }

  /** Everything, less, or sound only. Who chooses another thing has heard what was to be told. */
  async setMode(mode: MediaMode): Promise<void> {
    await this.devices.setMode(mode);
    this.refreshDevices();
  }

  #sentAgain(source: Source): void {
    if (this.cutOff === source) this.cutOff = undefined;
  }

  /** Sends again what the server had cut off. */
  async sendAgain(): Promise<void> {
    const source = this.cutOff;
    this.cutOff = undefined;
    if (source === 'camera') await this.setCamera(true);
    else if (source === 'microphone') await this.setMuted(false);
    else if (source) await this.screen.start();
  }

  /** Sends what the devices now give, as their settings wish. Call it when one of them has changed. */
  refreshDevices(): void {
    this.media.setWishes(this.devices.settings.wishes);
    this.#offer();
  }

  close(): void {
    this.#arrivals++;
    this.#stopMedia();
    this.line.close();
  }

  #listen(): void {
    const { line, media } = this;
    line.on('visit:whereabouts', (whereabouts) => this.#arriveAt(whereabouts));
    line.on('visit:time', ({ startsAt, endsAt }) => {
      if (this.whereabouts) this.whereabouts = { ...this.whereabouts, startsAt, endsAt };
    });
    line.on('visit:roster', ({ people }) => (this.roster = people));
    line.on('waiting-room:changed', ({ people }) => (this.waiting = people));
    line.on('chat:line', (said) => (this.chat = [...this.chat.filter(({ id }) => id !== said.id), said]));
    line.on('chat:lines', ({ lines }) => (this.chat = lines));
    line.on('consumer:new', (data) => void media.consumerNew(data));
    line.on('consumer:closed', (data) => media.consumerClosed(data));
    line.on('consumer:paused', (data) => media.consumerPaused(data, true));
    line.on('consumer:resumed', (data) => media.consumerPaused(data, false));
    line.on('media:rebuilt', (fresh) => this.#wantsIn && this.#startMedia(fresh));
    line.on('media:codecs', (codecs) => media.allowCodecs(codecs));
    line.on('media:step', (told) => this.link.stepTold(told));
    line.on('visit:quality', (told) => this.link.qualityTold(told));
    line.on('producer:layers', (needed) => media.producerLayers(needed));
    line.on('producer:redundancy', (told) => media.producerRedundancy(told));
    line.on('producer:closed', (data) => this.#cut(data));
  }

  /** `isBack`: over another line than before; the server does not say so (`resumed`) to whoever had to ask twice. */
  #arriveAt(next: Whereabouts, isBack = false): void {
    learnServerTime(next.serverNow);
    // Who has left since it was asked does not come in again with an answer that was late.
    if (!this.#wantsIn && next.state !== 'closed') return;
    this.refusal = undefined;
    // Whoever waited was let in only now.
    if (next.state === 'joined' && this.whereabouts && !this.joined) this.media.joining.start();
    if (next.state !== 'joined') {
      this.#stopMedia();
      return this.#show(next);
    }
    this.#language.arrivedIn(next.appointmentId, next.language);
    this.roster = next.roster;
    this.chat = next.chat;
    if (next.media && !this.media.isOn(next.media)) {
      this.media.joining.watch(next.roster.length > 1);
      this.#startMedia(next.media, next.receives ? next.consumers : undefined);
    } else if (next.resumed || (isBack && next.media)) this.media.resumed(next.consumers);
    const arrival = ++this.#arrivals;
    void this.#negotiating.then(() => arrival === this.#arrivals && this.#show(next));
  }

  #show(next: Whereabouts): void {
    this.#arrivals++;
    this.whereabouts = next;
    if (next.state === 'closed') {
      this.#wantsIn = false;
      this.#letGo();
    }
    this.#offer();
  }

  #startMedia(fresh: PeerMedia, consumers?: readonly ConsumerNew[]): void {
    const pause = new Promise<void>((resolve) => setTimeout(resolve, drawWithinMs));
    this.#negotiating = Promise.race([this.media.start(fresh, consumers), pause]);
    this.link.reset();
    this.refreshDevices();
  }

  #cut({ producerId, source }: NoticeData<'producer:closed'>): void {
    // Told again with every new line while it is cut off; what has been heard needs no second notice.
    if (!this.media.producerClosed({ producerId })) return;
    this.cutOff = source;
    if (source === 'camera') this.devices.stop('camera');
    else if (source === 'microphone') void this.setMuted(true);
    else this.screen.stop();
  }

  /** Q13: the team sees whether who waits can be seen and heard. */
  #tellDevices(): void {
    const state = this.whereabouts?.state;
    if (state !== 'waiting' && state !== 'early') return void (this.#toldDevices = '');
    const devices = { camera: this.devices.cameraOn, microphone: this.microphoneLive };
    if (this.#toldDevices === JSON.stringify(devices)) return;
    this.#toldDevices = JSON.stringify(devices);
    void this.line.request('waiting-room:devices', devices).then((told) => {
      if (told.ok || !isPassing(told.error)) return;
      this.#toldDevices = '';
      setTimeout(() => this.#tellDevices(), retryMs);
    });
  }

  #offer(): void {
    if (!this.joined) return this.#tellDevices();
    const { interruption, cameraTrack } = this.devices;
    this.media.setTrack('camera', interruption.holds('camera') ? undefined : cameraTrack);
    this.media.setMuted('microphone', this.microphoneMuted || interruption.holds('microphone'));
    this.media.setTrack('microphone', this.devices.microphoneTrack);
  }

  /** Whoever is out is neither filmed nor heard by the browser any more. */
  #letGo(): void {
    this.#stopMedia();
    this.devices.rest();
  }

  #stopMedia(): void {
    this.screen.stop();
    this.media.stop();
    this.link.reset();
  }
}
