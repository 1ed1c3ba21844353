import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { dayMs, hourMs, instantOf, minuteMs, triage, type RequestContent } from '#domain';
import { newId, schema, serviceHandlers } from '#db';
import type { Reply } from '#protocol';
import { childService, monday, request, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

const adolescent = 'service-adolescent-psychiatry';
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  app.store.write((tx) => {
    tx.update(schema.healthcareService).set({ route: 'triage' }).run();
    const organisationId = 'org-sairaala';
    serviceHandlers.replace(tx, { id: childService, organisationId }, ['user-leena', 'user-elina']);
    serviceHandlers.replace(tx, { id: adolescent, organisationId }, ['user-johan']);
  });
});
afterAll(() => app.close());

type Refused = { error: { code: string; details?: { takenBy?: string }; fields?: object } };
const code = ({ body }: { body: unknown }) => (body as Refused).error?.code;
let children = 0;
/** A child of their own for each request, so that none is taken for another's. */
const newChild = () => ({
  kind: 'new-case' as const,
  initials: `${String.fromCharCode(65 + (children++ % 26))}${String.fromCharCode(65 + Math.floor(children / 26))}.`,
  birthYear: 2017,
});
const send = async (
  content: Partial<RequestContent> = {},
  who: Who = 'aino',
  draftId: string = newId(),
  serviceId = childService,
) =>
  app.call(who, 'POST', '/api/sent-requests', {
    ...{ draftId, serviceId },
    content: { ...request, subject: newChild(), ...content },
  });
const sent = async (...args: Parameters<typeof send>): Promise<string> => {
  const { status, body } = await send(...args);
  if (status !== 201) throw new Error(`sending was refused: ${JSON.stringify(body)}`);
  return (body as { id: string }).id;
};
const act = (who: Who, id: string, what: string, body?: object) =>
  app.call(who, 'POST', `/api/triage/${id}/${what}`, body ?? {});
const queue = async (who: Who, query = '') =>
  (await app.call(who, 'GET', `/api/triage${query}`)).body as Reply<'readQueue'>;
const mine = async (id: string, who: Who = 'aino') =>
  ((await app.call(who, 'GET', `/api/sent-requests/${id}`)).body as Reply<'readSentRequest'>).request;
const rowOf = (id: string) =>
  app.store.read((tx) => tx.select().from(schema.triageRequest).where(eq(schema.triageRequest.id, id)).get())!;
const letters = (kind = 'request') => app.outbox().filter((message) => message.kind === kind);

describe('sending', () => {
  it('[Y1] [Y2] [B6] stands in the queue once, however often it is sent, and says until when it is answered', async () => {
    const draftId = newId();
    const content = { ...request, subject: newChild() };
    await app.call('aino', 'PUT', `/api/services/${childService}/draft`, { draftId, content });
    const first = await send(content, 'aino', draftId);
    expect(first.status).toBe(201);
    const { id, promisedAt } = first.body as { id: string; promisedAt: number };
    expect(promisedAt).toBe(instantOf('2026-11-30', '16:00'));
    const again = await send(content, 'aino', draftId);
    expect([again.status, (again.body as { id: string }).id]).toEqual([200, id]);
    expect((await queue('leena')).rows.filter((row) => row.id === id)).toHaveLength(1);
    // The draft is gone, and a page that was left open does not begin a second one under its id.
    const late = await app.call('aino', 'PUT', `/api/services/${childService}/draft`, { draftId, content });
    expect(code(late)).toBe('appointment-over');
    expect((await mine(id)).status).toBe('submitted');
  });
  it('[Y2] an urgent one is promised by the urgent rule', async () => {
    const { body } = await send({ urgency: 'urgent' });
    expect((body as { promisedAt: number }).promisedAt).toBe(instantOf('2026-11-24', '16:00'));
  });
});

describe('taking', () => {
  it('[Y5] two take at once: one has it, the other is told who', async () => {
    const id = await sent();
    const [a, b] = await Promise.all([act('leena', id, 'take'), act('elina', id, 'take')]);
    expect([a.status, b.status].sort()).toEqual([200, 409]);
    const loser = [a, b].find(({ status }) => status === 409)!;
    const winner = a.status === 200 ? 'Leena Ahola' : 'Elina Saarikko';
    expect((loser.body as Refused).error).toMatchObject({ code: 'request-taken', details: { takenBy: winner } });
  });
});

it('[Y10] accepting gives a time, and the visit carries the request', async () => {
  const id = await sent({ question: 'Mistä aloittaa?' });
  expect((await act('leena', id, 'take')).status).toBe(200);
  const week = (await app.call('leena', 'GET', `/api/triage/${id}/times`)).body as Reply<'listTimesForRequest'>;
  const time = week.days.flatMap(({ times }) => times)[0]!;
  const accepted = await act('leena', id, 'accept', {
    ...{ practitionerId: time.practitionerId, startsAt: time.startsAt },
    ...{ requiredIds: [], optionalIds: [] },
  });
  expect(accepted.status).toBe(200);
  const { appointmentId } = accepted.body as Reply<'acceptRequest'>;
  const visit = (await app.call('aino', 'GET', `/api/appointments/${appointmentId}`))
    .body as Reply<'readAppointment'>;
  expect(visit.appointment).toMatchObject({ question: 'Mistä aloittaa?', requesterName: 'Aino Lampi' });
  expect(await mine(id)).toMatchObject({ status: 'accepted', appointmentId, startsAt: time.startsAt });
});
