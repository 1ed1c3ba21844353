import { waitlist } from '#domain';
import { claims, offerStateOf, waitlistOffers, type OfferRow, type Tx } from '#db';

/**
 * Writes what became of an open offer and frees what it holds. For within the transaction.
 *
 * @returns whose time is free again.
 */
export function closeOffer(
  tx: Tx,
  row: OfferRow,
  state: waitlist.Offer,
  endedBy: string | null = null,
): string[] {
  if (row.status !== 'open' || state.status === 'open') return [];
  waitlistOffers.close(tx, row.id, state, endedBy);
  const held = waitlistOffers.heldBy(tx, row.id);
  claims.remove(
    tx,
    held.map(({ id }) => id),
  );
  return held.map(({ resourceId }) => resourceId);
}

/** Y20: takes back what is offered to a request, because something else was decided on it. Answers whose time is free again. */
export function endOpenOffer(tx: Tx, requestId: string, endedBy: string, now: number): string[] {
  const row = waitlistOffers.openOf(tx, requestId);
  return row ? closeOffer(tx, row, waitlist.endOffer(offerStateOf(row), 'withdrawn', now), endedBy) : [];
}
