import {
  apartPolicy,
  appointments as appointmentRules,
  areScreened,
  encounters as encounterRules,
  joinPhase,
  minuteMs,
  seats,
  type JoinPhase,
  type MediaPolicy,
} from '#domain';
import {
  appointmentOf,
  appointments,
  arrivals,
  audit,
  chat,
  encounterOf,
  keptApartPairs,
  newId,
  participants,
  type Overview,
  type Participant,
  type Tx,
} from '#db';
import type { ChatLine } from '#protocol';
import type { Deps } from '../deps.ts';
import { accept, Refusal } from '../refusal.ts';
import { concernedBy } from './log-event.ts';
import { earlyMsOf } from './view-appointment.ts';

/** Which visit, and of whose organisation: every query is scoped by both. */
export type VisitKey = { appointmentId: string; organisationId: string };

/** Everything that the database knows about a visit at one moment. */
export type VisitFacts = { overview: Overview; people: Participant[]; policy: MediaPolicy };

/** Who steps out and in again rings the specialist's bell once; more often would be a way to disturb. */
const bellPauseMs = minuteMs;

type VisitDeps = Pick<Deps, 'store' | 'now' | 'live'>;

export function loadVisit(tx: Tx, key: VisitKey): VisitFacts {
  const overview = appointments.inOrganisation(tx, key.organisationId, key.appointmentId);
  if (!overview) throw new Refusal('not-found');
  const people = participants.ofAppointment(tx, key.appointmentId);
  return { overview, people, policy: apartPolicy(people, keptApartPairs.of(tx, key.appointmentId)) };
}

/** Whoever of the visit this is; refuses whom the visit does not know. */
export function personOf({ people }: Pick<VisitFacts, 'people'>, participantId: string): Participant {
  const person = people.find(({ id }) => id === participantId);
  if (!person) throw new Refusal('not-found');
  return person;
}

/** J1–J3 for one participant of a visit. */
export function phaseOf({ overview }: VisitFacts, person: Participant, now: number): JoinPhase {
  const who = person.kind === 'host' ? 'host' : 'participant';
  return joinPhase(
    appointmentOf(overview.appointment),
    encounterOf(overview.encounter),
    who,
    now,
    earlyMsOf(overview),
  );
}

/**
 * E1, Q1, Q2: coming in. The host's entry starts the encounter; everybody else knocks. When the visit is not open, or
 * the person was removed, nothing changes: what they are told follows from the facts. True when something has changed.
 */
export function enterVisit(deps: VisitDeps, key: VisitKey, participantId: string): boolean {
  const now = deps.now();
  const arrived = deps.store.write((tx) => {
    const facts = loadVisit(tx, key);
    const person = personOf(facts, participantId);
    if (phaseOf(facts, person, now).phase !== 'open') return undefined;
    if (person.kind === 'host') {
      if (person.seat === 'admitted' && facts.overview.encounter.status === 'in-progress') return undefined;
      appointments.saveEncounter(
        tx,
        key.appointmentId,
        accept(encounterRules.start(encounterOf(facts.overview.encounter), now)),
      );
      participants.saveSeat(tx, person.id, seats.enterAsHost(person.state, now));
      log(tx, facts, person.id, 'enter', now);
      return 'host' as const;
    }
    const knocked = seats.knock(person.state, now);
    if (!knocked.ok || knocked.value.status === person.state.status) return undefined;
    participants.saveSeat(tx, person.id, knocked.value);
    appointments.save(tx, accept(appointmentRules.arrive(appointmentOf(facts.overview.appointment), now)));
    log(tx, facts, person.id, 'arrive', now);
    const isBack = person.state.status === 'left' && now - person.state.leftAt < bellPauseMs;
    return { isBack, hostUserId: facts.overview.appointment.practitionerId, name: person.name };
  });
  if (arrived === undefined) return false;
  if (arrived !== 'host' && !arrived.isBack)
    deps.live.emit('arrival', arrived.hostUserId, key.appointmentId, arrived.name);
  deps.live.emit('appointment-changed', key.appointmentId);
  return true;
}

/** Q3, P2: one named person is let in; the first admission fulfils the appointment. */
export function admitPerson(deps: VisitDeps, key: VisitKey, hostId: string, participantId: string): void {
  inVisit(deps, key, hostId, 'admit', participantId, (tx, facts, now) => {
    const person = personOf(facts, participantId);
    const admitted = accept(seats.admit(person.state, now));
    participants.saveSeat(tx, person.id, admitted);
    arrivals.noteWait(tx, key.appointmentId, admitted.waitedMs);
    appointments.save(tx, accept(appointmentRules.fulfil(appointmentOf(facts.overview.appointment), now)));
  });
}

/** Q4. */
export function putBackPerson(deps: VisitDeps, key: VisitKey, hostId: string, participantId: string): void {
  inVisit(deps, key, hostId, 'put-back', participantId, (tx, facts, now) => {
    const person = notTheHost(personOf(facts, participantId));
    participants.saveSeat(tx, person.id, accept(seats.putBack(person.state, now)));
  });
}

/** Q5. */
export function removePerson(deps: VisitDeps, key: VisitKey, hostId: string, participantId: string): void {
  inVisit(deps, key, hostId, 'remove', participantId, (tx, facts, now) => {
    const person = notTheHost(personOf(facts, participantId));
    participants.saveSeat(tx, person.id, accept(seats.remove(person.state, now)));
  });
}

/** Q6, and Q8 when the grace time of somebody who waited has run out. Who stood before the door only is nowhere to leave. */
export function leaveVisit(deps: VisitDeps, key: VisitKey, participantId: string): void {
  inVisit(deps, key, participantId, 'leave', participantId, (tx, facts, now) => {
    const { id, state } = personOf(facts, participantId);
    const next = seats.leave(state, now);
    if (next === state) return false;
    participants.saveSeat(tx, id, next);
    return true;
  });
}

/** E2: over for everybody. The chat goes with it: it was no record. */
export function endVisit(deps: VisitDeps, key: VisitKey, by: string | 'system'): void {
  inVisit(deps, key, by, 'end', key.appointmentId, (tx, facts, now) => {
    appointments.saveEncounter(
      tx,
      key.appointmentId,
      encounterRules.finish(encounterOf(facts.overview.encounter), now),
    );
    for (const person of facts.people) participants.saveSeat(tx, person.id, seats.leave(person.state, now));
    chat.forget(tx, key.appointmentId);
  });
}

/** What was said so far, the oldest first; nothing of those from whom its reader is kept apart (M17). */
export function chatOf(
  { store }: Pick<Deps, 'store'>,
  { appointmentId }: VisitKey,
  readerId: string,
  policy: MediaPolicy,
): ChatLine[] {
  return store
    .read((tx) => chat.of(tx, appointmentId))
    .map(({ line: { id, participantId, at, text }, name }) => ({ id, participantId, name, at, text }))
    .filter(({ participantId }) => !areScreened(participantId, readerId, policy));
}

export function sayInChat(deps: VisitDeps, key: VisitKey, participantId: string, text: string): ChatLine {
  const at = deps.now();
  return deps.store.write((tx) => {
    const person = personOf(loadVisit(tx, key), participantId);
    if (person.state.status !== 'admitted') throw new Refusal('not-admitted');
    const line = { id: newId(), participantId, at, text };
    chat.add(tx, { ...line, ...key });
    return { ...line, name: person.name };
  });
}

function inVisit(
  deps: VisitDeps,
  key: VisitKey,
  by: string,
  action: string,
  entityId: string,
  /** False where nothing has happened. */
  work: (tx: Tx, facts: VisitFacts, now: number) => unknown,
): void {
  const now = deps.now();
  deps.store.write((tx) => {
    const facts = loadVisit(tx, key);
    if (work(tx, facts, now) === false) return;
    // Closing what never took place is housekeeping, and nobody's deed.
    const { status } = facts.overview.appointment;
    if (by === 'system' && (status === 'cancelled' || status === 'noshow')) return;
    log(tx, facts, by, action, now, entityId);
  });
  deps.live.emit('appointment-changed', key.appointmentId);
}

function notTheHost(person: Participant): Participant {
  if (person.kind === 'host') throw new Refusal('forbidden');
  return person;
}

/** The participant's id is the actor: whom it names is on the appointment, for people with and without an account. */
function log(
  tx: Tx,
  { overview: { appointment } }: VisitFacts,
  by: string,
  action: string,
  at: number,
  entityId = by,
): void {
  const entry = {
    organisationId: appointment.organisationId,
    at,
    actorKind: by === 'system' ? ('system' as const) : ('participant' as const),
    actorId: by,
    action: `visit:${action}`,
    entity: entityId === appointment.id ? ('appointment' as const) : ('participant' as const),
    entityId,
  };
  audit.write(tx, entry, concernedBy(appointment));
}
