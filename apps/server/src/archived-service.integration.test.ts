import { afterAll, beforeAll, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { minuteMs } from '#domain';
import { newId, schema, serviceHandlers } from '#db';
import type { Reply } from '#protocol';
import { childService, request, slotAt, startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  app.store.write((tx) =>
    serviceHandlers.replace(tx, { id: childService, organisationId: 'org-sairaala' }, ['user-leena']),
  );
});
afterAll(() => app.close());

const set = (settings: Partial<typeof schema.healthcareService.$inferInsert>) =>
  app.store.write((tx) =>
    tx
      .update(schema.healthcareService)
      .set(settings)
      .where(eq(schema.healthcareService.id, childService))
      .run(),
  );
const code = ({ body }: { body: unknown }) => (body as { error?: { code: string } }).error?.code;
const visits = () => app.store.read((tx) => tx.select().from(schema.appointment).all()).length;

it('[V13] [Y10] a request to a service that was archived since is given no time in it', async () => {
  set({ route: 'either', active: true });
  const sent = await app.call('aino', 'POST', '/api/sent-requests', {
    ...{ draftId: newId(), serviceId: childService, content: request },
  });
  const { id } = sent.body as { id: string };
  const act = (what: string, body: object = {}) =>
    app.call('leena', 'POST', `/api/triage/${id}/${what}`, body);
  await act('take');
  set({ active: false });
  const time = { practitionerId: 'user-elina', startsAt: slotAt(1, 1) };
  expect(code(await act('accept', { ...time, requiredIds: [], optionalIds: [] }))).toBe('slot-not-offered');
  const { body } = await app.call('leena', 'GET', `/api/triage/${id}/times`);
  expect((body as Reply<'listTimesForRequest'>).days.flatMap(({ times }) => times)).toEqual([]);
  const wishes = { time: 'any', practitionerId: null, from: null, to: null };
  expect((await act('waitlist', { wishes, text: '' })).status).toBe(200);
  expect(code(await act('offers', time))).toBe('slot-not-offered');
  expect(visits()).toBe(0);
});

it('[V13] [L6] a missed visit of an archived service is not booked again', async () => {
  set({ active: true });
  const { appointmentId } = await app.book(slotAt(0));
  app.clock.now = slotAt(0) + 20 * minuteMs;
  await app.call('elina', 'POST', `/api/appointments/${appointmentId}/no-show`, {});
  set({ active: false });
  const again = await app.call('elina', 'POST', `/api/appointments/${appointmentId}/rebook`, {
    ...{ practitionerId: 'user-elina', startsAt: slotAt(0, 1) },
  });
  expect(code(again)).toBe('no-new-time');
  const { body } = await app.call('elina', 'GET', `/api/appointments/${appointmentId}`);
  expect((body as Reply<'readAppointment'>).appointment.youMay.rebook).toBe(false);
  expect(visits()).toBe(1);
});

it('[V13] whoever is choosing a time of it, or writing for it, is told that it is the service that is gone', async () => {
  set({ active: true, route: 'either' });
  const time = { practitionerId: 'user-elina', startsAt: slotAt(2, 1) };
  const sent = { draftId: newId(), serviceId: childService, content: request };
  set({ active: false });
  const panel = { practitionerId: 'user-elina', requiredIds: [], optionalIds: [] };
  const path = `/api/services/${childService}`;
  for (const answer of [
    await app.call('aino', 'POST', '/api/holds', { serviceId: childService, ...time }),
    await app.call('aino', 'POST', '/api/appointments', { ...sent, ...time }),
    await app.call('aino', 'POST', '/api/sent-requests', sent),
    await app.call('aino', 'PUT', `${path}/draft`, { draftId: sent.draftId, content: request }),
    await app.call('aino', 'POST', `${path}/panel-times`, { ...panel, fromDate: '2026-12-01', days: 7 }),
  ])
    expect([answer.status, code(answer)]).toEqual([404, 'service-gone']);
});

it('[V13] [B6] what was booked or sent is told again to who lost the answer, though the service is gone by now', async () => {
  set({ active: true, route: 'either' });
  const time = { practitionerId: 'user-elina', startsAt: slotAt(2, 2) };
  const [booking, asking] = [newId(), newId()].map((draftId) => ({
    ...{ draftId, serviceId: childService, content: request },
  }));
  const book = () => app.call('aino', 'POST', '/api/appointments', { ...booking, ...time });
  const ask = () => app.call('aino', 'POST', '/api/sent-requests', asking);
  for (const send of [book, ask]) {
    const first = await send();
    expect([first.status, first.body]).toEqual([201, first.body]);
    set({ active: false });
    expect(await send()).toMatchObject({ status: 200, body: first.body });
    set({ active: true });
  }
});
