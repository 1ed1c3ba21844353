import { appointments as rules, bookAll } from '#domain';
import {
  appointmentOf,
  appointments,
  arrivals,
  claims,
  encounterOf,
  newId,
  participants,
  requests,
  type Overview,
  type Tx,
} from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { accept, Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { alternativesTo } from './alternatives.ts';
import { isThere } from './book-for.ts';
import { keepCaseTypeOf } from './case-types.ts';
import { announceChange, announceMove } from './change-appointment.ts';
import { createVisit } from './create-visit.ts';
import { contentAgain } from './guest-change.ts';
import { logOnAppointment } from './log-event.ts';
import { withRequester } from './panel.ts';
import { teamVisit } from './read-arrivals.ts';
import { requesterAgain } from './rebooking.ts';
import { takePlace } from './take-place.ts';
import { mayManage } from './view-appointment.ts';
import { fillsOf } from './visit-forms.ts';
import { serviceAsBooked } from './visit-change.ts';
import { loadWantedTime } from './wanted-time.ts';

/** L5: whom to call when nobody has come: guests by their number, else whoever asked for the visit. Looking is logged. */
export function readPhones(deps: Deps, viewer: UserViewer, id: string): Reply<'readPhones'> {
  return deps.store.write((tx) => {
    const overview = managed(tx, viewer, id);
    logOnAppointment(tx, viewer, deps.now(), 'see-phones', overview.appointment);
    const guests = participants
      .ofAppointment(tx, id)
      .filter(({ kind, seat }) => kind === 'guest' && seat !== 'removed')
      .map(({ name, channel, address }) => ({
        ...{ name, kind: 'guest' as const, phone: channel === 'sms' ? address : null },
      }));
    const { requester, requesterOrganisation } = overview;
    const phone = requester.phone ?? requesterOrganisation.phone;
    return { phones: [...guests, { name: requester.name, kind: 'requester' as const, phone }] };
  });
}

/** L6: takes back a no-show that was marked by mistake. */
export function undoNoShow(deps: Deps, viewer: UserViewer, id: string): void {
  const now = deps.now();
  const overview = deps.store.write((tx) => {
    const found = managed(tx, viewer, id);
    const { appointment, encounter } = found;
    if (appointment.successorId !== null) throw new Refusal('too-late-to-undo');
    accept(rules.undoNoShow(appointmentOf(appointment), encounterOf(encounter), now));
    arrivals.reopen(tx, id, now);
    logOnAppointment(tx, viewer, now, 'undo-no-show', appointment);
    return found;
  });
  announceChange(deps, overview);
}

/** L6: a new visit of the same request and people in place of a missed one, once. */
export function rebookVisit(
  deps: Deps,
  viewer: UserViewer,
  missedId: string,
  to: Body<'rebookVisit'>,
): Reply<'rebookVisit'> {
  const now = deps.now();
  const overview = deps.store.write((tx) => {
    const found = appointments.forReader(tx, viewer, missedId);
    if (!found) throw new Refusal('not-found');
    if (!mayManage(found, viewer)) throw new Refusal('forbidden');
    const { requesterOrganisationId, status, successorId } = found.appointment;
    const requesterId = requesterAgain(tx, found, to.practitionerId);
    if (status !== 'noshow' || successorId !== null) throw new Refusal('no-new-time');
    if (!isThere(tx, requesterId)) throw new Refusal('no-new-time');
    // V13: nothing more is booked in it.
    if (!found.service.active) throw new Refusal('no-new-time');
    const service = serviceAsBooked(tx, found);
    const content = contentAgain(tx, found);
    const alsoIds = content.requiredIds ? withRequester(requesterId, content.requiredIds) : [];
    // What is left of the missed time is free for the new one; it was kept for a mark that is taken back, which ends here.
    if (found.appointment.endsAt > now) claims.releaseAppointment(tx, missedId);
    const { slot, around, command } = loadWantedTime(tx, service, { ...to, alsoIds }, viewer.userId, now);
    const id = newId();
    const decision = bookAll({ ...command, appointmentId: id }, around, now);
    if (!decision.ok) {
      const alternatives = alternativesTo(tx, deps, service, slot.startsAt);
      throw new Refusal(decision.error.code, { details: { alternatives } });
    }
    claims.remove(tx, decision.value.removeIds);
    const requestId = newId();
    requests.insert(tx, {
      ...{ id: requestId, organisationId: requesterOrganisationId, serviceId: service.id, requesterId },
      ...{ caseId: found.request.caseId, status: 'accepted', content, savedAt: now, submittedAt: now },
    });
    keepCaseTypeOf(tx, found.request.id, requestId);
    const fills = fillsOf(tx, missedId);
    createVisit(tx, deps, viewer, {
      ...{ id, service, slot, claims: decision.value.claims, requestId, content, fills },
      ...{ insteadOfId: missedId, bookedBy: found.appointment.bookedBy },
      requester: { userId: requesterId, organisationId: requesterOrganisationId },
    });
    takePlace(tx, found, { id, organisationId: service.organisationId });
    logOnAppointment(tx, viewer, now, 'rebook', found.appointment);
    return appointments.inOrganisation(tx, service.organisationId, id)!;
  });
  announceMove(deps, overview, overview.appointment.practitionerId);
  deps.live.emit('my-day-changed', overview.appointment.requesterId);
  deps.live.emit('appointment-changed', missedId);
  return { id: overview.appointment.id };
}

/** R5: a visit of the team whose people this person may call. */
function managed(tx: Tx, viewer: UserViewer, id: string): Overview {
  const overview = teamVisit(tx, viewer, id);
  if (!mayManage(overview, viewer)) throw new Refusal('forbidden');
  return overview;
}
