import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { overwriteGetLocale } from '#messages/runtime';
import { clashText, phaseTexts, problemTexts, ruleText } from './words.ts';

vi.mock('#lib/api.ts', () => ({ fieldTexts: ({ fields }: { fields: object }) => ({ ...fields }) }));
let locale: 'fi' | 'sv' | 'en' = 'fi';
beforeEach(() => overwriteGetLocale(() => locale));
// Files can share a thread: the next one's words are Finnish again.
afterAll(() => void (locale = 'fi'));

it.each([
  ['fi', 'joka viikko tiistaisin', 'joka toinen viikko maanantaisin', '3 viikon välein sunnuntaisin'],
  ['sv', 'varje vecka på tisdagar', 'varannan vecka på måndagar', 'med 3 veckors mellanrum på söndagar'],
  ['en', 'every week on Tuesdays', 'every other week on Mondays', 'every 3 weeks on Sundays'],
] as const)('[T1] says in %s every how many weeks as people say it', (language, every, other, third) => {
  locale = language;
  const weekly = (everyWeeks: number, weekday: number) =>
    ruleText({ kind: 'weekly', everyWeeks, weekday }, '09:00');
  expect(weekly(1, 2)).toContain(`${every} `);
  expect(weekly(2, 1)).toContain(`${other} `);
  expect(weekly(3, 7)).toContain(`${third} `);
});

it.each([
  ['fi', 'kuukauden ensimmäisenä keskiviikkona', 'kuukauden viimeisenä perjantaina'],
  ['sv', 'den första onsdagen i månaden', 'den sista fredagen i månaden'],
  ['en', 'on the first Wednesday of the month', 'on the last Friday of the month'],
] as const)('[T1] says in %s which day of the month', (language, first, last) => {
  locale = language;
  expect(ruleText({ kind: 'monthly', nth: 1, weekday: 3 }, '09:00')).toContain(`${first} `);
  expect(ruleText({ kind: 'monthly', nth: -1, weekday: 5 }, '09:00')).toContain(`${last} `);
});

const phase = (time: string, from: string, to: string, lengthMinutes = 60) => ({
  ...{ rule: { kind: 'weekly' as const, everyWeeks: 1, weekday: 2 }, time, lengthMinutes, from, to },
});
const year = new Date().getFullYear() + 1;
const [a, b, c, d] = [`${year}-01-05`, `${year}-01-12`, `${year}-01-19`, `${year}-02-23`] as const;

it.each([
  ['fi', ['12.1.', 'asti joka viikko', 'klo 9.00'], ['19.1.', 'alkaen joka viikko', 'klo 10.00']],
  ['sv', ['till och med', 'varje vecka på tisdagar'], ['från och med', 'varje vecka på tisdagar']],
  ['en', ['until', 'every week on Tuesdays'], ['from', 'every week on Tuesdays']],
] as const)('[T13] says in %s how a series went and how it goes', (language, first, second) => {
  locale = language;
  const texts = phaseTexts([phase('09:00', a, b), phase('10:00', c, d)]);
  expect(texts).toHaveLength(2);
  for (const part of first) expect(texts[0]).toContain(part);
  for (const part of second) expect(texts[1]).toContain(part);
});

it('[T13] says no days of a series that goes one way, and lengths where they differ', () => {
  locale = 'fi';
  expect(phaseTexts([phase('09:00', a, d)])).toEqual(['joka viikko tiistaisin klo 9.00']);
  const [once, , last] = phaseTexts([phase('09:00', a, a), phase('10:00', b, c), phase('10:00', d, d, 90)]);
  expect(once).toMatch(/5\.1\.\d{4} klo 9\.00, 60 min$/);
  expect(last).toMatch(/alkaen joka viikko tiistaisin klo 10\.00, 90 min$/);
});

it('tells of the day of one meeting once', () => {
  const fields = { fromDate: 'date', dates: 'date' };
  expect(Object.keys(problemTexts({ code: 'incomplete', fields }))).toEqual(['fromDate']);
});

it('[T8] says until when others hold a time, where that can be said', () => {
  locale = 'en';
  const until = Date.UTC(2026, 10, 23, 12, 32);
  const held = (names: string[], more: { until?: number } = {}) =>
    clashText({ why: 'on-hold', names, ...more });
  expect(held(['Elina Saarikko'], { until })).toMatch(/holds it until .*14[:.]32: Elina Saarikko$/);
  expect(held([], { until })).toMatch(/room or device .*14[:.]32/);
  expect(held(['Elina Saarikko'])).not.toContain('until');
});
