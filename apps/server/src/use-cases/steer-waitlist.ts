import { triage, waitlist } from '#domain';
import { accounts, offerStateOf, waitlistOffers, type TriageOverview, type Tx } from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { postOffer } from '../mail/offer-letter.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { closeOffer } from './close-offer.ts';
import { lapseDue, placeOffer, tellOfOffers } from './offer-time.ts';
import { findHandled, logOnRequest, serviceInUse, stateOf, tellOfRequest } from './triage-common.ts';

/** Y20: a request on the waitlist that nobody else works on just now. */
function findSteered(tx: Tx, viewer: UserViewer, id: string, now: number): TriageOverview {
  const found = findHandled(tx, viewer, id);
  if (found.row.status !== 'waitlisted') throw new Refusal('not-waitlisted');
  const taker = triage.takerOf(stateOf(found), now);
  if (taker !== null && taker !== viewer.userId)
    throw new Refusal('request-taken', { details: { takenBy: accounts.nameOf(tx, taker) ?? '' } });
  return found;
}

/** Y20: a coordinator offers a free time by hand, whatever was wished for. */
export function offerTime(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { practitionerId, startsAt }: Body<'offerTime'>,
): Reply<'offerTime'> {
  const now = deps.now();
  const { offerId, changed } = deps.store.write((tx) => {
    const found = findSteered(tx, viewer, id, now);
    const lapsed = lapseDue(tx, deps);
    const placed = placeOffer(tx, deps, found, serviceInUse(tx, found), { practitionerId, startsAt }, viewer);
    if (!placed.ok) {
      const { code } = placed.error;
      throw new Refusal(code, code === 'slot-taken' ? { details: { alternatives: [] } } : {});
    }
    return { offerId: placed.value.id, changed: [...lapsed, placed.value] };
  });
  tellOfOffers(deps, changed);
  return { offerId };
}

/** Y20: takes an open offer back. Who was offered it is told; taking back what is back is no error. */
export function withdrawOffer(
  deps: Deps,
  viewer: UserViewer,
  { id, offerId }: { id: string; offerId: string },
): void {
  const now = deps.now();
  const { found, freedIds } = deps.store.write((tx) => {
    const found = findHandled(tx, viewer, id);
    const row = waitlistOffers.byId(tx, id, offerId);
    if (!row) throw new Refusal('not-found');
    if (row.status === 'withdrawn') return { found, freedIds: [] };
    if (row.status !== 'open') throw new Refusal('offer-over');
    findSteered(tx, viewer, id, now);
    const state = waitlist.endOffer(offerStateOf(row), 'withdrawn', now);
    const freedIds = closeOffer(tx, row, state, viewer.userId);
    postOffer(tx, found, row, { kind: 'gone' }, deps.settings, now);
    logOnRequest(tx, viewer, now, 'withdraw-offer', found.row);
    return { found, freedIds };
  });
  tellOfRequest(deps, found, { freedIds });
}

/** Y20: passes a request over when times are offered by themselves, or no longer. What is offered already stays. */
export function pauseOffers(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { paused }: Body<'pauseOffers'>,
): void {
  const now = deps.now();
  const found = deps.store.write((tx) => {
    const found = findSteered(tx, viewer, id, now);
    if (found.row.offersPaused === paused) return found;
    waitlistOffers.setPaused(tx, id, paused);
    logOnRequest(tx, viewer, now, paused ? 'pause-offers' : 'resume-offers', found.row);
    return found;
  });
  tellOfRequest(deps, found);
}
