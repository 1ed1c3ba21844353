import { m } from '#messages';
import { clockWord } from '#lib/features/calendar/words.ts';
import { middleOf } from '#lib/features/booking/week.ts';
import { fieldTexts, type ApiError } from '#lib/api.ts';
import { formatDate, formatDateTime } from '#lib/ui/format.ts';
import type { Rule } from './plan-form.ts';
import type { Meeting, PlannedMeeting } from './preview.svelte.ts';
import type { Series } from './series-page.svelte.ts';

const weekdays = [
  m.series_monday,
  m.series_tuesday,
  m.series_wednesday,
  m.series_thursday,
  m.series_friday,
  m.series_saturday,
  m.series_sunday,
];
/** Monday 1 … Sunday 7, as one is told of it on its own. */
export const weekdayOptions = () =>
  weekdays.map((word, index) => ({ value: String(index + 1), label: word() }));

const nths: Record<string, () => string> = {
  '1': m.series_first,
  '2': m.series_second,
  '3': m.series_third,
  '4': m.series_fourth,
  '-1': m.series_last,
};
export const nthOptions = () => ['1', '2', '3', '4', '-1'].map((value) => ({ value, label: nths[value]!() }));

/** "maanantaisin" */
const onDays = [
  m.series_on_mondays,
  m.series_on_tuesdays,
  m.series_on_wednesdays,
  m.series_on_thursdays,
  m.series_on_fridays,
  m.series_on_saturdays,
  m.series_on_sundays,
];
/** As in "kuukauden ensimmäisenä maanantaina". */
const theDays = [
  m.series_the_monday,
  m.series_the_tuesday,
  m.series_the_wednesday,
  m.series_the_thursday,
  m.series_the_friday,
  m.series_the_saturday,
  m.series_the_sunday,
];
const theNths: Record<string, () => string> = {
  '1': m.series_the_first,
  '2': m.series_the_second,
  '3': m.series_the_third,
  '4': m.series_the_fourth,
  '-1': m.series_the_last,
};

/** "joka toinen viikko maanantaisin klo 9.00" */
export function ruleText(rule: Rule, atTime: string): string {
  const time = clockWord(atTime);
  if (rule.kind === 'dates') return m.series_rule_dates({ time });
  if (rule.kind === 'monthly') {
    const nth = theNths[String(rule.nth)]?.() ?? '';
    return m.series_rule_monthly({ nth, day: theDays[rule.weekday - 1]?.() ?? '', time });
  }
  const day = onDays[rule.weekday - 1]?.() ?? '';
  if (rule.everyWeeks === 1) return m.series_rule_weekly({ day, time });
  if (rule.everyWeeks === 2) return m.series_rule_other_week({ day, time });
  return m.series_rule_weeks({ day, weeks: rule.everyWeeks, time });
}

/**
 * T13: how a series goes, a line for each way: "ma 21.12. asti joka viikko maanantaisin klo 14.00". One way alone needs no
 * days; where lengths differ, each line says its own.
 */
export function phaseTexts(phases: Series['phases']): string[] {
  const differ = phases.some(({ lengthMinutes }) => lengthMinutes !== phases[0]!.lengthMinutes);
  return phases.map((phase, index) => {
    const { rule, time, lengthMinutes } = phase;
    const [from, to] = [formatDate(middleOf(phase.from)), formatDate(middleOf(phase.to))];
    const isLast = index === phases.length - 1;
    const isOne = phase.from === phase.to && !isLast;
    const way = ruleText(rule, time);
    const text =
      phases.length === 1
        ? way
        : isOne
          ? m.series_phase_one({ date: to, time: clockWord(time) })
          : isLast
            ? m.series_phase_from({ from, way })
            : index === 0
              ? m.series_phase_until({ to, way })
              : m.series_phase_between({ from, to, way });
    return differ ? `${text}, ${m.booking_length({ count: lengthMinutes })}` : text;
  });
}

type Conflict = PlannedMeeting['conflicts'][number];
/** Others hold it: until when, where that is known and nothing else is in the way. */
function heldText(names: string, until: number | undefined): string {
  if (until === undefined)
    return names === '' ? m.series_clash_things_held() : m.series_clash_held({ names });
  const when = formatDateTime(until);
  return names === '' ? m.series_clash_things_until({ when }) : m.series_clash_until({ names, when });
}
const clashes: Record<Conflict['why'], (names: string, until: number | undefined) => string> = {
  busy: (names) => m.series_clash_busy({ names }),
  'on-hold': heldText,
  held: heldText,
  'not-there': (names) => m.series_clash_not_there({ names }),
  rooms: () => m.series_clash_rooms(),
  'no-hours': (names) => m.series_clash_no_hours({ names }),
  notice: () => m.series_clash_notice(),
  past: () => m.series_clash_past(),
  series: () => m.series_clash_series(),
};
/** What is in the way of a meeting, in one sentence. */
export const clashText = ({ why, names, until }: Conflict): string => clashes[why](names.join(', '), until);

const states: Record<Meeting['state'], () => string> = {
  booked: m.series_state_booked,
  arrived: m.series_state_arrived,
  fulfilled: m.series_state_held,
  noshow: m.series_state_noshow,
  cancelled: m.series_state_cancelled,
  skipped: m.series_state_skipped,
};
export const stateText = (state: Meeting['state']): string => states[state]();

/** A sentence for each field; what goes too far says how far it can go (T3). */
export function problemTexts(error: ApiError | undefined): Record<string, string> {
  if (!error?.fields) return {};
  const texts = fieldTexts(error);
  const { last, most } = (error.details ?? {}) as { last?: string; most?: number };
  const own: Record<string, string> = {
    'too-far': m.series_too_far({ last: last ? formatDate(middleOf(last)) : '' }),
    'too-many': m.series_too_many({ most: most ?? 0 }),
  };
  for (const [field, code] of Object.entries(error.fields)) {
    if (own[code]) texts[field] = own[code];
    if (field.endsWith('.name') && code === 'required') texts[field] = m.booking_need_guest_name();
    if (field === 'untilDate' && code === 'required') texts[field] = m.series_no_days();
    if (field === 'dates' && code === 'required') texts[field] = m.series_need_dates();
    if (field === 'dates' && code === 'date') texts[field] = m.series_bad_dates();
    if (field === 'name' && code === 'required') texts[field] = m.series_need_name();
    if (field === 'time' && code === 'required') texts[field] = m.series_need_time();
    if (field === 'subject' && code === 'required') texts[field] = m.series_need_subject();
  }
  // The day of one meeting is the first of its plan and the only one: it is told of once.
  if (texts.fromDate) delete texts.dates;
  return texts;
}

/** "3, 5–8": numbers that follow each other as a span. */
export function spans(numbers: readonly number[]): string {
  const found: [number, number][] = [];
  for (const n of numbers) {
    const open = found.at(-1);
    if (open && open[1] === n - 1) open[1] = n;
    else found.push([n, n]);
  }
  return found.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
}

/** Where a guest is reached, and in which meetings they are. */
export const guestText = ({ address, numbers }: Series['guestSeats'][number]): string =>
  `${address}; ${m.series_present_numbers({ numbers: spans(numbers) })}`;

/** In which meetings somebody is; nothing of who is required in all that there are. */
export function seatText({ required, optional }: Series['seats'][number], { seats }: Series): string {
  const most = Math.max(...seats.map((seat) => seat.required.length + seat.optional.length));
  const inAll = (numbers: readonly number[]) => numbers.length === most;
  if (inAll(required)) return '';
  if (inAll(optional)) return m.series_present_optional_all();
  return [
    required.length > 0 ? m.series_present_numbers({ numbers: spans(required) }) : '',
    optional.length > 0 ? m.series_present_optional_numbers({ numbers: spans(optional) }) : '',
  ]
    .filter(Boolean)
    .join('; ');
}
