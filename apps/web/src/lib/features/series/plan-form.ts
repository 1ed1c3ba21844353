import type { Body, Reply } from '#protocol';

type Plan = Body<'previewSeries'>['fields']['plan'];
export type Rule = Plan['rule'];

/** How a series goes on, as the fields hold it: texts, and every choice's own fields even while another is chosen. */
export type PlanForm = {
  kind: 'weekly' | 'monthly' | 'dates';
  everyWeeks: string;
  weekday: string;
  nth: string;
  dates: string[];
  fromDate: string;
  time: string;
  lengthMinutes: string;
  end: 'count' | 'until';
  count: string;
  untilDate: string;
};

export const newPlan = (today: string): PlanForm => ({
  ...{ kind: 'weekly', everyWeeks: '1', weekday: '2', nth: '1', dates: ['', '', '', ''] },
  ...{ fromDate: today, time: '09:00', lengthMinutes: '60', end: 'count', count: '12', untilDate: '' },
});

/** The form of a rule that there is already, for changing or renewing it. */
export const planOf = (
  { rule, time, lengthMinutes }: Pick<Reply<'readSeries'>, 'rule' | 'time' | 'lengthMinutes'>,
  fromDate: string,
): PlanForm => ({
  ...newPlan(fromDate),
  ...{ kind: rule.kind, time, lengthMinutes: String(lengthMinutes) },
  ...(rule.kind === 'weekly' && { everyWeeks: String(rule.everyWeeks), weekday: String(rule.weekday) }),
  ...(rule.kind === 'monthly' && { nth: String(rule.nth), weekday: String(rule.weekday) }),
});

/** A number that is none is sent as 0, which the server refuses by name. */
const numberOf = (text: string): number => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : 0);

export function ruleOf(form: PlanForm): Rule {
  if (form.kind === 'weekly')
    return { kind: 'weekly', everyWeeks: numberOf(form.everyWeeks), weekday: Number(form.weekday) };
  if (form.kind === 'monthly')
    return { kind: 'monthly', nth: Number(form.nth) as 1 | 2 | 3 | 4 | -1, weekday: Number(form.weekday) };
  return { kind: 'dates', dates: form.dates.filter((date) => date !== '') };
}

/** T3: as many as a series can have; where the last day ends it, the count must not end it before. */
export const mostMeetings = 80;

/** @param today From when on days that were picked by hand count. */
export function toPlan(form: PlanForm, today: string): Plan {
  const rule = ruleOf(form);
  const { time, fromDate } = form;
  const lengthMinutes = numberOf(form.lengthMinutes);
  if (rule.kind === 'dates')
    return {
      rule,
      time,
      lengthMinutes,
      fromDate: today,
      count: Math.max(1, rule.dates.length),
      untilDate: null,
    };
  const isUntil = form.end === 'until';
  const count = isUntil ? mostMeetings : numberOf(form.count);
  return { rule, time, lengthMinutes, fromDate, count, untilDate: isUntil ? form.untilDate : null };
}
