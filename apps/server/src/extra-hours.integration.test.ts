import { afterAll, beforeAll, expect, it } from 'vitest';
import { instantOf } from '#domain';
import { appointments, schema } from '#db';
import type { Reply } from '#protocol';
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

it('[C4] [C5] a colleague whose hours are all extra ones takes a visit over for an absence, at its time or another', async () => {
  const date = '2026-12-12'; // The Saturday after; the schedules are gone.
  app.openHours(date, '09:00', '10:30');
  const first = await app.book(instantOf(date, '09:00'));
  const second = await app.book(instantOf(date, '09:45'));
  const path = '/api/absences/user-elina';
  const read = async () =>
    (await app.call('elina', 'GET', `${path}?date=${date}`)).body as Reply<'readAbsence'>;
  const proposals = async () => (await read()).visits.map(({ proposal }) => proposal);
  expect(await proposals()).toEqual(['cancel', 'cancel']);
  app.openHours(date, '09:00', '09:45', childService, 'user-johan');
  app.openHours('2026-12-19', '09:00', '09:45', childService, 'user-johan');
  expect(await proposals()).toEqual(['hand-over', 'move']);
  const decisions = (await read()).visits.map(({ id, times: [time] }) => ({
    ...{ id, kind: 'move', practitionerId: time!.practitionerId, startsAt: time!.startsAt },
  }));
  const { results } = (await app.call('elina', 'POST', path, { date, note: '', decisions }))
    .body as Reply<'decideAbsence'>;
  expect(results.map(({ refused }) => refused)).toEqual([null, null]);
  const visits = app.store.read((tx) =>
    [first, second].map(({ appointmentId }) => appointments.byId(tx, appointmentId)!.appointment),
  );
  expect(visits.map(({ practitionerId, startsAt }) => [practitionerId, startsAt])).toEqual([
    ['user-johan', instantOf(date, '09:00')],
    ['user-johan', instantOf('2026-12-19', '09:00')],
  ]);
});
