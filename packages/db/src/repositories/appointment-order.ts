import { and, asc, desc, eq, gt, lt, or, sql, type SQL, type SQLWrapper } from 'drizzle-orm';
import type { Instant } from '#domain';
import { answer, appointment, childCase, healthcareService } from '../schema.ts';
import type { AppointmentSearch } from './appointment-search.ts';
import { inLanguage, inOrder } from './said.ts';

/** By what a list of appointments is sorted: its columns. */
export type AppointmentOrder = { by: 'time' | 'service' | 'subject' | 'who' | 'state'; isDown: boolean };
/** Where a list of appointments goes on: after this one. */
export type AppointmentPlace = { startsAt: Instant; id: string };

/** `who`: the name that the row shows first. */
type Shown = { language: AppointmentSearch['language']; who: SQLWrapper };

/** What is sorted by beside the time; undefined for the time itself. Nobody's initials come last. */
export function keyOf({ by }: AppointmentOrder, { language, who }: Shown): SQL<string | number> | undefined {
  switch (by) {
    case 'time':
      return undefined;
    case 'service':
      return inOrder(inLanguage(healthcareService.name, language));
    case 'subject':
      return sql`coalesce(${inOrder(sql`${childCase.initials}`)} || ' ' || ${childCase.birthYear}, '~')`;
    case 'who':
      return inOrder(sql`${who}`);
    case 'state':
      return stateRank;
  }
}

/** Who waits, what goes on or lacks its answer, what is booked, what is done with, what did not take place. */
const stateRank = sql<number>`CASE ${appointment.status} WHEN 'arrived' THEN 0 WHEN 'booked' THEN 2 WHEN 'noshow' THEN 4
  WHEN 'cancelled' THEN 5 ELSE iif(${answer.status} = 'signed', 3, 1) END`;

/**
 * Equals go by time, in the direction of their tab, and then by id: each row has one place, at which the next page begins.
 *
 * @param after The place, with what its row is sorted by.
 */
export function inThisOrder(
  key: SQL<string | number> | undefined,
  { isDown }: AppointmentOrder,
  view: 'coming' | 'past',
  after: (AppointmentPlace & { key: string | number | undefined }) | undefined,
): { orderBy: SQL[]; beyond: SQL | undefined } {
  const [way, further] = isDown ? ([desc, lt] as const) : ([asc, gt] as const);
  const isTimeDown = key === undefined ? isDown : view === 'past';
  const [timeWay, timeFurther] = isTimeDown ? ([desc, lt] as const) : ([asc, gt] as const);
  const orderBy = [...(key ? [way(key)] : []), timeWay(appointment.startsAt), timeWay(appointment.id)];
  if (!after) return { orderBy, beyond: undefined };
  const byTime = or(
    timeFurther(appointment.startsAt, after.startsAt),
    and(eq(appointment.startsAt, after.startsAt), timeFurther(appointment.id, after.id)),
  );
  const beyond = key ? or(further(key, after.key), and(eq(key, after.key), byTime)) : byTime;
  return { orderBy, beyond };
}
