// One file, however long: every test opens the same practitioner's hours with the same few helpers.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { and, eq } from 'drizzle-orm';
import { addDays, instantOf, minuteMs } from '#domain';
import { newId, schema } from '#db';
import type { Body, Reply } from '#protocol';
import { childService, request, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.close());

type Fields = Body<'addSchedule'>['fields'];
type Refused = { error: { code: string; fields?: Record<string, string>; details?: { visits: Affected[] } } };
type Affected = { id: string; because: string; startsAt: number; requesterName: string };

const adolescent = 'service-adolescent-psychiatry';
const johan = '/api/hours/user-johan';
const elina = '/api/hours/user-elina';
const fields = (more: Partial<Fields> = {}): Fields => ({
  ...{
    serviceIds: [adolescent],
    validFrom: '2026-11-23',
    validTo: null,
    cycleWeeks: 1,
    cycleFrom: '2026-11-23',
  },
  restsOnHolidays: true,
  hours: [{ week: 1, weekday: 1, from: '16:00', to: '18:00' }],
  ...more,
});
const add = (value: Fields, who: Who = 'johan', path = johan) =>
  app.call(who, 'POST', `${path}/schedules`, { fields: value });
const read = async (path: string, who: Who, week = '2026-11-23') =>
  (await app.call(who, 'GET', `${path}?week=${week}`)).body as Reply<'readHours'>;
/** The times of a service on a day, as a person who books sees them; those of one practitioner. */
async function times(serviceId: string, date: string, practitionerId = 'user-johan'): Promise<string[]> {
  const { body } = await app.call('aino', 'GET', `/api/services/${serviceId}/slots?week=${date}`);
  return (body as Reply<'listSlots'>).days
    .find((day) => day.date === date)!
    .slots.filter((slot) => slot.practitionerId === practitionerId)
    .map(
      ({ startsAt, state }) =>
        `${new Date(startsAt + 2 * 60 * minuteMs).toISOString().slice(11, 16)} ${state}`,
    );
}
const ownSchedule = async (path = elina, who: Who = 'elina', serviceId = childService) =>
  (await read(path, who)).schedules.find(({ serviceIds }) => serviceIds.includes(serviceId))!;

/** What becomes of booking this time of Johan's. */
async function bookAt(time: string, date = '2026-11-30', serviceId = adolescent) {
  const { status, body } = await app.call('aino', 'POST', '/api/appointments', {
    ...{ draftId: newId(), serviceId, practitionerId: 'user-johan', startsAt: instantOf(date, time) },
    content: { ...request, subject: { kind: 'anonymous' } },
  });
  return [status, (body as { error?: { code: string } }).error?.code];
}

describe('whose hours', () => {
  it('[W2] a specialist keeps the own, coordinators and administrators those of their organisations', async () => {
    for (const who of ['elina', 'leena', 'mikko'] as const)
      expect((await app.call(who, 'GET', elina)).status).toBe(200);
    for (const who of ['johan', 'sanna'] as const)
      expect((await app.call(who, 'GET', elina)).status).toBe(404);
    expect((await app.call('aino', 'GET', elina)).status).toBe(403);
    expect((await app.call('elina', 'GET', '/api/hours')).status).toBe(403);
    expect((await add(fields(), 'elina')).status).toBe(404);
    // Nobody keeps hours of somebody who sees no clients.
    expect((await app.call('mikko', 'GET', '/api/hours/user-aino')).status).toBe(404);
    const having = async (hours: string) =>
      (await app.call('leena', 'GET', `/api/hours?q=saarikko&hours=${hours}`))
        .body as Reply<'listPractitioners'>;
    expect([(await having('some')).total, (await having('none')).total]).toEqual([1, 0]);
    const { body } = await app.call('leena', 'GET', '/api/hours?q=psykiatri');
    expect((body as Reply<'listPractitioners'>).practitioners).toMatchObject([
      { name: 'Elina Saarikko', services: 2, hasHours: true, hoursUntil: '2027-02-14' },
      { name: 'Johan Lindgren', services: 1 },
    ]);
  });
  it('[V12] who has moved to another organisation has no times in the old one, and new people keep the hours', async () => {
    expect(await times(adolescent, '2026-11-24')).toHaveLength(4);
    const known = app.store.read((tx) =>
      tx.select().from(schema.userAccount).where(eq(schema.userAccount.id, 'user-johan')).get(),
    )!;
    const told: string[] = [];
    app.deps.live.on('practitioner-time-changed', (id) => told.push(id));
    const { name, email, title, role, language } = known;
    const person = { name, email, title, role, language, phone: '', organisationId: 'org-suvanto' };
    expect((await app.call('mikko', 'PUT', '/api/people/user-johan', person)).status).toBe(200);
    expect(told).toEqual(['user-johan']);
    expect(await times(adolescent, '2026-11-24')).toEqual([]);
    const after = await read(johan, 'leena');
    expect(after.services.map(({ id, offered }) => [id, offered])).toEqual([[adolescent, false]]);
    expect(after.schedules).toHaveLength(1);
  });
});

describe('a schedule', () => {
  it('[W1] is refused with every problem beside its field', async () => {
    const wrong = fields({
      serviceIds: [],
      validTo: '2026-11-01',
      hours: [
        { week: 1, weekday: 1, from: '09:00', to: '09:00' },
        { week: 2, weekday: 1, from: '09:00', to: '10:00' },
      ],
    });
    const { status, body } = await add(wrong);
    expect([status, (body as Refused).error.fields]).toEqual([
      422,
      {
        ...{ serviceIds: 'services-required', validTo: 'dates-reversed' },
        ...{ 'hours.0': 'hours-empty', 'hours.1': 'hours-week' },
      },
    ]);
    for (const [more, problem] of [
      [{ serviceIds: [childService] }, { serviceIds: 'not-offered' }],
      [{ validFrom: '2026-02-30' }, { validFrom: 'date' }],
      [{ hours: [] }, { hours: 'hours-required' }],
    ] as const)
      expect(((await add(fields(more as Partial<Fields>))).body as Refused).error.fields).toEqual(problem);
  });
  it('opens its times at once, tells open pages, and is in the log', async () => {
    const told: string[] = [];
    app.deps.live.on('practitioner-time-changed', (id) => told.push(id));
    expect((await add(fields())).status).toBe(201);
    expect(told).toEqual(['user-johan']);
    expect(await times(adolescent, '2026-11-30')).toEqual(['16:00 free', '16:45 free']);
    const log = app.store.read((tx) => tx.select().from(schema.auditEvent).all());
    expect(log).toContainEqual(
      expect.objectContaining({ action: 'add', entity: 'schedule', actorId: 'user-johan' }),
    );
  });
  it('is told to pages that show these hours, and to nobody whose business they are not', async () => {
    const watching = await app.page('leena');
    expect(await watching.ask('hours:watch', { practitionerId: 'user-johan' })).toMatchObject({ ok: true });
    expect((await add(fields())).status).toBe(201);
    await watching.until('hours:changed');
    for (const who of ['elina', 'aino'] as const)
      expect(await (await app.page(who)).ask('hours:watch', { practitionerId: 'user-johan' })).toMatchObject({
        ok: false,
      });
  });
  it('[S1, S2] that ends in the middle of a slot does not offer it, and its last day counts', async () => {
    await add(
      fields({ validTo: '2026-11-30', hours: [{ week: 1, weekday: 1, from: '16:00', to: '17:20' }] }),
    );
    expect(await times(adolescent, '2026-11-30')).toEqual(['16:00 free']);
    expect(await times(adolescent, '2026-12-07')).toEqual([]);
    // Nor can the rest be had by whoever asks for it without looking (S5).
    expect(await bookAt('16:45')).toEqual([409, 'slot-not-offered']);
    expect(await bookAt('16:00')).toEqual([201, undefined]);
  });
  it('[S6] over midnight offers what begins on the next day', async () => {
    await add(fields({ hours: [{ week: 1, weekday: 1, from: '23:00', to: '01:15' }] }));
    expect(await times(adolescent, '2026-11-30')).toEqual(['23:00 free', '23:45 free']);
    expect((await times(adolescent, '2026-12-01')).slice(0, 1)).toEqual(['00:30 free']);
    expect(await bookAt('23:45')).toEqual([201, undefined]);
    expect(await bookAt('00:30', '2026-12-01')).toEqual([201, undefined]);
    // Beyond the end of the night nothing is left.
    expect(await bookAt('01:15', '2026-12-01')).toEqual([409, 'slot-not-offered']);
    expect(await times(adolescent, '2026-11-30')).toEqual(['23:00 free', '23:45 taken']);
    expect((await times(adolescent, '2026-12-01')).slice(0, 1)).toEqual(['00:30 taken']);
  });
  it('[S7] every other week, and [S9] not on a holiday', async () => {
    await add(fields({ cycleWeeks: 2, hours: [{ week: 2, weekday: 7, from: '10:00', to: '11:00' }] }));
    expect(await times(adolescent, '2026-11-29')).toEqual([]);
    // The second week's Sunday is Independence Day; the one after it is in the fourth.
    expect(await times(adolescent, '2026-12-06')).toEqual([]);
    expect(await times(adolescent, '2026-12-20')).toEqual(['10:00 free']);
  });
  it.each([
    ['2026-03-23', '2026-03-29', ['02:15', '04:00']],
    ['2026-10-19', '2026-10-25', ['02:15', '03:00', '03:45', '03:30', '04:15']],
  ])(
    '[S3, S4] on the Sunday of a change of the clock (%s) offers real time only',
    async (now, sunday, shown) => {
      app.clock.now = instantOf(now, '08:00');
      await add(
        fields({
          validFrom: now,
          cycleFrom: now,
          hours: [{ week: 1, weekday: 7, from: '02:15', to: '05:00' }],
        }),
      );
      const { body } = await app.call('aino', 'GET', `/api/services/${adolescent}/slots?week=${sunday}`);
      const slots = (body as Reply<'listSlots'>).days[6]!.slots;
      const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Helsinki', timeStyle: 'short' });
      expect(slots.map(({ startsAt }) => clock.format(startsAt))).toEqual(shown);
      slots.slice(1).forEach((slot, i) => expect(slot.startsAt - slots[i]!.startsAt).toBe(45 * minuteMs));
    },
  );
  it('[W4] that somebody else has saved meanwhile is not written over', async () => {
    const { id } = (await add(fields())).body as { id: string };
    const put = (basedOn: number, who: Who, validTo: string) =>
      app.call(who, 'PUT', `${johan}/schedules/${id}`, {
        fields: fields({ restsOnHolidays: false, validTo }),
        basedOn,
      });
    const saved = { status: 200, body: { id, revision: 2 } };
    expect(await put(1, 'leena', '2027-01-31')).toMatchObject(saved);
    expect(await put(1, 'johan', '2027-02-28')).toMatchObject({
      ...{ status: 409, body: { error: { code: 'hours-changed' } } },
    });
    // The same again, as when its answer was lost.
    expect(await put(1, 'leena', '2027-01-31')).toMatchObject(saved);
    expect((await app.call('johan', 'POST', `${johan}/schedules/${id}/remove`, { basedOn: 1 })).status).toBe(
      409,
    );
    expect((await app.call('johan', 'POST', `${johan}/schedules/${id}/remove`, { basedOn: 2 })).status).toBe(
      200,
    );
    expect(await times(adolescent, '2026-11-30')).toEqual([]);
    const gone = { status: 409, body: { error: { code: 'hours-gone' } } };
    expect(await put(2, 'johan', '2027-02-28')).toMatchObject(gone);
  });
  it('[W4] that is added again, as when the answer was lost, is there once', async () => {
    const first = (await add(fields())).body;
    const count = async () => (await read(johan, 'johan')).schedules.length;
    const before = await count();
    expect(await add(fields())).toMatchObject({ status: 201, body: first });
    expect(await count()).toBe(before);
    await add(fields({ validTo: '2027-01-31' }));
    expect(await count()).toBe(before + 1);
  });
  it('for two services is taken in both when one of them is booked', async () => {
    app.offerToo(childService, 'user-johan', 'org-sairaala');
    await add(fields({ serviceIds: [adolescent, childService] }));
    const payload = { draftId: newId(), serviceId: childService, practitionerId: 'user-johan' };
    const startsAt = instantOf('2026-11-30', '16:00');
    const booked = await app.call('aino', 'POST', '/api/appointments', {
      ...payload,
      startsAt,
      content: request,
    });
    expect(booked.status).toBe(201);
    for (const serviceId of [adolescent, childService])
      expect(await times(serviceId, '2026-11-30')).toEqual(['16:00 taken', '16:45 free']);
    expect(await bookAt('16:00')).toEqual([409, 'slot-taken']);
    // Of two who press one time of him at once, each in another service, one gets it.
    const both = await Promise.all([bookAt('16:45'), bookAt('16:45', '2026-11-30', childService)]);
    expect(both.map(([status]) => status).sort()).toEqual([201, 409]);
  });
  it('[V12] of somebody who moves elsewhere is not booked by who holds it either, and is told as gone', async () => {
    await add(fields());
    const at = instantOf('2026-11-30', '16:00');
    const choice = { serviceId: adolescent, practitionerId: 'user-johan', startsAt: at };
    expect((await app.call('aino', 'POST', '/api/holds', choice)).status).toBe(201);
    app.store.write((tx) =>
      tx
        .update(schema.userAccount)
        .set({ organisationId: 'org-norrvik' })
        .where(eq(schema.userAccount.id, 'user-johan'))
        .run(),
    );
    expect(await bookAt('16:00')).toEqual([409, 'slot-not-offered']);
  });
});

it('a month is counted day by day: what is booked, past or on a holiday is not free', async () => {
  const count = async (month: string) => {
    const { status, body } = await app.call(
      'aino',
      'GET',
      `/api/services/${childService}/month?month=${month}`,
    );
    expect(status).toBe(200);
    const { days } = body as Reply<'countSlots'>;
    return (date: string) => days.find((day) => day.date === date)?.free;
  };
  await app.book(instantOf('2026-11-30', '09:00'));
  const november = await count('2026-11');
  expect(['2026-11-16', '2026-11-23', '2026-11-24', '2026-11-29', '2026-11-30'].map(november)).toEqual([
    ...[0, 7, 4, 0, 6],
  ]);
  expect(november('2026-12-01')).toBeUndefined();
  // Christmas Eve is a Thursday; Elina's Thursdays have four times.
  const december = await count('2026-12');
  expect([december('2026-12-17'), december('2026-12-24'), december('2026-12-31')]).toEqual([4, 0, 4]);
  expect((await app.call('aino', 'GET', `/api/services/${childService}/month?month=2026-13`)).status).toBe(
    400,
  );
});
it('[H12] what was held can be booked although the hours have changed since, and by nobody else', async () => {
  const startsAt = instantOf('2026-11-30', '09:45');
  const choice = { serviceId: childService, practitionerId: 'user-elina', startsAt };
  expect((await app.call('aino', 'POST', '/api/holds', choice)).status).toBe(201);
  const { id, revision } = await ownSchedule();
  const gone = { basedOn: revision };
  expect((await app.call('elina', 'POST', `${elina}/schedules/${id}/remove`, gone)).status).toBe(200);
  const book = (who: Who) =>
    app.call(who, 'POST', '/api/appointments', { ...choice, draftId: newId(), content: request });
  expect((await book('pekka')).body).toMatchObject({ error: { code: 'slot-not-offered' } });
  expect((await book('aino')).status).toBe(201);
});

describe('hours with bookings in them', () => {
  const startsAt = instantOf('2026-11-30', '09:00');
  /** Elina's Mondays without the morning that Aino has booked. */
  async function withoutMorning() {
    const { id, revision, ...known } = await ownSchedule();
    const hours = known.hours.filter(({ weekday, from }) => weekday !== 1 || from !== '09:00');
    const put = (more: object = {}, who: Who = 'elina') =>
      app.call(who, 'PUT', `${elina}/schedules/${id}`, {
        fields: { ...known, hours },
        basedOn: revision,
        ...more,
      });
    return { put };
  }
  it('[W3] are removed only with what becomes of each visit', async () => {
    const { appointmentId } = await app.book(startsAt);
    const { put } = await withoutMorning();
    const asked = await put();
    expect([asked.status, (asked.body as Refused).error.code]).toEqual([409, 'visits-affected']);
    expect((asked.body as Refused).error.details!.visits).toMatchObject([
      { id: appointmentId, startsAt, because: 'no-hours', requesterName: 'Aino Lampi' },
    ]);
    // Client data stays out of what an administrator reads here.
    expect(JSON.stringify(asked.body)).not.toContain('O.L.');
    expect(await times(childService, '2026-11-30', 'user-elina')).toContain('09:45 free');
    const keep = { keep: [appointmentId], cancel: [], reason: '' };
    expect((await put({ decisions: keep })).status).toBe(200);
    expect(await times(childService, '2026-11-30', 'user-elina')).not.toContain('09:45 free');
    expect((await app.call('aino', 'GET', `/api/appointments/${appointmentId}`)).body).toMatchObject({
      appointment: { status: 'booked' },
    });
  });
  it('[W3] cancel with a reason, also by who may not read the request, and everybody is told', async () => {
    const { appointmentId } = await app.book(startsAt);
    const { put } = await withoutMorning();
    const cancel = (reason: string) =>
      put({ decisions: { keep: [], cancel: [appointmentId], reason } }, 'mikko');
    expect(((await cancel(' ')).body as Refused).error.fields).toEqual({ reason: 'required' });
    const before = app.outbox().length;
    expect((await cancel('Elina on kurssilla.')).status).toBe(200);
    expect((await app.call('aino', 'GET', `/api/appointments/${appointmentId}`)).body).toMatchObject({
      appointment: { status: 'cancelled', cancelReason: 'Elina on kurssilla.' },
    });
    const letters = app.outbox().slice(before);
    expect(letters.map(({ kind }) => kind)).toEqual(['cancellation', 'cancellation', 'cancellation']);
    const log = app.store.read((tx) => tx.select().from(schema.auditEvent).all());
    expect(log.filter(({ action }) => action === 'cancel')).toMatchObject([{ entityId: appointmentId }]);
  });
  it('[W3] are asked about again when other visits are affected by then', async () => {
    const first = await app.book(startsAt);
    const { put } = await withoutMorning();
    await put();
    const second = await app.book(startsAt + 45 * minuteMs);
    const asked = await put({ decisions: { keep: [], cancel: [first.appointmentId], reason: 'x' } });
    expect((asked.body as Refused).error.details!.visits.map(({ id }) => id)).toEqual([
      first.appointmentId,
      second.appointmentId,
    ]);
    for (const { appointmentId } of [first, second])
      expect((await app.call('aino', 'GET', `/api/appointments/${appointmentId}`)).body).toMatchObject({
        appointment: { status: 'booked' },
      });
    const twice = { keep: [first.appointmentId], cancel: [first.appointmentId], reason: 'x' };
    expect((await put({ decisions: twice })).status).toBe(409);
  });
  it('[W3, C9] are asked about again when one of them was moved meanwhile, and it is not cancelled at its new time', async () => {
    const { appointmentId, tokens } = await app.book(startsAt);
    const { put } = await withoutMorning();
    const to = { practitionerId: 'user-elina', startsAt: startsAt + 45 * minuteMs };
    const moved = { ...to, reason: 'cannot-come', note: '' };
    expect((await app.call({ token: tokens[0]! }, 'POST', '/api/guest/move', moved)).status).toBe(200);
    const cancelling = (seenAt: number) => {
      const seen = [{ id: appointmentId, startsAt: seenAt }];
      return put({ decisions: { keep: [], cancel: [appointmentId], seen, reason: 'x' } });
    };
    const asked = await cancelling(startsAt);
    expect((asked.body as Refused).error.details!.visits).toMatchObject([
      { id: appointmentId, startsAt: to.startsAt },
    ]);
    expect((await app.call('aino', 'GET', `/api/appointments/${appointmentId}`)).body).toMatchObject({
      appointment: { status: 'booked', startsAt: to.startsAt },
    });
    expect((await cancelling(to.startsAt)).status).toBe(200);
  });
  it('[S12, W3] hours off ask as well, and are told apart', async () => {
    const { appointmentId } = await app.book(startsAt);
    const off = { kind: 'off', date: '2026-11-30', lastDate: '2026-12-04', from: '00:00', to: '24:00' };
    const put = (decisions?: object) =>
      app.call('elina', 'POST', `${elina}/exceptions`, {
        fields: off,
        replaces: null,
        ...(decisions && { decisions }),
      });
    expect(((await put()).body as Refused).error.details!.visits).toMatchObject([
      { id: appointmentId, because: 'off' },
    ]);
    expect((await put({ keep: [], cancel: [appointmentId], reason: 'Sairas' })).status).toBe(201);
    for (let date = '2026-11-30'; date <= '2026-12-04'; date = addDays(date, 1))
      expect(await times(childService, date, 'user-elina')).toEqual([]);
  });
});

describe('hours in which somebody is required in a visit of others', () => {
  const startsAt = instantOf('2026-11-30', '09:00');
  const off = { kind: 'off', date: '2026-11-30', lastDate: '2026-11-30', from: '00:00', to: '24:00' };
  const put = (decisions?: object, who: Who = 'johan', day = '2026-11-30') =>
    app.call(who, 'POST', `${johan}/exceptions`, {
      fields: { ...off, date: day, lastDate: day },
      replaces: null,
      ...(decisions && { decisions }),
    });
  /** Elina's visit, to which Johan is invited; he is at work then, for another service than its. */
  async function bookWithJohan(requiredIds = ['user-johan']) {
    app.openHours('2026-11-30', '08:30', '11:00', adolescent, 'user-johan');
    return (await app.book(startsAt, { colleagueIds: ['user-johan'], requiredIds })).appointmentId;
  }
  const affected = (body: unknown) => (body as Refused).error.details!.visits;

  it('[W6] are removed only with whether they come all the same', async () => {
    const appointmentId = await bookWithJohan();
    const asked = await put();
    expect([asked.status, affected(asked.body)]).toMatchObject([
      409,
      [{ id: appointmentId, part: 'colleague', because: 'off', requesterName: 'Aino Lampi' }],
    ]);
    expect(JSON.stringify(asked.body)).not.toContain('O.L.');
    const sent = app.outbox().length;
    expect((await put({ keep: [appointmentId], cancel: [], reason: '' })).status).toBe(201);
    expect(app.outbox()).toHaveLength(sent);
  });
  it('[W6] that were extra ones ask too, and hours at other times do not', async () => {
    const appointmentId = await bookWithJohan();
    const { exceptions } = await read(johan, 'johan', '2026-11-30');
    const extra = exceptions.find(({ date }) => date === '2026-11-30')!;
    const gone = await app.call('johan', 'POST', `${johan}/exceptions/${extra.id}/remove`, {});
    expect(affected(gone.body)).toMatchObject([{ id: appointmentId, because: 'no-hours' }]);
    expect((await put(undefined, 'johan', '2026-12-01')).status).toBe(201);
  });
  it('[W6] who can’t come is out, host and requester are told, and the visit takes place', async () => {
    const appointmentId = await bookWithJohan();
    const sent = app.outbox().length;
    const decisions = { keep: [], cancel: [], decline: [appointmentId], reason: '' };
    expect((await put(decisions)).status).toBe(201);
    const letters = app.outbox().slice(sent);
    expect(letters.map(({ recipient, kind }) => `${recipient.split('.')[0]} ${kind}`).sort()).toEqual([
      ...['aino people', 'elina people', 'johan cancellation'],
    ]);
    expect((await app.call('aino', 'GET', `/api/appointments/${appointmentId}`)).body).toMatchObject({
      appointment: { status: 'booked' },
    });
    expect((await app.call('johan', 'GET', `/api/appointments/${appointmentId}`)).status).toBe(404);
    const log = app.store.read((tx) => tx.select().from(schema.auditEvent).all());
    expect(log.filter(({ action }) => action === 'decline')).toHaveLength(1);
  });
  it('[W6] nobody cancels a visit of others by it, nor leaves an own one', async () => {
    const invited = await bookWithJohan();
    expect((await put({ keep: [], cancel: [invited], reason: 'x' })).status).toBe(409);
    const own = await app.book(startsAt + 90 * minuteMs);
    const elinaOff = (decisions: object) =>
      app.call('elina', 'POST', `${elina}/exceptions`, { fields: off, replaces: null, decisions });
    const ids = [invited, own.appointmentId];
    expect((await elinaOff({ keep: [], cancel: [], decline: ids, reason: '' })).status).toBe(409);
    expect((await elinaOff({ keep: ids, cancel: [], reason: '' })).status).toBe(201);
  });
  it('[W6] who is only invited is not asked', async () => {
    const appointmentId = await bookWithJohan([]);
    expect((await put()).status).toBe(201);
    expect((await app.call('johan', 'GET', `/api/appointments/${appointmentId}`)).status).toBe(200);
  });
});

describe('days that differ', () => {
  const put = (value: object, replaces: string | null = null) =>
    app.call('johan', 'POST', `${johan}/exceptions`, { fields: value, replaces });
  it('[S10] are opened, moved and taken back', async () => {
    const extra = { kind: 'extra', date: '2026-11-28', from: '10:00', to: '10:45', serviceIds: [adolescent] };
    const { id } = (await put(extra)).body as { id: string };
    expect(await times(adolescent, '2026-11-28')).toEqual(['10:00 free']);
    const later = (await put({ ...extra, from: '12:00', to: '12:45' }, id)).body as { id: string };
    expect(await times(adolescent, '2026-11-28')).toEqual(['12:00 free']);
    expect((await put(extra, id)).status).toBe(409);
    await app.call('johan', 'POST', `${johan}/exceptions/${later.id}/remove`, {});
    expect(await times(adolescent, '2026-11-28')).toEqual([]);
    const { id: scheduleId } = await ownSchedule(johan, 'johan', adolescent);
    const moved = {
      kind: 'moved',
      scheduleId,
      date: '2026-11-27',
      toDate: '2026-11-28',
      from: '13:00',
      to: '13:45',
    };
    expect((await put(moved)).status).toBe(201);
    expect(await times(adolescent, '2026-11-27')).toEqual([]);
    expect(await times(adolescent, '2026-11-28')).toEqual(['13:00 free']);
    expect(((await put({ ...moved, toDate: '2026-11-29' })).body as Refused).error.fields).toEqual({
      date: 'already-moved',
    });
    const none = { ...moved, date: '2026-11-26' };
    expect(((await put(none)).body as Refused).error.fields).toEqual({ date: 'no-hours-that-day' });
  });
  it('[W4] are there once when they are sent again, as when the answer was lost', async () => {
    const extra = { kind: 'extra', date: '2026-11-28', from: '10:00', to: '10:45', serviceIds: [adolescent] };
    const first = await put(extra);
    expect(await put(extra)).toMatchObject({ status: 201, body: first.body });
    const { id } = first.body as { id: string };
    const second = await put({ ...extra, to: '11:30' }, id);
    expect(await put({ ...extra, to: '11:30' }, id)).toMatchObject({ status: 201, body: second.body });
    // Made like another one, they are that one.
    const third = (await put(extra)).body as { id: string };
    expect(await put({ ...extra, to: '11:30' }, third.id)).toMatchObject({ status: 201, body: second.body });
    const { exceptions } = await read(johan, 'johan');
    expect(exceptions.filter(({ date }) => date === '2026-11-28')).toHaveLength(1);
  });
  it('[W4] that somebody else has removed meanwhile are told as gone, and can be made anew', async () => {
    const extra = { kind: 'extra', date: '2026-11-28', from: '10:00', to: '10:45', serviceIds: [adolescent] };
    const { id } = (await put(extra)).body as { id: string };
    const remove = () => app.call('leena', 'POST', `${johan}/exceptions/${id}/remove`, {});
    expect((await remove()).status).toBe(200);
    const gone = { status: 409, body: { error: { code: 'exception-gone' } } };
    expect(await put({ ...extra, to: '11:30' }, id)).toMatchObject(gone);
    expect(await remove()).toMatchObject(gone);
    expect((await put({ ...extra, to: '11:30' })).status).toBe(201);
  });
  it('[S6] of the evening before are told for as long as they last', async () => {
    const extra = { kind: 'extra', date: '2026-11-29', from: '22:00', serviceIds: [adolescent] };
    await put({ ...extra, to: '02:00' });
    await put({ ...extra, from: '20:00', to: '21:00' });
    for (const time of ['22:00', '23:30']) expect(await bookAt(time, '2026-11-29')).toEqual([201, undefined]);
    app.clock.now = instantOf('2026-11-30', '08:00');
    const { exceptions, week } = await read(johan, 'johan', '2026-11-30');
    expect(exceptions.map(({ date, from }) => `${date} ${from}`)).toEqual(['2026-11-29 22:00']);
    const begun = week.visits.filter(({ startsAt }) => startsAt < instantOf('2026-11-30', '00:00'));
    expect(begun.map(({ startsAt }) => startsAt)).toEqual([instantOf('2026-11-29', '23:30')]);
  });
  it('[W5] keep a service that is offered no more, when something else of them is changed', async () => {
    app.offerToo(childService, 'user-johan', 'org-sairaala');
    const extra = { kind: 'extra', date: '2026-11-28', from: '10:00', to: '10:45' };
    const serviceIds = [adolescent, childService];
    const { id } = (await put({ ...extra, serviceIds })).body as { id: string };
    app.store.write((tx) =>
      tx
        .delete(schema.servicePractitioner)
        .where(
          and(
            eq(schema.servicePractitioner.serviceId, childService),
            eq(schema.servicePractitioner.practitionerId, 'user-johan'),
          ),
        )
        .run(),
    );
    expect((await put({ ...extra, to: '11:30', serviceIds }, id)).status).toBe(201);
    expect(((await put({ ...extra, to: '12:15', serviceIds })).body as Refused).error.fields).toEqual({
      serviceIds: 'not-offered',
    });
  });
  it('[W5] are to come, and no longer than a year', async () => {
    const off = { kind: 'off', from: '00:00', to: '24:00' };
    const problems = async (more: object) => ((await put({ ...off, ...more })).body as Refused).error.fields;
    expect(await problems({ date: '2026-11-20', lastDate: '2026-11-22' })).toEqual({ lastDate: 'in-past' });
    expect(await problems({ date: '2026-12-20', lastDate: '2026-12-12' })).toEqual({
      lastDate: 'dates-reversed',
    });
    expect(await problems({ date: '2026-12-20', lastDate: '2027-12-31' })).toEqual({
      lastDate: 'off-too-long',
    });
    expect(await problems({ date: '2026-02-30', lastDate: '2026-12-31' })).toEqual({ date: 'date' });
  });
});
