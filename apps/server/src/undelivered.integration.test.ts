import { afterAll, beforeAll, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { hourMs, minuteMs } from '#domain';
import { newId, schema } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf, seriesDesk } from '#support/series.ts';
import { slotAt, startTestApp, type TestApp, type Who } from '#support/test-app.ts';
import { deliverDue } from './jobs/outbox-job.ts';
import { remind } from './jobs/reminder-job.ts';

/** Addresses that the mail server or the gateway refuses for good. */
const refused = new Set<string>();
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({
    delivery: ({ recipient }) =>
      refused.has(recipient)
        ? Promise.reject(Object.assign(new Error('550 no such user'), { isPermanent: true }))
        : Promise.resolve(),
  });
});
afterAll(() => app.close());

let weeks = 1;
const laura = 'laura@perhe.example';
async function visit() {
  const { appointmentId, tokens } = await app.book(slotAt(0, weeks++));
  const path = `/api/appointments/${appointmentId}`;
  const read = async (who: Who) =>
    ((await app.call(who, 'GET', path)).body as Reply<'readAppointment'>).appointment;
  const guest = (await read('aino')).participants.find(({ address }) => address === laura)!;
  const renew = (to: { channel: 'email' | 'sms'; address: string } | null, who: Who = 'aino') =>
    app.call(who, 'POST', `${path}/participants/${guest.id}/link`, { to });
  const told = async (who: Who) =>
    (await read(who)).participants.find(({ id }) => id === guest.id)!.undelivered;
  const listed = async (who: Who) =>
    ((await app.call(who, 'GET', '/api/appointments')).body as Reply<'listAppointments'>).appointments.find(
      ({ id }) => id === appointmentId,
    )?.undelivered;
  return { appointmentId, path, token: tokens[0]!, guest, read, renew, told, listed };
}
const remindAt = (dueAt: number, ...ids: string[]) =>
  app.store.write((tx) => {
    tx.delete(schema.reminder).run();
    for (const appointmentId of ids)
      tx.insert(schema.reminder).values({ appointmentId, organisationId: 'org-sairaala', dueAt }).run();
  });
const log = (id: string) =>
  app.store
    .read((tx) => tx.select().from(schema.auditEvent).where(eq(schema.auditEvent.entityId, id)).all())
    .map(({ action }) => action);

it('[Z7] tells whoever may change the visit, live, and nobody else, until a link has gone out again', async () => {
  refused.add(laura);
  const { appointmentId, token, guest, renew, told, listed, read } = await visit();
  app.store.write((tx) =>
    tx
      .insert(schema.participant)
      .values({
        ...{ id: newId(), organisationId: 'org-sairaala', appointmentId, kind: 'colleague' },
        ...{ userId: 'user-pekka', name: 'Pekka', language: 'fi' },
      })
      .run(),
  );
  const page = await app.page('aino');
  await page.ask('my-day:watch', {});
  await deliverDue(app.deps);
  await page.until('my-day:changed');
  for (const who of ['aino', 'elina'] as const)
    expect([await told(who), await listed(who)]).toEqual(['invitation', 1]);
  // A colleague takes part: neither the address nor what became of the letter is theirs to see.
  expect([await told('pekka'), await listed('pekka')]).toEqual([null, 0]);

  expect((await renew({ channel: 'email', address: 'laura@' })).body).toMatchObject({
    error: { code: 'incomplete', fields: { address: 'email' } },
  });
  expect((await renew({ channel: 'sms', address: '12' })).body).toMatchObject({
    error: { fields: { address: 'phone' } },
  });
  expect((await renew({ channel: 'sms', address: '040 123 4567' }, 'pekka')).status).toBe(403);
  expect((await app.call({ token }, 'GET', '/api/guest/visit')).status).toBe(200);

  expect((await renew({ channel: 'sms', address: '040 123 4567' })).status).toBe(200);
  expect((await app.call({ token }, 'GET', '/api/guest/visit')).status).toBe(401);
  expect(await told('aino')).toBeNull();
  await deliverDue(app.deps);
  expect([await told('aino'), await listed('aino')]).toEqual([null, 0]);
  expect((await read('aino')).participants.find(({ id }) => id === guest.id)).toMatchObject({
    channel: 'sms',
    address: '+358401234567',
  });
  const sent = app.outbox().filter(({ participantId }) => participantId === guest.id);
  expect(sent.map(({ kind, channel, status }) => `${kind} ${channel} ${status}`)).toEqual([
    'invitation email failed',
    'new-link sms sent',
  ]);
  expect(log(appointmentId).filter((action) => action === 'change-address')).toHaveLength(1);
  expect((await renew(null)).status).toBe(200);
  expect(log(appointmentId).filter((action) => action === 'change-address')).toHaveLength(1);
  refused.clear();
});

it('[Z7] shows a reminder and a cancellation that did not arrive, and nothing once the visit is over', async () => {
  const now = app.clock.now;
  const { appointmentId, path, told, listed, read } = await visit();
  await deliverDue(app.deps);
  refused.add(laura);
  const { startsAt, endsAt } = await read('aino');
  remindAt(startsAt - 2 * hourMs, appointmentId);
  app.clock.now = startsAt - 2 * hourMs;
  remind(app.deps, app.clock.now);
  await deliverDue(app.deps);
  expect(await told('aino')).toBe('reminder');
  app.clock.now = endsAt + 3 * hourMs;
  expect(await told('aino')).toBeNull();
  app.clock.now = startsAt - 90 * minuteMs;
  expect(
    (await app.call('elina', 'POST', `${path}/cancel`, { reason: 'specialist-ill', note: '' })).status,
  ).toBe(200);
  await deliverDue(app.deps);
  expect([await told('aino'), await listed('aino')]).toEqual(['cancellation', 1]);
  app.clock.now = startsAt;
  expect(await told('aino')).toBeNull();
  app.clock.now = now;
  refused.clear();
});

it('[Z5] [Z7] a letter about several visits counts for each of them', async () => {
  const now = app.clock.now;
  const [one, two] = [await visit(), await visit()];
  await deliverDue(app.deps);
  const { startsAt } = await one.read('aino');
  remindAt(startsAt - 2 * hourMs, one.appointmentId, two.appointmentId);
  app.clock.now = startsAt - hourMs;
  refused.add(laura);
  remind(app.deps, app.clock.now);
  await deliverDue(app.deps);
  expect([await one.told('elina'), await two.told('elina')]).toEqual(['reminder', 'reminder']);
  // An administrator has it tried again: it is on its way.
  refused.clear();
  app.store.write((tx) =>
    tx
      .update(schema.userAccount)
      .set({ organisationId: 'org-sairaala' })
      .where(eq(schema.userAccount.email, 'mikko.niemi@suvanto.example'))
      .run(),
  );
  const failed = app.outbox().filter(({ status }) => status === 'failed');
  for (const { id } of failed.filter(({ kind }) => kind === 'reminder'))
    expect((await app.call('mikko', 'POST', `/api/outbox/${id}/retry`)).status).toBe(200);
  expect([await one.told('elina'), await two.told('elina')]).toEqual([null, null]);
  app.clock.now = now;
});

it('[T11] [Z7] a guest who was taken out of a series and not reached is named on each of its pages, not only counted', async () => {
  const desk = seriesDesk(app);
  const guest = { name: 'Mummo Aalto', channel: 'email' as const, address: 'mummo@example.fi' };
  const [first] = desk.openFridays('2027-01-08', 2);
  const id = await desk.made(fieldsOf(first!, 2, { guests: [{ ...guest, language: 'fi' }] }));
  await deliverDue(app.deps);
  refused.add(guest.address);
  const { guestSeats, meetings } = await desk.read(id);
  await desk.people(id, { scope: { kind: 'all' }, outGuestIds: guestSeats.map((each) => each.id) });
  await deliverDue(app.deps);
  for (const { appointmentId } of meetings) {
    const { appointment } = (await app.call('aino', 'GET', `/api/appointments/${appointmentId}`))
      .body as Reply<'readAppointment'>;
    expect(appointment.unreachedOut).toMatchObject([{ name: guest.name, address: guest.address }]);
    expect(appointment.undelivered).toBe(1);
    expect(appointment.participants.map(({ name }) => name)).not.toContain(guest.name);
  }
  // In again by a letter that arrives, there is nobody to call.
  refused.clear();
  await desk.people(id, { scope: { kind: 'all' }, guests: [{ ...guest, language: 'fi' }], basedOn: 2 });
  await deliverDue(app.deps);
  const { appointment } = (await app.call('aino', 'GET', `/api/appointments/${meetings[0]!.appointmentId}`))
    .body as Reply<'readAppointment'>;
  expect([appointment.unreachedOut, appointment.undelivered]).toEqual([[], 0]);
});
