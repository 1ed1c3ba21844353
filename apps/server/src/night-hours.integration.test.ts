import { afterAll, beforeAll, expect, it } from 'vitest';
import { hourMs, instantOf, minuteMs } from '#domain';
import { newId } from '#db';
import type { Reply } from '#protocol';
import { serviceSettings } from '#support/service-settings.ts';
import { request, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
let serviceId: string;
/** Johan is there from ten in the evening to six in the morning, over both changes of the clock; a visit takes 75 minutes. */
beforeAll(async () => {
  app = await startTestApp();
  const settings = { ...serviceSettings, lengthMinutes: 45, bufferBeforeMinutes: 15, bufferAfterMinutes: 15 };
  const made = await app.call('mikko', 'POST', '/api/managed-services', {
    settings: { ...settings, horizonDays: 366 },
  });
  expect([made.status, made.body]).toEqual([201, made.body]);
  serviceId = (made.body as { id: string }).id;
  for (const [validFrom, validTo] of [
    ['2027-03-26', '2027-03-30'],
    ['2027-10-29', '2027-11-02'],
  ]) {
    const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ week: 1, weekday, from: '22:00', to: '06:00' }));
    const plan = { cycleWeeks: 1, cycleFrom: validFrom, restsOnHolidays: false, hours };
    const added = await app.call('johan', 'POST', '/api/hours/user-johan/schedules', {
      fields: { serviceIds: [serviceId], validFrom, validTo, ...plan },
    });
    expect([added.status, added.body]).toEqual([201, added.body]);
  }
});
afterAll(() => app.close());

const week = async (monday: string) =>
  (
    (await app.call('aino', 'GET', `/api/services/${serviceId}/slots?week=${monday}`))
      .body as Reply<'listSlots'>
  ).days;
const month = async (which: string) =>
  (
    (await app.call('aino', 'GET', `/api/services/${serviceId}/month?month=${which}`))
      .body as Reply<'countSlots'>
  ).days;
const visitsOn = async (who: Who, from: string, to = from) =>
  (
    (await app.call(who, 'GET', `/api/calendar?scope=mine&from=${from}&to=${to}`))
      .body as Reply<'readCalendar'>
  ).visits.map(({ startsAt }) => startsAt);
const starts = (days: Awaited<ReturnType<typeof week>>) =>
  days.flatMap(({ slots }) => slots.map(({ startsAt }) => startsAt));
/** What a night offers, counted by hand: every 75 minutes from ten o'clock on, as long as 45 minutes are left before six. */
function nightOf(date: string, next: string): number[] {
  const [from, to] = [instantOf(date, '22:00'), instantOf(next, '06:00')];
  const all: number[] = [];
  for (let at = from; at + 45 * minuteMs <= to; at += 75 * minuteMs) all.push(at);
  return all;
}

it('[S4] [S6] [S8] a night is seven hours long in spring and nine in autumn, and ends on the day after the last', async () => {
  const spring = [...(await week('2027-03-22')), ...(await week('2027-03-29'))];
  const nights = ['26', '27', '28', '29', '30', '31'].map((day) => `2027-03-${day}`);
  expect(starts(spring)).toEqual(nights.slice(0, -1).flatMap((date, n) => nightOf(date, nights[n + 1]!)));
  const lengthOf = (date: string, next: string) =>
    (instantOf(next, '06:00') - instantOf(date, '22:00')) / hourMs;
  expect([lengthOf('2027-03-27', '2027-03-28'), lengthOf('2027-10-30', '2027-10-31')]).toEqual([7, 9]);
  const autumn = [...(await week('2027-10-25')), ...(await week('2027-11-01'))];
  const days = ['2027-10-29', '2027-10-30', '2027-10-31', '2027-11-01', '2027-11-02', '2027-11-03'];
  expect(starts(autumn)).toEqual(days.slice(0, -1).flatMap((date, n) => nightOf(date, days[n + 1]!)));
});

it('[S11] the month counts on each day what the weeks list, across the turn of the month too', async () => {
  const listed = [...(await week('2027-03-22')), ...(await week('2027-03-29'))];
  const more = [...(await week('2027-10-25')), ...(await week('2027-11-01'))];
  const counted = (await Promise.all(['2027-03', '2027-10', '2027-11'].map(month))).flat();
  for (const { date, slots } of [...listed, ...more]) {
    const free = counted.find((day) => day.date === date)?.free;
    if (free !== undefined) expect([date, free]).toEqual([date, slots.length]);
  }
  expect(counted.reduce((sum, { free }) => sum + free, 0)).toBe(starts([...listed, ...more]).length);
});

it('[S8] [X1] what is booked over midnight is on both days of the calendar, and its rests keep what touches them free', async () => {
  const [, second] = nightOf('2027-10-30', '2027-10-31');
  // 23.15 to midnight: its rest reaches into the next day.
  expect(second).toBe(instantOf('2027-10-30', '23:15'));
  const booked = await app.call('aino', 'POST', '/api/appointments', {
    ...{ draftId: newId(), serviceId, practitionerId: 'user-johan', startsAt: second },
    content: request,
  });
  expect([booked.status, booked.body]).toEqual([201, booked.body]);
  const state = (await week('2027-10-25'))
    .flatMap(({ slots }) => slots)
    .filter(({ state }) => state !== 'free')
    .map(({ startsAt }) => startsAt);
  expect(state).toEqual([second]);
  const counts = await month('2027-10');
  const before = nightOf('2027-10-29', '2027-10-30').filter((at) => at >= instantOf('2027-10-30', '00:00'));
  const evening = nightOf('2027-10-30', '2027-10-31').filter((at) => at < instantOf('2027-10-31', '00:00'));
  expect(counts.find(({ date }) => date === '2027-10-30')!.free).toBe(before.length + evening.length - 1);

  app.openHours('2027-11-05', '23:30', '00:30', serviceId, 'user-johan');
  const late = instantOf('2027-11-05', '23:30');
  const over = await app.call('aino', 'POST', '/api/appointments', {
    ...{ draftId: newId(), serviceId, practitionerId: 'user-johan', startsAt: late },
    content: { ...request, subject: { kind: 'anonymous' } },
  });
  expect([over.status, over.body]).toEqual([201, over.body]);
  for (const who of ['johan', 'aino'] as const) {
    expect(await visitsOn(who, '2027-10-30')).toEqual([second]);
    expect(await visitsOn(who, '2027-11-05')).toEqual([late]);
    expect(await visitsOn(who, '2027-11-06')).toEqual([late]);
    expect(await visitsOn(who, '2027-11-07')).toEqual([]);
    expect(await visitsOn(who, '2027-10-25', '2027-11-14')).toEqual([second, late]);
  }
});
