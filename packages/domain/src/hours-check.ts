import { err, ok, type Result } from './result.ts';
import type { Schedule, WeeklyHours } from './schedule.ts';

/* Asked by the browser too: nothing here may bring the calendar library along. */

/** What a person decides about a schedule. */
export type ScheduleFields = Omit<Schedule, 'id' | 'practitionerId'>;

/** What a person decides about a day that differs; hours off from `date` to `lastDate`, both included. */
export type ExceptionFields =
  | { kind: 'off'; date: string; lastDate: string; from: string; to: string }
  | { kind: 'extra'; date: string; from: string; to: string; serviceIds: readonly string[] }
  | { kind: 'moved'; scheduleId: string; date: string; toDate: string; from: string; to: string };

export type HoursProblem = { field: string; code: string };

/** More weeks than this nobody could see over. */
export const maxCycleWeeks = 8;
/** Longer than a year nobody is away without their account being closed. */
export const maxOffDays = 366;

const dayMinutes = 24 * 60;
const weekMinutes = 7 * dayMinutes;
const dayMs = 86_400_000;

/** Minutes since midnight of `HH:MM`. */
export function clockMinutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** W1: what keeps a schedule from being saved. Hours are told by their place in the list: `hours.2`. */
export function checkSchedule(fields: ScheduleFields): Result<ScheduleFields, HoursProblem[]> {
  const problems: HoursProblem[] = [];
  const { serviceIds, validFrom, validTo, cycleWeeks, cycleFrom, hours } = fields;
  const need = (held: boolean, field: string, code: string) => void (held || problems.push({ field, code }));
  need(serviceIds.length > 0, 'serviceIds', 'services-required');
  need(validFrom !== '', 'validFrom', 'date');
  need(validTo !== '', 'validTo', 'date');
  need(validFrom === '' || validTo === '' || validFrom <= validTo, 'validTo', 'dates-reversed');
  need(
    Number.isInteger(cycleWeeks) && cycleWeeks >= 1 && cycleWeeks <= maxCycleWeeks,
    'cycleWeeks',
    'number',
  );
  need(cycleWeeks <= 1 || cycleFrom !== '', 'cycleFrom', 'date');
  need(hours.length > 0, 'hours', 'hours-required');
  hours.forEach((each, index) => {
    need(each.from !== '' && each.from !== '24:00' && each.to !== '', `hours.${index}`, 'time');
    need(each.from === '' || each.from !== each.to, `hours.${index}`, 'hours-empty');
    need(each.week >= 1 && each.week <= cycleWeeks, `hours.${index}`, 'hours-week');
  });
  if (problems.every(({ field }) => !field.startsWith('hours.')))
    for (const index of overlapping(hours, cycleWeeks))
      problems.push({ field: `hours.${index}`, code: 'hours-overlap' });
  return problems.length > 0 ? err(problems) : ok(fields);
}

/** W1: the places of hours that meet others of the same schedule, over midnight and from the last week into the first. */
export function overlapping(hours: readonly WeeklyHours[], cycleWeeks: number): number[] {
  const cycle = cycleWeeks * weekMinutes;
  const spans = hours.map(({ week, weekday, from, to }, index) => {
    const startsAt = (week - 1) * weekMinutes + (weekday - 1) * dayMinutes + clockMinutes(from);
    const length = clockMinutes(to) - clockMinutes(from);
    return { index, startsAt, length: length > 0 ? length : length + dayMinutes };
  });
  const met = new Set<number>();
  for (const a of spans)
    for (const b of spans)
      if (a !== b && (b.startsAt - a.startsAt + cycle) % cycle < a.length) {
        met.add(a.index);
        met.add(b.index);
      }
  return [...met].sort((a, b) => a - b);
}

/** W5: what keeps a day that differs from being saved. `today` is the Finnish calendar day. */
export function checkException(
  fields: ExceptionFields,
  today: string,
): Result<ExceptionFields, HoursProblem[]> {
  const problems: HoursProblem[] = [];
  const need = (held: boolean, field: string, code: string) => void (held || problems.push({ field, code }));
  const { date, from, to } = fields;
  const needDay = (day: string, field: string) => {
    need(day !== '', field, 'date');
    need(day === '' || day >= today, field, 'in-past');
  };
  if (fields.kind === 'off') {
    const { lastDate } = fields;
    need(date !== '', 'date', 'date');
    needDay(lastDate, 'lastDate');
    if (date !== '' && lastDate !== '') {
      need(date <= lastDate, 'lastDate', 'dates-reversed');
      const days = (Date.parse(lastDate) - Date.parse(date)) / dayMs;
      need(days < maxOffDays, 'lastDate', 'off-too-long');
    }
  } else needDay(date, 'date');
  if (fields.kind === 'extra') need(fields.serviceIds.length > 0, 'serviceIds', 'services-required');
  if (fields.kind === 'moved') {
    need(fields.scheduleId !== '', 'scheduleId', 'required');
    needDay(fields.toDate, 'toDate');
  }
  need(from !== '' && from !== '24:00', 'from', 'time');
  need(to !== '', 'to', 'time');
  need(from === '' || from !== to, 'to', 'hours-empty');
  return problems.length > 0 ? err(problems) : ok(fields);
}

/** W3: what becomes of the visits that a change leaves without hours; none is left out and none named twice. */
export type VisitDecisions = { keep: readonly string[]; cancel: readonly string[] };

export function decidesAll(affectedIds: readonly string[], { keep, cancel }: VisitDecisions): boolean {
  const decided = new Set([...keep, ...cancel]);
  return (
    decided.size === keep.length + cancel.length &&
    decided.size === affectedIds.length &&
    affectedIds.every((id) => decided.has(id))
  );
}
