import type { Period } from './schedule.ts';
import {
  addDays,
  instantOf,
  minuteMs,
  weekdayOf,
  type Instant,
  type LocalDate,
  type WallTime,
} from './time.ts';

/** When a practitioner is open in a normal week, for as long as the rule is valid. */
export type WeeklyRule = {
  practitionerId: string;
  /** ISO weekday, Monday 1 … Sunday 7. */
  weekday: number;
  from: WallTime;
  to: WallTime;
  validFrom: LocalDate;
  /** The last day that the rule holds. */
  validTo: LocalDate;
};

/** A day that differs: `off` takes hours away, `extra` adds them. */
export type ScheduleException = {
  practitionerId: string;
  date: LocalDate;
  kind: 'off' | 'extra';
  from: WallTime;
  to: WallTime;
};

export type Slot = { practitionerId: string; startsAt: Instant; endsAt: Instant };

export const overlaps = (a: Period, b: Period): boolean => a.startsAt < b.endsAt && b.startsAt < a.endsAt;

export type SlotQuery = {
  rules: readonly WeeklyRule[];
  exceptions: readonly ScheduleException[];
  /** First and last day, both included. */
  fromDate: LocalDate;
  toDate: LocalDate;
  lengthMinutes: number;
};

/**
 * S1–S4: the slots that the schedules offer, whether or not somebody has claimed them. Hours become instants first and
 * are cut into slots of real elapsed time, so no slot falls into an hour that does not exist, and an hour that comes
 * twice is offered twice.
 */
export function offeredSlots(query: SlotQuery): Slot[] {
  const slots: Ranked[] = [];
  const lengthMs = query.lengthMinutes * minuteMs;
  for (let date = query.fromDate; date <= query.toDate; date = addDays(date, 1)) {
    for (const opening of openingsOn(date, query)) {
      const off = offPeriods(opening.practitionerId, date, query.exceptions);
      for (let startsAt = opening.startsAt; startsAt + lengthMs <= opening.endsAt; startsAt += lengthMs) {
        const slot = { practitionerId: opening.practitionerId, startsAt, endsAt: startsAt + lengthMs };
        if (!off.some((period) => overlaps(period, slot))) slots.push({ ...slot, isExtra: opening.isExtra });
      }
    }
  }
  return dedupe(slots);
}

/** A slot, and whether it comes from hours that were opened for this very day. */
type Ranked = Slot & { isExtra: boolean };

function openingsOn(date: LocalDate, query: SlotQuery): Ranked[] {
  const weekday = weekdayOf(date);
  const weekly = query.rules.filter(
    (rule) => rule.weekday === weekday && rule.validFrom <= date && date <= rule.validTo,
  );
  const extra = query.exceptions.filter((exception) => exception.kind === 'extra' && exception.date === date);
  const opening = (
    { practitionerId, from, to }: WeeklyRule | ScheduleException,
    isExtra: boolean,
  ): Ranked => ({
    practitionerId,
    startsAt: instantOf(date, from),
    endsAt: instantOf(date, to),
    isExtra,
  });
  return [
    ...weekly.map((rule) => opening(rule, false)),
    ...extra.map((exception) => opening(exception, true)),
  ];
}

function offPeriods(
  practitionerId: string,
  date: LocalDate,
  exceptions: readonly ScheduleException[],
): Period[] {
  return exceptions
    .filter((e) => e.kind === 'off' && e.date === date && e.practitionerId === practitionerId)
    .map(({ from, to }) => ({ startsAt: instantOf(date, from), endsAt: instantOf(date, to) }));
}

/** S2: a time is offered once. Extra hours go before weekly ones; between equals the earlier slot stays. */
function dedupe(slots: Ranked[]): Slot[] {
  const kept = new Map<string, Slot[]>();
  slots.sort((a, b) => Number(b.isExtra) - Number(a.isExtra) || a.startsAt - b.startsAt);
  for (const { practitionerId, startsAt, endsAt } of slots) {
    const slot = { practitionerId, startsAt, endsAt };
    const own = kept.get(practitionerId) ?? [];
    if (own.some((other) => overlaps(other, slot))) continue;
    own.push(slot);
    kept.set(practitionerId, own);
  }
  return [...kept.values()]
    .flat()
    .sort((a, b) => a.startsAt - b.startsAt || (a.practitionerId < b.practitionerId ? -1 : 1));
}

/** S5: a booking must name a slot that the schedules offer to the minute. */
export function isOffered(slot: Slot, offered: readonly Slot[]): boolean {
  return offered.some(
    (o) =>
      o.practitionerId === slot.practitionerId && o.startsAt === slot.startsAt && o.endsAt === slot.endsAt,
  );
}
