import { claimedPeriod, isLive, overlaps, type Instant, type Period, type ProposedTime } from '#domain';
import { claims, type Service, type StoredProposal, type Tx } from '#db';
import { neededBy, peopleOf } from './proposal-state.ts';

/**
 * N10: until when a proposed time can't be agreed because others hold it, an offer of the waitlist among them (Y16): of the
 * people that it needs until the last hold ends; of rooms and devices until one can be had. Null: nobody's hold is in the way.
 * For times that nothing but a hold stands against, as all that are possible (N6); never whose it is (H7).
 *
 * @param viewerId Whose own hold does not count.
 */
export function heldUntil(
  tx: Tx,
  found: Pick<StoredProposal, 'row'>,
  time: ProposedTime,
  viewerId: string,
  now: Instant,
): Instant | null {
  const service = neededBy(tx, found.row);
  if (!service) return null;
  const { hostId, requiredIds } = peopleOf(tx, found);
  const needed = { people: [hostId, ...requiredIds], needs: service.needs };
  return heldOfThese(tx, needed, claimedPeriod(time, service), viewerId, now);
}

/** The same for these people and needs. @param exceptIds Visits whose claims are not in the way. */
export function heldOfThese(
  tx: Tx,
  { people, needs }: { people: readonly string[]; needs: Service['needs'] },
  period: Period,
  viewerId: string,
  now: Instant,
  exceptIds: readonly string[] = [],
): Instant | null {
  const against = claims
    .around(tx, [...new Set([...people, ...needs.flat()])], period.startsAt, period.endsAt)
    .filter((claim) => isLive(claim, now) && overlaps(claim, period))
    .filter((claim) =>
      claim.kind === 'hold' ? claim.heldBy !== viewerId : !exceptIds.includes(claim.appointmentId),
    );
  const freeFrom = (resourceId: string): Instant =>
    Math.max(
      now,
      ...against
        .filter(({ practitionerId }) => practitionerId === resourceId)
        .map((claim) => (claim.kind === 'hold' ? claim.expiresAt : Infinity)),
    );
  const until = Math.max(
    ...people.map(freeFrom),
    ...needs.map((choices) => Math.min(...choices.map(freeFrom))),
  );
  return until > now && Number.isFinite(until) ? until : null;
}
