import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addDays, instantOf, minuteMs } from '#domain';
import { newId, schema } from '#db';
import type { Reply } from '#protocol';
import { childService, request, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  app.offerToo(childService, 'user-johan', 'org-sairaala');
});
afterAll(() => app.close());

let days = 0;
/** A Saturday of its own, on which nobody has weekly hours. */
function newSaturday() {
  const date = new Date(Date.UTC(2026, 11, 5 + 7 * days++)).toISOString().slice(0, 10);
  return { date, at: (time: string) => instantOf(date, time) };
}
const path = '/api/absences/user-elina';
const read = async (date: string, who: Who = 'elina') =>
  (await app.call(who, 'GET', `${path}?date=${date}`)).body as Reply<'readAbsence'>;
const decide = async (date: string, decisions: object[]) =>
  (await app.call('elina', 'POST', path, { date, note: 'Fever', decisions })).body as Reply<'decideAbsence'>;
const stateOf = async (id: string) =>
  ((await app.call('aino', 'GET', `/api/appointments/${id}`)).body as Reply<'readAppointment'>).appointment;

it('[C4] [C5] proposes a colleague who is there, else another time, and does what was decided', async () => {
  const { date, at } = newSaturday();
  app.openHours(date, '09:00', '12:00');
  // Johan's slots are cut elsewhere: what he takes over need not be one of them.
  app.openHours(date, '08:50', '10:00', childService, 'user-johan');
  const first = await app.book(at('09:00'));
  const second = await app.book(at('09:45'));
  const third = await app.book(at('10:30'));
  const seen = await read(date);
  expect(seen.isClosed).toBe(false);
  expect(seen.visits.map(({ id, proposal }) => [id, proposal])).toEqual([
    [first.appointmentId, 'hand-over'],
    [second.appointmentId, 'move'],
    [third.appointmentId, 'move'],
  ]);
  expect(seen.visits[0]!.times[0]).toMatchObject({ practitionerId: 'user-johan', startsAt: at('09:00') });
  expect(seen.visits[1]!.because).toEqual({ colleagues: 1, busy: 0, withoutHours: 1 });
  expect(JSON.stringify(seen)).not.toContain('O.L.');

  const [move] = seen.visits[1]!.times;
  const { results } = await decide(date, [
    { id: first.appointmentId, kind: 'move', practitionerId: 'user-johan', startsAt: at('09:00') },
    {
      id: second.appointmentId,
      kind: 'move',
      practitionerId: move!.practitionerId,
      startsAt: move!.startsAt,
    },
    { id: third.appointmentId, kind: 'cancel' },
  ]);
  expect(results.map(({ refused }) => refused)).toEqual([null, null, null]);
  const told = (id: string) =>
    app
      .outbox()
      .filter(({ appointmentId, kind }) => appointmentId === id && kind === 'moved')
      .map(({ recipient, body }) => [recipient.split('.')[0], /Johan Lindgren/.test(body)]);
  // Whoever asked is told who has it; for the family neither time nor place is another.
  expect(told(first.appointmentId)).toEqual([['aino', true]]);
  expect(told(second.appointmentId)).toContainEqual(['aino', move!.practitionerId === 'user-johan']);
  expect(await stateOf(first.appointmentId)).toMatchObject({
    practitionerName: 'Johan Lindgren',
    startsAt: at('09:00'),
  });
  expect(await stateOf(second.appointmentId)).toMatchObject({ startsAt: move!.startsAt, status: 'booked' });
  expect(await stateOf(third.appointmentId)).toMatchObject({ status: 'cancelled' });
  expect(await read(date)).toMatchObject({ isClosed: true, visits: [] });
});

it('closes the day, so that the freed times are not booked anew, and keeps what is to be kept', async () => {
  const { date, at } = newSaturday();
  app.openHours(date, '09:00', '12:00');
  const kept = await app.book(at('09:00'));
  await decide(date, [{ id: kept.appointmentId, kind: 'keep' }]);
  const slots = (await app.call('aino', 'GET', `/api/services/${childService}/slots?week=${date}`))
    .body as Reply<'listSlots'>;
  expect(slots.days.find((day) => day.date === date)?.slots).toEqual([]);
  expect(await stateOf(kept.appointmentId)).toMatchObject({ status: 'booked', startsAt: at('09:00') });
});

it('[C4] is told to pages that show that day, and to nobody whose business it is not', async () => {
  const { date, at } = newSaturday();
  app.openHours(date, '09:00', '12:00');
  const page = await app.page('elina');
  expect(await page.ask('absence:watch', { practitionerId: 'user-elina' })).toMatchObject({ ok: true });
  const { appointmentId } = await app.book(at('09:00'));
  await page.until('absence:changed');
  expect((await read(date)).visits.map(({ id }) => id)).toEqual([appointmentId]);
  for (const who of ['johan', 'aino'] as const)
    expect(await (await app.page(who)).ask('absence:watch', { practitionerId: 'user-elina' })).toMatchObject({
      ok: false,
    });
});

it('[H3] a time that was taken meanwhile is told, and everything else is done', async () => {
  const { date, at } = newSaturday();
  app.openHours(date, '09:00', '12:00');
  const first = await app.book(at('09:00'));
  const second = await app.book(at('09:45'));
  const { visits } = await read(date);
  const target = visits[0]!.times[0]!;
  const to = { kind: 'move', practitionerId: target.practitionerId, startsAt: target.startsAt };
  const { results } = await decide(date, [
    { id: first.appointmentId, ...to },
    { id: second.appointmentId, ...to },
  ]);
  expect(results.map(({ refused }) => refused)).toEqual([null, 'slot-taken']);
  expect(await stateOf(second.appointmentId)).toMatchObject({ startsAt: at('09:45'), status: 'booked' });
});

it('[C9] a visit that its family has moved meanwhile is neither moved back nor cancelled for its old time', async () => {
  const { date, at } = newSaturday();
  app.openHours(date, '09:00', '12:00');
  app.openHours(date, '09:00', '12:00', childService, 'user-johan');
  const { appointmentId, tokens } = await app.book(at('09:00'));
  const [seen] = (await read(date)).visits;
  const moved = { practitionerId: 'user-elina', startsAt: at('11:15'), reason: 'cannot-come', note: '' };
  expect((await app.call({ token: tokens[0]! }, 'POST', '/api/guest/move', moved)).status).toBe(200);
  const handOver = { kind: 'move', practitionerId: 'user-johan', startsAt: at('09:00') };
  for (const decision of [handOver, { kind: 'cancel' }]) {
    const decisions = [{ id: appointmentId, from: seen!.startsAt, ...decision }];
    expect((await decide(date, decisions)).results).toEqual([{ id: appointmentId, refused: 'visit-moved' }]);
  }
  expect(await stateOf(appointmentId)).toMatchObject({ startsAt: at('11:15'), status: 'booked' });
  const again = [{ id: appointmentId, from: at('11:15'), kind: 'cancel' }];
  expect((await decide(date, again)).results).toEqual([{ id: appointmentId, refused: null }]);
});

it('[R7] is for the practitioner and for those who keep their hours, and touches that day’s visits only', async () => {
  const { date, at } = newSaturday();
  app.openHours(date, '09:00', '12:00');
  const { appointmentId } = await app.book(at('09:00'));
  expect((await app.call('mikko', 'GET', `${path}?date=${date}`)).status).toBe(200);
  for (const who of ['johan', 'sanna'] as const)
    expect((await app.call(who, 'GET', `${path}?date=${date}`)).status).toBe(404);
  expect((await app.call('aino', 'GET', `${path}?date=${date}`)).status).toBe(403);
  const other = newSaturday();
  const { results } = await decide(other.date, [{ id: appointmentId, kind: 'cancel' }]);
  expect(results).toEqual([{ id: appointmentId, refused: 'not-booked' }]);
  expect(await stateOf(appointmentId)).toMatchObject({ status: 'booked' });
});

it('[C5] [V9] proposes a time that holds the visit as it was booked, whatever its service is now', async () => {
  const { date, at } = newSaturday();
  const sunday = addDays(date, 1);
  app.openHours(date, '09:00', '12:00');
  app.openHours(sunday, '09:00', '12:00');
  const { appointmentId } = await app.book(at('09:00'));
  const setLength = (lengthMinutes: number) =>
    app.store.write((tx) =>
      tx
        .update(schema.healthcareService)
        .set({ lengthMinutes })
        .where(eq(schema.healthcareService.id, childService))
        .run(),
    );
  setLength(60);
  // With an hour's length Sunday's second time would be ten o'clock; the visit of 45 minutes has none then.
  await app.book(instantOf(sunday, '09:00'), { question: 'Somebody else' });
  const [visit] = (await read(date)).visits;
  const [to] = visit!.times;
  const { results } = await decide(date, [
    { id: appointmentId, kind: 'move', practitionerId: to!.practitionerId, startsAt: to!.startsAt },
  ]);
  setLength(45);
  expect(results).toEqual([{ id: appointmentId, refused: null }]);
});

it('[C5] [N1] proposes a time at which all of a panel can', async () => {
  const date = '2027-01-18';
  const tuesday = addDays(date, 1);
  app.openHours(date, '09:00', '12:00');
  app.openHours(tuesday, '09:10', '11:00');
  const people = { colleagueIds: ['user-pekka'], requiredIds: ['user-pekka'] };
  const { appointmentId } = await app.book(instantOf(date, '09:00'), people);
  // At a quarter past nine Pekka can't: he is in another visit until ten.
  app.openHours(tuesday, '09:00', '10:00', childService, 'user-johan');
  await app.call('pekka', 'POST', '/api/appointments', {
    ...{ draftId: 'pekkas-own', serviceId: childService, practitionerId: 'user-johan' },
    ...{ startsAt: instantOf(tuesday, '09:00'), content: { ...request, guests: [] } },
  });
  const [visit] = (await read(date)).visits;
  const [to] = visit!.times;
  expect([visit!.proposal, to!.startsAt]).toEqual(['move', instantOf(tuesday, '09:45')]);
  const { results } = await decide(date, [{ id: appointmentId, kind: 'move', ...to! }].map(withoutName));
  expect(results).toEqual([{ id: appointmentId, refused: null }]);
});

const withoutName = ({ practitionerName: _name, ...decision }: { practitionerName: string }) => decision;

it('[C5] [D4] proposes one room for two visits at one time no more than one person', async () => {
  const { date, at } = newSaturday();
  app.openHours(date, '09:00', '10:30');
  const sunday = addDays(date, 1);
  app.openHours(sunday, '10:00', '10:45');
  app.openHours(sunday, '10:00', '11:30', childService, 'user-johan');
  const room = await app.call('mikko', 'POST', '/api/managed-resources', {
    ...{ organisationId: 'org-sairaala', kind: 'room', address: 'Rantakatu 4' },
    name: { fi: 'Kuusi', sv: '', en: '' },
  });
  const managed = `/api/managed-services/${childService}`;
  const { settings, revision } = (await app.call('mikko', 'GET', managed))
    .body as Reply<'readManagedService'>;
  const needs = [[(room.body as { id: string }).id]];
  const needing = { settings: { ...settings, needs }, basedOn: revision };
  expect((await app.call('mikko', 'PUT', managed, needing)).status).toBe(200);
  await app.book(at('09:00'));
  await app.book(at('09:45'));
  const { visits } = await read(date);
  const proposed = visits.map(({ proposal, times }) => [proposal, times[0]!.startsAt]);
  expect(proposed).toEqual([
    ['move', instantOf(sunday, '10:00')],
    ['move', instantOf(sunday, '10:45')],
  ]);
  const moves = visits.map(({ id, times: [to] }) => ({
    ...{ id, kind: 'move', practitionerId: to!.practitionerId, startsAt: to!.startsAt },
  }));
  const { results } = await decide(date, moves);
  expect(results.map(({ refused }) => refused)).toEqual([null, null]);
  const plain = { settings, basedOn: revision + 1 };
  expect((await app.call('mikko', 'PUT', managed, plain)).status).toBe(200);
});

it('[C7] tells the meetings of others that whoever is away can’t come, where that was decided', async () => {
  const { date, at } = newSaturday();
  app.openHours(date, '09:00', '12:00', childService, 'user-johan');
  const book = async (time: string) => {
    const body = {
      draftId: newId(),
      serviceId: childService,
      practitionerId: 'user-johan',
      startsAt: at(time),
    };
    const content = { ...request, colleagueIds: ['user-elina'] };
    const answer = await app.call('aino', 'POST', '/api/appointments', { ...body, content });
    expect([answer.status, answer.body]).toEqual([201, answer.body]);
    return (answer.body as { appointmentId: string }).appointmentId;
  };
  const [first, second] = [await book('09:00'), await book('10:30')];
  const seen = await read(date);
  expect([seen.visits, seen.invited.map(({ id }) => id)]).toEqual([[], [first, second]]);
  expect(JSON.stringify(seen)).not.toContain('O.L.');
  const sent = app.outbox().length;
  // A coordinator of hers says so for her.
  const decisions = [
    { id: first, kind: 'decline' },
    { id: second, kind: 'keep' },
  ];
  const { body } = await app.call('leena', 'POST', path, { date, note: '', decisions });
  expect((body as Reply<'decideAbsence'>).results.map(({ refused }) => refused)).toEqual([null, null]);
  const letters = app.outbox().slice(sent);
  expect(letters.map(({ recipient, kind }) => `${recipient.split('.')[0]} ${kind}`).sort()).toEqual([
    ...['aino people', 'elina cancellation', 'johan people'],
  ]);
  // It was not she who said so.
  expect(letters.find(({ kind }) => kind === 'cancellation')!.body).toContain('Sinua ei enää kutsuta');
  expect((await stateOf(first)).status).toBe('booked');
  expect((await read(date)).invited.map(({ id }) => id)).toEqual([second]);
  const again = await app.call('leena', 'POST', path, { date, note: '', decisions });
  expect((again.body as Reply<'decideAbsence'>).results[0]).toEqual({ id: first, refused: 'not-booked' });
  // C9: at another time of that day she may be back.
  const moved = { practitionerId: 'user-johan', startsAt: at('11:15'), reason: 'wrong-time', note: '' };
  const url = `/api/appointments/${second}/move`;
  expect((await app.call('aino', 'POST', url, { ...moved, override: null })).status).toBe(200);
  const late = [{ id: second, kind: 'decline', from: at('10:30') }];
  const refused = await app.call('leena', 'POST', path, { date, note: '', decisions: late });
  expect((refused.body as Reply<'decideAbsence'>).results).toEqual([{ id: second, refused: 'visit-moved' }]);
});

it('[C5] [Q12] of a visit that somebody waits for says so, and hands it over with them or cancels it, but moves it never', async () => {
  const { date, at } = newSaturday();
  app.openHours(date, '09:00', '12:00');
  app.openHours(date, '08:50', '09:50', childService, 'user-johan');
  // Later there are times enough, to which a visit that nobody has come to yet would go.
  app.openHours(addDays(date, 1), '09:00', '12:00', childService, 'user-johan');
  const [first, second] = [await app.book(at('09:00')), await app.book(at('09:45'))];
  const before = app.clock.now;
  app.clock.now = at('09:00') - 10 * minuteMs;
  const page = await app.page({ token: first.tokens[0]! });
  await page.enter(null);
  app.store.write((tx) =>
    tx
      .update(schema.appointment)
      .set({ status: 'arrived' })
      .where(eq(schema.appointment.id, second.appointmentId))
      .run(),
  );
  const { visits } = await read(date);
  expect(
    visits.map(({ isAwaited, proposal, times }) => [
      isAwaited,
      proposal,
      times.map(({ startsAt }) => startsAt),
    ]),
  ).toEqual([
    [true, 'hand-over', [at('09:00')]],
    [true, 'cancel', []],
  ]);
  const tomorrow = instantOf(addDays(date, 1), '09:00');
  const to = { kind: 'move', practitionerId: 'user-johan' };
  const moved = await decide(date, [{ id: first.appointmentId, ...to, startsAt: tomorrow }]);
  expect(moved.results.map(({ refused }) => refused)).toEqual(['somebody-waits']);
  const { results } = await decide(date, [
    { id: first.appointmentId, ...to, startsAt: at('09:00') },
    { id: second.appointmentId, kind: 'cancel' },
  ]);
  expect(results.map(({ refused }) => refused)).toEqual([null, null]);
  expect(await stateOf(first.appointmentId)).toMatchObject({ practitionerName: 'Johan Lindgren' });
  const { items } = (await app.call('johan', 'GET', '/api/my-day')).body as Reply<'myDay'>;
  const theirs = items.find(({ id }) => id === first.appointmentId);
  expect(theirs?.waiting.map(({ name }) => name)).toEqual(['Laura']);
  app.clock.now = before;
});
