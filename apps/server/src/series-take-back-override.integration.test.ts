import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantOf, minuteMs } from '#domain';
import { externalBusy, externalCalendars, newId, schema } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf, fridays, refusalOf, seriesDesk } from '#support/series.ts';
import { childService, request, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
let desk: ReturnType<typeof seriesDesk>;
beforeAll(async () => {
  app = await startTestApp();
  desk = seriesDesk(app);
});
afterAll(() => app.close());

const because = 'Sovittu Elinan kanssa';
const takeBack = async (id: string, n: number, who: Who, override?: string) =>
  app.call(who, 'POST', `/api/series/${id}/meetings/${n}/take-back`, {
    ...{ basedOn: (await desk.read(id, who)).revision },
    ...(override !== undefined && { override }),
  });
/** Leena's series with Elina on two Fridays on which Elina has no hours; the second meeting is cancelled. */
const cancelledOutsideHours = async (first: string) => {
  const dates = fridays(first, 2);
  const keep = [1, 2].map((n) => ({ n, kind: 'keep' as const, reason: 'Ainoa yhteinen päivä' }));
  const id = await desk.made(fieldsOf(first, 2, { requiredIds: [] }), keep, 'leena');
  const done = await desk.change(id, { scope: { kind: 'one', n: 2 }, change: { kind: 'cancel' } }, 'leena');
  expect([done.status, done.body]).toEqual([200, done.body]);
  return { id, date: dates[1]!, at: instantOf(dates[1]!, '10:00') };
};
const against = (answer: { body: unknown }) => {
  const { code, details } = refusalOf(answer);
  const { meetings, mayKeep } = details as unknown as Reply<'previewSeries'>;
  return { code, mayKeep, conflicts: meetings.flatMap(({ conflicts }) => conflicts) };
};
const noHours = { why: 'no-hours', names: ['Elina Saarikko'] };
const overridesOf = (appointmentId: string) =>
  app.store
    .read((tx) => tx.select().from(schema.auditEvent).all())
    .filter(({ action, entityId }) => action === 'override' && entityId === appointmentId)
    .map(({ actorId }) => actorId);

describe('[T14] [H14] a meeting outside somebody’s hours is taken back by an override', () => {
  it('which says first what stands against it, takes a reason, and stands on the visit and in the log', async () => {
    const { id, date, at } = await cancelledOutsideHours('2027-09-03');
    const asked = against(await takeBack(id, 2, 'leena'));
    expect(asked).toEqual({ code: 'series-conflicts', mayKeep: true, conflicts: [noHours] });
    expect(refusalOf(await takeBack(id, 2, 'leena', ' ')).code).toBe('reason-needed');
    expect(desk.claimsAt(date)).toEqual([]);
    const done = await takeBack(id, 2, 'leena', ` ${because} `);
    expect([done.status, done.body]).toEqual([200, { appointmentId: expect.any(String) }]);
    const { appointmentId } = done.body as Reply<'takeMeetingBack'>;
    expect(desk.claimsAt(date)).toEqual(['user-elina booking', 'user-leena booking']);
    expect((await desk.read(id, 'leena')).meetings[1]).toMatchObject({ state: 'booked', startsAt: at });
    const { body } = await app.call('elina', 'GET', `/api/appointments/${appointmentId}`);
    expect((body as Reply<'readAppointment'>).appointment.changes).toMatchObject([
      { kind: 'override', note: because },
    ]);
    expect(overridesOf(appointmentId)).toEqual(['user-leena']);
  });

  it('only by who may: others are told what stands against it, and that they can’t', async () => {
    const { id, date } = await cancelledOutsideHours('2027-10-01');
    const asked = against(await takeBack(id, 2, 'elina'));
    expect(asked).toEqual({ code: 'series-conflicts', mayKeep: false, conflicts: [noHours] });
    expect(refusalOf(await takeBack(id, 2, 'elina', because)).code).toBe('override-forbidden');
    expect(desk.claimsAt(date)).toEqual([]);
  });

  /** A Friday's meeting that is off, and Elina's time then, open to all, held by Aino. */
  const heldByAino = async (first: string) => {
    const { id, date, at } = await cancelledOutsideHours(first);
    app.openHours(date, '10:00', '10:45');
    const slot = { serviceId: childService, practitionerId: 'user-elina', startsAt: at };
    const hold = await app.call('aino', 'POST', '/api/holds', slot);
    expect([hold.status, hold.body]).toEqual([201, hold.body]);
    return { id, date, slot };
  };

  it('what others only hold is said to be held, and is taken from them as by a single booking’s override', async () => {
    const { id, date, slot } = await heldByAino('2026-12-04');
    const { conflicts, mayKeep } = against(await takeBack(id, 2, 'leena'));
    const until = app.clock.now + 10 * minuteMs;
    expect([mayKeep, conflicts]).toEqual([
      true,
      [{ why: 'held', names: ['Elina Saarikko'], until }, noHours],
    ]);
    const told: string[] = [];
    app.deps.live.on('practitioner-time-changed', (practitionerId) => void told.push(practitionerId));
    const done = await takeBack(id, 2, 'leena', because);
    expect([done.status, done.body]).toEqual([200, { appointmentId: expect.any(String) }]);
    expect(desk.claimsAt(date)).toEqual(['user-elina booking', 'user-leena booking']);
    expect(told).toContain('user-elina');
    // Whose hold it was is told so like anybody whose time is gone.
    const payload = { draftId: newId(), ...slot, content: request };
    const late = await app.call('aino', 'POST', '/api/appointments', payload);
    expect([late.status, refusalOf(late).code]).toEqual([409, 'slot-taken']);
    expect(overridesOf((done.body as Reply<'takeMeetingBack'>).appointmentId)).toEqual(['user-leena']);
  });

  it('what an own calendar elsewhere takes is no visit of ours, and is taken all the same', async () => {
    const { id, date, at } = await cancelledOutsideHours('2026-12-18');
    const owner = { practitionerId: 'user-elina', organisationId: 'org-sairaala' };
    app.store.write((tx) =>
      externalCalendars.connect(tx, {
        ...owner,
        ...{ address: 'https://calendar.example/basic.ics', connectedAt: 1 },
      }),
    );
    const setBusy = (periods: { startsAt: number; endsAt: number }[]) =>
      app.store.write((tx) => externalBusy.replace(tx, owner, periods));
    setBusy([{ startsAt: at, endsAt: at + 30 * minuteMs }]);
    const held = { why: 'held', names: ['Elina Saarikko'] };
    expect(against(await takeBack(id, 2, 'leena')).conflicts).toContainEqual(held);
    expect((await takeBack(id, 2, 'leena', because)).status).toBe(200);
    expect(desk.claimsAt(date)).toEqual(['user-elina booking', 'user-leena booking']);
    setBusy([]);
  });

  it('never where somebody’s time is taken by a visit', async () => {
    const { id, date, slot } = await heldByAino('2027-01-08');
    const busy = { why: 'busy', names: ['Elina Saarikko'] };
    const payload = { draftId: newId(), ...slot, content: request };
    const booked = await app.call('aino', 'POST', '/api/appointments', payload);
    expect([booked.status, booked.body]).toEqual([201, booked.body]);
    const before = desk.claimsAt(date);
    const { code, conflicts } = against(await takeBack(id, 2, 'leena', because));
    expect([code, conflicts]).toEqual(['series-conflicts', [busy]]);
    expect(desk.claimsAt(date)).toEqual(before);
    expect((await desk.read(id, 'leena')).meetings[1]).toMatchObject({ state: 'cancelled' });
  });

  it('and what needs none is taken back as any other: no override is noted', async () => {
    const { id, date } = await cancelledOutsideHours('2027-12-03');
    desk.open([date]);
    desk.open([date], 'user-leena');
    const done = await takeBack(id, 2, 'leena', because);
    expect([done.status, done.body]).toEqual([200, { appointmentId: expect.any(String) }]);
    const { appointmentId } = done.body as Reply<'takeMeetingBack'>;
    expect(overridesOf(appointmentId)).toEqual([]);
  });

  it('[V12] never of a specialist who works elsewhere by now, or works here no more', async () => {
    const { id, date } = await cancelledOutsideHours('2028-01-07');
    const set = (values: { organisationId?: string; active?: boolean }) =>
      app.store.write((tx) =>
        tx.update(schema.userAccount).set(values).where(eq(schema.userAccount.id, 'user-elina')).run(),
      );
    set({ organisationId: 'org-hiekkala' });
    const refused = against(await takeBack(id, 2, 'leena', because));
    set({ organisationId: 'org-sairaala', active: false });
    const closed = against(await takeBack(id, 2, 'leena', because));
    set({ active: true });
    // It is said why, so that nobody is sent to a coordinator who can't either.
    const gone = { why: 'not-there', names: ['Elina Saarikko'] };
    for (const each of [refused, closed])
      expect(each).toMatchObject({ code: 'series-conflicts', conflicts: [gone] });
    expect(desk.claimsAt(date)).toEqual([]);
  });
});
