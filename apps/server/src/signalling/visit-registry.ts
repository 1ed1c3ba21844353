import { callGraceMs, isGranted, overrunMs } from '#domain';
import { accounts, appointments, participants } from '#db';
import { endVisit, leaveVisit, type VisitFacts, type VisitKey } from '../use-cases/visit.ts';
import type { Presence } from '../use-cases/read-arrivals.ts';
import { HostsOnTheirWay } from './hosts-on-their-way.ts';
import { LastTabs } from './last-tabs.ts';
import { logFailed } from './unasked.ts';
import type { VisitPeer } from './visit-peer.ts';
import { Visit, type VisitDeps } from './visit.ts';

/** Every visit that somebody is in right now. */
export class VisitRegistry {
  readonly #deps: VisitDeps;
  readonly #visits = new Map<string, Visit>();
  readonly #tabs = new LastTabs();
  readonly #hosts: HostsOnTheirWay;
  /** People who wait and are nowhere, since the server went down or they were sent back while away, and since when. */
  #strayed: { id: string; key: VisitKey; since: number }[];

  constructor(deps: VisitDeps) {
    this.#deps = deps;
    this.#hosts = new HostsOnTheirWay(deps.store.read(participants.visitsWithHost), deps.now());
    this.#strayed = deps.store.read((tx) =>
      participants.waitingAnywhere(tx).map(({ id, ...key }) => ({ id, key, since: deps.now() })),
    );
    deps.live.on('link-revoked', (id) => this.#departAll(isOf(id), 'signed-out'));
    deps.live.on('session-closed', (hash) =>
      this.#departAll(({ session }) => session === hash, 'signed-out'),
    );
    deps.live.on('seat-changed-hands', (id) => this.#departAll(isOf(id), 'left'));
    deps.live.on('person-moved', (userId) => this.#departMoved(userId));
    deps.live.on('appointment-changed', (appointmentId) => {
      const visit = this.#visits.get(appointmentId);
      if (visit) this.#noteStrayed(visit, visit.refresh());
      this.#forgetIfEmpty(visit);
      this.#tellQueue(appointmentId);
    });
  }

  /** Q10: who waits for the same specialist hears of the place that this changes. */
  #tellQueue(appointmentId: string): void {
    const hostId = this.#deps.store.read((tx) => appointments.whose(tx, appointmentId))?.practitionerId;
    if (hostId === undefined) return;
    for (const [id, visit] of [...this.#visits])
      if (id !== appointmentId && visit.isWaitedForWith(hostId)) visit.refresh();
  }

  /** J5, U4: whoever came by a link or a session that is no more is out at once, also while the connection is being restored. */
  #departAll(isMeant: (peer: VisitPeer) => boolean, reason: 'left' | 'signed-out'): void {
    for (const visit of [...this.#visits.values()])
      for (const peer of [...visit.peers.values()]) if (isMeant(peer)) visit.depart(peer, reason);
  }

  /** U1, R1: whose role sees no visits by now is out of those that they are in. Whoever only works elsewhere stays (R2). */
  #departMoved(userId: string): void {
    const [account] = this.#deps.store.read((tx) => accounts.all(tx, [userId]));
    if (account && isGranted(account.role, 'appointment:read')) return;
    const ids = [...this.#visits.values()].flatMap(({ peers }) => [...peers.keys()]);
    const own = this.#deps.store
      .read((tx) => participants.byIds(tx, ids))
      .filter((row) => row.userId === userId);
    for (const { id } of own) this.#departAll(isOf(id), 'signed-out');
  }

  open(key: VisitKey): Visit {
    const known = this.#visits.get(key.appointmentId);
    if (known) return known;
    const visit = new Visit(key, this.#deps, this.#tabs, this.#hosts);
    this.#visits.set(key.appointmentId, visit);
    return visit;
  }

  /** How many visits somebody is in. */
  get visits(): number {
    return this.#visits.size;
  }

  /** Of whoever is here or was a moment ago. */
  #peerOf(participantId: string): VisitPeer | undefined {
    for (const visit of this.#visits.values()) {
      const peer = visit.peers.get(participantId);
      if (peer) return peer;
    }
    return undefined;
  }

  /** What the team's page is told of who is here now (Q9). */
  readonly presence: Presence = {
    isOnline: (participantId) => this.isSeen(participantId),
    hostIsHere: (appointmentId) =>
      this.#visits.get(appointmentId)?.hostIsHere ?? this.#hosts.has(appointmentId),
    devicesOf: (participantId) => this.#peerOf(participantId)?.devices ?? null,
  };

  /** Q8: as the others are told. */
  isSeen(participantId: string): boolean {
    return this.#peerOf(participantId)?.isMissed === false;
  }

  /** Whether there is a line to a page of theirs in this moment. */
  isOnline(participantId: string): boolean {
    return this.#peerOf(participantId)?.line !== undefined;
  }

  /** Called about once a second. `waitingGraceMs` is passed in so that nothing here knows a number. */
  tick(now: number, waitingGraceMs: number): void {
    for (const visit of [...this.#visits.values()]) {
      try {
        visit.tick(now);
      } catch (error) {
        // One visit's trouble must not keep the others from ticking.
        logFailed(this.#deps, { event: 'visit-tick-failed', visit: visit.key.appointmentId }, error);
      }
      this.#forgetIfEmpty(visit);
    }
    this.#releaseStrayed(now, waitingGraceMs);
    for (const appointmentId of this.#hosts.givenUp(now, callGraceMs)) {
      this.#visits.get(appointmentId)?.refresh();
      this.#deps.live.emit('presence-changed', appointmentId);
    }
  }

  /**
   * Q4, Q8: who is sent back when their tile has gone already has a place for as long as whoever waits and loses the line; who is
   * let in while they are away stays so.
   */
  #noteStrayed({ key, peers }: Visit, { people }: VisitFacts): void {
    const known = this.#strayed;
    const strayed = people
      .filter(({ id, seat }) => seat === 'waiting' && !peers.has(id))
      .map(({ id }) => known.find((each) => each.id === id) ?? { id, key, since: this.#deps.now() });
    const others = known.filter((each) => each.key.appointmentId !== key.appointmentId);
    this.#strayed = [...others, ...strayed];
  }

  #releaseStrayed(now: number, graceMs: number): void {
    this.#strayed = this.#strayed.filter(({ id, key, since }) => {
      if (this.#visits.get(key.appointmentId)?.peers.has(id)) return false;
      if (now - since < graceMs) return true;
      leaveVisit(this.#deps, key, id);
      return false;
    });
  }

  /** J3: a visit that everybody forgot to end is over when its over-run is. */
  endForgotten(now: number): void {
    const forgotten = this.#deps.store.read((tx) => appointments.forgotten(tx, now - overrunMs));
    for (const { id, organisationId } of forgotten)
      endVisit(this.#deps, { appointmentId: id, organisationId }, 'system');
  }

  #forgetIfEmpty(visit: Visit | undefined): void {
    if (visit?.peers.size === 0) {
      visit.close('left');
      this.#visits.delete(visit.key.appointmentId);
    }
  }

  close(): void {
    for (const visit of this.#visits.values()) visit.close('server-stopping');
    this.#visits.clear();
  }
}

const isOf = (id: string) => (peer: VisitPeer) => peer.participantId === id;
