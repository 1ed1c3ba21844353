import { expect, it } from 'vitest';
import { canBeTaken, isException, type Look } from './stands-against.ts';

const free: Look = {
  ...{ practitionerName: 'X', endsAt: 2, serverNow: 0 },
  ...{ isOffered: true, hasBegun: false, busy: [] },
};
const busy = (canBeOverridden: boolean) => [{ name: 'X', canBeOverridden }];

it('[H14] a time is an exception where it is not offered or somebody is busy', () => {
  expect([isException(free), canBeTaken(free)]).toEqual([false, true]);
  expect(isException({ ...free, isOffered: false })).toBe(true);
  expect(isException({ ...free, busy: busy(true) })).toBe(true);
});
it('[H14] a time that has begun, or at which somebody is booked, is had by nobody', () => {
  expect(canBeTaken({ ...free, hasBegun: true })).toBe(false);
  expect(canBeTaken({ ...free, busy: busy(true) })).toBe(true);
  expect(canBeTaken({ ...free, busy: [...busy(true), ...busy(false)] })).toBe(false);
});
