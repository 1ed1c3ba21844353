import { describe, expect, it } from 'vitest';
import {
  agesOfWish,
  checkDoor,
  fitsDoor,
  initialsOf,
  mayBookAlone,
  slugFits,
  type DoorSettings,
} from './front-door.ts';

const none = { fi: '', sv: '', en: '', se: '' };
const shown: DoorSettings = {
  shown: true,
  title: none,
  text: { ...none, fi: 'Apua.' },
  topics: ['mood'],
  municipalityIds: [],
  booking: 'young',
  aloneFromAge: 13,
  ...{ phone: '', email: '', address: '', hasNumber: false },
};
const direct = { route: 'direct', anonymousOnly: false } as const;
const problemsOf = (settings: Partial<DoorSettings>, service: Parameters<typeof checkDoor>[1] = direct) => {
  const checked = checkDoor({ ...shown, ...settings }, service);
  return checked.ok ? [] : checked.error.map(({ field, code }) => `${field} ${code}`);
};

describe('what an administrator decides', () => {
  it('[G1] is shown with a Finnish text and a way to reach it, and kept without them while it is not shown', () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ text: none })).toEqual(['text.fi required']);
    expect(problemsOf({ booking: 'nobody' })).toEqual(['booking no-way']);
    for (const way of [
      { phone: '029 555 0100' },
      { email: 'a@b.fi' },
      { address: 'Tori 1' },
      { hasNumber: true },
    ])
      expect(problemsOf({ booking: 'nobody', ...way })).toEqual([]);
    expect(problemsOf({ shown: false, text: none, booking: 'nobody' })).toEqual([]);
  });
  it('[G5] is booked by families neither where requests are assessed first nor where nobody may be identified', () => {
    expect(problemsOf({}, { route: 'triage', anonymousOnly: false })).toEqual(['booking triage-only']);
    expect(problemsOf({}, { route: 'direct', anonymousOnly: true })).toEqual(['booking anonymous-only']);
    expect(problemsOf({}, { route: 'either', anonymousOnly: false })).toEqual([]);
    expect(problemsOf({ aloneFromAge: 6 })).toEqual(['aloneFromAge number']);
    expect(problemsOf({ aloneFromAge: 6, booking: 'guardian' })).toEqual([]);
  });
  it('[G2] takes names of trays that survive being read aloud', () => {
    expect(['hiekkala', 'uusi-kunta-2', 'ab'].every(slugFits)).toBe(true);
    expect(['a', 'Hiekkala', '-x', 'x-', 'a--b', 'hämeen', 'a/b', '', 'x'.repeat(41)].some(slugFits)).toBe(
      false,
    );
  });
});

describe('what a visitor looks for', () => {
  const entry = { ageMin: 7, ageMax: 15, topics: ['mood'], municipalityIds: ['a'] } as const;
  const fits = (wish: Parameters<typeof fitsDoor>[1]) => fitsDoor(entry, wish, ['a', 'b']);
  it('[G3] is an age or a group of ages, and what an address says and we don’t know narrows nothing', () => {
    expect(agesOfWish('13')).toEqual([13, 13]);
    expect(agesOfWish('7-15')).toEqual([7, 15]);
    expect(agesOfWish('16+')).toEqual([16, 99]);
    expect(['', 'x', '1-', '130', '<b>', undefined].map(agesOfWish)).toEqual(Array(6).fill(undefined));
    expect(
      [{ age: '13' }, { age: '0-7' }, { age: 'x' }, { topic: 'nonsense' }, { place: 'c' }, {}].every(fits),
    ).toBe(true);
  });
  it('[G3] leaves out what is for another age, matter or place', () => {
    expect([{ age: '6' }, { age: '16+' }, { topic: 'sleep' }, { place: 'b' }].some(fits)).toBe(false);
    expect(fitsDoor({ ...entry, municipalityIds: [] }, { place: 'b' }, ['a', 'b'])).toBe(true);
  });
});

describe('who books', () => {
  const door = { booking: 'young', aloneFromAge: 13, ageMin: 7, ageMax: 15 } as const;
  const answer = (booker: 'guardian' | 'young', birthYear: number, settings: Partial<typeof shown> = {}) => {
    const may = mayBookAlone({ ...door, ...settings }, { booker, birthYear }, 2026);
    return may.ok ? 'yes' : may.error.code;
  };
  it('[G5] the young book alone from the year in which they turn the age', () => {
    expect(answer('young', 2013)).toBe('yes');
    expect(answer('young', 2014)).toBe('guardian-needed');
    expect(answer('young', 2011, { booking: 'guardian' })).toBe('guardian-needed');
    expect(answer('guardian', 2014)).toBe('yes');
    expect(answer('guardian', 2014, { booking: 'nobody' })).toBe('not-self-booked');
  });
  it('[G5] nobody is turned away for a birthday that is still to come', () => {
    expect(answer('guardian', 2019)).toBe('yes');
    expect(answer('guardian', 2020)).toBe('age-outside');
    expect(answer('guardian', 2010)).toBe('yes');
    expect(answer('guardian', 2009)).toBe('age-outside');
    expect(answer('guardian', Number.NaN)).toBe('age-outside');
  });
  it('[G4] of a name the initials are kept', () => {
    expect(initialsOf('Emma')).toBe('E.');
    expect(initialsOf(' emma-liisa Å ')).toBe('E.L.Å.');
    expect(initialsOf('E.K.')).toBe('E.K.');
    expect(initialsOf('Čáhppes')).toBe('Č.');
    expect(initialsOf('<script>')).toBe('');
    expect(initialsOf('12 – ')).toBe('');
  });
});
