import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { instantOf, minuteMs } from '#domain';
import { newId, schema } from '#db';
import type { Reply } from '#protocol';
import {
  childService,
  request,
  socialService,
  startTestApp,
  type TestApp,
  type Who,
} from '#support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

let weeks = 0;
/** A Monday of its own, on which Elina has her weekly hours from nine to twelve. */
function newMonday() {
  const date = new Date(Date.UTC(2026, 10, 30 + 7 * weeks++)).toISOString().slice(0, 10);
  return { date, at: (time: string) => instantOf(date, time) };
}
const find = async (date: string, requiredIds: string[], optionalIds: string[] = []) =>
  (
    await app.call('aino', 'POST', `/api/services/${childService}/panel-times`, {
      ...{ practitionerId: 'user-elina', requiredIds, optionalIds, fromDate: date, days: 1 },
    })
  ).body as Reply<'findPanelTimes'>;
const hold = (startsAt: number, requiredIds: string[], who: Who = 'aino') =>
  app.call(who, 'POST', '/api/holds', {
    ...{ serviceId: childService, practitionerId: 'user-elina', startsAt, requiredIds },
  });
const book = (startsAt: number, requiredIds: string[], who: Who = 'aino') =>
  app.call(who, 'POST', '/api/appointments', {
    draftId: newId(),
    serviceId: childService,
    practitionerId: 'user-elina',
    startsAt,
    content: { ...request, colleagueIds: requiredIds, requiredIds },
  });
const claimed = (startsAt: number) =>
  app.store
    .read((tx) => tx.select().from(schema.claim).all())
    .filter((claim) => claim.startsAt === startsAt)
    .map(({ resourceId, kind }) => `${resourceId} ${kind}`)
    .sort();
const code = ({ body }: { body: unknown }) => (body as { error: { code: string } }).error.code;

it('[N3] says when there are more times than are shown', async () => {
  const query = { practitionerId: 'user-elina', requiredIds: ['user-pekka'], optionalIds: [] };
  for (const apart of [false, true]) {
    const found = async (days: number) => {
      const body = { ...query, fromDate: '2026-11-30', days, apart };
      return (await app.call('aino', 'POST', `/api/services/${childService}/panel-times`, body))
        .body as Reply<'findPanelTimes'>;
    };
    expect(await found(1)).toMatchObject({ hasMore: false });
    const all = await found(60);
    expect([all.times.length, all.hasMore]).toEqual([40, true]);
  }
});

it('[N1] [N3] [N5] finds the times at which all who are required can, with most of the others first', async () => {
  const { date, at } = newMonday();
  // Sanna keeps hours from half past twelve: with her there is none. Pekka keeps none: office hours.
  const { times } = await find(date, ['user-pekka'], ['user-sanna']);
  expect(times[0]).toEqual({ startsAt: at('13:00'), endsAt: at('13:45'), missing: [] });
  expect(times.find(({ missing }) => missing.length > 0)).toEqual({
    ...{ startsAt: at('09:00'), endsAt: at('09:45'), missing: ['Sanna Koskela'] },
  });
  expect(times.map(({ startsAt }) => startsAt)).toContain(at('11:15'));
  expect(times.some(({ startsAt }) => startsAt > at('11:15') && startsAt < at('13:00'))).toBe(false);
  const together = await find(date, ['user-pekka', 'user-sanna']);
  expect(together.times[0]!.startsAt).toBe(at('13:00'));
  expect(together.times.at(-1)!.startsAt).toBe(at('14:15'));
});

it('[N4] [N2] says who blocks when there is no time, and nothing of what they do', async () => {
  const { date, at } = newMonday();
  app.openHours(date, '12:30', '15:00', socialService, 'user-sanna');
  for (const time of ['12:30', '13:00', '13:30', '14:00', '14:30'])
    await app.call('pekka', 'POST', '/api/appointments', {
      ...{ draftId: newId(), serviceId: socialService, practitionerId: 'user-sanna', startsAt: at(time) },
      content: { ...request, subject: { kind: 'anonymous' }, consentNoted: false, guests: [] },
    });
  const answer = await find(date, ['user-sanna']);
  expect(answer.times).toEqual([]);
  expect(answer.blockers[0]).toMatchObject({ personId: 'user-sanna' });
  expect(answer.blockers[0]!.busy).toBeGreaterThan(0);
});

it('[H10] holds and books everybody or nobody', async () => {
  const { at } = newMonday();
  expect((await hold(at('09:15'), ['user-pekka'])).status).toBe(201);
  expect(claimed(at('09:15'))).toEqual(['user-aino hold', 'user-elina hold', 'user-pekka hold']);
  // Pekka is taken, so nothing of Leena's panel is held: not Maria either.
  const refused = await hold(at('09:30'), ['user-pekka', 'user-maria'], 'leena');
  expect(code(refused)).toBe('slot-taken');
  expect(claimed(at('09:30'))).toEqual([]);
  const booked = await book(at('09:15'), ['user-pekka']);
  expect(booked.status).toBe(201);
  expect(claimed(at('09:15'))).toEqual(['user-aino booking', 'user-elina booking', 'user-pekka booking']);
  const { appointmentId } = booked.body as { appointmentId: string };
  expect((await app.call('pekka', 'GET', `/api/appointments/${appointmentId}`)).status).toBe(200);
});

it('[H3] a required person is booked by nobody else at that time, and who takes part elsewhere is not free', async () => {
  const { at, date } = newMonday();
  expect((await book(at('10:00'), ['user-pekka'])).status).toBe(201);
  const times = (await find(date, ['user-pekka'])).times.map(({ startsAt }) => startsAt);
  expect(times).not.toContain(at('10:00'));
  expect(times).not.toContain(at('09:30'));
  // Aino asked for a visit of one specialist: it claims nothing of hers, and still she can't be in two rooms.
  const other = newMonday();
  await app.book(other.at('09:00'));
  app.openHours(other.date, '08:00', '12:00', childService, 'user-johan');
  expect((await find(other.date, ['user-pekka'])).times.map(({ startsAt }) => startsAt)).not.toContain(
    other.at('09:00'),
  );
});

it('[N1] a time at which somebody required is not at work is not booked', async () => {
  const { at } = newMonday();
  expect(code(await book(at('09:00'), ['user-sanna']))).toBe('slot-not-offered');
  expect(code(await book(at('09:05'), ['user-pekka']))).toBe('slot-not-offered');
  expect(claimed(at('09:00'))).toEqual([]);
});

it('[H11] moves with everybody, to where all can, and a cancelled one frees everybody [H13]', async () => {
  const { at } = newMonday();
  const booked = await book(at('09:00'), ['user-pekka']);
  const { appointmentId } = booked.body as { appointmentId: string };
  const path = `/api/appointments/${appointmentId}`;
  const { days } = (await app.call('aino', 'GET', `${path}/times`)).body as Reply<'listMoveTimes'>;
  const [first] = days.flatMap(({ times }) => times);
  expect(first!.startsAt).toBe(at('09:15'));
  const moved = await app.call('aino', 'POST', `${path}/move`, {
    ...{ practitionerId: 'user-elina', startsAt: at('10:15') },
    ...{ reason: 'wrong-time', note: '', override: null },
  });
  expect(moved.status).toBe(200);
  expect(claimed(at('09:00'))).toEqual([]);
  expect(claimed(at('10:15'))).toEqual(['user-aino booking', 'user-elina booking', 'user-pekka booking']);
  await app.call('aino', 'POST', `${path}/cancel`, { reason: 'not-needed', note: '' });
  expect(claimed(at('10:15'))).toEqual([]);
});

it('[H3] fifty panels at once that share one person: one is booked, and no half of another', async () => {
  const { at } = newMonday();
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => book(at('09:00') + (index % 3) * 15 * minuteMs, ['user-pekka'])),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  const all = ['09:00', '09:15', '09:30'].flatMap((time) => claimed(at(time)));
  expect(all).toEqual(['user-aino booking', 'user-elina booking', 'user-pekka booking']);
});

it('[N5] whoever is in a visit that goes on is busy until its end, and free once it is over', async () => {
  const { date, at } = newMonday();
  app.openHours(date, '09:00', '12:00', socialService, 'user-sanna');
  const visit = await app.book(at('09:00'), { colleagueIds: ['user-pekka'] });
  const set = (status: 'fulfilled', encounter: 'in-progress' | 'finished') =>
    app.store.write((tx) => {
      const own = eq(schema.appointment.id, visit.appointmentId);
      tx.update(schema.appointment)
        .set({ status, statusAt: at('09:00') })
        .where(own)
        .run();
      tx.update(schema.encounter)
        .set({
          status: encounter,
          startedAt: at('09:00'),
          finishedAt: encounter === 'finished' ? at('09:20') : null,
        })
        .where(eq(schema.encounter.appointmentId, visit.appointmentId))
        .run();
    });
  const first = async () => {
    const { body } = await app.call('maria', 'POST', `/api/services/${socialService}/panel-times`, {
      ...{
        practitionerId: 'user-sanna',
        requiredIds: ['user-pekka'],
        optionalIds: [],
        fromDate: date,
        days: 1,
      },
    });
    return Math.min(...(body as Reply<'findPanelTimes'>).times.map(({ startsAt }) => startsAt));
  };
  const { now } = app.clock;
  app.clock.now = at('09:10');
  set('fulfilled', 'in-progress');
  expect(await first()).toBe(at('09:45'));
  set('fulfilled', 'finished');
  expect(await first()).toBe(at('09:15'));
  app.clock.now = now;
});
