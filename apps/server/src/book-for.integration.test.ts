import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { instantOf } from '#domain';
import { appointments, newId, schema } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf, seriesDesk } from '#support/series.ts';
import { childService, request, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  // A colleague of Aino's, and one of hers who books nothing.
  app.store.write((tx) => {
    const known = tx.select().from(schema.userAccount).all();
    const aino = known.find(({ id }) => id === 'user-aino')!;
    const pekka = known.find(({ id }) => id === 'user-pekka')!;
    tx.insert(schema.userAccount)
      .values([
        { ...aino, id: 'user-ulla', email: 'ulla@lehtola.example', name: 'Ulla Salo' },
        { ...aino, id: 'user-lauri', email: 'lauri@lehtola.example', name: 'Lauri', role: 'specialist' },
        { ...pekka, id: 'user-outi', email: 'outi@hiekkala.example', name: 'Outi' },
      ])
      .run();
  });
});
afterAll(() => app.close());

let weeks = 0;
const newMonday = () => {
  const date = new Date(Date.UTC(2026, 10, 30 + 7 * weeks++)).toISOString().slice(0, 10);
  return (time: string) => instantOf(date, time);
};
const book = (startsAt: number, more: object, who: Who = 'aino', override?: string) =>
  app.call(who, 'POST', '/api/appointments', {
    ...{ draftId: newId(), serviceId: childService, practitionerId: 'user-elina', startsAt },
    ...{ content: { ...request, ...more }, ...(override !== undefined && { override }) },
  });
const idOf = ({ body }: { body: unknown }) => (body as { appointmentId: string }).appointmentId;
const code = ({ body }: { body: unknown }) => (body as { error: { code: string } }).error.code;
const events = (entityId: string) =>
  app.store
    .read((tx) => tx.select().from(schema.auditEvent).all())
    .filter((event) => event.entityId === entityId)
    .map(({ action, actorId }) => `${actorId} ${action}`);

it('[B7] what is booked for a colleague is theirs: their name, their letters, their child; both see it and the log holds both', async () => {
  const at = newMonday();
  const id = idOf(await book(at('09:00'), { requesterId: 'user-ulla' }));
  const { appointment } = (await app.call('aino', 'GET', `/api/appointments/${id}`))
    .body as Reply<'readAppointment'>;
  expect(appointment).toMatchObject({ requesterName: 'Ulla Salo', bookedByName: 'Aino Lampi' });
  expect(appointment.youMay).toMatchObject({ cancel: true, move: true, enter: false });
  const letters = app.outbox().filter(({ appointmentId }) => appointmentId === id);
  expect(letters.map(({ recipient }) => recipient).sort()).toEqual([
    ...['elina.saarikko@sairaala.example', 'laura@perhe.example', 'ulla@lehtola.example'],
  ]);
  expect(letters.find(({ recipient }) => recipient === 'laura@perhe.example')!.body).toContain('Ulla Salo');
  for (const to of ['elina.saarikko@sairaala.example', 'ulla@lehtola.example'])
    expect(letters.find(({ recipient }) => recipient === to)!.body).toContain(
      'Varaaja: Aino Lampi, pyytäjän Ulla Salo puolesta, Lehtolan kunta',
    );
  const [known] = app.store.read((tx) => tx.select().from(schema.childCase).all());
  expect(known!.responsibleWorkerId).toBe('user-ulla');
  expect(events(id)).toContain('user-aino book');
  expect(events('user-ulla')).toContain('user-aino book-for');
  const listed = (await app.call('aino', 'GET', '/api/appointments')).body as Reply<'listAppointments'>;
  expect(listed.appointments.map((each) => each.id)).toContain(id);
  // Somebody of another organisation sees nothing of it.
  expect((await app.call('pekka', 'GET', `/api/appointments/${id}`)).status).toBe(404);
  const cancelled = await app.call('aino', 'POST', `/api/appointments/${id}/cancel`, {
    reason: 'not-needed',
    note: '',
  });
  expect(cancelled.status).toBe(200);
});

it('[B10] a case is used by whose it is, for whom it is booked and by a coordinator; by no other colleague who knows its id', async () => {
  const at = newMonday();
  const child = (id: string, responsibleWorkerId: string, organisationId = 'org-lehtola') => ({
    ...{ id, organisationId, responsibleWorkerId, initials: 'A.B.', birthYear: 2016, createdAt: 1 },
  });
  app.store.write((tx) => {
    tx.insert(schema.childCase)
      .values([
        ...[
          child('case-aino', 'user-aino'),
          child('case-ulla', 'user-ulla'),
          child('case-lauri', 'user-lauri'),
        ],
        ...[child('case-suvanto', 'user-sanna', 'org-suvanto')],
      ])
      .run();
    tx.update(schema.healthcareService)
      .set({ route: 'either' })
      .where(eq(schema.healthcareService.id, childService))
      .run();
  });
  const about = (caseId: string) => ({ subject: { kind: 'case' as const, caseId } });
  const refused = { status: 422, body: { error: { code: 'incomplete', fields: { subject: 'required' } } } };
  expect(await book(at('09:00'), about('case-ulla'))).toMatchObject(refused);
  expect(await book(at('09:00'), { ...about('case-lauri'), requesterId: 'user-ulla' })).toMatchObject(
    refused,
  );
  const series = fieldsOf('2027-02-05', 2, { requiredIds: [], ...about('case-ulla'), consentNoted: true });
  expect(await seriesDesk(app).preview(series)).toMatchObject(refused);
  const sent = await app.call('aino', 'POST', '/api/sent-requests', {
    ...{ draftId: newId(), serviceId: childService, content: { ...request, ...about('case-ulla') } },
  });
  expect(sent).toMatchObject(refused);
  expect((await book(at('09:00'), about('case-aino'))).status).toBe(201);
  expect((await book(at('09:45'), { ...about('case-ulla'), requesterId: 'user-ulla' })).status).toBe(201);
  expect((await book(at('10:30'), about('case-suvanto'), 'leena')).status).toBe(201);
  app.store.write((tx) =>
    tx
      .update(schema.healthcareService)
      .set({ route: 'direct' })
      .where(eq(schema.healthcareService.id, childService))
      .run(),
  );
});

it('[B6] [B7] sent twice, it is one booking', async () => {
  const at = newMonday();
  const payload = {
    ...{ draftId: newId(), serviceId: childService, practitionerId: 'user-elina', startsAt: at('09:00') },
    content: { ...request, requesterId: 'user-ulla' },
  };
  const [first, second] = [
    await app.call('aino', 'POST', '/api/appointments', payload),
    await app.call('aino', 'POST', '/api/appointments', payload),
  ];
  expect([first.status, second.status]).toEqual([201, 200]);
  expect(idOf(second)).toBe(idOf(first));
});

it('[B7] nobody is booked for of another organisation, or who could not book themselves', async () => {
  const at = newMonday();
  for (const requesterId of ['user-outi', 'user-lauri', 'nobody'])
    expect(await book(at('09:00'), { requesterId })).toMatchObject({
      status: 422,
      body: { error: { fields: { requesterId: 'unknown-colleague' } } },
    });
  const list = (await app.call('aino', 'GET', '/api/colleagues')).body as Reply<'listColleagues'>;
  expect(list.colleagues.filter(({ mayBookFor }) => mayBookFor).map(({ id }) => id)).toEqual([
    'user-satu',
    'user-ulla',
  ]);
});

it('[B7] [C6] [L6] who booked it for a colleague sees to what takes its place too, whoever takes the new time', async () => {
  const at = newMonday();
  const read = async (id: string) => {
    const { status, body } = await app.call('aino', 'GET', `/api/appointments/${id}`);
    expect(status).toBe(200);
    return (body as Reply<'readAppointment'>).appointment;
  };
  const at9 = { practitionerId: 'user-elina', startsAt: at('09:00') };
  const { appointmentId, tokens } = await app.book(at9.startsAt, { requesterId: 'user-ulla' });
  const family = { token: tokens[0]! };
  const why = { reason: 'ill', note: '' };
  expect((await app.call(family, 'POST', '/api/guest/cancel', why)).status).toBe(200);
  const to = { ...at9, startsAt: at('09:45') };
  expect((await app.call(family, 'POST', '/api/guest/rebook', to)).status).toBe(201);
  const { successorId: taken } = app.store.read((tx) => appointments.byId(tx, appointmentId))!.appointment;
  const ainosForUllas = { bookedByName: 'Aino Lampi', requesterName: 'Ulla Salo' };
  expect(await read(taken!)).toMatchObject(ainosForUllas);

  app.clock.now = at('10:00');
  expect((await app.call('elina', 'POST', `/api/appointments/${taken}/no-show`)).status).toBe(200);
  const later = { ...at9, startsAt: at('11:15') };
  const again = await app.call('elina', 'POST', `/api/appointments/${taken}/rebook`, later);
  expect([again.status, again.body]).toEqual([201, again.body]);
  expect(await read((again.body as { id: string }).id)).toMatchObject(ainosForUllas);
});

it('[B7] [N1] a panel takes the time of whom it is for, not of who books it', async () => {
  const at = newMonday();
  const more = { requesterId: 'user-ulla', colleagueIds: ['user-pekka'], requiredIds: ['user-pekka'] };
  const held = await app.call('aino', 'POST', '/api/holds', {
    ...{ serviceId: childService, practitionerId: 'user-elina', startsAt: at('09:15') },
    ...{ requiredIds: ['user-pekka'], requesterId: 'user-ulla' },
  });
  expect(held.status).toBe(201);
  expect((await book(at('09:15'), more)).status).toBe(201);
  const claimed = app.store
    .read((tx) => tx.select().from(schema.claim).all())
    .filter(({ startsAt }) => startsAt === at('09:15'))
    .map(({ resourceId }) => resourceId);
  expect(claimed.sort()).toEqual(['user-elina', 'user-pekka', 'user-ulla']);
});

const look = (startsAt: number, who: Who = 'leena') =>
  app.call(who, 'POST', `/api/services/${childService}/look-at-time`, {
    practitionerId: 'user-elina',
    startsAt,
  });

it('[H14] a first booking takes what is not offered, with permission and a reason; both stay with the visit and in the log', async () => {
  const at = newMonday();
  expect((await look(at('17:05'))).body as Reply<'lookAtTime'>).toMatchObject({
    ...{ isOffered: false, busy: [], hasBegun: false, practitionerName: 'Elina Saarikko' },
  });
  expect((await look(at('17:05'), 'aino')).status).toBe(403);
  expect(code(await book(at('17:05'), {}, 'leena'))).toBe('slot-not-offered');
  expect(code(await book(at('17:05'), {}, 'leena', ' '))).toBe('reason-needed');
  expect(code(await book(at('17:05'), {}, 'aino', 'Please.'))).toBe('override-forbidden');
  const id = idOf(await book(at('17:05'), {}, 'leena', ' The court sits. '));
  const { appointment } = (await app.call('leena', 'GET', `/api/appointments/${id}`))
    .body as Reply<'readAppointment'>;
  expect(appointment.changes).toMatchObject([
    { kind: 'override', note: 'The court sits.', actorName: 'Leena Ahola' },
  ]);
  expect(events(id)).toContain('user-leena override');
});

it('[H14] it takes what others hold and what an own calendar elsewhere says, never a visit', async () => {
  const at = newMonday();
  app.store.write((tx) => {
    tx.insert(schema.externalCalendar)
      .values({
        ...{
          practitionerId: 'user-elina',
          organisationId: 'org-sairaala',
          address: 'https://example.fi/x.ics',
        },
        ...{ connectedAt: 1, nextFetchAt: 1 },
      })
      .run();
    tx.insert(schema.externalBusy)
      .values({
        practitionerId: 'user-elina',
        organisationId: 'org-sairaala',
        startsAt: at('09:00'),
        endsAt: at('09:45'),
      })
      .run();
  });
  expect(code(await book(at('09:00'), {}, 'leena'))).toBe('slot-taken');
  expect((await look(at('09:00'))).body as Reply<'lookAtTime'>).toMatchObject({
    ...{ isOffered: true, busy: [{ name: 'Elina Saarikko', canBeOverridden: true }] },
  });
  // Before a visit is moved there too; its own time is not in its way (H11), somebody else's visit is.
  const own = idOf(await book(at('10:30'), {}, 'leena'));
  expect((await book(at('11:15'), {})).status).toBe(201);
  const lookAtMove = (startsAt: number, who: Who = 'leena') =>
    app.call(who, 'POST', `/api/appointments/${own}/look-at-time`, {
      practitionerId: 'user-elina',
      startsAt,
    });
  const standing = async (startsAt: number) => {
    const { isOffered, busy } = (await lookAtMove(startsAt)).body as Reply<'lookAtMove'>;
    return [isOffered, busy.map(({ canBeOverridden }) => canBeOverridden)];
  };
  expect(await standing(at('09:00'))).toEqual([true, [true]]);
  expect(await standing(at('10:20'))).toEqual([false, []]);
  expect(await standing(at('10:45'))).toEqual([false, [false]]);
  expect((await lookAtMove(at('09:00'), 'aino')).status).toBe(403);
  expect((await book(at('09:00'), {}, 'leena', 'She said so.')).status).toBe(201);
  const hold = { serviceId: childService, practitionerId: 'user-elina', startsAt: at('09:45') };
  expect((await app.call('aino', 'POST', '/api/holds', hold)).status).toBe(201);
  expect((await book(at('09:45'), {}, 'leena', 'It is urgent.')).status).toBe(201);
  expect((await look(at('09:45'))).body as Reply<'lookAtTime'>).toMatchObject({
    busy: [{ name: 'Elina Saarikko', canBeOverridden: false }],
  });
  expect(code(await book(at('09:50'), {}, 'leena', 'It is urgent.'))).toBe('slot-taken');
  // What is offered and free is no override: nothing is noted.
  const id = idOf(await book(at('10:30'), {}, 'leena', 'Just in case.'));
  expect(events(id)).not.toContain('user-leena override');
});

it('[B7] what becomes of it shows at once to whoever booked it for a colleague, and to the coordinators', async () => {
  const at = newMonday();
  app.store.write((tx) => {
    const ulla = tx.select().from(schema.userAccount).where(eq(schema.userAccount.id, 'user-ulla')).get()!;
    const rauha = { id: 'user-rauha', email: 'rauha@lehtola.example', role: 'coordinator' } as const;
    tx.insert(schema.userAccount)
      .values({ ...ulla, ...rauha })
      .run();
  });
  const told: string[] = [];
  app.deps.live.on('my-day-changed', (userId) => told.push(userId));
  const isTold = async (...userIds: string[]) => {
    await vi.waitFor(() => expect(told).toEqual(expect.arrayContaining(userIds)));
    // Nobody of an organisation that has nothing to do with it.
    expect(told).not.toContain('user-leena');
    told.length = 0;
  };
  const id = idOf(await book(at('09:00'), { requesterId: 'user-ulla' }));
  await isTold('user-rauha', 'user-aino', 'user-ulla', 'user-elina');
  const page = await app.page('aino');
  await page.ask('my-day:watch', {});
  const why = { reason: 'wrong-time', note: '', override: null };
  const to = { practitionerId: 'user-elina', startsAt: at('09:45') };
  expect((await app.call('elina', 'POST', `/api/appointments/${id}/move`, { ...to, ...why })).status).toBe(
    200,
  );
  await page.until('my-day:changed');
  await isTold('user-rauha');

  app.clock.now = at('10:00');
  expect((await app.call('elina', 'POST', `/api/appointments/${id}/no-show`)).status).toBe(200);
  await isTold('user-rauha', 'user-aino');
  expect((await app.call('elina', 'POST', `/api/appointments/${id}/no-show/undo`)).status).toBe(200);
  await isTold('user-rauha', 'user-aino');
  const content = { kind: 'advice', recommendation: 'Rest.', followUp: '', mandate: '' };
  const signed = await app.call('elina', 'POST', `/api/appointments/${id}/answer/sign`, {
    ...{ content, basedOn: null },
  });
  expect([signed.status, signed.body]).toEqual([200, {}]);
  await isTold('user-rauha', 'user-aino');
});
