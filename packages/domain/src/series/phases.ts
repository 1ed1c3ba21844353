import { addDays, daysBetween, weekdayOf, type LocalDate, type WallTime } from '../time.ts';
import type { SeriesRule } from './plan.ts';

/** How the meetings of a part of a series go, from its first meeting to its last one. */
export type SeriesPhase = {
  rule: SeriesRule;
  time: WallTime;
  lengthMinutes: number;
  from: LocalDate;
  to: LocalDate;
};

/** Where the series' rule has a meeting that is held or to come, and that nobody has put elsewhere by hand. */
export type RegularMeeting = { n: number; date: LocalDate; time: WallTime; lengthMinutes: number };

type Run = RegularMeeting[];
type Current = { rule: SeriesRule; time: WallTime; lengthMinutes: number };

/**
 * T13: how a series has gone and goes: one phase when it was never changed from a meeting on, else one for each way. Read off
 * the meetings themselves, since a change sets the rule of the whole series and leaves the earlier ones where they are.
 *
 * @param current What the series goes by now. @param meetings In any order.
 */
export function phasesOf(current: Current, meetings: readonly RegularMeeting[]): SeriesPhase[] {
  const runs: Run[] = [];
  for (const meeting of meetings.toSorted((a, b) => a.n - b.n)) {
    const run = runs.at(-1);
    if (run && isAlike(run[0]!, meeting) && stepOf(current.rule, [...run, meeting])) run.push(meeting);
    else runs.push([meeting]);
  }
  return joined(joined(runs.map((run) => phaseOf(current.rule, run))).filter(isNoException));
}

const isAlike = (a: Omit<RegularMeeting, 'n' | 'date'>, b: Omit<RegularMeeting, 'n' | 'date'>) =>
  a.time === b.time && a.lengthMinutes === b.lengthMinutes;

function phaseOf(current: SeriesRule, run: Run): SeriesPhase {
  const { date: from, time, lengthMinutes } = run[0]!;
  return {
    rule: ruleOf(current, run) ?? { kind: 'dates', dates: run.map(({ date }) => date) },
    ...{ time, lengthMinutes, from, to: run.at(-1)!.date },
  };
}

/** A few meetings can be any number of weeks apart by chance: only three say so where the series goes otherwise now. */
const enoughToTell = 3;

function ruleOf(current: SeriesRule, run: Run): SeriesRule | undefined {
  const step = stepOf(current, run);
  if (!step || run.length >= enoughToTell || isSameRule(step, current)) return step;
  return run.length > 1 && current.kind === step.kind && isSameStep(step, current) ? step : undefined;
}

/** The rule that all of these meetings go by; the series' present one, or one of its step, before any other. */
function stepOf(current: SeriesRule, run: Run): SeriesRule | undefined {
  const weekday = weekdayOf(run[0]!.date);
  const own = current.kind === 'dates' ? current : { ...current, weekday };
  return [own, ...weeklyRules(run, weekday), ...monthlyRules(weekday)].find((rule) => goesBy(rule, run));
}

/** By how far the first two are apart; a meeting between them that is left out has a number too. */
function weeklyRules([first, second]: Run, weekday: number): SeriesRule[] {
  const apart = second && daysBetween(first!.date, second.date) / (second.n - first!.n);
  return apart && apart % 7 === 0 ? [{ kind: 'weekly', everyWeeks: apart / 7, weekday }] : [];
}

const monthlyRules = (weekday: number): SeriesRule[] =>
  ([1, 2, 3, 4, -1] as const).map((nth) => ({ kind: 'monthly', nth, weekday }));

function goesBy(rule: SeriesRule, run: Run): boolean {
  if (rule.kind === 'dates') return run.every(({ date }) => rule.dates.includes(date));
  const { n: firstNumber, date: from } = run[0]!;
  if (rule.kind === 'weekly')
    return run.every(({ n, date }) => addDays(from, (n - firstNumber) * rule.everyWeeks * 7) === date);
  return run.every(
    ({ n, date }) => monthOf(date) - monthOf(from) === n - firstNumber && isNth(rule.nth, date),
  );
}

const monthOf = (date: LocalDate) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
const isNth = (nth: number, date: LocalDate) =>
  nth === -1 ? monthOf(addDays(date, 7)) > monthOf(date) : Math.ceil(Number(date.slice(8)) / 7) === nth;

const isSameRule = (a: SeriesRule, b: SeriesRule) => JSON.stringify(a) === JSON.stringify(b);

const isSameStep = (a: SeriesRule, b: SeriesRule) =>
  a.kind === 'weekly' && b.kind === 'weekly' ? a.everyWeeks === b.everyWeeks : a.kind === b.kind;

/** A single meeting between two alike was left where it is (T8): the list of meetings says so. */
function isNoException(phase: SeriesPhase, index: number, all: readonly SeriesPhase[]): boolean {
  const [before, after] = [all[index - 1], all[index + 1]];
  return phase.from !== phase.to || !before || !after || !isSameWay(before, after);
}

const isSameWay = (a: SeriesPhase, b: SeriesPhase) =>
  isAlike(a, b) && (isSameRule(a.rule, b.rule) || (a.rule.kind === 'dates' && b.rule.kind === 'dates'));

/** Neighbours that go alike are one: a pause, as before a renewal, is no other way. */
function joined(phases: readonly SeriesPhase[]): SeriesPhase[] {
  const found: SeriesPhase[] = [];
  for (const phase of phases) {
    const last = found.at(-1);
    if (!last || !isSameWay(last, phase)) found.push(phase);
    else found.splice(-1, 1, { ...last, rule: bothOf(last.rule, phase.rule), to: phase.to });
  }
  return found;
}

const bothOf = (a: SeriesRule, b: SeriesRule): SeriesRule =>
  a.kind === 'dates' && b.kind === 'dates'
    ? { kind: 'dates', dates: [...new Set([...a.dates, ...b.dates])] }
    : a;
