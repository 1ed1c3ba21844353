import { describe, expect, it } from 'vitest';
import { newForm, problemsOf, toFields, toForm, type Fields } from './schedule-form.ts';

const fields: Fields = {
  ...{
    serviceIds: ['a', 'b'],
    validFrom: '2026-11-23',
    validTo: null,
    cycleWeeks: 2,
    cycleFrom: '2026-11-23',
  },
  restsOnHolidays: false,
  hours: [
    { week: 1, weekday: 1, from: '09:00', to: '12:00' },
    { week: 2, weekday: 5, from: '13:00', to: '24:00' },
  ],
};

describe('the fields of a schedule', () => {
  it.each([fields, { ...fields, validTo: '2027-01-31', cycleWeeks: 1, hours: [] }])(
    'hold everything and give it back as it was',
    (value) => expect(toFields(toForm(value))).toEqual(value),
  );
  it('say the same in whatever order hours and services were chosen', () => {
    const form = toForm(fields);
    form.hours.reverse();
    form.serviceIds.reverse();
    expect(JSON.stringify(toFields(form))).toBe(JSON.stringify(fields));
  });
  it('begin with all services, on Monday', () =>
    expect(toFields(newForm(['a'], '2026-11-23'))).toMatchObject({
      validTo: null,
      cycleWeeks: 1,
      hours: [],
    }));
  it('tell what is wrong with hours by their key', () => {
    const form = toForm(fields);
    form.hours[1] = { ...form.hours[0]!, key: 77, from: '11:00' };
    form.serviceIds = [];
    const { fields: wrong, hours } = problemsOf(form);
    expect(wrong).toEqual({ serviceIds: 'services-required' });
    expect([...hours]).toEqual([
      [form.hours[0]!.key, 'hours-overlap'],
      [77, 'hours-overlap'],
    ]);
  });
  it('are fine without a last day', () => expect(problemsOf(toForm(fields)).fields).toEqual({}));
});
