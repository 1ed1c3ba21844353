import { apartFrom, areScreened, hostLateMs, seats } from '#domain';
import type { Participant } from '#db';
import type { CloseReason } from '#media';
import type { ChatLine, HostPresence, PeerState, RosterPerson, WaitingPerson, Whereabouts } from '#protocol';
import { personOf, phaseOf, type VisitFacts } from '../use-cases/visit.ts';
import type { WaitingFacts } from '../use-cases/waiting-facts.ts';
import type { VisitPeer } from './visit-peer.ts';

type ClosedReason = Extract<Whereabouts, { state: 'closed' }>['reason'];

export const reasonOf = (reason: ClosedReason): CloseReason =>
  (['removed', 'left', 'taken-over'] as const).find((known) => known === reason) ?? 'ended';

/** Where the facts put a person who is here: the only place that decides it. */
export function standingOf(
  facts: VisitFacts,
  person: Participant,
  now: number,
): { state: Exclude<PeerState, 'connected'>; opensAt?: number } | { state: 'closed'; reason: ClosedReason } {
  const phase = phaseOf(facts, person, now);
  if (phase.phase === 'over' || phase.phase === 'cancelled' || phase.phase === 'missed')
    return { state: 'closed', reason: phase.phase };
  switch (person.state.status) {
    case 'removed':
      return { state: 'closed', reason: 'removed' };
    case 'admitted':
      return { state: 'joined' };
    case 'waiting':
      return { state: 'waiting' };
    case 'left':
      return phase.phase === 'early'
        ? { state: 'early', opensAt: phase.opensAt }
        : { state: 'closed', reason: 'left' };
    case 'invited':
      return { state: 'early', opensAt: phase.phase === 'early' ? phase.opensAt : now };
  }
}

export function visitFactsFor({ overview, people }: VisitFacts, person: Participant, now: number) {
  const { appointment, service, practitioner } = overview;
  return {
    appointmentId: appointment.id,
    participantId: person.id,
    youAreHost: person.kind === 'host',
    serviceName: service.name,
    hostName: people.find(({ kind }) => kind === 'host')?.name ?? practitioner.name,
    startsAt: appointment.startsAt,
    endsAt: appointment.endsAt,
    serverNow: now,
  };
}

/** For a page whose person is out, or in through another page, whatever the facts say of the seat. */
export function closedFor(
  facts: VisitFacts,
  participantId: string,
  reason: ClosedReason,
  now: number,
): Whereabouts {
  return { ...visitFactsFor(facts, personOf(facts, participantId), now), state: 'closed', reason };
}

export function whereaboutsOf(
  facts: VisitFacts,
  person: Participant,
  peer: VisitPeer,
  room: {
    hostIsHere: boolean;
    roster: RosterPerson[];
    chat: () => ChatLine[];
    waitsFor: () => WaitingFacts;
  },
  now: number,
): Whereabouts {
  const common = visitFactsFor(facts, person, now);
  const standing = standingOf(facts, person, now);
  switch (standing.state) {
    case 'closed':
      return { ...common, state: 'closed', reason: standing.reason };
    case 'early':
      return { ...common, state: 'early', opensAt: standing.opensAt ?? now };
    case 'waiting': {
      // M17: whoever one is kept apart from has no place before one, and none behind.
      const queue = facts.people
        .filter(({ id }) => !areScreened(id, person.id, facts.policy))
        .map(({ id, state }) => ({ id, seat: state }));
      return {
        ...common,
        state: 'waiting',
        place: seats.placeOf(person.id, queue) ?? 1,
        of: seats.waitingOrder(queue).length || 1,
        since: person.state.status === 'waiting' ? person.state.since : now,
        host: hostStandsAt(facts, room.hostIsHere),
        putBack: peer.putBack,
        lateFrom: common.startsAt + hostLateMs,
        ...room.waitsFor(),
      };
    }
    case 'joined':
      return {
        ...common,
        state: 'joined',
        media: peer.media ?? null,
        receives: peer.receives,
        resumed: false,
        language: peer.language,
        roster: room.roster,
        chat: room.chat(),
        consumers: [...peer.consumers.values()],
      };
  }
}

/** L7: who has been there is not yet to come. */
const hostStandsAt = ({ overview }: VisitFacts, isHere: boolean): HostPresence =>
  isHere ? 'here' : overview.encounter.status === 'planned' ? 'to-come' : 'away';

/** Who is in the call, as `reader` is told of it: nobody from whom they are kept apart (M17); a host, who is from whom. */
export function rosterOf(
  { people, policy }: VisitFacts,
  peers: ReadonlyMap<string, VisitPeer>,
  reader: { participantId: string; isHost: boolean },
): RosterPerson[] {
  return people.flatMap((person): RosterPerson[] => {
    const peer = peers.get(person.id);
    if (!peer || peer.state !== 'joined') return [];
    if (areScreened(person.id, reader.participantId, policy)) return [];
    const { id: participantId, kind, name, title } = person;
    return [
      {
        participantId,
        kind,
        name,
        title,
        presence: peer.isMissed || peer.isQuiet ? 'reconnecting' : 'online',
        handUpSince: peer.handUpSince,
        muted: !peer.micLive,
        ...(reader.isHost && { apartFrom: apartFrom(person.id, policy) }),
        ...(person.interprets && { interprets: person.interprets, speaksTo: peer.language.speaksTo }),
      },
    ];
  });
}

export function waitingListOf(
  { people, policy }: VisitFacts,
  peers: ReadonlyMap<string, VisitPeer>,
): WaitingPerson[] {
  const waiting = seats.waitingOrder(people.map((person) => ({ ...person, seat: person.state })));
  return waiting.map(({ id, kind, name, seat }) => ({
    participantId: id,
    kind,
    name,
    since: seat.status === 'waiting' ? seat.since : 0,
    online: peers.get(id)?.isMissed === false,
    apartFrom: apartFrom(id, policy),
  }));
}
