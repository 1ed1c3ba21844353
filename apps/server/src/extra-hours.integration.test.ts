import { afterAll, beforeAll, expect, it } from 'vitest';
import { instantOf } from '#domain';
import { appointments, schema } from '#db';
import { childService, startTestApp, type TestApp } from '#support/test-app.ts';
import { freeColleagues } from './use-cases/take-over.ts';

let app: TestApp;
beforeAll(async () => void (app = await startTestApp()));
afterAll(() => app.close());

it('[L3] a colleague whose hours are all extra ones is proposed when those fit', async () => {
  const date = '2026-12-05'; // A Saturday: nobody has weekly hours.
  app.openHours(date, '09:00', '12:00');
  const { appointmentId } = await app.book(instantOf(date, '09:00'));
  app.store.write((tx) => {
    const offers = { serviceId: childService, practitionerId: 'user-johan', organisationId: 'org-sairaala' };
    tx.insert(schema.servicePractitioner).values(offers).onConflictDoNothing().run();
  });
  app.store.write((tx) => tx.delete(schema.schedule).run());
  const ids = () =>
    app.store.read((tx) =>
      freeColleagues(tx, appointments.byId(tx, appointmentId)!, app.clock.now).map(({ id }) => id),
    );
  expect(ids()).toEqual([]);
  app.openHours(date, '09:00', '12:00', childService, 'user-johan');
  expect(ids()).toEqual(['user-johan']);
});
