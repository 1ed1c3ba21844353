import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { instantOf } from '#domain';
import { newId, schema, serviceHandlers } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf } from '#support/series.ts';
import { serviceSettings } from '#support/service-settings.ts';
import { request, startTestApp, type TestApp } from '#support/test-app.ts';

const quota = 10;
let app: TestApp;
let serviceId: string;
beforeAll(async () => {
  app = await startTestApp();
  const settings = { ...serviceSettings, monthlyQuota: quota, horizonDays: 200, cancelHours: 0 };
  const made = await app.call('mikko', 'POST', '/api/managed-services', { settings });
  expect([made.status, made.body]).toEqual([201, made.body]);
  serviceId = (made.body as { id: string }).id;
  // A month that ends at midnight in Finland, two hours before UTC's.
  app.openHours('2027-01-31', '20:00', '02:00', serviceId, 'user-johan');
  app.openHours('2027-01-29', '08:00', '16:00', serviceId, 'user-johan');
  app.openHours('2027-02-26', '08:00', '16:00', serviceId, 'user-johan');
});
afterAll(() => app.close());

async function book(date: string, time: string): Promise<string> {
  const { status, body } = await app.call('aino', 'POST', '/api/appointments', {
    ...{ draftId: newId(), serviceId, practitionerId: 'user-johan', startsAt: instantOf(date, time) },
    content: { ...request, guests: [] },
  });
  expect([status, body]).toEqual([201, body]);
  return (body as { appointmentId: string }).appointmentId;
}
/** How much of the quota is used in a month, as it is told before a visit is booked. */
async function usedIn(month: string): Promise<number> {
  const at = instantOf(`${month}-15`, '12:00');
  const { body } = await app.call('aino', 'GET', `/api/services/${serviceId}/expectations?at=${at}`);
  // With one more visit than there are.
  return (body as Reply<'readExpectations'>).quota!.used - 1;
}
/** The same out of the administrator's figures: of each month the use of the quota. */
async function shareIn(month: string): Promise<unknown> {
  const { body } = await app.call(
    'mikko',
    'GET',
    `/api/statistics?from=${month}&to=${month}&by=month&service=${serviceId}`,
  );
  const { table } = body as Reply<'readStatistics'>;
  return table.cells.find(({ row }) => row === null)?.figures.quotaUse ?? table.cells[0]?.figures.quotaUse;
}
const change = (id: string, what: 'move' | 'cancel', body: object) =>
  app.call('aino', 'POST', `/api/appointments/${id}/${what}`, body);

it('[V8] [K6] [ST9] counts a month in Finland, over moves, cancellations and series, as the statistics do', async () => {
  // 23.30 on the last of January is 21.30 UTC; half past midnight on the first of February is still January in UTC.
  const january = await book('2027-01-31', '23:30');
  const february = await book('2027-02-01', '00:30');
  expect([await usedIn('2027-01'), await usedIn('2027-02')]).toEqual([1, 1]);

  // Moved into the other month and back, it is used where it is, and only there.
  const to = { practitionerId: 'user-johan', reason: 'wrong-time', note: '', override: null };
  const moved = await change(february, 'move', { ...to, startsAt: instantOf('2027-01-31', '23:00') });
  expect([moved.status, moved.body]).toEqual([200, moved.body]);
  expect([await usedIn('2027-01'), await usedIn('2027-02')]).toEqual([2, 0]);
  await change(february, 'move', { ...to, startsAt: instantOf('2027-02-01', '00:00') });
  expect([await usedIn('2027-01'), await usedIn('2027-02')]).toEqual([1, 1]);

  // A cancelled one uses nothing.
  expect((await change(january, 'cancel', { reason: 'not-needed', note: '' })).status).toBe(200);
  expect(await usedIn('2027-01')).toBe(0);

  // A series over the turn of the month: each meeting counts in its own; one that is left out counts nowhere.
  const fields = fieldsOf(
    '2027-01-29',
    2,
    { practitionerId: 'user-johan', requiredIds: [] },
    { rule: { kind: 'weekly', everyWeeks: 4, weekday: 5 }, time: '09:00', lengthMinutes: 30 },
  );
  const seriesId = newId();
  const series = await app.call('aino', 'POST', `/api/services/${serviceId}/series`, {
    ...{ id: seriesId, fields, solutions: [] },
  });
  expect([series.status, series.body]).toEqual([201, series.body]);
  expect([await usedIn('2027-01'), await usedIn('2027-02')]).toEqual([1, 2]);
  const cancelled = await app.call('aino', 'POST', `/api/series/${seriesId}/change`, {
    ...{ reason: 'wrong-time', note: '', solutions: [], basedOn: 1 },
    ...{ scope: { kind: 'one', n: 2 }, change: { kind: 'cancel' } },
  });
  expect([cancelled.status, cancelled.body]).toEqual([200, cancelled.body]);
  expect([await usedIn('2027-01'), await usedIn('2027-02')]).toEqual([1, 1]);

  // Five held ones, so that the figures may be told; among them one at the very end of January.
  for (const time of ['10:00', '10:30', '11:00', '11:30']) await book('2027-01-29', time);
  await book('2027-01-31', '23:30');
  await book('2027-02-26', '10:00');
  expect([await usedIn('2027-01'), await usedIn('2027-02')]).toEqual([6, 2]);
  app.store.write((tx) =>
    tx
      .update(schema.appointment)
      .set({ status: 'fulfilled' })
      .where(eq(schema.appointment.status, 'booked'))
      .run(),
  );
  app.clock.now = instantOf('2027-03-02', '12:00');
  expect(await shareIn('2027-01')).toBeCloseTo(6 / quota);
});

it('[V8] [Y10] whoever gives a request its time is told of the month that the time is in, not of the one it is given in', async () => {
  app.store.write((tx) => {
    tx.update(schema.healthcareService)
      .set({ route: 'either' })
      .where(eq(schema.healthcareService.id, serviceId))
      .run();
    serviceHandlers.replace(tx, { id: serviceId, organisationId: 'org-sairaala' }, ['user-leena']);
  });
  const sent = await app.call('aino', 'POST', '/api/sent-requests', {
    ...{ draftId: newId(), serviceId, content: { ...request, guests: [] } },
  });
  expect([sent.status, sent.body]).toEqual([201, sent.body]);
  const { id } = sent.body as { id: string };
  for (const month of ['2027-01', '2027-02']) {
    const path = `/api/triage/${id}/quota?at=${instantOf(`${month}-15`, '12:00')}`;
    const { body } = await app.call('leena', 'GET', path);
    expect((body as Reply<'readQuotaOfRequest'>).quota).toMatchObject({
      ...{ month, used: (await usedIn(month)) + 1, limit: quota },
    });
    expect((await app.call('elina', 'GET', path)).status).toBe(404);
  }
});
