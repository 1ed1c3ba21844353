import { afterAll, beforeAll, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { localDateOf, minuteMs } from '#domain';
import { newId, schema, serviceHandlers } from '#db';
import type { Reply } from '#protocol';
import { dutyService, dutyTest } from '#support/duty.ts';
import { fieldsOf, fridays, seriesDesk } from '#support/series.ts';
import { childService, request, slotAt, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  app.store.write((tx) => {
    tx.insert(schema.servicePractitioner)
      .values({ serviceId: childService, practitionerId: 'user-johan', organisationId: 'org-sairaala' })
      .run();
    // Johan works for a municipality by now; what he was chosen for at the hospital stays where it is.
    tx.update(schema.userAccount)
      .set({ organisationId: 'org-norrvik' })
      .where(eq(schema.userAccount.id, 'user-johan'))
      .run();
  });
});
afterAll(() => app.close());

it('[V12] [Q9] who works elsewhere now is of the old team no more: no waiting room, no visit to take over', async () => {
  const startsAt = slotAt(0);
  const { appointmentId } = await app.book(startsAt);
  app.clock.now = startsAt - 30 * minuteMs;
  const { body } = await app.call('johan', 'GET', '/api/arrivals');
  const { services, visits } = body as Reply<'readArrivals'>;
  expect([services.map(({ id }) => id), visits]).toEqual([[], []]);
  const taken = await app.call('johan', 'POST', `/api/arrivals/${appointmentId}/take-over`, {
    ...{ from: 'user-elina', to: 'user-johan' },
  });
  expect(taken.status).toBe(404);
  const given = await app.call('elina', 'POST', `/api/arrivals/${appointmentId}/take-over`, {
    ...{ from: 'user-elina', to: 'user-johan' },
  });
  expect(given.status).toBe(403);
});

/** Mikko, who administers the county, moves somebody to another organisation of it. */
async function move(userId: string, organisationId: string): Promise<void> {
  const { body } = await app.call('mikko', 'GET', '/api/people');
  const row = (body as Reply<'listPeople'>).people.find(({ id }) => id === userId)!;
  const { name, email, title, phone, role, language, languages } = row;
  const fields = { name, email, title, phone: phone ?? '', role, language, languages, organisationId };
  const done = await app.call('mikko', 'PUT', `/api/people/${userId}`, fields);
  expect([done.status, done.body]).toEqual([200, { id: userId }]);
}

it('[Y24] [Y1] who moves elsewhere handles the old requests no more, in no list either; who stays below it goes on', async () => {
  const service = { id: childService, organisationId: 'org-sairaala' };
  app.store.write((tx) => {
    tx.update(schema.healthcareService).set({ route: 'either' }).run();
    serviceHandlers.replace(tx, service, ['user-elina', 'user-leena']);
  });
  const sent = await app.call('aino', 'POST', '/api/sent-requests', {
    ...{ draftId: newId(), serviceId: childService, content: request },
  });
  const { id } = sent.body as { id: string };
  const read = async (who: 'elina' | 'leena') => (await app.call(who, 'GET', `/api/triage/${id}`)).status;
  const handlers = async () =>
    (
      (await app.call('mikko', 'GET', `/api/managed-services/${childService}`))
        .body as Reply<'readManagedService'>
    ).settings.handlerIds;
  expect([await read('elina'), await read('leena')]).toEqual([200, 200]);
  expect((await app.call('elina', 'POST', `/api/triage/${id}/take`)).status).toBe(200);
  try {
    await move('user-elina', 'org-norrvik');
    expect([await read('elina'), await read('leena'), await handlers()]).toEqual([404, 200, ['user-leena']]);
    // Nobody waits for what she had taken.
    expect((await app.call('leena', 'POST', `/api/triage/${id}/take`)).status).toBe(200);
    // The provider itself, and what lies below it, is no other place to work for.
    await move('user-leena', 'org-sairaala');
    expect([await read('leena'), await handlers()]).toEqual([200, ['user-leena']]);
    // Coming back gives nobody back what an administrator would have to name them for.
    await move('user-elina', 'org-sairaala');
    expect([await read('elina'), await handlers()]).toEqual([404, ['user-leena']]);
  } finally {
    await move('user-leena', 'org-suvanto');
    await move('user-elina', 'org-sairaala');
  }
});

it('[Y24] [I1] who moves elsewhere is on duty there no more, from that moment on', async () => {
  const duty = dutyTest(app);
  app.store.write((tx) =>
    tx
      .update(schema.healthcareService)
      .set({ organisationId: 'org-sairaala' })
      .where(eq(schema.healthcareService.id, dutyService))
      .run(),
  );
  await duty.open({ personIds: ['user-leena', 'user-johan'] });
  await duty.shift('leena', 'on');
  const queues = async () => (await duty.desk('leena')).queues.map(({ serviceId }) => serviceId);
  expect(await queues()).toEqual([dutyService]);
  const onDuty = () =>
    app.store.read((tx) => tx.select().from(schema.dutyShift).all()).map(({ userId }) => userId);
  expect(onDuty()).toEqual(['user-leena']);
  await move('user-leena', 'org-hiekkala');
  expect([await queues(), onDuty()]).toEqual([[], []]);
  const named = app.store.read((tx) => tx.select().from(schema.dutyPerson).all()).map(({ userId }) => userId);
  expect(named).toEqual(['user-johan']);
});

it('[V12] [T8] the series of somebody who works elsewhere now is not renewed against hours, by nobody', async () => {
  app.store.write((tx) =>
    tx
      .update(schema.userAccount)
      .set({ organisationId: 'org-sairaala' })
      .where(eq(schema.userAccount.id, 'user-johan'))
      .run(),
  );
  const desk = seriesDesk(app);
  const dates = fridays('2026-12-04', 2);
  desk.open(dates, 'user-johan');
  const id = await desk.made(fieldsOf(dates[0]!, 2, { practitionerId: 'user-johan', requiredIds: [] }));
  await move('user-johan', 'org-norrvik');
  const { renewFrom, rule } = await desk.read(id);
  const keep = (n: number) => ({ n, kind: 'keep' as const, reason: 'Sovittu' });
  const renewed = await app.call('johan', 'POST', `/api/series/${id}/renew`, {
    ...{ plan: { rule, fromDate: renewFrom!, count: 2, untilDate: null }, basedOn: 1 },
    solutions: [],
  });
  expect(renewed.status).toBe(403);
  await move('user-leena', 'org-lehtola');
  try {
    const kept = await app.call('leena', 'POST', `/api/series/${id}/renew`, {
      ...{ plan: { rule, fromDate: renewFrom!, count: 2, untilDate: null }, basedOn: 1 },
      solutions: [keep(3), keep(4)],
    });
    expect(kept.body).toMatchObject({
      error: {
        code: 'series-conflicts',
        details: {
          meetings: [3, 4].map((n) => ({ n, conflicts: [{ why: 'not-there', names: ['Johan Lindgren'] }] })),
        },
      },
    });
  } finally {
    await move('user-leena', 'org-suvanto');
  }
});

it('[C11] [W3] the visits that somebody still has for the old organisation are busy time to the new one', async () => {
  const startsAt = slotAt(3);
  const { appointmentId } = await app.book(startsAt);
  app.store.write((tx) => {
    tx.update(schema.userAccount)
      .set({ organisationId: 'org-norrvik' })
      .where(eq(schema.userAccount.id, 'user-elina'))
      .run();
    // Maria coordinates where Elina works now.
    tx.update(schema.userAccount)
      .set({ role: 'coordinator' })
      .where(eq(schema.userAccount.id, 'user-maria'))
      .run();
  });
  const date = localDateOf(startsAt);
  const day = async (who: Who) =>
    (await app.call(who, 'GET', `/api/absences/user-elina?date=${date}`)).body as Reply<'readAbsence'>;
  const told = await day('maria');
  const endsAt = startsAt + 45 * minuteMs;
  expect(told).toMatchObject({ visits: [], elsewhere: expect.arrayContaining([{ startsAt, endsAt }]) });
  expect(JSON.stringify(told)).not.toMatch(/Aino|Lehtola/);
  // She is not asked what becomes of it when the hours that it fitted go.
  const off = { kind: 'off', date, lastDate: date, from: '00:00', to: '24:00' };
  const added = await app.call('maria', 'POST', '/api/hours/user-elina/exceptions', {
    fields: off,
    replaces: null,
  });
  expect([added.status, added.body]).toEqual([201, added.body]);
  const decision = { id: appointmentId, kind: 'cancel', from: startsAt };
  const decide = await app.call('maria', 'POST', '/api/absences/user-elina', {
    ...{ date, note: '', decisions: [decision] },
  });
  expect(decide.body).toEqual({ results: [{ id: appointmentId, refused: 'not-booked' }] });
  // They themselves read and decide as ever.
  const own = await day('elina');
  expect(own.visits.map(({ id }) => id)).toContain(appointmentId);
  expect(own.elsewhere).toEqual([]);
});
