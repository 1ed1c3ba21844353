// Longer than others: what the database says of a visit and who is here now are made to agree in one place.
import { callGraceMs, channelFor, isSignLanguage, missedAfterMs, waitingGraceMs } from '#domain';
import type { Participant } from '#db';
import type { CloseReason, PeerVitals, Room } from '#media';
import type { ChatLine, DeviceState, Whereabouts } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import { waitingFacts } from '../use-cases/waiting-facts.ts';
import {
  chatOf,
  enterVisit,
  leaveVisit,
  loadVisit,
  personOf,
  type VisitFacts,
  type VisitKey,
} from '../use-cases/visit.ts';
import type { HostsOnTheirWay } from './hosts-on-their-way.ts';
import type { LastTabs } from './last-tabs.ts';
import { logFailed } from './unasked.ts';
import { made, VisitMedia } from './visit-media.ts';
import { VisitNews } from './visit-news.ts';
import { VisitPeer, type Arrival, type Line } from './visit-peer.ts';
import { VisitQuality } from './visit-quality.ts';
import { closedFor, reasonOf, rosterOf, standingOf, waitingListOf, whereaboutsOf } from './whereabouts.ts';

export type VisitDeps = Pick<Deps, 'store' | 'now' | 'live' | 'media' | 'log'>;

/** Media is made within a tenth of this: a page that joins is told once, with it. */
const mediaLateMs = 1000;

/**
 * One appointment's people who are here now. The database says who is where; `refresh` makes this process agree with
 * it: media that is no longer allowed is cut before anything else happens, then pages are told, then media is given.
 */
export class Visit {
  readonly key: VisitKey;
  readonly peers = new Map<string, VisitPeer>();
  readonly #deps: VisitDeps;
  readonly #media: VisitMedia;
  readonly #news = new VisitNews();
  #hostId = '';
  readonly quality = new VisitQuality();
  readonly #tabs: LastTabs;
  readonly #hosts: HostsOnTheirWay;

  constructor(key: VisitKey, deps: VisitDeps, tabs: LastTabs, hosts: HostsOnTheirWay) {
    this.key = key;
    this.#deps = deps;
    this.#tabs = tabs;
    this.#hosts = hosts;
    this.#media = new VisitMedia(deps, {
      key,
      peers: this.peers,
      ready: (peer) => {
        peer.lacksMediaSince = undefined;
        const facts = this.#load();
        peer.tellWhereabouts(this.#whereabouts(facts, personOf(facts, peer.participantId), peer));
        this.#catchUp(peer);
      },
      rebuilt: (peer) => {
        peer.keepMicrophone(this.#deps.now());
        this.refresh();
      },
      cutOff: (peer, producerId) => void (peer.microphoneChanged(producerId, false) && this.refresh()),
    });
  }

  get room(): Room | undefined {
    return this.#media.room;
  }

  /** Q10: whose specialist this is, for others who wait for the same one. */
  isWaitedForWith(hostId: string): boolean {
    return this.#hostId === hostId && [...this.peers.values()].some(({ state }) => state === 'waiting');
  }

  /** Brings a page in: anew, back into its own place after a dropped connection, or in place of another page. */
  async enter(participantId: string, { tabId, line, receiving, ...was }: Arrival): Promise<Whereabouts> {
    const now = this.#deps.now();
    const since = was.isBack ? Math.min(was.wentInAt ?? 0, now) : now;
    if (was.isBack && this.#tabs.isOther(participantId, tabId, since))
      return closedFor(this.#load(), participantId, 'taken-over', now);
    this.#tabs.cameIn(participantId, tabId, since);
    const known = this.peers.get(participantId);
    const wasSeen = known?.isMissed === false;
    const wasGone = wasSeen && known.line === undefined;
    const { peer, resumed, isKnown } = this.#seatPage(participantId, tabId, line);
    if (peer.isHost) this.#hosts.came(this.key.appointmentId);
    peer.receiving = receiving;
    if (was.language) peer.language = was.language;
    if (was.isBack && was.isHeard && !resumed) peer.keepMicrophone(now, true);
    // What the server knows goes before what a page says of it.
    if (was.isBack && was.handUpSince !== undefined && !isKnown)
      peer.handUpSince = Math.min(was.handUpSince, now);
    const isNews = enterVisit(this.#deps, this.key, participantId);
    // Before the roster has them back: a connection that is there again is not shown as lost until the next telling.
    if (resumed && !wasSeen && peer.state === 'joined') this.quality.tell(this.peers, this.#vitals());
    const { overview } = this.refresh();
    if (!wasSeen && !isNews) this.#presenceChanged(peer, overview);
    if (wasGone) this.#deps.live.emit('line-back', this.key.appointmentId);
    await made(peer);
    // Meanwhile the host may have sent this person away, or another page or line of theirs may be in: look again.
    const facts = this.#load();
    const isHere = this.peers.get(participantId) === peer && peer.line === line;
    const whereabouts = this.#replyTo(facts, participantId, peer, isHere);
    if (!isHere) return whereabouts;
    peer.noteTold(whereabouts);
    if (whereabouts.state === 'closed') this.#drop(peer, reasonOf(whereabouts.reason));
    // After the reply: what a page may have missed while it was away; it ignores what it knows.
    if (whereabouts.state === 'joined') setImmediate(() => this.#catchUpLater(peer));
    const hasMedia = whereabouts.state === 'joined' && peer.mediaId !== undefined;
    return resumed && hasMedia ? { ...whereabouts, resumed } : whereabouts;
  }

  #replyTo(facts: VisitFacts, participantId: string, peer: VisitPeer, isHere: boolean): Whereabouts {
    const [person, now] = [personOf(facts, participantId), this.#deps.now()];
    if (isHere || standingOf(facts, person, now).state === 'closed')
      return this.#whereabouts(facts, person, peer);
    return closedFor(facts, participantId, 'taken-over', now);
  }

  /** `isKnown`: this person was here a moment ago, through this page or another. */
  #seatPage(
    participantId: string,
    tabId: string,
    line: Line,
  ): { peer: VisitPeer; resumed: boolean; isKnown: boolean } {
    const known = this.peers.get(participantId);
    if (known && known.tabId === tabId) {
      const resumed = known.line !== line || known.goneAt !== undefined;
      if (resumed && known.state === 'joined') this.quality.reconnected(participantId);
      this.#attach(known, line);
      return { peer: known, resumed, isKnown: true };
    }
    const facts = this.#load();
    if (known) {
      const told = closedFor(facts, participantId, 'taken-over', this.#deps.now());
      known.line?.page.tell('visit:whereabouts', told);
      this.#drop(known, 'taken-over');
    }
    const peer = new VisitPeer(participantId, personOf(facts, participantId).kind === 'host', tabId);
    if (known) peer.goOnFrom(known);
    this.peers.set(participantId, peer);
    this.#attach(peer, line);
    return { peer, resumed: false, isKnown: known !== undefined };
  }

  #attach(peer: VisitPeer, line: Line): void {
    this.#detach(peer);
    peer.line = line;
    peer.goneAt = undefined;
    peer.isMissed = false;
    peer.session = line.session;
    line.place = { visit: this, peer };
  }

  #detach(peer: VisitPeer): void {
    if (peer.line?.place?.peer === peer) peer.line.place = undefined;
    peer.line = undefined;
  }

  /** The page's connection dropped: the person keeps seat, tile and media for the grace time. `tick` tells the others. */
  disconnected(peer: VisitPeer, line: Line): void {
    if (peer.line !== line) return;
    this.#detach(peer);
    peer.goneAt = this.#deps.now();
  }

  /** Whether somebody who waits is connected stands on the specialist's day, and in no table. */
  #presenceChanged({ state }: VisitPeer, { appointment }: VisitFacts['overview']): void {
    if (state === 'waiting') this.#deps.live.emit('my-day-changed', appointment.practitionerId);
    this.#deps.live.emit('presence-changed', this.key.appointmentId);
  }

  /** Q13: stands on the team's page, and in no table. */
  devicesTold(peer: VisitPeer, devices: DeviceState): void {
    if (peer.devices?.camera === devices.camera && peer.devices.microphone === devices.microphone) return;
    peer.devices = devices;
    this.#deps.live.emit('presence-changed', this.key.appointmentId);
  }

  /** L7: whether anybody who hosts is in the call now. */
  get hostIsHere(): boolean {
    const isIn = [...this.peers.values()].some((peer) => peer.isHost && peer.state === 'joined');
    return isIn || this.#hosts.has(this.key.appointmentId);
  }

  /** Out by one's own choice, or because the link or the session behind the page ended. */
  depart(peer: VisitPeer, reason: 'left' | 'signed-out'): void {
    if (this.peers.get(peer.participantId) !== peer) return;
    const told = closedFor(this.#load(), peer.participantId, reason, this.#deps.now());
    const line = peer.line;
    this.#drop(peer, 'left');
    leaveVisit(this.#deps, this.key, peer.participantId);
    line?.page.tell('visit:whereabouts', told);
    this.refresh();
  }

  /** Makes this process agree with the database. Safe to call at any time and from anywhere. */
  refresh(): VisitFacts {
    const facts = this.#load();
    const now = this.#deps.now();
    this.#hostId = facts.overview.appointment.practitionerId;
    for (const peer of [...this.peers.values()]) this.#stand(facts, peer, now);
    const isApartAnew = this.#media.policyIs(facts.policy);
    this.#tellAll(facts);
    if (isApartAnew) this.#news.tellChat(this.peers, (id) => chatOf(this.#deps, this.key, id, facts.policy));
    for (const peer of this.peers.values())
      if (peer.state === 'joined' && !peer.mediaId) this.#media.give(peer);
    if (this.peers.size === 0) this.#media.close('left');
    return facts;
  }

  #stand(facts: VisitFacts, peer: VisitPeer, now: number): void {
    const person = personOf(facts, peer.participantId);
    peer.isHost = person.kind === 'host';
    peer.language = channelFor(peer.language, person.interprets ?? []);
    peer.signs = (person.interprets ?? []).filter(isSignLanguage);
    const standing = standingOf(facts, person, now);
    if (peer.state === 'joined' && standing.state !== 'joined') {
      peer.putBack = standing.state === 'waiting';
      this.#media.cut(peer, standing.state === 'closed' ? reasonOf(standing.reason) : 'put-back');
      peer.leaveCall();
    }
    if (standing.state === 'closed') {
      peer.tellWhereabouts(this.#whereabouts(facts, personOf(facts, peer.participantId), peer));
      this.#drop(peer, reasonOf(standing.reason));
    } else {
      if (standing.state === 'joined') peer.putBack = false;
      else peer.handUpSince = null;
      peer.state = standing.state;
      this.#media.seatIs(peer);
    }
  }

  /** Time passing: an early guest knocks when the door opens, and whoever stayed away too long loses the place. */
  tick(now: number): void {
    for (const peer of [...this.peers.values()]) {
      const grace = peer.state === 'waiting' ? waitingGraceMs : callGraceMs;
      // A clock that was set back begins the grace again.
      if (peer.goneAt !== undefined) peer.goneAt = Math.min(peer.goneAt, now);
      if (peer.goneAt !== undefined && now - peer.goneAt >= grace) this.#giveUp(peer);
      else if (peer.state === 'early') this.#knockWhenOpen(peer, now);
      else if (peer.state === 'joined' && !peer.media) this.#waitsForMedia(peer, now);
    }
    if ([...this.peers.values()].filter((peer) => peer.forgetMicrophone(now)).length > 0) this.refresh();
    this.#listen();
    this.#miss(now);
    this.quality.tick(now, this.peers, this.#vitals);
  }

  /** Q8: a line that comes and goes is nobody's news. */
  #miss(now: number): void {
    const missed = [...this.peers.values()].filter(
      ({ goneAt, isMissed }) => goneAt !== undefined && !isMissed && now - goneAt >= missedAfterMs,
    );
    if (missed.length === 0) return;
    for (const peer of missed) peer.isMissed = true;
    const { overview } = this.refresh();
    for (const peer of missed) this.#presenceChanged(peer, overview);
  }

  /** M25: whoever is in and heard no more, or heard again. */
  #listen(): void {
    const changed = [...this.peers.values()].filter(
      (peer) => peer.isQuiet !== (peer.handle(this.room)?.isQuiet === true),
    );
    for (const peer of changed) peer.isQuiet = !peer.isQuiet;
    if (changed.length > 0) this.refresh();
  }

  /** Let in while the media server is being brought back: the page is in the call at once, and its pictures and sound follow. */
  #waitsForMedia(peer: VisitPeer, now: number): void {
    peer.lacksMediaSince ??= now;
    if (now - peer.lacksMediaSince >= mediaLateMs) {
      const facts = this.#load();
      peer.tellWhereabouts(this.#whereabouts(facts, personOf(facts, peer.participantId), peer));
    }
    if (!peer.mediaId) this.#media.give(peer);
  }

  #vitals = (): readonly PeerVitals[] => (!this.room || this.room.closed ? [] : this.room.vitals());

  #knockWhenOpen(peer: VisitPeer, now: number): void {
    const facts = this.#load();
    const standing = standingOf(facts, personOf(facts, peer.participantId), now);
    if (standing.state === 'early' && (standing.opensAt ?? now) > now) return;
    enterVisit(this.#deps, this.key, peer.participantId);
    this.refresh();
  }

  #giveUp(peer: VisitPeer): void {
    const wasWaiting = peer.state === 'waiting';
    this.#drop(peer, 'connection-lost');
    // Somebody who was in the call stays admitted and walks straight back in; a place in the queue is not kept for ever.
    if (wasWaiting) leaveVisit(this.#deps, this.key, peer.participantId);
    this.refresh();
    // That nobody hosts any more stands in no table.
    if (!wasWaiting) this.#deps.live.emit('presence-changed', this.key.appointmentId);
  }

  /** Fresh transports for a page whose own are beyond saving. */
  async restartMedia(peer: VisitPeer): Promise<NonNullable<VisitPeer['media']>> {
    this.#media.cut(peer, 'connection-lost');
    peer.keepMicrophone(this.#deps.now());
    // The page hears of its transports by the answer, and is ready after it.
    peer.receiving = undefined;
    this.#media.give(peer);
    await made(peer);
    if (!peer.media) throw new Refusal('no-media-server');
    peer.noteTold(this.#whereabouts(this.#load(), personOf(this.#load(), peer.participantId), peer));
    return peer.media;
  }

  say = (line: ChatLine): void => this.#news.say(line, this.#load(), this.peers);

  close(reason: CloseReason): void {
    for (const peer of [...this.peers.values()]) this.#drop(peer, reason);
    this.#media.close(reason);
  }

  #load(): VisitFacts {
    return this.#deps.store.read((tx) => loadVisit(tx, this.key));
  }

  #whereabouts(facts: VisitFacts, person: Participant, peer: VisitPeer): Whereabouts {
    const here = {
      hostIsHere: this.hostIsHere,
      waitsFor: () => waitingFacts(this.#deps, facts),
      roster: rosterOf(facts, this.peers, peer),
      chat: () => chatOf(this.#deps, this.key, person.id, facts.policy),
    };
    return whereaboutsOf(facts, person, peer, here, this.#deps.now());
  }

  #tellAll(facts: VisitFacts): void {
    for (const peer of this.peers.values()) {
      // A joining page is told once its media is there.
      if (peer.state === 'joined') continue;
      peer.tellWhereabouts(this.#whereabouts(facts, personOf(facts, peer.participantId), peer));
    }
    this.#news.tell(facts, this.peers);
  }

  #catchUpLater(peer: VisitPeer): void {
    try {
      this.#catchUp(peer);
    } catch (error) {
      // Nobody waits for this: what could not be read now is told with the next change.
      logFailed(this.#deps, { event: 'catch-up-failed', visit: this.key.appointmentId }, error);
    }
  }

  #catchUp(peer: VisitPeer): void {
    if (peer.state !== 'joined') return;
    const facts = this.#load();
    peer.tell('visit:roster', { people: rosterOf(facts, this.peers, peer) });
    if (peer.isHost) peer.tell('waiting-room:changed', { people: waitingListOf(facts, this.peers) });
    this.#media.catchUp(peer);
    peer.forgetQualityTold();
  }

  #drop(peer: VisitPeer, reason: CloseReason): void {
    this.#media.cut(peer, reason);
    // A figure for statistics must never stand between this person's cut and the next one's.
    queueMicrotask(() => this.quality.keep(this.#deps, this.key, peer.participantId));
    peer.state = 'connected';
    this.#detach(peer);
    if (this.peers.get(peer.participantId) === peer) this.peers.delete(peer.participantId);
  }
}
