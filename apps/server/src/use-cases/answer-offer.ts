import { bookAll, triage, waitlist } from '#domain';
import {
  newId,
  offerStateOf,
  organisations,
  services,
  triageRequests,
  waitlistOffers,
  type OfferRow,
  type TriageOverview,
  type Tx,
} from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { OfferViewer, UserViewer } from '../viewer.ts';
import { closeOffer } from './close-offer.ts';
import { endByItself, isStillThere } from './offer-time.ts';
import { bookForRequest } from './triage-accept.ts';
import { decided, findSent, logOnRequest, serviceOf, stateOf, tellOfRequest } from './triage-common.ts';
import { offerStatusOf } from './triage-view.ts';
import { withNamed } from './visit-resources.ts';
import { loadWantedTime, serviceAsHeld } from './wanted-time.ts';

type Known = { found: TriageOverview; row: OfferRow };
type Find = (tx: Tx) => Known;
type Answerer = UserViewer | OfferViewer;

const byLink =
  (viewer: OfferViewer): Find =>
  (tx) => {
    const row = waitlistOffers.byId(tx, viewer.requestId, viewer.offerId);
    const found = row && triageRequests.ofOffer(tx, row);
    if (!row || !found) throw new Refusal('link-invalid');
    return { found, row };
  };

/** Y12: who asked, who sent it for them, and the coordinators of their organisation. */
const inApp =
  (viewer: UserViewer, requestId: string, offerId: string): Find =>
  (tx) => {
    const found = findSent(tx, viewer, requestId);
    const row = waitlistOffers.byId(tx, requestId, offerId);
    if (!row) throw new Refusal('not-found');
    return { found, row };
  };

/**
 * Y18: takes an offered time: the visit, its claims and messages, the request's and the offer's new state are decided and
 * written in one transaction. Taking what one has taken is no error. A time that is no more to be had ends the offer (Y19).
 */
function take(deps: Deps, viewer: Answerer, find: Find): string {
  const now = deps.now();
  const outcome = deps.store.write((tx) => {
    const { found, row } = find(tx);
    const appointmentId = newId();
    const taken = waitlist.takeOffer(offerStateOf(row), appointmentId, now);
    if (!taken.ok) throw new Refusal(taken.error.code);
    if (row.status === 'taken') return { kind: 'same' as const, appointmentId: row.appointmentId! };
    const lost = () => ({
      kind: 'gone' as const,
      changed: endByItself(tx, deps, row, waitlist.endOffer(offerStateOf(row), 'gone', now), 'gone'),
    });
    if (!isStillThere(tx, row, now)) return lost();
    const { resourceIds } = found.row.content;
    const organisationId = found.row.requesterOrganisationId;
    const asOffered = serviceAsHeld(tx, serviceOf(tx, found), row, row.id, now);
    const service = withNamed(tx, { organisationId }, asOffered, resourceIds);
    const { slot, around, command } = loadWantedTime(tx, service, row, row.id, now);
    const booking = bookAll({ ...command, appointmentId }, around, now);
    if (!booking.ok) return lost();
    const state = decided(tx, triage.takeTime(stateOf(found), appointmentId, now));
    const { content } = found.row;
    const { tellUserIds } = bookForRequest(tx, deps, viewer, found, {
      ...{ appointmentId, service, slot, booking: booking.value, content },
    });
    triageRequests.save(tx, found.row, state, now);
    const endedBy = viewer.kind === 'user' ? viewer.userId : null;
    closeOffer(tx, row, taken.value, endedBy);
    triageRequests.addStep(tx, {
      ...{ id: newId(), organisationId: found.row.organisationId, requestId: found.row.id, at: now },
      ...{ kind: 'take-offer', actorId: endedBy ?? found.row.requesterId },
    });
    logOnRequest(tx, viewer, now, 'take-offer', found.row);
    return { kind: 'taken' as const, appointmentId, found, tellUserIds, practitionerId: slot.practitionerId };
  });
  if (outcome.kind === 'same') return outcome.appointmentId;
  if (outcome.kind === 'gone') {
    for (const { found, freedIds } of outcome.changed) tellOfRequest(deps, found, { freedIds });
    throw new Refusal('offer-over');
  }
  for (const userId of outcome.tellUserIds) deps.live.emit('my-day-changed', userId);
  deps.live.emit('visit-booked', outcome.appointmentId);
  tellOfRequest(deps, outcome.found, { freedIds: [outcome.practitionerId] });
  return outcome.appointmentId;
}

/** Y18: the request stays on the waitlist, and the time goes to the next. Declining twice is no error. */
function decline(deps: Deps, viewer: Answerer, find: Find): void {
  const now = deps.now();
  const { found, freedIds } = deps.store.write((tx) => {
    const { found, row } = find(tx);
    const state = waitlist.declineOffer(offerStateOf(row), now);
    if (!state.ok) throw new Refusal(state.error.code);
    if (row.status === 'declined') return { found, freedIds: [] };
    const freedIds = closeOffer(tx, row, state.value, viewer.kind === 'user' ? viewer.userId : null);
    logOnRequest(tx, viewer, now, 'decline-offer', found.row);
    return { found, freedIds };
  });
  tellOfRequest(deps, found, { freedIds });
}

export function takeSentOffer(
  deps: Deps,
  viewer: UserViewer,
  { id, offerId }: { id: string; offerId: string },
): Reply<'takeSentOffer'> {
  return { appointmentId: take(deps, viewer, inApp(viewer, id, offerId)) };
}

export function declineSentOffer(
  deps: Deps,
  viewer: UserViewer,
  { id, offerId }: { id: string; offerId: string },
): void {
  decline(deps, viewer, inApp(viewer, id, offerId));
}

export function takeOfferByLink(deps: Deps, viewer: OfferViewer): Reply<'takeOffer'> {
  take(deps, viewer, byLink(viewer));
  return readOffer(deps, viewer);
}

export function declineOfferByLink(deps: Deps, viewer: OfferViewer): Reply<'declineOffer'> {
  decline(deps, viewer, byLink(viewer));
  return readOffer(deps, viewer);
}

/** What the link of an offer opens to: nothing of whom the request is about, and nothing of what was written in it. */
export function readOffer(deps: Deps, viewer: OfferViewer): Reply<'readOffer'> {
  const now = deps.now();
  return deps.store.read((tx) => {
    const { found, row } = byLink(viewer)(tx);
    const service = services.ofVisit(tx, row.organisationId, row.serviceId);
    const [practitioner] = services.practitioners(tx, [row.practitionerId]);
    if (!service || !practitioner) throw new Refusal('link-invalid');
    return {
      state: offerStatusOf(row, now),
      yourName: found.requester.name,
      language: found.requester.language,
      ...{ serviceName: service.name, organisationName: service.providerName },
      phone: organisations.some(tx, [service.organisationId])[0]?.phone ?? null,
      ...{ practitionerName: practitioner.name, practitionerTitle: practitioner.title },
      ...{ startsAt: row.startsAt, endsAt: row.endsAt, until: row.heldUntil },
      ...{ modality: service.modality, address: service.address, requestId: found.row.id },
      isWaiting: found.row.status === 'waitlisted',
      serverNow: now,
    };
  });
}
