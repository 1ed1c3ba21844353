import { holdUntil, waitlist, type Result, type SetRefusal, type Slot } from '#domain';
import {
  audit,
  claims,
  hashSecret,
  newId,
  newSecret,
  offerStateOf,
  services,
  triageRequests,
  waitlistKeyOf,
  waitlistOffers,
  type OfferRow,
  type Service,
  type TriageOverview,
  type Tx,
} from '#db';
import type { Deps } from '../deps.ts';
import { postOffer } from '../mail/offer-letter.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { isThere, mustBeThere } from './book-for.ts';
import { closeOffer } from './close-offer.ts';
import { isInHours, nextFreeSlots } from './slots.ts';
import { logOnRequest, tellOfRequest } from './triage-common.ts';
import { withNamed } from './visit-resources.ts';
import { loadWantedTime, serviceAsHeld } from './wanted-time.ts';

/** So many are closed in one transaction: after a week without the server there may be many. */
const batch = 200;
/** So many free times of a service are looked at in one round; a service with more has no waitlist to speak of. */
const freeAtMost = 3000;

type Changed = { found: TriageOverview; freedIds: string[] };

/** Whoever looks at a request or at a time that is taken or free again sees it; after the commit. */
export function tellOfOffers(deps: Deps, changed: readonly Changed[]): void {
  for (const { found, freedIds } of changed) tellOfRequest(deps, found, { freedIds });
}

/**
 * Y16, Y17: offers a time to a request: the hold, the offer, its letter and its line in the logs, or nothing. For within the
 * transaction, after what has lapsed was closed. `madeBy` is null when it makes itself.
 */
export function placeOffer(
  tx: Tx,
  deps: Deps,
  found: TriageOverview,
  service: Service,
  slot: Pick<Slot, 'practitionerId' | 'startsAt'>,
  madeBy: UserViewer | null,
): Result<OfferRow & Changed, waitlist.OfferRefusal | SetRefusal> {
  const now = deps.now();
  const { row } = found;
  mustBeThere(tx, row.requesterId);
  const id = newId();
  const named = withNamed(
    tx,
    { organisationId: row.requesterOrganisationId },
    service,
    row.content.resourceIds,
  );
  const { slot: wanted, around, command } = loadWantedTime(tx, named, slot, id, now);
  const past = waitlistOffers.pastOf(tx, [row.id]).get(row.id) ?? [];
  const open = waitlistOffers.openOfPractitioner(tx, slot.practitionerId).map(offerStateOf);
  const made = waitlist.makeOffer(
    { id, requestId: row.id, slot: wanted, isByItself: madeBy === null },
    { past, open },
    service,
    now,
  );
  if (!made.ok) return made;
  const held = holdUntil(command, around, made.value.until, now);
  if (!held.ok) return held;
  const token = newSecret();
  const offer: OfferRow = {
    ...{ id, organisationId: service.organisationId, requestId: row.id, serviceId: service.id, ...wanted },
    ...{ madeAt: now, madeBy: madeBy?.userId ?? null, heldUntil: made.value.until },
    ...{ status: 'open', statusAt: now, endedBy: null, appointmentId: null, tokenHash: hashSecret(token) },
  };
  waitlistOffers.insert(tx, offer);
  claims.remove(tx, held.value.removeIds);
  claims.insert(tx, service, held.value.claims);
  postOffer(tx, found, offer, { kind: 'offered', token }, deps.settings, now);
  if (madeBy) logOnRequest(tx, madeBy, now, 'offer-time', row);
  else logByItself(tx, 'offer-time', found, now);
  const freedIds = held.value.claims.map(({ resourceId }) => resourceId);
  return { ok: true, value: { ...offer, found, freedIds } };
}

function logByItself(tx: Tx, action: string, { row }: TriageOverview, now: number): void {
  const entry = { at: now, actorKind: 'system' as const, actorId: 'waitlist', action };
  const { organisationId, requesterOrganisationId, id } = row;
  audit.write(tx, { organisationId, ...entry, entity: 'request', entityId: id }, [requesterOrganisationId]);
}

/** Y18, Y19: an offer that ended without an answer: written, told and logged. For within the transaction. */
export function endByItself(
  tx: Tx,
  deps: Deps,
  row: OfferRow,
  state: waitlist.Offer,
  letter: 'lapsed' | 'gone',
): Changed[] {
  const now = deps.now();
  const found = triageRequests.ofOffer(tx, row);
  const freedIds = closeOffer(tx, row, state);
  if (!found) return [];
  // U4: whose account was closed hears of nothing more.
  if (isThere(tx, found.row.requesterId)) postOffer(tx, found, row, { kind: letter }, deps.settings, now);
  logByItself(tx, letter === 'lapsed' ? 'lapse-offer' : 'lose-offer', found, now);
  return [{ found, freedIds }];
}

/** Y18: what nobody has answered in time is over; also what ran out while the server was off. For within the transaction. */
export const lapseDue = (tx: Tx, deps: Deps): Changed[] =>
  waitlistOffers
    .lapsed(tx, deps.now(), batch)
    .flatMap((row) =>
      endByItself(tx, deps, row, waitlist.lapseOffer(offerStateOf(row), deps.now()), 'lapsed'),
    );

/** Y19, U4: what is offered to the requests of somebody who takes part in no visit any more is gone. For within the transaction. */
export const endOffersTo = (tx: Tx, deps: Deps, requesterId: string): Changed[] =>
  waitlistOffers
    .openOfRequester(tx, requesterId)
    .flatMap((row) =>
      endByItself(tx, deps, row, waitlist.endOffer(offerStateOf(row), 'gone', deps.now()), 'gone'),
    );

/**
 * Y19: whether an offered time can still be had: whoever asked is there (U4), its service is in use, and its specialist
 * has hours then, for as long as was offered (H12).
 */
export function isStillThere(tx: Tx, row: OfferRow, now: number): boolean {
  const found = triageRequests.ofOffer(tx, row);
  const service = services.ofVisit(tx, row.organisationId, row.serviceId);
  return (
    found !== undefined &&
    isThere(tx, found.row.requesterId) &&
    service !== undefined &&
    service.active &&
    isInHours(tx, serviceAsHeld(tx, service, row, row.id, now), row)
  );
}

const lostOnes = (tx: Tx, looksAtHours: boolean, now: number): OfferRow[] => {
  const displaced = waitlistOffers.displaced(tx);
  if (!looksAtHours) return displaced;
  const known = new Set(displaced.map(({ id }) => id));
  const others = waitlistOffers
    .open(tx, batch)
    .filter((row) => !known.has(row.id) && !isStillThere(tx, row, now));
  return [...displaced, ...others];
};

/**
 * One round of the waitlist: what has lapsed or is no more to be had is closed, and what is free is offered to the first
 * whom it fits (Y14–Y19). It asks nobody what has happened: a round that is left out is made up for by the next.
 *
 * @param looksAtHours Whether the hours of each open offer are looked at, which costs more than all the rest.
 */
export function offerFreeTimes(deps: Deps, looksAtHours = true): void {
  const now = deps.now();
  const { isOver, waiting } = deps.store.read((tx) => ({
    isOver: waitlistOffers.lapsed(tx, now, 1).length > 0 || lostOnes(tx, looksAtHours, now).length > 0,
    waiting: waitlistOffers.servicesWaiting(tx, now),
  }));
  if (isOver)
    tellOfOffers(
      deps,
      deps.store.write((tx) => [
        ...lapseDue(tx, deps),
        ...lostOnes(tx, looksAtHours, now).flatMap((row) =>
          endByItself(tx, deps, row, waitlist.endOffer(offerStateOf(row), 'gone', now), 'gone'),
        ),
      ]),
    );
  // Whose offer has just ended waits for another, maybe in a service that had nobody waiting.
  const all = isOver ? deps.store.read((tx) => waitlistOffers.servicesWaiting(tx, now)) : waiting;
  for (const { id, organisationId } of all)
    tellOfOffers(
      deps,
      deps.store.write((tx) => offerOf(tx, deps, organisationId, id)),
    );
}

/** Y15: offers what a service has free. For within the transaction. */
function offerOf(tx: Tx, deps: Deps, organisationId: string, serviceId: string): Changed[] {
  const now = deps.now();
  const service = services.ofVisit(tx, organisationId, serviceId);
  if (!service) return [];
  const rows = new Map(waitlistOffers.candidates(tx, serviceId, now).map((row) => [row.id, row]));
  const past = waitlistOffers.pastOf(tx, [...rows.keys()]);
  const waiting = [...rows.values()].map((row) => ({
    ...waitlistKeyOf(row),
    wishes: row.wishes!,
    past: past.get(row.id) ?? [],
  }));
  const changed: Changed[] = [];
  const free = nextFreeSlots(tx, service, now, freeAtMost);
  waitlist.offerAround(waiting, free, service, now, ({ id }, slot) => {
    const found = triageRequests.ofOffer(tx, { requestId: id });
    if (!found || !canBeTaken(tx, found, service)) return false;
    const placed = placeOffer(tx, deps, found, service, slot, null);
    if (placed.ok) changed.push(placed.value);
    return placed.ok;
  });
  return changed;
}

/** D6, U4: a room or device that was named, or whoever asked, may be gone since: a coordinator must see to that. */
function canBeTaken(tx: Tx, { row }: TriageOverview, service: Service): boolean {
  try {
    mustBeThere(tx, row.requesterId);
    withNamed(tx, { organisationId: row.requesterOrganisationId }, service, row.content.resourceIds);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
