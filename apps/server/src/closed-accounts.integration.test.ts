import { afterAll, beforeAll, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { newId, schema, serviceHandlers } from '#db';
import { childService, request, slotAt, startTestApp, type TestApp } from '#support/test-app.ts';

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
