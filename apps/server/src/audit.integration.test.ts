import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { minuteMs } from '#domain';
import { audit, auditTargets, demoPassword, schema } from '#db';
import { fieldsOf, seriesDesk } from '#support/series.ts';
import { emails, slotAt, startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
let appointmentId: string;
type Event = { id: number; actor: string; action: string; entity: string; entityId: string };
type Page = { events: Event[]; nextBefore: number | null };

beforeAll(async () => {
  app = await startTestApp();
  ({ appointmentId } = await app.book(slotAt(0)));
});
afterAll(() => app.close());

/** The log as the administrator of one organisation reads it, oldest first. */
async function logOf(organisationId: string): Promise<Event[]> {
  app.store.write((tx) =>
    tx
      .update(schema.userAccount)
      .set({ organisationId })
      .where(eq(schema.userAccount.email, emails.mikko))
      .run(),
  );
  const events: Event[] = [];
  let before: number | null = null;
  do {
    const query: string = before === null ? '' : `?before=${before}`;
    const page = (await app.call('mikko', 'GET', `/api/audit${query}`)).body as Page;
    events.push(...page.events);
    before = page.nextBefore;
  } while (before !== null);
  return events.reverse();
}
const deeds = (events: Event[]) => events.map(({ action }) => action);

it('[R6] what is done to a visit stands in the logs of both its organisations, and in no other', async () => {
  await app.call('aino', 'GET', `/api/appointments/${appointmentId}`);
  await app.call('elina', 'GET', `/api/appointments/${appointmentId}`);
  // A page that is open looks again by itself.
  await app.call('aino', 'GET', `/api/appointments/${appointmentId}`);
  app.clock.now = slotAt(0) - 5 * minuteMs;
  await (await app.page('elina')).enter(appointmentId);
  for (const organisation of ['org-lehtola', 'org-sairaala']) {
    const events = (await logOf(organisation)).filter(({ action }) => !action.startsWith('sign-'));
    expect(deeds(events)).toEqual(['book', 'read', 'read', 'visit:enter']);
  }
  expect(deeds(await logOf('org-hiekkala')).filter((action) => !action.startsWith('sign-'))).toEqual([]);
});

it('[R6] sign-in, failed sign-in and sign-out stand in the log, with ids only', async () => {
  const attempt = (email: string, password: string) =>
    app.http.inject({ method: 'POST', url: '/api/session', payload: { email, password } });
  await attempt(emails.pekka, 'a wrong pass phrase');
  const response = await attempt(emails.pekka, demoPassword);
  const cookie = String(response.headers['set-cookie']).split(';')[0]!;
  await app.http.inject({ method: 'DELETE', url: '/api/session', headers: { cookie } });
  const before = app.store.read((tx) => tx.select().from(schema.auditEvent).all()).length;
  await attempt('nobody@hiekkala.example', 'x');
  const all = app.store.read((tx) => tx.select().from(schema.auditEvent).all());
  expect(all).toHaveLength(before);
  expect(JSON.stringify(all)).not.toMatch(/pass phrase|hiekkala\.example/);
  const events = (await logOf('org-hiekkala')).filter(({ entityId }) => entityId === 'user-pekka');
  expect(deeds(events)).toEqual(['sign-in-failed', 'sign-in', 'sign-out']);
});

it('[R6] a cancelled visit that the clock closes is not said to have been ended', async () => {
  const { appointmentId: id } = await app.book(slotAt(2));
  await app.call('aino', 'POST', `/api/appointments/${id}/cancel`, { reason: 'wrong-time', note: '' });
  app.clock.now = slotAt(2) + 4 * 60 * minuteMs;
  app.tick();
  const { encounter } = app.store.read((tx) => ({
    encounter: tx.select().from(schema.encounter).where(eq(schema.encounter.appointmentId, id)).get(),
  }));
  expect(encounter?.status).toBe('finished');
  const events = (await logOf('org-lehtola')).filter(({ entityId }) => entityId === id);
  expect(deeds(events)).toEqual(['book', 'cancel']);
});

it('[R6] writing an answer is one event for ten minutes of typing', async () => {
  let basedOn: number | null = null;
  const save = async (minutes: number) => {
    app.clock.now += minutes * minuteMs;
    const content = { kind: null, recommendation: String(app.clock.now), followUp: '', mandate: '' };
    const path = `/api/appointments/${appointmentId}/answer`;
    const { body } = await app.call('elina', 'PUT', path, { content, basedOn });
    ({ savedAt: basedOn } = body as { savedAt: number });
  };
  for (const minutes of [0, 1, 8, 0.5]) await save(minutes);
  const written = async () =>
    deeds(await logOf('org-sairaala')).filter((action) => action === 'write-answer').length;
  expect(await written()).toBe(1);
  await save(1);
  expect(await written()).toBe(2);
});

type Named = Event & { target: { name: { fi: string } | null; at: number | null } | null };
/** What the administrator of an organisation finds by a question. */
async function found(organisationId: string, query: Record<string, string>): Promise<Named[]> {
  app.store.write((tx) =>
    tx
      .update(schema.userAccount)
      .set({ organisationId })
      .where(eq(schema.userAccount.email, emails.mikko))
      .run(),
  );
  const { status, body } = await app.call('mikko', 'GET', `/api/audit?${new URLSearchParams(query)}`);
  expect(status).toBe(200);
  return (body as { events: Named[] }).events;
}

it('[R8] the log is narrowed by the name of who acted, also where they acted as a participant of a visit', async () => {
  const events = await found('org-sairaala', { who: 'saarikko ELINA' });
  expect(new Set(events.map(({ actor }) => actor))).toEqual(new Set(['Elina Saarikko']));
  expect(deeds(events)).toContain('visit:enter');
  expect(deeds(events)).toContain('write-answer');
  expect(await found('org-sairaala', { who: 'nobody of that name' })).toEqual([]);
});

it('[R8] the log is narrowed by topic and by days in Finland, and paging keeps to it', async () => {
  const looks = await found('org-lehtola', { topic: 'looking' });
  expect(looks.length).toBeGreaterThan(0);
  expect(new Set(deeds(looks))).toEqual(new Set(['read']));
  const before = await found('org-lehtola', { topic: 'looking', before: String(looks[0]!.id) });
  expect(before).toEqual(looks.slice(1));
  const put = (at: number) =>
    app.store.write((tx) =>
      audit.write(tx, {
        ...{ organisationId: 'org-lehtola', at, actorKind: 'system', actorId: 'test' },
        ...{ action: 'change', entity: 'organisation', entityId: 'org-lehtola' },
      }),
    );
  // The last minute of one Finnish day, and the first of the next.
  put(Date.parse('2026-02-03T21:59:00Z'));
  put(Date.parse('2026-02-03T22:00:00Z'));
  const day = async (from: string, to: string) =>
    (await found('org-lehtola', { from, to, topic: 'people' })).map((event) => (event as { at?: number }).at);
  expect(await day('2026-02-03', '2026-02-03')).toEqual([Date.parse('2026-02-03T21:59:00Z')]);
  expect(await day('2026-02-04', '2026-02-04')).toEqual([Date.parse('2026-02-03T22:00:00Z')]);
  expect(await day('2026-02-03', '2026-02-04')).toHaveLength(2);
});

it('[R8] a day that is none is refused', async () => {
  for (const from of ['2026-02-30', 'yesterday'])
    expect((await app.call('mikko', 'GET', `/api/audit?from=${from}`)).status).toBe(400);
});

it('[R8] a visit is named by its service and time to both organisations, and nothing of the child', async () => {
  for (const organisation of ['org-lehtola', 'org-sairaala']) {
    const events = await found(organisation, {});
    const booked = events.find(({ action, entityId }) => action === 'book' && entityId === appointmentId)!;
    expect(booked.target).toEqual({ name: expect.objectContaining({}), at: slotAt(0), number: null });
    expect(booked.target!.name!.fi).not.toBe('');
    const inVisit = events.find(({ entity }) => entity === 'participant');
    if (inVisit) expect(inVisit.target).toMatchObject({ at: slotAt(0) });
    expect(JSON.stringify(events)).not.toMatch(/Laura|initials|birthYear/);
  }
});

it('[R8] somebody of another organisation stays an id, and one of the own or below it is named', async () => {
  const event = (entityId: string) =>
    app.store.write((tx) =>
      audit.write(tx, {
        ...{ organisationId: 'org-lehtola', at: app.clock.now, actorKind: 'system', actorId: 'test' },
        ...{ action: 'change', entity: 'user', entityId },
      }),
    );
  event('user-aino');
  event('user-elina');
  const [elina, aino] = await found('org-lehtola', { topic: 'people' });
  expect([elina!.entityId, elina!.target]).toEqual(['user-elina', null]);
  expect(aino!.target?.name?.fi).toBe('Aino Lampi');
});

it('[R8] what an organisation below provides is named too, and what is neither the own nor asked for by it is not', () => {
  const event = { entity: 'appointment' as const, entityId: appointmentId };
  const named = (own: string, under: string[]) =>
    app.store.read((tx) => auditTargets(tx, [event], { own, under })).size;
  expect(named('org-suvanto', ['org-suvanto', 'org-sairaala'])).toBe(1);
  expect(named('org-hiekkala', ['org-hiekkala'])).toBe(0);
});

it('[R8] naming a page asks once for each kind, however many events there are', () => {
  const visits = app.store.read((tx) =>
    tx.select({ id: schema.appointment.id }).from(schema.appointment).all(),
  );
  expect(visits.length).toBeGreaterThan(1);
  const asks = (ids: string[]) =>
    app.store.read((tx) => {
      const spy = vi.spyOn(tx.$client, 'prepare');
      const events = ids.map((entityId) => ({ entity: 'appointment' as const, entityId }));
      auditTargets(tx, events, { own: 'org-lehtola', under: ['org-lehtola'] });
      const { length } = spy.mock.calls;
      spy.mockRestore();
      return length;
    });
  expect(asks([visits[0]!.id])).toBe(1);
  expect(asks(visits.map(({ id }) => id))).toBe(1);
});

it('[R8] a series is named by its service and when it was made: its own name can tell of a client', async () => {
  const desk = seriesDesk(app);
  const [first] = desk.openFridays('2027-02-05', 3);
  const id = await desk.made(fieldsOf(first!, 2, { name: 'SECRET of Onni' }));
  for (const organisation of ['org-lehtola', 'org-sairaala']) {
    const events = await found(organisation, { topic: 'series' });
    const made = events.find(({ entityId, action }) => entityId === id && action === 'make')!;
    expect(made.target!.name!.fi).not.toBe('');
    expect(made.target!.at).not.toBeNull();
    expect(JSON.stringify(events)).not.toContain('SECRET');
  }
});
