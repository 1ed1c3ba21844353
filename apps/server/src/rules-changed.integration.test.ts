import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdMs, minuteMs, type ServiceSettings } from '#domain';
import { newId, schema } from '#db';
import { doorService, doorTest } from '#support/door.ts';
import { serviceSettings } from '#support/service-settings.ts';
import { childService, request, startTestApp, type TestApp, type Who } from '#support/test-app.ts';
import { votesIn } from '#support/votes.ts';

let app: TestApp;
let votes: ReturnType<typeof votesIn>;
beforeAll(async () => {
  app = await startTestApp();
  votes = votesIn(app);
});
afterAll(() => app.close());

/** With rests that can change, and for Pekka's organisation too. */
const good: ServiceSettings = {
  ...serviceSettings,
  ...{ bufferBeforeMinutes: 5, bufferAfterMinutes: 10, requesterIds: ['org-lehtola', 'org-hiekkala'] },
};
const path = '/api/managed-services';
let date = '2026-11-30';

/** A service with hours of its own on a day of its own, and Aino who holds its second time. */
async function held() {
  const { body } = await app.call('mikko', 'POST', path, { settings: good });
  const { id: serviceId, revision } = body as { id: string; revision: number };
  date = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
  app.openHours(date, '16:00', '20:00', serviceId, 'user-johan');
  const { body: board } = await app.call('aino', 'GET', `/api/services/${serviceId}/slots?week=${date}`);
  const { days } = board as { days: { date: string; slots: { startsAt: number }[] }[] };
  const { startsAt } = days.find((day) => day.date === date)!.slots[1]!;
  const choice = { serviceId, practitionerId: 'user-johan', startsAt };
  const hold = () => app.call('aino', 'POST', '/api/holds', choice);
  const first = (await hold()) as { status: number; body: { hold: object } };
  expect(first.status).toBe(201);
  const change = async (changes: Partial<ServiceSettings>) => {
    const settings = { ...good, ...changes };
    const answer = await app.call('mikko', 'PUT', `${path}/${serviceId}`, { settings, basedOn: revision });
    expect([answer.status, answer.body]).toEqual([200, answer.body]);
  };
  const book = async (who: Who, at = startsAt) =>
    (await app.call(who, 'POST', '/api/appointments', {
      ...{ ...choice, startsAt: at, draftId: newId(), content: request },
    })) as { status: number; body: { appointmentId: string; error: { code: string } } };
  const claimed = (appointmentId: string) =>
    app.store
      .read((tx) => tx.select().from(schema.claim).all())
      .filter((claim) => claim.appointmentId === appointmentId);
  return { serviceId, startsAt, hold, first: first.body.hold, change, book, claimed };
}

const set = (serviceId: string, changes: Partial<typeof schema.healthcareService.$inferInsert>) =>
  app.store.write((tx) =>
    tx.update(schema.healthcareService).set(changes).where(eq(schema.healthcareService.id, serviceId)).run(),
  );
const toTriage = (serviceId: string) => set(serviceId, { route: 'triage' });

describe('[H12] rules that change while somebody holds a time', () => {
  it.each<[string, Partial<ServiceSettings>]>([
    ['a longer visit', { lengthMinutes: 50 }],
    ['a shorter visit', { lengthMinutes: 20 }],
    ['longer rests', { bufferBeforeMinutes: 20, bufferAfterMinutes: 25 }],
    ['no rests', { bufferBeforeMinutes: 0, bufferAfterMinutes: 0 }],
    ['earlier notice', { noticeHours: 14 * 24 }],
    ['a nearer horizon', { horizonDays: 1 }],
    ['another specialist', { practitionerIds: ['user-elina'] }],
    ['requests that are assessed first', { route: 'triage' }],
  ])('%s: it is booked as it was held, and by nobody else', async (_what, changes) => {
    const { startsAt, hold, first, change, book, claimed } = await held();
    await change(changes);
    expect((await hold()).body).toMatchObject({ hold: first });
    expect(['slot-taken', 'slot-not-offered', 'triage-only']).toContain(
      (await book('pekka')).body.error.code,
    );
    const { status, body } = await book('aino');
    expect([status, body]).toEqual([201, body]);
    const visit = (await app.call('aino', 'GET', `/api/appointments/${body.appointmentId}`)).body;
    expect(visit).toMatchObject({ appointment: { startsAt, endsAt: startsAt + 30 * minuteMs } });
    expect(claimed(body.appointmentId)).toMatchObject([
      {
        startsAt: startsAt - 5 * minuteMs,
        endsAt: startsAt + 40 * minuteMs,
        bufferBeforeMinutes: 5,
        bufferAfterMinutes: 10,
      },
    ]);
  });
  it('once the hold has ended, the time is had by the new rules or not at all', async () => {
    const longer = await held();
    await longer.change({ lengthMinutes: 50 });
    app.clock.now += holdMs;
    expect((await longer.book('aino')).body.error.code).toBe('slot-not-offered');
  });
  it('once requests are assessed first, no other time is held or booked, and the held one only while it is held', async () => {
    const { serviceId, startsAt, change, book } = await held();
    await change({ route: 'triage' });
    const other = startsAt + 45 * minuteMs;
    const choice = { serviceId, practitionerId: 'user-johan', startsAt: other };
    const refused = await app.call('aino', 'POST', '/api/holds', choice);
    expect(refused.body).toMatchObject({ error: { code: 'triage-only' } });
    expect((await book('aino', other)).body.error.code).toBe('triage-only');
    app.clock.now += holdMs;
    expect((await book('aino')).body.error.code).toBe('triage-only');
  });
  it('another time of the service is held and booked by the new rules', async () => {
    const { startsAt, change, book } = await held();
    await change({ lengthMinutes: 30, bufferBeforeMinutes: 0, bufferAfterMinutes: 0 });
    const later = startsAt - (startsAt % (60 * minuteMs)) + 120 * minuteMs;
    const { status, body } = await book('aino', later);
    expect([status, body]).toEqual([201, body]);
    const [claim] = app.store
      .read((tx) => tx.select().from(schema.claim).all())
      .filter(({ appointmentId }) => appointmentId === body.appointmentId);
    expect(claim).toMatchObject({ startsAt: later, endsAt: later + 30 * minuteMs, bufferAfterMinutes: 0 });
  });
});

it('[H12] [G9] a family finishes what it holds by its code, and begins nothing, once requests are assessed first', async () => {
  const door = doorTest(app);
  app.openHours('2026-12-23', '16:00', '18:00', doorService, 'user-sanna');
  const [first, second] = (await door.times()).filter((startsAt) => startsAt > app.clock.now);
  const token = door.tokenOf(await door.begin(first!));
  toTriage(doorService);
  expect((await door.begin(second!, { address: 'toinen@perhe.example' })).status).toBe(404);
  expect((await door.confirm(token, door.codeTo(), second)).status).toBe(404);
  expect(await door.confirm(token, door.codeTo())).toMatchObject({ status: 200, body: { startsAt: first } });
});

describe('[N10] a proposed time of a service whose visits are longer by now', () => {
  const longer = { lengthMinutes: 60, bufferAfterMinutes: 15 };
  /** Two times of 45 minutes, around another visit; the mother can at both. */
  async function proposed() {
    set(childService, { lengthMinutes: 45, bufferAfterMinutes: 0 });
    const at = votes.newMonday();
    const { id, mother } = await votes.propose([at('09:45'), at('11:15')]);
    for (const time of ['09:45', '11:15']) await votes.say(mother, at(time), 'yes');
    await app.book(at('10:30'), { guests: [] });
    const choice = { serviceId: childService, practitionerId: 'user-elina', startsAt: at('09:45') };
    const hold = () =>
      app.call('aino', 'POST', '/api/holds', { ...choice, requiredIds: ['user-pekka'], proposalId: id });
    return { ...votes, at, id, mother, hold };
  }
  const ofVisit = ({ body }: { body: unknown }) =>
    app.store.read((tx) =>
      tx
        .select()
        .from(schema.claim)
        .where(eq(schema.claim.appointmentId, (body as { appointmentId: string }).appointmentId))
        .all(),
    )[0];

  it('is booked as long as everybody was asked about', async () => {
    const { at, id, mother, read, ballotOf, confirm } = await proposed();
    set(childService, longer);
    expect((await read(id)).times.map(({ state }) => state)).toEqual(['gone', 'possible']);
    const booked = await confirm(id, at('11:15'));
    expect(booked.status).toBe(201);
    expect(ofVisit(booked)).toMatchObject({ startsAt: at('11:15'), endsAt: at('12:15') });
    expect((await ballotOf(mother)).agreed).toMatchObject({ startsAt: at('11:15'), endsAt: at('12:00') });
    set(childService, { lengthMinutes: 45, bufferAfterMinutes: 0 });
  });

  it('[H12] is booked with the rests with which its convener holds it', async () => {
    const { at, id, hold, confirm } = await proposed();
    expect((await hold()).status).toBe(201);
    set(childService, longer);
    const booked = await confirm(id, at('09:45'));
    expect([booked.status, booked.body]).toEqual([201, booked.body]);
    expect(ofVisit(booked)).toMatchObject({ startsAt: at('09:45'), endsAt: at('10:30') });
    set(childService, { lengthMinutes: 45, bufferAfterMinutes: 0 });
  });

  it('is held as long as everybody was asked about', async () => {
    const { at, hold, mother, ballotOf } = await proposed();
    set(childService, { lengthMinutes: 60 });
    expect((await ballotOf(mother)).times.map(({ state }) => state)).toEqual(['open', 'open']);
    expect((await hold()).body).toMatchObject({ hold: { startsAt: at('09:45'), endsAt: at('10:30') } });
    set(childService, { lengthMinutes: 45 });
  });
});

it('[H12] [N10] a convener agrees the time that it holds of the proposed ones, once requests are assessed first', async () => {
  const { newMonday, propose, say, confirm } = votes;
  const at = newMonday();
  const { id, mother } = await propose([at('09:00'), at('10:00')]);
  for (const time of ['09:00', '10:00']) await say(mother, at(time), 'yes');
  const choice = { serviceId: childService, practitionerId: 'user-elina', requiredIds: ['user-pekka'] };
  const held = await app.call('aino', 'POST', '/api/holds', { ...choice, startsAt: at('09:00') });
  expect(held.status).toBe(201);
  toTriage(childService);
  expect((await confirm(id, at('10:00'))).body).toMatchObject({ error: { code: 'triage-only' } });
  expect((await confirm(id, at('09:00'))).status).toBe(201);
});
