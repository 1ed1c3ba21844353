import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantOf, minuteMs } from '#domain';
import { externalBusy, externalCalendars, newId, schema } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf, refusalOf, seriesDesk } from '#support/series.ts';
import { childService, request, startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
let desk: ReturnType<typeof seriesDesk>;
beforeAll(async () => {
  app = await startTestApp();
  desk = seriesDesk(app);
});
afterAll(() => app.close());

type Preview = Reply<'previewSeries'>;
const because = 'Sovittu Elinan kanssa';
const keep = (n: number) => ({ n, kind: 'keep' as const, reason: because });
const alone = { requiredIds: [] };
const conflictsIn = ({ meetings }: Preview) => meetings.map(({ conflicts }) => conflicts);

/** Two Fridays on which Elina and Leena are open, the second of which Aino holds at this time. */
const heldByAino = async (first: string, time = '10:00') => {
  const dates = desk.openFridays(first, 2);
  desk.open(dates, 'user-leena');
  const slot = { practitionerId: 'user-elina', startsAt: instantOf(dates[1]!, time) };
  const hold = await app.call('aino', 'POST', '/api/holds', { serviceId: childService, ...slot });
  expect([hold.status, hold.body]).toEqual([201, hold.body]);
  return { dates, slot, until: app.clock.now + 10 * minuteMs };
};
const held = (until?: number) => ({
  ...{ why: 'held', names: ['Elina Saarikko'] },
  ...(until !== undefined && { until }),
});
const isGoneForAino = async (slot: { practitionerId: string; startsAt: number }) => {
  const payload = { draftId: newId(), serviceId: childService, ...slot, content: request };
  return refusalOf(await app.call('aino', 'POST', '/api/appointments', payload)).code === 'slot-taken';
};
const overridesIn = async (id: string) => {
  const { meetings } = await desk.read(id, 'leena');
  const logged = app.store
    .read((tx) => tx.select().from(schema.auditEvent).all())
    .filter(({ action }) => action === 'override');
  const changes = app.store.read((tx) => tx.select().from(schema.appointmentChange).all());
  return meetings.map(({ appointmentId }) => [
    changes.flatMap((each) =>
      each.appointmentId === appointmentId && each.kind === 'override' ? each.note : [],
    ),
    logged.flatMap(({ entityId, actorId }) => (entityId === appointmentId ? actorId : [])),
  ]);
};
const noted = [[because], ['user-leena']];

describe('[T8] [H14] what others hold is taken by an override', () => {
  it('when a series is made, which says so first, notes it on that visit alone and tells whoever held it', async () => {
    const { dates, slot, until } = await heldByAino('2027-01-08');
    const fields = fieldsOf(dates[0]!, 2, alone);
    const asked = (await desk.preview(fields, [], 'leena')).body as Preview;
    expect([asked.mayKeep, conflictsIn(asked)]).toEqual([true, [[], [held(until)]]]);
    expect(refusalOf(await desk.make(fields, [], 'leena')).code).toBe('series-conflicts');
    expect(desk.claimsAt(dates[1]!)).toEqual(['user-elina hold']);
    const told: string[] = [];
    const hear = (practitionerId: string) => void told.push(practitionerId);
    app.deps.live.on('practitioner-time-changed', hear);
    // The first needs none: asked for all the same, none is noted.
    const id = await desk.made(fields, [keep(1), keep(2)], 'leena');
    app.deps.live.off('practitioner-time-changed', hear);
    expect(told).toContain('user-elina');
    expect(desk.claimsAt(dates[1]!)).toEqual(['user-elina booking', 'user-leena booking']);
    expect(await isGoneForAino(slot)).toBe(true);
    expect(await overridesIn(id)).toEqual([[[], []], noted]);
  });

  it('when its meetings get another time', async () => {
    const { dates, slot, until } = await heldByAino('2027-02-05', '13:00');
    const id = await desk.made(fieldsOf(dates[0]!, 2, alone), [], 'leena');
    const change = {
      scope: { kind: 'all' as const },
      change: { kind: 'time' as const, time: '13:00', lengthMinutes: 60 },
    };
    const refused = refusalOf(await desk.change(id, change, 'leena')).details as unknown as Preview;
    expect(conflictsIn(refused)).toEqual([[], [held(until)]]);
    const done = await desk.change(id, { ...change, solutions: [keep(2)] }, 'leena');
    expect([done.status, done.body]).toEqual([200, { changed: 2 }]);
    expect(desk.claimsAt(dates[1]!, '13:00')).toEqual(['user-elina booking', 'user-leena booking']);
    expect(await isGoneForAino(slot)).toBe(true);
    expect(await overridesIn(id)).toEqual([[[], []], noted]);
  });

  it('when somebody is invited whose time is required', async () => {
    const [first, second] = desk.openFridays('2027-03-05', 2);
    const id = await desk.made(fieldsOf(first!, 2, alone), [], 'leena');
    const at = instantOf(second!, '10:00');
    app.store.write((tx) => {
      const owner = { practitionerId: 'user-pekka', organisationId: 'org-hiekkala' };
      externalCalendars.connect(tx, {
        ...owner,
        ...{ address: 'https://calendar.example/pekka.ics', connectedAt: 1 },
      });
      externalBusy.replace(tx, owner, [{ startsAt: at, endsAt: at + 30 * minuteMs }]);
    });
    const invite = [{ id: 'user-pekka', need: 'required' as const }];
    const scope = { kind: 'all' as const };
    const refused = await desk.people(id, { scope, invite }, 'leena');
    const pekka = { why: 'held', names: ['Pekka Korpela'] };
    expect(conflictsIn(refusalOf(refused).details as unknown as Preview)).toEqual([[], [pekka]]);
    const done = await desk.people(id, { scope, invite, solutions: [keep(2)] }, 'leena');
    expect([done.status, done.body]).toEqual([200, { changed: 2 }]);
    expect(desk.claimsAt(second!)).toContain('user-pekka booking');
    expect(await overridesIn(id)).toEqual([[[], []], noted]);
  });

  it('also what an own calendar elsewhere says is busy, which others are only told is taken', async () => {
    const [date] = desk.openFridays('2027-04-09', 1);
    desk.open([date!], 'user-leena');
    const owner = { practitionerId: 'user-elina', organisationId: 'org-sairaala' };
    const at = instantOf(date!, '10:00');
    app.store.write((tx) => {
      externalCalendars.connect(tx, {
        ...owner,
        ...{ address: 'https://calendar.example/basic.ics', connectedAt: 1 },
      });
      externalBusy.replace(tx, owner, [{ startsAt: at, endsAt: at + 30 * minuteMs }]);
    });
    const fields = fieldsOf(date!, 1, alone);
    expect(conflictsIn((await desk.preview(fields, [], 'leena')).body as Preview)).toEqual([[held()]]);
    const busy = { why: 'busy', names: ['Elina Saarikko'] };
    expect(conflictsIn((await desk.preview(fields)).body as Preview)).toEqual([[busy]]);
    const id = await desk.made(fields, [keep(1)], 'leena');
    expect(desk.claimsAt(date!)).toEqual(['user-elina booking', 'user-leena booking']);
    expect(await overridesIn(id)).toEqual([noted]);
  });

  it('never what is booked, and by nobody who may not', async () => {
    const { dates, slot } = await heldByAino('2027-01-22');
    const fields = fieldsOf(dates[0]!, 2, alone);
    expect(refusalOf(await desk.make(fields, [keep(2)], 'pekka')).code).toBe('override-forbidden');
    const payload = { draftId: newId(), serviceId: childService, ...slot, content: request };
    expect((await app.call('aino', 'POST', '/api/appointments', payload)).status).toBe(201);
    const before = desk.claimsAt(dates[1]!);
    const refused = refusalOf(await desk.make(fields, [keep(2)], 'leena')).details as unknown as Preview;
    expect(conflictsIn(refused)).toEqual([[], [{ why: 'busy', names: ['Elina Saarikko'] }]]);
    expect(desk.claimsAt(dates[1]!)).toEqual(before);
  });
});

it('[H14] a single visit that moves where no override is needed notes none, whatever was asked for', async () => {
  const [date] = desk.openFridays('2026-12-11', 1);
  const booked = await app.call('leena', 'POST', '/api/appointments', {
    ...{ draftId: newId(), serviceId: childService, practitionerId: 'user-elina' },
    ...{ startsAt: instantOf(date!, '10:00'), content: request },
  });
  expect([booked.status, booked.body]).toEqual([201, { appointmentId: expect.any(String) }]);
  const { appointmentId } = booked.body as Reply<'bookAppointment'>;
  const moved = await app.call('leena', 'POST', `/api/appointments/${appointmentId}/move`, {
    ...{ practitionerId: 'user-elina', startsAt: instantOf(date!, '11:30') },
    ...{ reason: 'wrong-time', note: '', override: because },
  });
  expect([moved.status, moved.body]).toEqual([200, moved.body]);
  const logged = app.store
    .read((tx) => tx.select().from(schema.auditEvent).all())
    .filter(({ entityId }) => entityId === appointmentId)
    .map(({ action }) => action);
  expect(logged).toContain('move');
  expect(logged).not.toContain('override');
});
