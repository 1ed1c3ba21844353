import { addDays, isLocalDate, localDateOf, mondayOf, type LocalDate, type Slot } from '#domain';
import { appointments, type Service, type Tx } from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { named } from './place-hold.ts';
import { horizonWeeks, loadSlots } from './slots.ts';
import { mayManage } from './view-appointment.ts';
import { serviceAsBooked } from './visit-change.ts';

/** The times that a visit can be moved to: one week of them, the visit's own when none is named. */
export function listMoveTimes(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  week: string | undefined,
): Reply<'listMoveTimes'> {
  return deps.store.read((tx) => {
    const overview = appointments.forReader(tx, viewer, id);
    if (!overview) throw new Refusal('not-found');
    if (!mayManage(overview, viewer)) throw new Refusal('forbidden');
    const from = week ?? localDateOf(Math.max(overview.appointment.startsAt, deps.now()));
    return freeWeek(tx, serviceAsBooked(tx, overview), viewer.userId, deps.now(), from, id);
  });
}

/**
 * Free times of a service from Monday to Sunday, and the next week that has any.
 *
 * @param week Any day of the week.
 * @param exceptId A visit that would move, whose own time is not in its way (H11).
 */
export function freeWeek(
  tx: Tx,
  service: Service,
  viewerId: string,
  now: number,
  week: string,
  exceptId: string,
): Reply<'listMoveTimes'> {
  if (!isLocalDate(week)) throw new Refusal('bad-request', { fields: { week: 'date' } });
  const monday = mondayOf(week);
  const slots = freeSlots(tx, service, viewerId, now, monday, exceptId);
  const times = named(tx, slots);
  const days = Array.from({ length: 7 }, (_, day) => addDays(monday, day)).map((date) => ({
    date,
    times: times.filter(({ startsAt }) => localDateOf(startsAt) === date),
  }));
  const last = addDays(localDateOf(now), horizonWeeks * 7);
  const thisWeek = mondayOf(localDateOf(now));
  let next = monday < thisWeek ? thisWeek : addDays(monday, 7);
  while (next <= last && freeSlots(tx, service, viewerId, now, next, exceptId).length === 0)
    next = addDays(next, 7);
  return { monday, days, nextFreeWeek: next <= last ? next : null, serverNow: now };
}

function freeSlots(
  tx: Tx,
  service: Service,
  viewerId: string,
  now: number,
  monday: LocalDate,
  exceptId: string,
): Slot[] {
  return loadSlots(tx, service, viewerId, now, monday, addDays(monday, 6), exceptId).filter(
    ({ state }) => state === 'free',
  );
}
