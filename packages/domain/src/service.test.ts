import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ageGroups,
  ageGroupsOf,
  agesOf,
  checkService,
  remindersAt,
  type AgeGroup,
  type ServiceSettings,
} from './service.ts';

const none = { fi: '', sv: '', en: '' };
const good: ServiceSettings = {
  organisationId: 'org',
  name: { ...none, fi: 'Puheterapeutin neuvo' },
  purpose: { ...none, fi: 'Kun puhe huolettaa' },
  description: none,
  audience: none,
  ageGroups: ['0-6', '7-15'],
  tier: 2,
  lengthMinutes: 45,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 15,
  noticeHours: 24,
  horizonDays: 84,
  modality: 'video',
  address: '',
  route: 'direct',
  requesterIds: [],
  monthlyQuota: null,
  anonymousOnly: false,
  cancelHours: 24,
  joinEarlyMinutes: 15,
  graceMinutes: 10,
  practitionerIds: [],
  reminderHours: [24],
};
const problems = (change: Partial<ServiceSettings>) => {
  const checked = checkService({ ...good, ...change });
  return checked.ok ? [] : checked.error.map(({ field, code }) => `${field}: ${code}`);
};
const hour = 3_600_000;

describe('checkService', () => {
  it('finds nothing wrong with a whole service', () => expect(problems({})).toEqual([]));
  it('[V1] needs a name and a purpose in Finnish, and in no other language', () => {
    expect(problems({ name: { fi: '  ', sv: 'Namn', en: 'Name' }, purpose: none })).toEqual([
      'name.fi: required',
      'purpose.fi: required',
    ]);
    expect(problems({ name: { ...good.name, sv: 'x'.repeat(121) } })).toEqual(['name.sv: too-long']);
  });
  it.each<[Partial<ServiceSettings>, string]>([
    [{ tier: 5 }, 'tier: number'],
    [{ lengthMinutes: 4 }, 'lengthMinutes: number'],
    [{ lengthMinutes: 481 }, 'lengthMinutes: number'],
    [{ bufferBeforeMinutes: 121 }, 'bufferBeforeMinutes: number'],
    [{ bufferAfterMinutes: -1 }, 'bufferAfterMinutes: number'],
    [{ joinEarlyMinutes: 61 }, 'joinEarlyMinutes: number'],
    [{ monthlyQuota: 0 }, 'monthlyQuota: number'],
  ])('[V2, V6, V8] refuses %o', (change, problem) => expect(problems(change)).toEqual([problem]));
  it('[V3] needs age groups that leave none out', () => {
    expect(problems({ ageGroups: [] })).toEqual(['ageGroups: age-groups']);
    expect(problems({ ageGroups: ['0-6', '16+'] })).toEqual(['ageGroups: age-gap']);
    expect(problems({ ageGroups: ['16+', '7-15', '0-6'] })).toEqual([]);
  });
  it('[V4] refuses notices that cross', () =>
    expect(problems({ noticeHours: 48, horizonDays: 2 })).toEqual(['horizonDays: notice-order']));
  it('[V4] says of what is no number only that, and compares it with nothing', () => {
    expect(problems({ horizonDays: -1 })).toEqual(['horizonDays: number']);
    expect(problems({ noticeHours: 9999 })).toEqual(['noticeHours: number']);
    expect(problems({ answerDays: -1, urgentAnswerDays: 1 })).toEqual(['answerDays: number']);
  });
  it('[V5] needs the address of what takes place on site', () => {
    expect(problems({ modality: 'on-site', address: ' ' })).toEqual(['address: required']);
    expect(problems({ modality: 'phone' })).toEqual([]);
  });
});

describe('the ages of a service', () => {
  const groups = fc.constantFrom<AgeGroup[]>(
    ['0-6'],
    ['7-15'],
    ['16+'],
    ['0-6', '7-15'],
    ['7-15', '16+'],
    [...ageGroups],
  );
  it('[V3] come back as the groups that were chosen', () =>
    fc.assert(
      fc.property(groups, (chosen) => {
        expect(ageGroupsOf(agesOf(chosen))).toEqual(chosen);
      }),
    ));
  it('[V3] stay narrower than their groups until other groups are chosen', () => {
    const narrow = { ageMin: 13, ageMax: 17 };
    expect(agesOf(['7-15', '16+'], narrow)).toEqual(narrow);
    expect(agesOf(['16+'], narrow)).toEqual({ ageMin: 16, ageMax: 25 });
  });
});

it('[V15] plans a reminder for each hour that is still to come', () => {
  expect(remindersAt([168, 24, 2], 30 * hour, 0)).toEqual([6 * hour, 28 * hour]);
  expect(remindersAt([24], 24 * hour, 0)).toEqual([]);
  expect(problems({ reminderHours: [3] })).toEqual(['reminderHours: invalid']);
});

it('[Y2] promises an answer within 1 to 60 working days, an urgent one no later', () => {
  expect(problems({ answerDays: 0 })).toContain('answerDays: number');
  expect(problems({ answerDays: 61 })).toEqual(['answerDays: number']);
  expect(problems({ answerDays: 2, urgentAnswerDays: 3 })).toEqual(['urgentAnswerDays: urgent-later']);
  expect(problems({ answerDays: 3, urgentAnswerDays: 3 })).toEqual([]);
});

it('[Y16] holds an offered time for 1 to 336 hours', () => {
  expect(problems({ offerHours: 0 })).toEqual(['offerHours: number']);
  expect(problems({ offerHours: 337 })).toEqual(['offerHours: number']);
  expect(problems({ offerHours: 336, offersTimes: true })).toEqual([]);
});
