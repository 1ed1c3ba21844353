import {
  appointments as rules,
  dutyTime,
  emptyRequest,
  encounters,
  isLivePart,
  minuteMs,
  seats,
  type RequestContent,
} from '#domain';
import {
  accounts,
  appointmentOf,
  appointments,
  arrivals,
  chat,
  claims,
  dutyPlaces,
  encounterOf,
  newId,
  participants,
  reminders,
  requests,
  services,
  type DutyPlaceRow,
  type Service,
  type Tx,
} from '#db';
import { m } from '#messages';
import type { Deps } from '../deps.ts';
import { accept, Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { createVisit } from './create-visit.ts';

/** By the name of a concern, what the person on duty reads as the question. */
export const concernWords = {
  everyday: m.duty_concern_everyday,
  behaviour: m.duty_concern_behaviour,
  mood: m.duty_concern_mood,
  school: m.duty_concern_school,
  relations: m.duty_concern_relations,
  other: m.duty_concern_other,
} as const;

/**
 * I10: a visit that begins now, with whoever takes the number as its specialist. For within the transaction that has decided
 * who is taken. Nothing is sent: the page that waits is told over its own line.
 *
 * @param practitionerId Who is on duty; not always who acts, since a number can be handed over.
 * @returns Whose day changes.
 */
export function makeDutyVisit(
  tx: Tx,
  deps: Deps,
  viewer: UserViewer,
  place: DutyPlaceRow,
  practitionerId: string,
): string[] {
  const now = deps.now();
  const found = services.ofVisit(tx, place.organisationId, place.serviceId);
  const [host] = accounts.all(tx, [practitionerId]);
  if (!found || !host) throw new Refusal('not-found');
  // By video, without rests around it: it was not planned, and nobody travels.
  const service: Service = {
    ...found,
    ...{ modality: 'video', address: '', bufferBeforeMinutes: 0, bufferAfterMinutes: 0 },
  };
  const time = freeFromNow(tx, practitionerId, service.lengthMinutes * minuteMs, now);
  const asker = place.userId === null ? undefined : accounts.all(tx, [place.userId])[0];
  const requester = asker
    ? { userId: asker.id, organisationId: asker.organisationId }
    : { userId: practitionerId, organisationId: service.organisationId };
  const content: RequestContent = {
    ...emptyRequest,
    question: concernWords[place.concern]({}, { locale: host.language }),
    urgency: place.urgency,
    subject: { kind: 'anonymous' },
  };
  const [id, requestId] = [newId(), newId()];
  requests.insert(tx, {
    ...{ id: requestId, organisationId: requester.organisationId, serviceId: service.id, content },
    ...{ requesterId: requester.userId, caseId: null, status: 'accepted', savedAt: now, submittedAt: now },
  });
  const { number, language } = place;
  const name = place.name || m.duty_number_name({ number }, { locale: host.language });
  // The telephone number stays with the number, and is deleted with it (I11): a seat needs an address, even an empty one.
  const guest = { name, channel: 'sms' as const, address: '', language };
  const part = {
    id: newId(),
    kind: 'booking' as const,
    appointmentId: id,
    resourceId: practitionerId,
    ...time,
  };
  const { tellUserIds } = createVisit(tx, deps, viewer, {
    ...{ id, service, requester, requestId, fills: [], isToldElsewhere: true },
    slot: { practitionerId, ...time },
    claims: [part],
    content: asker ? content : { ...content, guests: [guest] },
  });
  dutyPlaces.setVisit(tx, place.id, id);
  arrivals.noteWait(tx, id, now - place.since);
  return tellUserIds;
}

/** I10: what has ended before its time is no longer in the way; what is booked or held is. */
function freeFromNow(tx: Tx, practitionerId: string, lengthMs: number, now: number) {
  for (const id of dutyPlaces.endedVisits(tx, practitionerId, now)) claims.releaseAppointment(tx, id);
  claims.sweep(tx, now);
  const wanted = { resourceId: practitionerId, startsAt: now - minuteMs, endsAt: now + lengthMs };
  const taken = claims
    .forDecision(tx, [wanted], '')
    .filter((claim) => claim.resourceId === practitionerId && isLivePart(claim, now))
    // X6: who says that they are on duty is, whatever their own calendar says.
    .filter((claim) => !(claim.kind === 'booking' && claim.isElsewhere));
  return accept(dutyTime(now, lengthMs, taken));
}

/** I7: the visit of a number that is put back, handed over or has ended. One that never came about is cancelled, without a letter. */
export function closeDutyVisit(tx: Tx, deps: Deps, place: DutyPlaceRow): string[] {
  if (place.appointmentId === null) return [];
  const now = deps.now();
  const found = appointments.inOrganisation(tx, place.organisationId, place.appointmentId);
  if (!found) return [];
  const { id, status } = found.appointment;
  if (status === 'booked' || status === 'arrived') {
    appointments.save(tx, accept(rules.cancel(appointmentOf(found.appointment), 'duty-queue', now)));
    requests.settle(tx, found.request.id, 'revoked');
  }
  if (found.encounter.status !== 'finished') {
    appointments.saveEncounter(tx, id, encounters.finish(encounterOf(found.encounter), now));
    for (const person of participants.ofAppointment(tx, id))
      participants.saveSeat(tx, person.id, seats.leave(person.state, now));
    chat.forget(tx, id);
  }
  claims.releaseAppointment(tx, id);
  reminders.forget(tx, id);
  return [id];
}
