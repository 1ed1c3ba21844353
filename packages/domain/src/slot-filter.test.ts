import { expect, it } from 'vitest';
import type { SpokenLanguage } from './spoken-language.ts';
import { timetablesOf, type Schedule } from './schedule.ts';
import { narrow, serviceMatches, withoutEach, type ServiceFacts, type SlotFilter } from './slot-filter.ts';

it('[S13] a service is found by age, modality and municipality; one for everywhere in every municipality', () => {
  const facts: ServiceFacts = { ageGroups: ['0-6'], modality: 'video', municipalities: ['091'] };
  const found = (filter: SlotFilter, more: Partial<ServiceFacts> = {}) =>
    serviceMatches(filter, { ...facts, ...more });
  expect(found({})).toBe(true);
  expect(found({ ageGroup: '0-6', modality: 'video', municipality: '091' })).toBe(true);
  expect(found({ ageGroup: '7-15' })).toBe(false);
  expect(found({ modality: 'phone' })).toBe(false);
  expect(found({ municipality: '837' })).toBe(false);
  expect(found({ municipality: '837' }, { municipalities: [] })).toBe(true);
});

it('[S13] times are narrowed to who was chosen and speaks the language; unknown languages are not a yes', () => {
  const schedule = (practitionerId: string): Schedule => ({
    id: practitionerId,
    practitionerId,
    serviceIds: ['s'],
    validFrom: '2026-01-01',
    validTo: '2026-12-31',
    cycleWeeks: 1,
    cycleFrom: '2026-01-01',
    hours: [],
    restsOnHolidays: true,
  });
  const service = {
    id: 's',
    lengthMinutes: 45,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    earliestNoticeMinutes: 0,
    latestNoticeDays: 90,
  };
  const search = { service, timetables: timetablesOf(['p', 'q', 'r'].map(schedule), []) };
  const languages = new Map<string, SpokenLanguage[]>([
    ['p', ['fi', 'sv']],
    ['q', ['fi']],
  ]);
  const ids = (filter: SlotFilter) =>
    narrow(search, filter, languages).timetables.map((t) => t.practitionerId);
  expect(ids({})).toEqual(['p', 'q', 'r']);
  expect(ids({ language: 'sv' })).toEqual(['p']);
  expect(ids({ language: 'fi', practitionerIds: ['q', 'r'] })).toEqual(['q']);
  expect(ids({ practitionerIds: [] })).toEqual([]);
});

it('[S13] what is looked for is let go one at a time, to say which of it is in the way', () => {
  expect(withoutEach({})).toEqual([]);
  expect(withoutEach({ language: 'sv', ageGroup: '0-6' })).toEqual([
    { without: 'language', filter: { ageGroup: '0-6' } },
    { without: 'ageGroup', filter: { language: 'sv' } },
  ]);
});
