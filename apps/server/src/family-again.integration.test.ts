import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { and, eq } from 'drizzle-orm';
import { instantOf, minuteMs } from '#domain';
import { schema } from '#db';
import type { Reply } from '#protocol';
import { doorService, doorTest } from '#support/door.ts';
import { startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
let door: ReturnType<typeof doorTest>;
beforeEach(async () => {
  app = await startTestApp();
  door = doorTest(app);
  // The service is families' own: staff of its provider do not ask for it.
  app.store.write((tx) =>
    tx
      .delete(schema.serviceRequester)
      .where(
        and(
          eq(schema.serviceRequester.serviceId, doorService),
          eq(schema.serviceRequester.organisationId, 'org-suvanto'),
        ),
      )
      .run(),
  );
});
afterEach(() => app.close());

const visits = () =>
  app.store
    .read((tx) => tx.select().from(schema.appointment).all())
    .filter((visit) => visit.serviceId === doorService);
const why = { reason: 'cannot-come', note: '' };

/** Books the first time at the front door; answers the family's link. */
async function booked(startsAt: number) {
  const done = await door.confirm(door.tokenOf(await door.begin(startsAt)), door.codeTo());
  expect(done.status).toBe(200);
  return { token: (done.body as { token: string }).token };
}
async function rebooked(guest: { token: string }, startsAt: number) {
  const again = await app.call(guest, 'POST', '/api/guest/rebook', {
    practitionerId: 'user-sanna',
    startsAt,
  });
  expect(again).toMatchObject({ status: 201 });
  return { token: (again.body as { token: string }).token };
}

it('[G9] [C6] what a family has booked again is a booking of its own like the first, and can be taken up again too', async () => {
  const [first, second] = await door.times();
  const one = await booked(first!);
  expect((await app.call(one, 'POST', '/api/guest/cancel', why)).status).toBe(200);
  const two = await rebooked(one, second!);
  expect((await app.call(two, 'GET', '/api/guest/visit')).body).toMatchObject({ bookedByFamily: true });
  expect((await app.call(two, 'POST', '/api/guest/cancel', why)).status).toBe(200);
  const three = await rebooked(two, first!);
  expect((await app.call(three, 'GET', '/api/guest/visit')).body).toMatchObject({ bookedByFamily: true });
  expect(visits().map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'booked']);
});

it('[G9] counts what was booked again among the three that an address can have', async () => {
  app.openHours('2026-11-25', '09:00', '12:00', doorService, 'user-sanna');
  const [first, ...others] = await door.times();
  const one = await booked(first!);
  expect((await app.call(one, 'POST', '/api/guest/cancel', why)).status).toBe(200);
  for (const startsAt of others.slice(0, 3)) await booked(startsAt);
  const fourth = await app.call(one, 'POST', '/api/guest/rebook', {
    ...{ practitionerId: 'user-sanna', startsAt: first },
  });
  expect(fourth.body).toMatchObject({ error: { code: 'too-many-bookings' } });
  expect(visits().filter(({ status }) => status === 'booked')).toHaveLength(3);
});

/** Johan moves to the organisation that gives the service. */
function johanOffersToo() {
  app.store.write((tx) =>
    tx
      .update(schema.userAccount)
      .set({ organisationId: 'org-suvanto' })
      .where(eq(schema.userAccount.id, 'user-johan'))
      .run(),
  );
  app.offerToo(doorService, 'user-johan', 'org-suvanto');
}

it('[G9] [Q12] when it is handed over, whoever it is with from then on is the one whom the family calls', async () => {
  johanOffersToo();
  const [first] = await door.times();
  await booked(first!);
  const { id } = visits()[0]!;
  const taken = await app.call('johan', 'POST', `/api/arrivals/${id}/take-over`, {
    ...{ from: 'user-sanna', to: 'user-johan' },
  });
  expect(taken.status).toBe(200);
  const cancelled = await app.call('johan', 'POST', `/api/appointments/${id}/cancel`, {
    ...{ reason: 'urgent-work', note: '' },
  });
  expect(cancelled.status).toBe(200);
  const [letter] = door.letters('cancellation').filter(({ channel }) => channel === 'sms');
  expect(letter!.body).toContain('Johan Lindgren, +358295550202');
  expect(letter!.body).not.toContain('Sanna');
  expect((await app.call('sanna', 'GET', `/api/appointments/${id}`)).status).toBe(404);
});

/** Johan offers the service too, next to Sanna, and has an afternoon of his own. */
function withJohan(date: string) {
  johanOffersToo();
  app.openHours(date, '15:00', '18:00', doorService, 'user-johan');
  return instantOf(date, '15:00');
}
const peopleOf = (id: string) =>
  app.store
    .read((tx) => tx.select().from(schema.participant).all())
    .flatMap((row) => (row.appointmentId === id && row.userId ? [[row.kind, row.userId]] : []));

describe('[G9] [C6] [L6] booked again with another specialist', () => {
  const isJohans = (id: string) => {
    const [visit] = visits().filter((each) => each.id === id);
    expect(visit).toMatchObject({ practitionerId: 'user-johan', requesterId: 'user-johan' });
    expect(peopleOf(id)).toEqual([['host', 'user-johan']]);
  };
  it('by the family, it is no longer anything of whoever it was with before', async () => {
    const [first] = await door.times();
    const startsAt = withJohan('2026-11-26');
    const one = await booked(first!);
    const [visit] = visits();
    const cancel = { reason: 'urgent-work', note: '' };
    expect((await app.call('sanna', 'POST', `/api/appointments/${visit!.id}/cancel`, cancel)).status).toBe(
      200,
    );
    const to = { practitionerId: 'user-johan', startsAt };
    expect((await app.call(one, 'POST', '/api/guest/rebook', to)).status).toBe(201);
    const { id } = visits().find(({ status }) => status === 'booked')!;
    isJohans(id);
    expect((await app.call('sanna', 'GET', `/api/appointments/${id}`)).status).toBe(404);
  });
  it('[H10] [Q12] by the family, it takes no time of whoever was required in it before they took it over', async () => {
    const [first, second] = await door.times();
    withJohan('2026-11-24');
    const one = await booked(first!);
    const { id } = visits()[0]!;
    const invited = { userIds: ['user-johan'], need: 'required' };
    expect((await app.call('sanna', 'POST', `/api/appointments/${id}/colleagues`, invited)).status).toBe(200);
    const hands = { from: 'user-sanna', to: 'user-johan' };
    expect((await app.call('johan', 'POST', `/api/arrivals/${id}/take-over`, hands)).status).toBe(200);
    expect((await app.call(one, 'POST', '/api/guest/cancel', why)).status).toBe(200);
    await rebooked(one, second!);
    const again = visits().find(({ status }) => status === 'booked')!;
    expect(peopleOf(again.id)).toEqual([['host', 'user-sanna']]);
    const claims = app.store.read((tx) => tx.select().from(schema.claim).all());
    expect(claims.flatMap((claim) => (claim.appointmentId === again.id ? [claim.resourceId] : []))).toEqual([
      'user-sanna',
    ]);
  });
  it('by the family, also when the account of whoever it was with is closed', async () => {
    const [first] = await door.times();
    const startsAt = withJohan('2026-11-26');
    const one = await booked(first!);
    expect((await app.call(one, 'POST', '/api/guest/cancel', why)).status).toBe(200);
    app.store.write((tx) =>
      tx
        .update(schema.userAccount)
        .set({ active: false })
        .where(eq(schema.userAccount.id, 'user-sanna'))
        .run(),
    );
    const to = { practitionerId: 'user-johan', startsAt };
    expect((await app.call(one, 'POST', '/api/guest/rebook', to)).status).toBe(201);
    isJohans(visits().find(({ status }) => status === 'booked')!.id);
  });
  it('after nobody came, whoever it was with before takes no part in it', async () => {
    const [first] = await door.times();
    const startsAt = withJohan('2026-11-26');
    await booked(first!);
    const [visit] = visits();
    app.clock.now = first! + 15 * minuteMs;
    expect((await app.call('sanna', 'POST', `/api/appointments/${visit!.id}/no-show`, {})).status).toBe(200);
    const to = { practitionerId: 'user-johan', startsAt };
    const again = await app.call('sanna', 'POST', `/api/appointments/${visit!.id}/rebook`, to);
    isJohans((again.body as { id: string }).id);
  });
});

describe('[C6] the link of a visit that was booked again', () => {
  const seen = async (guest: { token: string }) =>
    (await app.call(guest, 'GET', '/api/guest/visit')).body as Reply<'guestVisit'>;
  it('tells the time that holds in the end, and none that is off again', async () => {
    app.openHours('2026-11-25', '09:00', '12:00', doorService, 'user-sanna');
    const [first, second, third] = await door.times();
    const one = await booked(first!);
    expect((await app.call(one, 'POST', '/api/guest/cancel', why)).status).toBe(200);
    const two = await rebooked(one, second!);
    expect(await seen(one)).toMatchObject({ successorStartsAt: second });
    expect((await app.call(two, 'POST', '/api/guest/cancel', why)).status).toBe(200);
    expect(await seen(one)).toMatchObject({ successorStartsAt: null, cancelled: { reason: 'cannot-come' } });
    await rebooked(two, third!);
    for (const link of [one, two]) expect(await seen(link)).toMatchObject({ successorStartsAt: third });
  });
  it('[B6] leads to the same new visit when the answer was lost and it is sent again, and to no other time', async () => {
    app.openHours('2026-11-25', '09:00', '12:00', doorService, 'user-sanna');
    const [first, second, third] = await door.times();
    const one = await booked(first!);
    expect((await app.call(one, 'POST', '/api/guest/cancel', why)).status).toBe(200);
    await rebooked(one, second!);
    const sent = app.outbox().length;
    const again = await rebooked(one, second!);
    expect(await seen(again)).toMatchObject({ startsAt: second, bookedByFamily: true });
    expect([visits().length, app.outbox().length]).toEqual([2, sent]);
    const to = { practitionerId: 'user-sanna', startsAt: third };
    expect((await app.call(one, 'POST', '/api/guest/rebook', to)).body).toMatchObject({
      error: { code: 'no-new-time' },
    });
  });
});
