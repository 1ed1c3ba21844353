import { dayMs, hourMs, type Instant, type Period } from '#domain';
import type { Tx } from '../open.ts';
import { written } from '../prepared.ts';

/** No claim is longer: eight hours of a visit and twice two of rest (the table's trigger), which bounds how far back one begins. */
const longestMs = 12 * hourMs;

/**
 * When these people can't in [from, to), by person: their bookings and the holds that live, with the rests around them (H9),
 * and what their own calendars say (X6). Who is not in it can all the time. Plain columns, and one row a person, because a
 * month of two hundred people is thousands of times.
 */
export function busyTimes(
  tx: Tx,
  practitionerIds: readonly string[],
  from: Instant,
  to: Instant,
  now: Instant,
): Map<string, Period[]> {
  const byPerson = new Map<string, Period[]>();
  if (practitionerIds.length === 0) return byPerson;
  const ids = JSON.stringify(practitionerIds);
  const given = { ids, from, to, now, claimsFrom: from - longestMs, externalFrom: from - dayMs };
  for (const { id, starts, ends } of busy(tx, given)) {
    const endings = JSON.parse(ends) as Instant[];
    const periods = (JSON.parse(starts) as Instant[]).map((startsAt, index): Period => ({
      startsAt,
      endsAt: endings[index]!,
    }));
    const known = byPerson.get(id);
    byPerson.set(id, known ? [...known, ...periods] : periods);
  }
  return byPerson;
}

const busy = written<{ id: string; starts: string; ends: string }>(`
  SELECT resource_id AS id, json_group_array(starts_at) AS starts, json_group_array(ends_at) AS ends FROM claim
  WHERE resource_id IN (SELECT value FROM json_each(:ids))
    AND starts_at < :to AND starts_at > :claimsFrom AND ends_at > :from
    AND (kind = 'booking' OR expires_at > :now)
  GROUP BY resource_id
  UNION ALL
  SELECT practitioner_id, json_group_array(starts_at), json_group_array(ends_at) FROM external_busy
  WHERE practitioner_id IN (SELECT value FROM json_each(:ids))
    AND starts_at < :to AND starts_at > :externalFrom AND ends_at > :from
  GROUP BY practitioner_id`);
