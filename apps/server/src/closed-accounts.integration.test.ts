import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { minuteMs } from '#domain';
import { newId, schema, serviceHandlers } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf, seriesDesk } from '#support/series.ts';
import { childService, request, slotAt, startTestApp, type TestApp } from '#support/test-app.ts';
import { code, votesIn } from '#support/votes.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  app.store.write((tx) => {
    tx.update(schema.healthcareService).set({ route: 'triage' }).run();
    serviceHandlers.replace(tx, { id: childService, organisationId: 'org-sairaala' }, ['user-leena']);
  });
});
afterAll(() => app.close());

const setActive = (id: string, active: boolean) =>
  app.store.write((tx) =>
    tx.update(schema.userAccount).set({ active }).where(eq(schema.userAccount.id, id)).run(),
  );
const act = (id: string, what: string, body: object = {}) =>
  app.call('leena', 'POST', `/api/triage/${id}/${what}`, body);

/** A request that Pekka is invited to, and then his account is closed. */
async function sentWithPekka(): Promise<string> {
  setActive('user-pekka', true);
  const sent = await app.call('aino', 'POST', '/api/sent-requests', {
    ...{ draftId: newId(), serviceId: childService },
    content: { ...request, colleagueIds: ['user-pekka'] },
  });
  expect(sent.status).toBe(201);
  setActive('user-pekka', false);
  const { id } = sent.body as { id: string };
  expect((await act(id, 'take')).status).toBe(200);
  return id;
}
const people = (appointmentId: string) =>
  app.store
    .read((tx) => tx.select().from(schema.participant).all())
    .filter((row) => row.appointmentId === appointmentId)
    .map(({ userId, name }) => userId ?? name)
    .sort();

it('[U4] [Y10] a request whose colleague has left since is given a time without them', async () => {
  const id = await sentWithPekka();
  const accepted = await act(id, 'accept', {
    ...{ practitionerId: 'user-elina', startsAt: slotAt(0), requiredIds: [], optionalIds: [] },
  });
  expect(accepted).toMatchObject({ status: 200 });
  const { appointmentId } = accepted.body as { appointmentId: string };
  expect(people(appointmentId)).toEqual(['Laura', 'user-aino', 'user-elina']);
});

it('[U4] [Y18] and so is one that takes a time which was offered to it', async () => {
  const id = await sentWithPekka();
  const wishes = { time: 'any', practitionerId: null, from: null, to: null };
  expect((await act(id, 'waitlist', { wishes, text: '' })).status).toBe(200);
  const offered = await act(id, 'offers', { practitionerId: 'user-elina', startsAt: slotAt(0, 1) });
  expect(offered).toMatchObject({ status: 201 });
  const { offerId } = offered.body as { offerId: string };
  const taken = await app.call('aino', 'POST', `/api/sent-requests/${id}/offers/${offerId}/take`, {});
  expect(taken).toMatchObject({ status: 200 });
  const { appointmentId } = taken.body as { appointmentId: string };
  expect(people(appointmentId)).toEqual(['Laura', 'user-aino', 'user-elina']);
});

describe('nothing is booked in the name of somebody whose account was closed, and it is said whom to ask [U4]', () => {
  beforeAll(() => {
    app.store.write((tx) => {
      tx.update(schema.healthcareService).set({ route: 'either' }).run();
      // A coordinator of Aino's organisation, so that somebody goes on with what was hers.
      tx.update(schema.userAccount)
        .set({ organisationId: 'org-lehtola' })
        .where(eq(schema.userAccount.id, 'user-leena'))
        .run();
    });
  });
  beforeEach(() => {
    setActive('user-aino', true);
    setActive('user-pekka', true);
  });

  it('[Y10] a request’s time', async () => {
    const sent = await app.call('aino', 'POST', '/api/sent-requests', {
      ...{ draftId: newId(), serviceId: childService, content: request },
    });
    const { id } = sent.body as { id: string };
    expect((await act(id, 'take')).status).toBe(200);
    setActive('user-aino', false);
    const accepted = await act(id, 'accept', {
      ...{
        practitionerId: 'user-elina',
        startsAt: slotAt(2, 1),
        requiredIds: ['user-pekka'],
        optionalIds: [],
      },
    });
    expect(code(accepted)).toBe('requester-gone');
  });
  it('[N13] the agreed time of a proposal', async () => {
    const votes = votesIn(app);
    const at = votes.newMonday();
    const { id, mother } = await votes.propose([at('09:00')]);
    await votes.say(mother, at('09:00'), 'yes');
    setActive('user-aino', false);
    expect(code(await votes.confirm(id, at('09:00'), 'leena'))).toBe('requester-gone');
  });
  it('[T3] the renewal of a series', async () => {
    const desk = seriesDesk(app);
    const [first] = desk.openFridays('2026-12-04', 6);
    const id = await desk.made(fieldsOf(first!, 2));
    const { renewFrom: fromDate, rule } = await desk.read(id);
    setActive('user-aino', false);
    const plan = { rule, fromDate, count: 2, untilDate: null };
    for (const what of ['renew-preview', 'renew'])
      expect(
        code(
          await app.call('leena', 'POST', `/api/series/${id}/${what}`, { plan, solutions: [], basedOn: 1 }),
        ),
      ).toBe('requester-gone');
  });
});

describe('[U4] whoever has a role by now that sees no visits', () => {
  const post = (id: string, role: string) =>
    app.call('mikko', 'PUT', `/api/people/${id}`, {
      ...{ name: 'Aino Lampi', email: 'aino.lampi@lehtola.example', title: '', phone: '', language: 'fi' },
      ...{ role, organisationId: 'org-lehtola' },
    });
  const offers = () => app.store.read((tx) => tx.select().from(schema.waitlistOffer).all());

  const setRole = (id: string, role: 'staff' | 'admin') =>
    app.store.write((tx) =>
      tx.update(schema.userAccount).set({ role }).where(eq(schema.userAccount.id, id)).run(),
    );
  it('[C6] [L6] is asked to no visit in the place of another, and none is booked in their name', async () => {
    app.store.write((tx) => tx.update(schema.healthcareService).set({ route: 'direct' }).run());
    setActive('user-aino', true);
    setActive('user-pekka', true);
    const { appointmentId, tokens } = await app.book(slotAt(2, 4), { colleagueIds: ['user-pekka'] });
    const why = { reason: 'wrong-time', note: '' };
    expect((await app.call('aino', 'POST', `/api/appointments/${appointmentId}/cancel`, why)).status).toBe(
      200,
    );
    const to = { practitionerId: 'user-elina', startsAt: slotAt(3, 4) };
    const again = () => app.call({ token: tokens[0]! }, 'POST', '/api/guest/rebook', to);
    try {
      setRole('user-pekka', 'admin');
      setRole('user-aino', 'admin');
      expect(code(await again())).toBe('no-new-time');
      setRole('user-aino', 'staff');
      expect((await again()).status).toBe(201);
    } finally {
      for (const id of ['user-aino', 'user-pekka']) setRole(id, 'staff');
      app.store.write((tx) => tx.update(schema.healthcareService).set({ route: 'either' }).run());
    }
    const { successorId } = app.store.read((tx) =>
      tx.select().from(schema.appointment).where(eq(schema.appointment.id, appointmentId)).get(),
    )!;
    expect(people(successorId!)).toEqual(['Laura', 'user-aino', 'user-elina']);
  });

  it('[Y19] is offered nothing any more, nor given anything, and so when they were offered it before', async () => {
    setActive('user-aino', true);
    const sent = await app.call('aino', 'POST', '/api/sent-requests', {
      ...{ draftId: newId(), serviceId: childService, content: request },
    });
    const { id } = sent.body as { id: string };
    await act(id, 'take');
    const wishes = { time: 'any', practitionerId: null, from: null, to: null };
    expect((await act(id, 'waitlist', { wishes, text: '' })).status).toBe(200);
    const time = { practitionerId: 'user-elina', startsAt: slotAt(3, 3) };
    expect((await act(id, 'offers', time)).status).toBe(201);
    const link = app.outbox().flatMap(({ body }) => /\/offer#([\w-]+)/.exec(body)?.[1] ?? []);
    const token = link.at(-1)!;
    try {
      expect((await post('user-aino', 'admin')).status).toBe(200);
      expect(offers().find(({ requestId }) => requestId === id)).toMatchObject({ status: 'gone' });
      expect(code(await app.call({ token }, 'POST', '/api/offer/take', {}))).toBe('offer-over');
      expect(code(await act(id, 'offers', time))).toBe('requester-gone');
      await act(id, 'take');
      const given = await act(id, 'accept', { ...time, requiredIds: [], optionalIds: [] });
      expect(code(given)).toBe('requester-gone');
    } finally {
      await post('user-aino', 'staff');
    }
  });
});

it('[U4] [Y5] what somebody had taken whose account is closed, or whose role decides on nothing, is free at once', async () => {
  const sent = await app.call('aino', 'POST', '/api/sent-requests', {
    ...{ draftId: newId(), serviceId: childService, content: request },
  });
  const { id } = sent.body as { id: string };
  app.store.write((tx) =>
    serviceHandlers.replace(tx, { id: childService, organisationId: 'org-sairaala' }, [
      'user-elina',
      'user-leena',
    ]),
  );
  const { body } = await app.call('mikko', 'GET', '/api/people?q=elina');
  const [row] = (body as Reply<'listPeople'>).people;
  const { name, email, title, phone, language, languages, organisationId } = row!;
  const fields = { name, email, title, phone: phone ?? '', language, languages, organisationId };
  for (const [method, what, change] of [
    ['POST', '/active', { active: false }],
    ['PUT', '', { ...fields, role: 'admin' }],
  ] as const) {
    expect((await app.call('elina', 'POST', `/api/triage/${id}/take`)).status).toBe(200);
    expect(code(await act(id, 'take'))).toBe('request-taken');
    const path = `/api/people/user-elina${what}`;
    expect((await app.call('mikko', method, path, change)).status).toBe(200);
    expect((await act(id, 'take')).status).toBe(200);
    expect((await act(id, 'release')).status).toBe(200);
    app.store.write((tx) =>
      tx
        .update(schema.userAccount)
        .set({ active: true, role: 'specialist' })
        .where(eq(schema.userAccount.id, 'user-elina'))
        .run(),
    );
    app.clock.now += 61 * minuteMs;
  }
});
