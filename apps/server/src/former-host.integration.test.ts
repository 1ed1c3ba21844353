import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { instantOf, minuteMs } from '#domain';
import { schema } from '#db';
import type { Reply } from '#protocol';
import { childService, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
let appointmentId: string;
let startsAt: number;
let visits = 0;

beforeAll(async () => {
  app = await startTestApp();
  app.offerToo(childService, 'user-johan', 'org-sairaala');
});
afterAll(() => app.close());

/** A visit of Elina's an hour before its start, to which Johan is invited as a colleague. */
beforeEach(async () => {
  const date = `2026-12-${String(1 + visits++).padStart(2, '0')}`;
  startsAt = instantOf(date, '18:00');
  app.openHours(date, '18:00', '21:00');
  app.openHours(date, '18:00', '21:00', childService, 'user-johan');
  app.clock.now = startsAt - 60 * minuteMs;
  ({ appointmentId } = await app.book(startsAt, { colleagueIds: ['user-johan'] }));
});

const take = async (who: 'elina' | 'johan', from: string) =>
  expect(
    (
      await app.call(who, 'POST', `/api/arrivals/${appointmentId}/take-over`, {
        ...{ from, to: `user-${who}` },
      })
    ).status,
  ).toBe(200);

describe('[Q12] whoever takes back a visit that an invited colleague had taken over', () => {
  it('has its own seat again and comes in', async () => {
    await take('johan', 'user-elina');
    await take('elina', 'user-johan');
    app.clock.now = startsAt;
    const host = await app.page('elina');
    expect(await host.enter(appointmentId)).toMatchObject({ data: { state: 'joined', youAreHost: true } });
  });
  it('is told what becomes of it', async () => {
    await take('johan', 'user-elina');
    await take('elina', 'user-johan');
    const before = app.outbox().length;
    await app.call('aino', 'POST', `/api/appointments/${appointmentId}/cancel`, {
      ...{ reason: 'not-needed', note: '' },
    });
    const told = app.outbox().slice(before);
    expect(told.map(({ recipient }) => recipient)).toContain('elina.saarikko@sairaala.example');
  });
});

it('[Q12] [Q2] a colleague who waits and takes the visit over waits no more, and comes in as its host', async () => {
  app.clock.now = startsAt - 5 * minuteMs;
  const page = await app.page('johan');
  expect(await page.enter(appointmentId)).toMatchObject({ data: { state: 'waiting', youAreHost: false } });
  await take('johan', 'user-elina');
  await page.until('visit:whereabouts', ({ state }) => state === 'closed');
  const { items } = (await app.call('johan', 'GET', '/api/my-day')).body as Reply<'myDay'>;
  expect(items.map(({ id, waiting }) => [id, waiting])).toEqual([[appointmentId, []]]);
  expect(await page.enter(appointmentId)).toMatchObject({ data: { state: 'joined', youAreHost: true } });
});

it('[Q12] whose visit an invited colleague takes over after its start is out of it, as before', async () => {
  app.clock.now = startsAt + 6 * minuteMs;
  await take('johan', 'user-elina');
  expect((await app.call('elina', 'GET', `/api/appointments/${appointmentId}`)).status).toBe(404);
  const { appointment } = (await app.call('johan', 'GET', `/api/appointments/${appointmentId}`))
    .body as Reply<'readAppointment'>;
  expect(appointment.participants.map(({ name }) => name)).not.toContain('Elina Saarikko');
});

describe('[Q12] [R5] whoever has a visit that they asked for, and gives it to somebody else', () => {
  const give = (to: string, from: string, who: Who = 'aino') =>
    app.call(who, 'POST', `/api/arrivals/${appointmentId}/take-over`, {
      ...{ from: `user-${from}`, to: `user-${to}` },
    });
  beforeAll(() => {
    app.store.write((tx) => {
      tx.insert(schema.servicePractitioner)
        .values({ serviceId: childService, practitionerId: 'user-aino', organisationId: 'org-sairaala' })
        .run();
    });
  });
  const setAino = (row: object) =>
    app.store.write((tx) =>
      tx.update(schema.userAccount).set(row).where(eq(schema.userAccount.id, 'user-aino')).run(),
    );
  beforeEach(async () => {
    // She asked for it as a nurse, and has come to work for the provider since.
    setAino({ organisationId: 'org-sairaala', role: 'coordinator' });
    expect((await give('aino', 'elina')).status).toBe(200);
    setAino({ role: 'staff' });
    return () => setAino({ organisationId: 'org-lehtola', role: 'staff' });
  });

  it.each(['johan', 'elina'])('stays in it as its requester: %s', async (to) => {
    const before = app.outbox().length;
    expect((await give(to, 'aino', to as Who)).status).toBe(200);
    const answer = await app.call('aino', 'GET', `/api/appointments/${appointmentId}`);
    expect(answer).toMatchObject({ status: 200, body: { appointment: { youMay: { cancel: true } } } });
    const { appointment } = answer.body as Reply<'readAppointment'>;
    expect(appointment.participants.filter(({ name }) => name === 'Aino Lampi')).toMatchObject([
      { kind: 'requester' },
    ]);
    const told = app.outbox().slice(before);
    expect(told.filter(({ recipient }) => recipient.startsWith('aino')).map(({ kind }) => kind)).toEqual([
      'moved',
    ]);
    app.clock.now = startsAt;
    expect(await (await app.page('aino')).enter(appointmentId)).toMatchObject({ ok: true });
  });

  it('[M16] and is kept apart as before from whom they were, whom they saw as its host', async () => {
    const apart = async (who: Who) => {
      const { body } = await app.call(who, 'GET', `/api/appointments/${appointmentId}`);
      const { participants } = (body as Reply<'readAppointment'>).appointment;
      const idOf = (name: string) => participants.find((each) => each.name === name)!.id;
      return { idOf, of: (name: string) => participants.find((each) => each.name === name)!.apartFrom };
    };
    // Elina has it, Aino has asked for it, and Aino and the mother must not meet.
    expect((await give('elina', 'aino', 'elina')).status).toBe(200);
    const { idOf } = await apart('elina');
    const path = `/api/appointments/${appointmentId}/participants/${idOf('Laura')}/apart`;
    const kept = await app.call('elina', 'POST', path, { from: [idOf('Aino Lampi')], notFrom: [] });
    expect(kept.status).toBe(200);
    // She takes it over and sees everybody; then she gives it to Johan and is its requester again.
    setAino({ role: 'coordinator' });
    expect((await give('aino', 'elina')).status).toBe(200);
    setAino({ role: 'staff' });
    expect((await give('johan', 'aino', 'johan')).status).toBe(200);
    const after = await apart('johan');
    expect(after.of('Laura')).toEqual([after.idOf('Aino Lampi')]);
    app.clock.now = startsAt;
    const [host, aino] = [await app.page('johan'), await app.page('aino')];
    await host.enter(appointmentId);
    await aino.enter(appointmentId);
    await host.ask('waiting-room:admit', { participantId: after.idOf('Aino Lampi') });
    const mother = await app.page({ token: app.visitTokens('laura@perhe.example').at(-1)! });
    await mother.enter(null);
    await host.ask('waiting-room:admit', { participantId: after.idOf('Laura') });
    await host.until('visit:roster', ({ people }) => people.length === 3);
    await mother.until('visit:roster', ({ people }) => people.length === 2);
    const namesOf = (page: typeof host) =>
      page
        .last('visit:roster')
        ?.people.map(({ name }) => name)
        .sort();
    expect(namesOf(aino)).toEqual(['Aino Lampi', 'Johan Lindgren']);
    expect(namesOf(mother)).toEqual(['Johan Lindgren', 'Laura']);
  });
});
