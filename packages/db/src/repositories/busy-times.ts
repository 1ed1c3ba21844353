import { dayMs, hourMs, type Instant, type Slot } from '#domain';
import type { Tx } from '../open.ts';
import { written } from '../prepared.ts';

/** No claim is longer: eight hours of a visit and twice two of rest (the table's trigger), which bounds how far back one begins. */
const longestMs = 12 * hourMs;

/**
 * When these people can't in [from, to): their bookings and the holds that live, with the rests around them (H9), and
 * what their own calendars say (X6). Plain
 * columns and no more, because a month of two hundred people is thousands of rows.
 */
export function busyTimes(
  tx: Tx,
  practitionerIds: readonly string[],
  from: Instant,
  to: Instant,
  now: Instant,
): Slot[] {
  if (practitionerIds.length === 0) return [];
  const ids = JSON.stringify(practitionerIds);
  return busy(tx, { ids, from, to, now, claimsFrom: from - longestMs, externalFrom: from - dayMs });
}

const busy = written<Slot>(`
  SELECT resource_id AS practitionerId, starts_at AS startsAt, ends_at AS endsAt FROM claim
  WHERE resource_id IN (SELECT value FROM json_each(:ids))
    AND starts_at < :to AND starts_at > :claimsFrom AND ends_at > :from
    AND (kind = 'booking' OR expires_at > :now)
  UNION ALL
  SELECT practitioner_id, starts_at, ends_at FROM external_busy
  WHERE practitioner_id IN (SELECT value FROM json_each(:ids))
    AND starts_at < :to AND starts_at > :externalFrom AND ends_at > :from`);
