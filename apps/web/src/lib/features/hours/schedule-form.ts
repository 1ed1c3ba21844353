import type { Body, Reply } from '#protocol';
// By its file: the package's front door would bring the calendar library to every page.
import { checkSchedule } from '../../../../../../packages/domain/src/hours-check.ts';
import { byTime, type Hours } from './grid-time.ts';

export type Schedule = Reply<'readHours'>['schedules'][number];
export type Fields = Body<'addSchedule'>['fields'];
/** A schedule as the fields hold it: an empty last day is none. */
export type ScheduleForm = Omit<Fields, 'validTo' | 'hours' | 'cycleWeeks'> & {
  validTo: string;
  cycleWeeks: string;
  hours: Hours[];
};

let lastKey = 0;
/** For hours that are new on the page. */
export const nextKey = (): number => ++lastKey;

export function toForm(fields: Fields): ScheduleForm {
  const { serviceIds, validFrom, validTo, cycleWeeks, cycleFrom, restsOnHolidays, hours } = fields;
  return {
    ...{ validFrom, validTo: validTo ?? '', cycleWeeks: String(cycleWeeks), cycleFrom, restsOnHolidays },
    serviceIds: [...serviceIds],
    hours: [...hours].sort((a, b) => byTime(a, b)).map((each) => ({ ...each, key: nextKey() })),
  };
}

/** In the order of the week, so that two that say the same are equal as texts. */
export function toFields(form: ScheduleForm): Fields {
  const { validFrom, validTo, cycleFrom, restsOnHolidays } = form;
  return {
    serviceIds: [...form.serviceIds].sort(),
    validFrom,
    validTo: validTo === '' ? null : validTo,
    cycleWeeks: Number(form.cycleWeeks),
    cycleFrom: cycleFrom || validFrom,
    restsOnHolidays,
    hours: form.hours.map(({ week, weekday, from, to }) => ({ week, weekday, from, to })).sort(byTime),
  };
}

/** What a new schedule begins with: the services that are offered, from that Monday on. */
export const newForm = (serviceIds: string[], monday: string): ScheduleForm => ({
  ...{ serviceIds, validFrom: monday, validTo: '', cycleWeeks: '1', cycleFrom: monday },
  ...{ restsOnHolidays: true, hours: [] },
});

export type Problems = { fields: Record<string, string>; hours: ReadonlyMap<number, string> };
export const noProblems: Problems = { fields: {}, hours: new Map() };

/** W1: what is wrong, by field; those of hours by their key. */
export function problemsOf(form: ScheduleForm): Problems {
  const fields = { ...toFields(form), hours: form.hours, validTo: form.validTo || '9999-12-31' };
  const checked = checkSchedule(fields);
  const found = { fields: {} as Record<string, string>, hours: new Map<number, string>() };
  if (checked.ok) return found;
  for (const { field, code } of checked.error) {
    const place = /^hours\.(\d+)$/.exec(field)?.[1];
    if (place === undefined) found.fields[field] ??= code;
    else found.hours.set(form.hours[Number(place)]!.key, code);
  }
  return found;
}
