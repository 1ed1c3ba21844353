import { expect, it } from 'vitest';
import { officeHoursOf } from './office-hours.ts';
import { instantOf } from './time.ts';

it('[N5] who keeps no hours is asked for on workdays from eight to four, through both changes of the clock', () => {
  // From the Friday before the clock changes to the Monday after it, in spring.
  expect(officeHoursOf('2027-03-26', '2027-03-30')).toEqual([
    // 26 March is Good Friday, the 29th Easter Monday.
    { startsAt: instantOf('2027-03-30', '08:00'), endsAt: instantOf('2027-03-30', '16:00') },
  ]);
  expect(officeHoursOf('2026-10-23', '2026-10-26').map(({ startsAt, endsAt }) => [startsAt, endsAt])).toEqual(
    [
      [instantOf('2026-10-23', '08:00'), instantOf('2026-10-23', '16:00')],
      [instantOf('2026-10-26', '08:00'), instantOf('2026-10-26', '16:00')],
    ],
  );
  expect(officeHoursOf('2026-12-24', '2026-12-27')).toEqual([]);
});
