import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { minuteMs } from '#domain';
import { demoPassword, schema } from '#db';
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
