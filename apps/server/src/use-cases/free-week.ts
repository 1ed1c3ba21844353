import {
  addDays,
  instantOf,
  isLocalDate,
  localDateOf,
  mondayOf,
  noticeWindow,
  type LocalDate,
  type Slot,
} from '#domain';
import { appointments, type Overview, type Tx } from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { named } from './alternatives.ts';
import { timesFor } from './panel.ts';
import { horizonWeeks, loadSlots, timesOf } from './slots.ts';
import { mayManage } from './view-appointment.ts';
import { alsoTaken, serviceAsBooked } from './visit-change.ts';

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
    return freeWeek(tx, overview, viewer.userId, deps.now(), from);
  });
}

/**
 * Free times for a visit from Monday to Sunday, and the next week that has any. What the visit itself takes is not in its way
 * (H11), and its own time is no other time.
 *
 * @param week Any day of the week.
 * @param isOwnOffered C6: whoever cancelled it has no time any more, and can take the same one again.
 */
export function freeWeek(
  tx: Tx,
  overview: Overview,
  viewerId: string,
  now: number,
  week: string,
  isOwnOffered = false,
): Reply<'listMoveTimes'> {
  if (!isLocalDate(week)) throw new Refusal('bad-request', { fields: { week: 'date' } });
  const { id, practitionerId, startsAt } = overview.appointment;
  const service = serviceAsBooked(tx, overview);
  const alsoIds = alsoTaken(tx, overview, practitionerId);
  const isOther = (slot: Slot) =>
    isOwnOffered || slot.startsAt !== startsAt || slot.practitionerId !== practitionerId;
  /** N1: a panel moves to where all of its people can, with the practitioner that it has. */
  const forPanel = (monday: LocalDate): Slot[] => {
    const from = Math.max(now, instantOf(monday, '00:00'));
    const to = Math.min(instantOf(addDays(monday, 7), '00:00'), noticeWindow(timesOf(service), now).to + 1);
    if (from >= to) return [];
    const ids = { hostId: practitionerId, requiredIds: alsoIds };
    const answer = timesFor(tx, service, ids, viewerId, now, from, to, { exceptId: id });
    if (answer.kind === 'none') return [];
    return answer.times
      .map((time) => ({ practitionerId, startsAt: time.startsAt, endsAt: time.endsAt }))
      .filter(isOther)
      .sort((a, b) => a.startsAt - b.startsAt);
  };
  const forOne = (monday: LocalDate): Slot[] =>
    loadSlots(tx, service, viewerId, now, monday, addDays(monday, 6), id).filter(
      (slot) => slot.state === 'free' && isOther(slot),
    );
  return weekOfTimes(tx, alsoIds.length > 0 ? forPanel : forOne, now, mondayOf(week));
}

/** The week from `monday` on, by day, and the next one that has anything, as `freeFrom` finds them week by week. */
export function weekOfTimes(
  tx: Tx,
  freeFrom: (monday: LocalDate) => Slot[],
  now: number,
  monday: LocalDate,
): Reply<'listMoveTimes'> {
  const times = named(tx, freeFrom(monday));
  const days = Array.from({ length: 7 }, (_, day) => addDays(monday, day)).map((date) => ({
    date,
    times: times
      .filter((time) => localDateOf(time.startsAt) === date)
      .map(({ practitionerId, practitionerName, startsAt, endsAt }) => ({
        ...{ practitionerId, practitionerName, startsAt, endsAt },
      })),
  }));
  const last = addDays(localDateOf(now), horizonWeeks * 7);
  const thisWeek = mondayOf(localDateOf(now));
  let next = monday < thisWeek ? thisWeek : addDays(monday, 7);
  while (next <= last && freeFrom(next).length === 0) next = addDays(next, 7);
  return { monday, days, nextFreeWeek: next <= last ? next : null, serverNow: now };
}
