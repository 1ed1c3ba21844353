import {
  askedKind,
  addDays,
  instantOf,
  isNoteFor,
  localDateOf,
  noShowUndoMs,
  workDayOf,
  type Instant,
  type Slot,
} from '#domain';
import {
  appointments,
  arrivals,
  dutyPlaces,
  participants,
  visitForms,
  waitingNotes,
  type Overview,
  type Participant,
  type Tx,
} from '#db';
import type { DeviceState, Query, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logEvent } from './log-event.ts';
import { nextFreeSlots } from './slots.ts';
import { mayEnter, mayManage, someoneWaits } from './view-appointment.ts';
import { alsoTaken, serviceAsBooked } from './visit-change.ts';

/** What the process knows of who is here now, and no table does. */
export type Presence = {
  isOnline: (participantId: string) => boolean;
  hostIsHere: (appointmentId: string) => boolean;
  devicesOf: (participantId: string) => DeviceState | null;
};

type Visit = Reply<'readArrivals'>['visits'][number];

/** Q9: everybody who has arrived for anyone in the team, and who is still to come today. Reading it is written down (R6). */
export function readArrivals(
  deps: Deps,
  viewer: UserViewer,
  { service }: Query<'readArrivals'>,
  presence: Presence,
): Reply<'readArrivals'> {
  return deps.store.write((tx) => {
    const now = deps.now();
    const services = arrivals.teamServices(tx, viewer);
    if (service !== undefined && !services.some(({ id }) => id === service)) throw new Refusal('not-found');
    const ids = service === undefined ? services.map(({ id }) => id) : [service];
    const { from, to } = workDayOf(now);
    const found = arrivals
      .ofTeam(tx, viewer.userId, ids, from, to)
      .filter(({ appointment }) => service === undefined || appointment.serviceId === service);
    if (found.length > 0)
      logEvent(tx, viewer, now, { action: 'list', entity: 'arrivals', entityId: service ?? 'team' });
    return {
      services,
      visits: found.map((overview) => viewVisit(tx, viewer, overview, presence, now)),
      serverNow: now,
    };
  });
}

/** A visit of the team; whose it is not, it does not exist for. */
export function teamVisit(tx: Tx, viewer: UserViewer, id: string): Overview {
  const overview = appointments.byId(tx, id);
  if (!overview || !isOfTeam(tx, viewer, overview)) throw new Refusal('not-found');
  return overview;
}

/** Q9: the own visit, or one of a service that one offers, or, for a coordinator, that the own organisation provides. */
export const isOfTeam = (tx: Tx, viewer: UserViewer, { appointment }: Overview): boolean =>
  appointment.practitionerId === viewer.userId ||
  arrivals.teamServices(tx, viewer).some(({ id }) => id === appointment.serviceId);

function viewVisit(tx: Tx, viewer: UserViewer, overview: Overview, presence: Presence, now: Instant): Visit {
  const { appointment, encounter, service, practitioner, requester, requesterOrganisation } = overview;
  const people = participants.ofAppointment(tx, appointment.id);
  const isHost = appointment.practitionerId === viewer.userId;
  const isOpen = appointment.status === 'booked' || appointment.status === 'arrived';
  const canBeUndone =
    appointment.status === 'noshow' && encounter.status !== 'finished' && appointment.successorId === null;
  const provides = isHost || mayManage(overview, viewer);
  const rebook =
    provides && service.active && appointment.status === 'noshow' && appointment.successorId === null;
  return {
    ...{ id: appointment.id, status: appointment.status, encounterStatus: encounter.status },
    ...{ startsAt: appointment.startsAt, endsAt: appointment.endsAt, graceMinutes: service.graceMinutes },
    ...{ serviceId: service.id, serviceName: service.name, successorId: appointment.successorId },
    ...{ practitionerId: appointment.practitionerId, practitionerName: practitioner.name },
    ...{ requesterName: requester.name, requesterOrganisation: requesterOrganisation.name },
    hostIsHere: presence.hostIsHere(appointment.id),
    people: people
      .filter(({ kind, seat }) => kind !== 'host' && seat !== 'removed')
      .sort((a, b) => familyFirst.indexOf(a.kind) - familyFirst.indexOf(b.kind))
      .map((person) => viewPerson(tx, appointment.id, person, presence)),
    note: noteOf(tx, overview) ?? null,
    undoUntil: canBeUndone ? appointment.statusAt + noShowUndoMs : null,
    nextTime: rebook ? nextTimeOf(tx, overview, now) : null,
    youMay: {
      enter: mayEnter(
        overview,
        viewer,
        people.some(({ userId }) => userId === viewer.userId),
        now,
      ),
      takeOver:
        viewer.role === 'specialist' &&
        !isHost &&
        isOpen &&
        encounter.status === 'planned' &&
        !dutyPlaces.ofVisit(tx, appointment.id),
      markNoShow: provides && isOpen && now >= appointment.startsAt && !someoneWaits(people),
      seePhones: provides,
      rebook,
      read: provides,
    },
  };
}

/**
 * L6: the first free time of the same practitioner from tomorrow on, so that a family is called to nothing that begins at
 * once. None for a panel: its people are looked at together, on a page of their own.
 */
function nextTimeOf(tx: Tx, overview: Overview, now: Instant): Slot | null {
  const { practitionerId } = overview.appointment;
  if (alsoTaken(tx, overview, practitionerId).length > 0) return null;
  const from = instantOf(addDays(localDateOf(now), 1), '00:00');
  const service = serviceAsBooked(tx, overview);
  return nextFreeSlots(tx, service, now, 1, from, { practitionerIds: [practitionerId] })[0] ?? null;
}

const familyFirst = ['guest', 'colleague', 'requester'];

function viewPerson(tx: Tx, appointmentId: string, person: Participant, presence: Presence) {
  const isWaiting = person.state.status === 'waiting';
  return {
    ...{ participantId: person.id, kind: person.kind, name: person.name, seat: person.seat },
    since: person.state.status === 'waiting' ? person.state.since : null,
    online: presence.isOnline(person.id),
    devices: isWaiting ? presence.devicesOf(person.id) : null,
    form: formOf(tx, appointmentId, person),
  };
}

function formOf(tx: Tx, appointmentId: string, person: Participant): Visit['people'][number]['form'] {
  if (person.kind !== 'guest') return 'none';
  const status = visitForms.ofGuest(tx, person.id)?.status;
  if (status === 'submitted') return 'submitted';
  if (status === 'draft') return 'begun';
  const asked = askedKind(person);
  return visitForms.kept(tx, appointmentId).some(({ kind }) => kind === asked) ? 'asked' : 'none';
}

/** Q11: the newest message that is for those who wait now. */
export function noteOf(tx: Tx, { appointment }: Overview) {
  const note = waitingNotes.latest(tx, appointment.id);
  const fulfilledAt = appointment.status === 'fulfilled' ? appointment.statusAt : null;
  return note && isNoteFor(note, fulfilledAt) ? note : undefined;
}
