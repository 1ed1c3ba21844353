import { afterAll, beforeAll, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { minuteMs } from '#domain';
import { schema } from '#db';
import type { Reply } from '#protocol';
import { childService, slotAt, startTestApp, type TestApp } from '#support/test-app.ts';

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
