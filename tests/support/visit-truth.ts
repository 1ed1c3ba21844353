import { expect } from 'vitest';
import { areScreened, joinPhase, mayReceiveFrom, type MediaPolicy } from '#domain';
import { appointmentOf, encounterOf, schema, type Participant } from '#db';
import { loadVisit, type VisitKey } from '../../apps/server/src/use-cases/visit.ts';
import { earlyMsOf } from '../../apps/server/src/use-cases/view-appointment.ts';
import { waitingFacts } from '../../apps/server/src/use-cases/waiting-facts.ts';
import type { TestApp } from './test-app.ts';
import type { VisitTab } from './visit-tab.ts';

/* What must be so in a visit whatever was done before: the database, the server, its media and every page agree. */

/** The database's word on a visit. */
export function factsOf({ store, clock }: TestApp, key: VisitKey) {
  const facts = store.read((tx) => loadVisit(tx, key));
  const { appointment, encounter } = facts.overview;
  const phaseFor = (person: Participant) =>
    joinPhase(
      appointmentOf(appointment),
      encounterOf(encounter),
      person.kind === 'host' ? 'host' : 'participant',
      clock.now,
      earlyMsOf(facts.overview),
    ).phase;
  return { ...facts, appointment, encounter, phaseFor };
}
export type Facts = ReturnType<typeof factsOf>;

/** Where the database puts somebody who is here. */
export function standing({ phaseFor }: Facts, person: Participant): string {
  const phase = phaseFor(person);
  if (phase !== 'open' && phase !== 'early') return phase;
  if (person.seat === 'admitted') return 'joined';
  if (person.seat === 'invited' || (person.seat === 'left' && phase === 'early')) return 'early';
  return person.seat;
}

/** At no moment is anything sent from or to somebody who is not in the call, or who is kept apart. */
export function leaksOf(app: TestApp, key: VisitKey): string[] {
  const facts = factsOf(app, key);
  const isIn = (id: string) => {
    const person = facts.people.find((each) => each.id === id);
    return person !== undefined && standing(facts, person) === 'joined';
  };
  const peers = app.media.room(key.appointmentId)?.snapshot().peers ?? [];
  return peers.flatMap(({ participantId: to, consumers, transports, producers }) => [
    ...(isIn(to) || transports.length + producers.length === 0 ? [] : [`${to} has media`]),
    ...consumers
      .filter(
        ({ fromParticipantId: from }) => !isIn(to) || !isIn(from) || areScreened(to, from, facts.policy),
      )
      .map(({ fromParticipantId: from, source }) => `${to} receives the ${source} of ${from}`),
  ]);
}

/** All that is said to and of the people of a visit, once nothing is under way any more. */
export function expectAgreement(app: TestApp, key: VisitKey, tabs: readonly VisitTab[]): void {
  const facts = factsOf(app, key);
  const { peers } = app.registry.open(key);
  const here = tabs.filter(({ isConnected, at }) => isConnected && at?.appointmentId === key.appointmentId);
  for (const tab of here) {
    const peer = peers.get(tab.at!.participantId);
    const holds = peer?.tabId === tab.tabId && peer.line !== undefined;
    expect([tab.name, tab.isIn], `${tab.name} is shown as ${tab.at!.state}`).toEqual([tab.name, holds]);
  }
  for (const [id, peer] of peers) {
    const person = facts.people.find((each) => each.id === id)!;
    expect([person.name, peer.state]).toEqual([person.name, standing(facts, person)]);
    expect(peer.isHost).toBe(person.kind === 'host');
    const tab = here.find(({ tabId, at }) => at!.participantId === id && tabId === peer.tabId);
    expect(tab !== undefined, `${person.name} has a line of a page`).toBe(peer.line !== undefined);
    if (tab) expectTold(app, facts, person, tab, peers);
  }
  expectMedia(app, facts, here, peers);
}

type Peers = ReturnType<TestApp['registry']['open']>['peers'];

function expectTold(app: TestApp, facts: Facts, person: Participant, tab: VisitTab, peers: Peers): void {
  const { people, policy, appointment, encounter } = facts;
  const at = tab.at!;
  expect([person.name, at.state, at.participantId]).toEqual([
    person.name,
    peers.get(person.id)!.state,
    person.id,
  ]);
  expect(at).toMatchObject({
    ...{ startsAt: appointment.startsAt, endsAt: appointment.endsAt },
    youAreHost: person.kind === 'host',
    hostName: people.find(({ kind }) => kind === 'host')!.name,
  });
  const apart = (id: string) => areScreened(id, person.id, policy);
  if (at.state === 'waiting') {
    const queue = waitingOf(people).filter(({ id }) => !apart(id));
    // Also for a moment after a restart, when they are on their way.
    const hostIsIn = app.registry.presence.hostIsHere(appointment.id);
    expect(at).toMatchObject({
      place: queue.findIndex(({ id }) => id === person.id) + 1,
      of: queue.length,
      since: person.seatAt,
      host: hostIsIn ? 'here' : encounter.status === 'planned' ? 'to-come' : 'away',
      ...waitingFacts(app.deps, facts),
    });
  }
  if (at.state !== 'joined') return;
  const shown = people.filter(({ id }) => peers.get(id)?.state === 'joined' && !apart(id));
  expect(tab.roster).toEqual(
    shown.map((each) => {
      const peer = peers.get(each.id)!;
      return expect.objectContaining({
        ...{ participantId: each.id, name: each.name, kind: each.kind, handUpSince: peer.handUpSince },
        ...{ presence: peer.isMissed || peer.isQuiet ? 'reconnecting' : 'online', muted: !peer.micLive },
        ...(each.interprets && { interprets: each.interprets, speaksTo: peer.language.speaksTo }),
      }) as unknown;
    }),
  );
  if (person.kind === 'host')
    expect(tab.waiting.map(({ participantId, since, online }) => ({ participantId, since, online }))).toEqual(
      waitingOf(people).map(({ id, seatAt }) => ({
        ...{ participantId: id, since: seatAt, online: peers.get(id)?.isMissed === false },
      })),
    );
  const lines = app.store
    .read((tx) => tx.select().from(schema.chatLine).all())
    .filter((line) => line.appointmentId === appointment.id && !apart(line.participantId));
  expect(tab.chat.map(({ id }) => id).sort()).toEqual(lines.map(({ id }) => id).sort());
}

const waitingOf = (people: readonly Participant[]) =>
  people
    .filter(({ seat }) => seat === 'waiting')
    .sort((one, other) => one.seatAt! - other.seatAt! || (one.id < other.id ? -1 : 1));

function expectMedia(
  app: TestApp,
  { appointment, policy, people }: Facts,
  here: VisitTab[],
  peers: Peers,
): void {
  const nameOf = (id: string) => people.find((each) => each.id === id)?.name ?? id;
  const joined = [...peers.values()].filter(({ state }) => state === 'joined');
  const inRoom = app.media.room(appointment.id)?.snapshot().peers ?? [];
  expect(inRoom.map(({ participantId }) => nameOf(participantId)).sort()).toEqual(
    joined.map(({ participantId }) => nameOf(participantId)).sort(),
  );
  if (peers.size === 0) expect(app.media.room(appointment.id)).toBeUndefined();
  for (const { participantId, transports, producers, consumers, peerId } of inRoom) {
    const peer = peers.get(participantId)!;
    expect([nameOf(participantId), peerId, transports.length]).toEqual([
      nameOf(participantId),
      peer.mediaId,
      2,
    ]);
    const tab = here.find(({ tabId, at }) => at!.participantId === participantId && tabId === peer.tabId);
    const should = inRoom.flatMap((from) =>
      from.producers
        .filter(({ source }) =>
          mayReceiveFrom(peer.seat, peers.get(from.participantId)!.seat, source, policy as MediaPolicy),
        )
        .map(({ id }) => id),
    );
    if (peer.receives || (tab?.isSettled ?? false))
      expect(consumers.map(({ producerId }) => producerId).sort(), nameOf(participantId)).toEqual(
        should.sort(),
      );
    if (!tab) continue;
    expect(tab.isSettled, `${tab.name} is done`).toBe(true);
    expect(
      producers.map(({ id, source, paused }) => ({ source, paused, producerId: id })),
      `what ${tab.name} sends`,
    ).toEqual(
      expect.toSatisfy((sent: { source: string }[]) => {
        const known = [...tab.sends].map(([source, sends]) => ({ source, ...sends }));
        const sorted = (list: { source: string }[]) =>
          [...list].sort((a, b) => (a.source < b.source ? -1 : 1));
        expect(sorted(sent)).toEqual(sorted(known));
        return true;
      }),
    );
    const isPaused = (id: string) =>
      inRoom.flatMap((from) => from.producers).find((each) => each.id === id)!.paused;
    expect(Object.fromEntries([...tab.plays].sort()), `what ${tab.name} plays`).toEqual(
      Object.fromEntries(consumers.map(({ id, producerId }) => [id, isPaused(producerId)]).sort()),
    );
  }
}

type Row = { action: string; entityId: string };
const doneTo: Record<string, (seat: string) => string | undefined> = {
  'visit:arrive': (seat) => (seat === 'invited' || seat === 'left' ? 'waiting' : undefined),
  'visit:enter': () => 'admitted',
  'visit:admit': (seat) => (seat === 'waiting' ? 'admitted' : undefined),
  'visit:put-back': (seat) => (seat === 'admitted' ? 'waiting' : undefined),
  'visit:remove': (seat) => (seat === 'invited' || seat === 'removed' ? undefined : 'removed'),
  'visit:leave': (seat) => (seat === 'waiting' || seat === 'admitted' ? 'left' : undefined),
};

/** R6: what happened to a seat is in the log, each once and nothing else: told again, it gives the seat that there is now. */
export function replayed(seat: string, rows: readonly Row[]): string {
  return rows.reduce((now, { action }) => doneTo[action]?.(now) ?? `${action} of who was ${now}`, seat);
}
