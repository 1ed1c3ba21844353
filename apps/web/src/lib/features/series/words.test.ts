import { beforeEach, expect, it, vi } from 'vitest';
import { overwriteGetLocale } from '#messages/runtime';
import { ruleText } from './words.ts';

vi.mock('#lib/api.ts', () => ({}));
let locale: 'fi' | 'sv' | 'en' = 'fi';
beforeEach(() => overwriteGetLocale(() => locale));

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
