import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantOf } from '#domain';
import { claims, newId, schema } from '#db';
import { refusalOf, seriesDesk } from '#support/series.ts';
import { childService, request, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

/* What one part of the scheduling does to a visit or a time while another is at work on it. */
let app: TestApp;
let desk: ReturnType<typeof seriesDesk>;
beforeAll(async () => {
  app = await startTestApp();
  desk = seriesDesk(app);
  app.offerToo(childService, 'user-johan', 'org-sairaala');
});
afterAll(() => app.close());

const ok = (answer: { status: number; body: unknown }, status = 200) =>
  expect([answer.status, answer.body]).toEqual([status, answer.body]);
const absent = (date: string, decisions: object[], of = 'user-elina', who: Who = 'elina') =>
  app.call(who, 'POST', `/api/absences/${of}`, { date, note: '', decisions });
const move = (id: string, startsAt: number, more: object = {}) =>
  app.call('aino', 'POST', `/api/appointments/${id}/move`, {
    ...{ reason: 'wrong-time', note: '', practitionerId: 'user-elina', startsAt, override: null },
    ...more,
  });
const mother = request.guests[0]!;

describe('[H11] a move that comes again', () => {
  it('[B6] changes nothing and tells nobody a second time', async () => {
    const [date] = desk.openFridays('2026-12-11', 1);
    const { appointmentId, tokens } = await app.book(instantOf(date!, '07:00'));
    const to = instantOf(date!, '11:30');
    ok(await move(appointmentId, to));
    const sent = app.outbox().length;
    ok(await move(appointmentId, to));
    const byLink = { practitionerId: 'user-elina', startsAt: to, reason: 'cannot-come', note: '' };
    ok(await app.call({ token: tokens[0]! }, 'POST', '/api/guest/move', byLink));
    expect(app.outbox().slice(sent)).toEqual([]);
    const changes = app.store
      .read((tx) => tx.select().from(schema.appointmentChange).all())
      .filter((each) => each.appointmentId === appointmentId);
    expect(changes).toHaveLength(1);
  });
  it('is done also for whoever gave the visit to a colleague by it and reads it no more, and for nobody else', async () => {
    const [date] = desk.openFridays('2026-12-04', 1);
    desk.open([date!], 'user-johan');
    const startsAt = instantOf(date!, '07:00');
    const { appointmentId } = await app.book(startsAt);
    const give = { practitionerId: 'user-johan', startsAt, override: null, note: '', from: startsAt };
    const path = `/api/appointments/${appointmentId}/move`;
    const giveAs = (who: Who, more = {}) =>
      app.call(who, 'POST', path, { ...give, reason: 'urgent-work', ...more });
    ok(await giveAs('elina'));
    const sent = app.outbox().length;
    ok(await giveAs('elina'));
    expect((await giveAs('elina', { practitionerId: 'user-elina' })).status).toBe(404);
    expect((await giveAs('pekka')).status).toBe(404);
    expect(app.outbox().slice(sent)).toEqual([]);
  });
});

describe('[C8] a day that is closed because of illness', () => {
  it.each(['host', 'required'])('is not booked by whoever holds a time of it: %s', async (role) => {
    const date = role === 'host' ? '2026-12-18' : '2027-01-15';
    desk.open([date]);
    desk.open([date], 'user-johan');
    const startsAt = instantOf(date, '10:00');
    const requiredIds = role === 'host' ? [] : ['user-johan'];
    const time = { serviceId: childService, practitionerId: 'user-elina', startsAt };
    ok(await app.call('aino', 'POST', '/api/holds', { ...time, requiredIds }), 201);
    const away = role === 'host' ? 'user-elina' : 'user-johan';
    ok(await absent(date, [], away, role === 'host' ? 'elina' : 'johan'));
    const content = { ...request, ...(role === 'required' && { requiredIds, colleagueIds: requiredIds }) };
    const booked = await app.call('aino', 'POST', '/api/appointments', {
      ...{ draftId: newId(), ...time, content },
    });
    expect([booked.status, refusalOf(booked).code]).toEqual([409, 'slot-not-offered']);
    expect(app.store.read((tx) => claims.holdOf(tx, 'user-aino', childService, app.clock.now))).toEqual([]);
  });
});

describe('[C6] [Q5] a guest whom the host removed before a cancellation', () => {
  it('is told of it, and not of new times that they cannot take', async () => {
    const [date] = desk.openFridays('2026-12-25', 1);
    const startsAt = instantOf(date!, '07:00');
    const { appointmentId } = await app.book(startsAt);
    app.store.write((tx) =>
      tx.update(schema.participant).set({ seat: 'removed', seatAt: app.clock.now }).run(),
    );
    const since = app.outbox().length;
    ok(
      await app.call('elina', 'POST', `/api/appointments/${appointmentId}/cancel`, {
        reason: 'urgent-work',
        note: '',
      }),
    );
    const letters = app
      .outbox()
      .slice(since)
      .filter(({ recipient }) => recipient === mother.address);
    expect(letters).toHaveLength(1);
    expect(app.visitTokens(mother.address, since)).toEqual([]);
  });
});

describe('[Q12] [V10] a visit that is handed to a colleague', () => {
  it('is not kept from them by what they hold of that time themselves, but by what others hold', async () => {
    const [date] = desk.openFridays('2027-01-22', 1);
    desk.open([date!], 'user-johan');
    const startsAt = instantOf(date!, '07:45');
    const { appointmentId } = await app.book(startsAt);
    const hold = (who: Who) =>
      app.call(who, 'POST', '/api/holds', {
        serviceId: childService,
        practitionerId: 'user-johan',
        startsAt,
      });
    const takeOver = () =>
      app.call('johan', 'POST', `/api/arrivals/${appointmentId}/take-over`, {
        ...{ from: 'user-elina', to: 'user-johan' },
      });
    ok(await hold('aino'), 201);
    expect(refusalOf(await takeOver()).code).toBe('not-free');
    app.store.write((tx) =>
      tx.update(schema.claim).set({ heldBy: 'user-johan' }).where(eq(schema.claim.kind, 'hold')).run(),
    );
    ok(await takeOver());
    const claimed = app.store
      .read((tx) => tx.select().from(schema.claim).all())
      .filter((claim) => claim.startsAt === startsAt);
    expect(claimed.map(({ resourceId, kind }) => [resourceId, kind])).toEqual([['user-johan', 'booking']]);
  });
});
