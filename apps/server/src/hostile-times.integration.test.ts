import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { addDays, dayMs, instantOf, minuteMs } from '#domain';
import { schema } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf, refusalOf, seriesDesk } from '#support/series.ts';
import { childService, request, startTestApp, type TestApp } from '#support/test-app.ts';
import { foster, votesIn } from '#support/votes.ts';

let app: TestApp;
let desk: ReturnType<typeof seriesDesk>;
/** A room of a hospital's, whose id is no person's. */
let roomId = '';
beforeAll(async () => {
  app = await startTestApp();
  desk = seriesDesk(app);
  const fields = { organisationId: 'org-sairaala', kind: 'room', name: { fi: 'Tila', sv: '', en: '' } };
  const made = await app.call('mikko', 'POST', '/api/managed-resources', { ...fields, address: 'Katu 1' });
  roomId = (made.body as { id: string }).id;
});
afterAll(() => app.close());

const yearsOff = instantOf('2199-12-30', '10:00');
const afterAllTime = 8.64e15;
const hold = (more: object) =>
  app.call('aino', 'POST', '/api/holds', {
    ...{ serviceId: childService, practitionerId: 'user-elina', startsAt: instantOf('2026-11-30', '09:00') },
    ...more,
  });
const propose = (startsAts: number[], name = 'Kaisa') =>
  app.call('aino', 'POST', `/api/services/${childService}/proposals`, {
    ...{ practitionerId: 'user-elina', requiredIds: ['user-pekka'], optionalIds: [], startsAts },
    voters: [{ ...foster, name }],
  });

describe('a time that no calendar has', () => {
  it('is refused as malformed wherever one is sent, and is no bug', async () => {
    for (const startsAt of [afterAllTime, Date.UTC(2200, 0, 1)]) {
      expect(refusalOf(await hold({ startsAt }))).toMatchObject({ code: 'bad-request' });
      expect(refusalOf(await propose([startsAt]))).toMatchObject({ code: 'bad-request' });
    }
  });
  it('is refused in an address too, also of a service with a quota', async () => {
    app.store.write((tx) =>
      tx
        .update(schema.healthcareService)
        .set({ monthlyQuota: 3 })
        .where(eq(schema.healthcareService.id, childService))
        .run(),
    );
    const ask = (at: number) =>
      app.call('aino', 'GET', `/api/services/${childService}/expectations?at=${at}`);
    for (const at of [999_999_999_999_999, Date.UTC(2200, 0, 1)])
      expect(refusalOf(await ask(at))).toMatchObject({ code: 'bad-request' });
    for (const at of [0, Date.UTC(2190, 0, 1)]) expect((await ask(at)).status).toBe(200);
  });

  it('[S11] is not proposed beyond the latest notice, however far apart the times are', async () => {
    const late = addDays('2026-11-23', 100);
    app.openHours(late, '09:00', '12:00');
    const near = instantOf('2026-11-30', '09:00');
    for (const gone of [instantOf(late, '09:00'), yearsOff])
      expect(refusalOf(await propose([near, gone]))).toEqual({
        code: 'proposed-time-gone',
        details: { startsAts: [gone] },
      });
  });

  it('[S11] [N4] is not found for a panel beyond the latest notice: no one is to blame, the last day is told', async () => {
    const late = addDays('2026-11-23', 100);
    app.openHours(late, '09:00', '12:00');
    app.store.write((tx) => tx.update(schema.healthcareService).set({ horizonDays: 91 }).run());
    const last = addDays('2026-11-23', 91);
    const find = async (fromDate: string, days: number) =>
      (
        await app.call('aino', 'POST', `/api/services/${childService}/panel-times`, {
          ...{ practitionerId: 'user-elina', requiredIds: ['user-pekka'], optionalIds: [], fromDate, days },
        })
      ).body as Reply<'findPanelTimes'>;
    expect(await find(late, 14)).toEqual({ times: [], hasMore: false, blockers: [], lastDate: last });
    expect(await find(addDays(last, 1), 60)).toEqual({
      times: [],
      hasMore: false,
      blockers: [],
      lastDate: last,
    });
    // Of a span that reaches beyond it nobody is blamed for what is beyond.
    app.openHours(addDays(last, 1), '09:00', '12:00');
    const partly = await find(last, 14);
    expect([partly.times, partly.lastDate]).toEqual([[], last]);
    expect(partly.blockers.map(({ notice }) => notice)).toEqual(partly.blockers.map(() => 0));
    app.openHours(last, '09:00', '12:00');
    expect((await find(last, 14)).times.length).toBeGreaterThan(0);
    expect((await find(addDays('2026-11-23', 7), 14)).lastDate).toBeNull();
  });

  it('[H14] is not taken at a part of a minute, by no override either', async () => {
    const at = instantOf('2026-12-06', '10:00');
    const { body } = await app.call('leena', 'POST', '/api/appointments', {
      ...{ draftId: 'half-a-minute', serviceId: childService, practitionerId: 'user-elina' },
      ...{ startsAt: instantOf('2026-11-30', '09:45'), content: request },
    });
    const { appointmentId } = body as { appointmentId: string };
    const to = { practitionerId: 'user-elina', reason: 'wrong-time', note: '', override: 'urgent' };
    const move = (startsAt: number) =>
      app.call('leena', 'POST', `/api/appointments/${appointmentId}/move`, { ...to, startsAt });
    expect(refusalOf(await move(at + minuteMs / 2))).toMatchObject({ code: 'slot-not-offered' });
  });
});

describe('[H9] [H10] an id of something else in a person’s place', () => {
  it('holds nothing: no room, nobody who is unknown, and nobody whose account may not be invited', async () => {
    for (const id of [roomId, 'nobody', 'user-admin'])
      expect(refusalOf(await hold({ requiredIds: [id] }))).toMatchObject({
        code: 'incomplete',
        fields: { requiredIds: 'unknown-colleague' },
      });
  });

  it('[D6] is told that a room keeps no hours, also when the very room is named beside', async () => {
    const asHost = { practitionerId: roomId, resourceIds: [roomId] };
    expect(refusalOf(await hold(asHost))).toMatchObject({ code: 'slot-not-offered' });
  });
});

describe('[T3] a series', () => {
  it('does not begin later than in two years, and says how far it can', async () => {
    expect(refusalOf(await desk.preview(fieldsOf('2199-12-27', 2)))).toMatchObject({
      code: 'incomplete',
      fields: { fromDate: 'too-far' },
      details: { last: '2028-11-23' },
    });
  });

  it('has no meeting that is moved later than any can be, by a solution, a change or a rule', async () => {
    const dates = desk.openFridays('2027-01-15', 10);
    const away = [{ n: 1, kind: 'move' as const, date: '2199-12-27', time: '10:00' }];
    const tooFar = { code: 'incomplete', fields: { fromDate: 'too-far' } };
    expect(refusalOf(await desk.preview(fieldsOf(dates[0]!, 10), away))).toMatchObject(tooFar);
    const id = await desk.made(fieldsOf(dates[0]!, 10));
    const rule = { kind: 'weekly' as const, everyWeeks: 26, weekday: 5 };
    const plan = { kind: 'rule' as const, rule, fromDate: dates[0]!, time: '10:00', lengthMinutes: 60 };
    for (const change of [
      {
        scope: { kind: 'one' as const, n: 1 },
        change: { kind: 'date' as const, date: '2199-12-27', time: '10:00' },
      },
      { scope: { kind: 'all' as const }, change: plan },
    ])
      expect(refusalOf(await desk.change(id, change))).toMatchObject(tooFar);
  });
});

it('a text with a NUL in it, before which a database takes it to end, is refused as malformed', async () => {
  const near = instantOf('2026-12-07', '09:00');
  expect(refusalOf(await propose([near], '\u0000'))).toMatchObject({ code: 'bad-request' });
  const name = 'Ryh\u0000mä';
  expect(refusalOf(await desk.preview(fieldsOf('2026-12-04', 2, { name })))).toMatchObject({
    code: 'bad-request',
  });
});

it('[Y10] a week that no calendar has is refused where times for a request are read', async () => {
  expect((await app.call('leena', 'GET', '/api/triage/none/times?week=2026-02-31')).body).toEqual({
    error: { code: 'bad-request', fields: { week: 'date' } },
  });
});

it('[N6] times within the notice are proposed, a week apart and in another order', async () => {
  const { propose: ask, read } = votesIn(app);
  const first = instantOf('2026-12-14', '09:00');
  const { id } = await ask([first + 7 * dayMs, first]);
  expect((await read(id)).times.map(({ startsAt, state }) => [startsAt, state])).toEqual([
    [first, 'possible'],
    [first + 7 * dayMs, 'possible'],
  ]);
});
