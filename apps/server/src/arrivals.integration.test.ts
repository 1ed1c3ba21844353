// Long on purpose: every case opens a visit of the same team on one running app, and files of its parts would each start another.
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { addDays, callGraceMs, instantOf, localDateOf, minuteMs } from '#domain';
import { accounts, claims, participants, schema, type Tx } from '#db';
import type { Reply } from '#protocol';
import { childService, startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
let appointmentId: string;
let tokens: string[];
let startsAt: number;
let visits = 0;

beforeAll(async () => {
  app = await startTestApp();
  // Johan offers the child psychiatrist's service too: the two are a team.
  app.offerToo(childService, 'user-johan', 'org-sairaala');
});
afterAll(() => app.close());

/** A visit of Elina's for every test, with Laura, one minute before its start. */
beforeEach(async () => {
  const date = `2026-12-${String(1 + visits).padStart(2, '0')}`;
  startsAt = instantOf(date, '18:00');
  visits += 1;
  app.openHours(date, '18:00', '21:00');
  app.openHours(date, '18:15', '21:00', childService, 'user-johan');
  app.clock.now = startsAt - 60 * minuteMs;
  ({ appointmentId, tokens } = await app.book(startsAt));
  app.clock.now = startsAt - minuteMs;
});

type Visit = Reply<'readArrivals'>['visits'][number];
async function seenBy(who: 'elina' | 'johan' | 'leena' | 'sanna', service = ''): Promise<Visit[]> {
  const { body } = await app.call(who, 'GET', `/api/arrivals${service && `?service=${service}`}`);
  return (body as Reply<'readArrivals'>).visits;
}
const seen = async (who: 'elina' | 'johan' = 'johan', id = appointmentId) =>
  (await seenBy(who)).find((visit) => visit.id === id)!;
const laura = async () => {
  const page = await app.page({ token: tokens[0]! });
  await page.enter(null);
  return page;
};
const code = (answer: { body: unknown }) => (answer.body as { error: { code: string } }).error.code;
const take = (who: 'elina' | 'johan' | 'sanna', from = 'user-elina', to = `user-${who}`) =>
  app.call(who, 'POST', `/api/arrivals/${appointmentId}/take-over`, { from, to });
const rowOf = (id = appointmentId) =>
  app.store.read((tx) => tx.select().from(schema.appointment).all()).find((row) => row.id === id)!;
const claimsOf = (id = appointmentId) =>
  app.store.read((tx) => tx.select().from(schema.claim).all()).filter((row) => row.appointmentId === id);
const audited = (action: string) =>
  app.store
    .read((tx) => tx.select().from(schema.auditEvent).all())
    .filter((event) => event.action === action && [appointmentId, 'team'].includes(event.entityId));

describe('the waiting room of a service', () => {
  it('[Q9] [Q13] shows a colleague who waits, since when, with what devices, and tells it live', async () => {
    const johan = await app.page('johan');
    await johan.ask('arrivals:watch', {});
    const guest = await laura();
    await johan.until('arrivals:changed');
    expect(await seen()).toMatchObject({
      practitionerId: 'user-elina',
      hostIsHere: false,
      people: [
        { name: 'Laura', seat: 'waiting', since: app.clock.now, online: true, devices: null },
        { kind: 'requester', seat: 'invited' },
      ],
      youMay: { takeOver: true, read: false, enter: false, seePhones: false },
    });
    johan.notices.length = 0;
    await guest.ask('waiting-room:devices', { camera: false, microphone: true });
    await johan.until('arrivals:changed');
    expect((await seen()).people[0]).toMatchObject({ devices: { camera: false, microphone: true } });
    johan.notices.length = 0;
    guest.socket.close();
    const people = app.store.read((tx) => participants.ofAppointment(tx, appointmentId));
    await app.isMissed(people.find(({ name }) => name === 'Laura')!.id);
    await johan.until('arrivals:changed');
    expect((await seen()).people[0]).toMatchObject({ online: false, seat: 'waiting' });
    expect(audited('list')).not.toHaveLength(0);
  });

  it('[Q9] tells live that a host who came has gone for good, also when their line was lost', async () => {
    const johan = await app.page('johan');
    await johan.ask('arrivals:watch', {});
    const host = await app.page('elina');
    await host.enter(appointmentId);
    await johan.until('arrivals:changed');
    expect(await seen()).toMatchObject({ hostIsHere: true });
    host.socket.close();
    const { id } = app.store.read((tx) => participants.ofUser(tx, appointmentId, 'user-elina'))!;
    await vi.waitFor(() => expect(app.registry.isOnline(id)).toBe(false));
    // What was told until now is here before the answer.
    await johan.ask('arrivals:watch', {});
    johan.notices.length = 0;
    app.clock.now += callGraceMs;
    app.tick();
    await johan.until('arrivals:changed');
    expect(await seen()).toMatchObject({ hostIsHere: false });
  });

  it('[Q9][R2] is closed to whoever offers no such service, and to those who only ask', async () => {
    expect(await seenBy('sanna')).not.toContainEqual(expect.objectContaining({ id: appointmentId }));
    expect(code(await app.call('sanna', 'GET', `/api/arrivals?service=${childService}`))).toBe('not-found');
    expect(code(await app.call('aino', 'GET', '/api/arrivals'))).toBe('forbidden');
    expect(code(await take('sanna'))).toBe('not-found');
    const note = { appointmentIds: [appointmentId], kind: 'soon', text: '' };
    expect(code(await app.call('sanna', 'POST', '/api/arrivals/note', note))).toBe('not-found');
    expect(code(await app.call('johan', 'GET', `/api/arrivals/${appointmentId}/phones`))).toBe('forbidden');
  });

  it('[Q15] shows a visit of just after midnight before midnight, to its team and to its host', async () => {
    app.clock.now = instantOf('2026-12-28', '22:30');
    app.openHours('2026-12-29', '00:10', '01:10');
    const { appointmentId: id } = await app.book(instantOf('2026-12-29', '00:10'));
    const days = async () => {
      const { items } = (await app.call('elina', 'GET', '/api/my-day')).body as Reply<'myDay'>;
      return items.map((item) => item.id);
    };
    app.clock.now = instantOf('2026-12-28', '21:59');
    expect(await seen('johan', id)).toBeUndefined();
    app.clock.now = instantOf('2026-12-28', '23:50');
    expect(await seen('johan', id)).toMatchObject({ practitionerId: 'user-elina' });
    expect(await days()).toContain(id);
    app.clock.now = instantOf('2026-12-29', '01:30');
    expect(await seen('johan', id)).toMatchObject({ practitionerId: 'user-elina' });
  });

  it('[Q11] keeps what was said through a reload, and shows nobody another visit’s', async () => {
    const guest = await laura();
    const body = { appointmentIds: [appointmentId], kind: 'late-10', text: '' };
    expect((await app.call('johan', 'POST', '/api/arrivals/note', body)).body).toEqual({ told: 1 });
    await guest.until('visit:whereabouts', (w) => w.state === 'waiting' && w.note?.kind === 'late-10');
    const again = await app.page({ token: tokens[0]! });
    expect(await again.enter(null, 'tab-2')).toMatchObject({ data: { note: { kind: 'late-10', text: '' } } });
    const own = { appointmentIds: [appointmentId], kind: 'own', text: ' ' };
    expect((await app.call('johan', 'POST', '/api/arrivals/note', own)).status).toBe(422);
    expect(audited('note-to-waiting')).toHaveLength(1);
  });

  it('[Q10] tells how many visits come first, a range while some have not come, and moves up', async () => {
    const { tokens: later, appointmentId: second } = await bookAt(startsAt + 45 * minuteMs);
    app.clock.now = startsAt + 40 * minuteMs;
    const page = await app.page({ token: later[0]! });
    expect(await page.enter(null)).toMatchObject({ data: { before: { min: 0, max: 1 } } });
    await laura();
    await page.until('visit:whereabouts', (w) => w.state === 'waiting' && w.before.min === 1);
    const host = await app.page('elina');
    await host.enter(appointmentId);
    await host.ask('visit:end', {});
    await page.until('visit:whereabouts', (w) => w.state === 'waiting' && w.before.max === 0);
    expect(rowOf(second).status).toBe('arrived');
  });
});

/** A visit of Elina's at another time of the same evening. */
async function bookAt(at: number) {
  const now = app.clock.now;
  app.clock.now = startsAt - 60 * minuteMs;
  const booked = await app.book(at);
  app.clock.now = now;
  return booked;
}

describe('taking over', () => {
  it('[Q12] moves the visit as it is: who waits keeps the place, one claim changes hands, both are told', async () => {
    const guest = await laura();
    const since = (await seen()).people[0]!.since;
    expect((await take('johan')).status).toBe(200);
    expect(rowOf()).toMatchObject({ practitionerId: 'user-johan', status: 'arrived', startsAt });
    expect(claimsOf().map(({ resourceId }) => resourceId)).toEqual(['user-johan']);
    expect((await seen()).people[0]).toMatchObject({ seat: 'waiting', since });
    await guest.until('visit:whereabouts', (w) => w.hostName.startsWith('Johan'));
    const told = app.outbox().filter((message) => message.appointmentId === appointmentId);
    expect(told.some(({ kind, recipient }) => kind === 'cancellation' && recipient.startsWith('elina'))).toBe(
      true,
    );
    expect(told.some(({ kind, recipient }) => kind === 'invitation' && recipient.startsWith('johan'))).toBe(
      true,
    );
    const letters = told.filter(({ kind }) => kind === 'moved');
    expect(letters.map(({ recipient }) => recipient)).toEqual(['aino.lampi@lehtola.example']);
    expect(letters[0]!.body).toMatch(/ottaa vastaan nyt Johan Lindgren\. Aika ja paikka ovat samat/);
    expect(letters[0]!.body).not.toMatch(/Laura|O\.L\.|psykiatri/);
    expect(audited('take-over')).toHaveLength(1);
    const host = await app.page('johan');
    expect(await host.enter(appointmentId)).toMatchObject({ data: { state: 'joined', youAreHost: true } });
    const former = await app.page('elina');
    expect(await former.enter(appointmentId)).toMatchObject({ ok: false });
  });

  it('[Q12] puts out whoever had it and sat before its door; when it opens, the seat is not theirs', async () => {
    app.clock.now = startsAt - 40 * minuteMs;
    const former = await app.page('elina');
    expect(await former.enter(appointmentId)).toMatchObject({ data: { state: 'early', youAreHost: true } });
    expect((await take('johan')).status).toBe(200);
    await former.until('visit:whereabouts', ({ state }) => state === 'closed');
    app.clock.now = startsAt;
    app.tick();
    expect(rowOf()).toMatchObject({ practitionerId: 'user-johan', status: 'booked' });
    expect(await former.ask('visit:end', {})).toMatchObject({ error: { code: 'not-allowed-now' } });
    expect(await former.enter(appointmentId)).toMatchObject({ error: { code: 'not-found' } });
    const host = await app.page('johan');
    expect(await host.enter(appointmentId)).toMatchObject({ data: { state: 'joined', youAreHost: true } });
  });

  it('[H11] the same when it is moved to a colleague', async () => {
    app.clock.now = startsAt - 40 * minuteMs;
    const former = await app.page('elina');
    expect(await former.enter(appointmentId)).toMatchObject({ data: { state: 'early', youAreHost: true } });
    const moved = await app.call('elina', 'POST', `/api/appointments/${appointmentId}/move`, {
      ...{ practitionerId: 'user-johan', startsAt: startsAt + 15 * minuteMs, override: null },
      ...{ reason: 'specialist-ill', note: '' },
    });
    expect([moved.status, rowOf().practitionerId]).toEqual([200, 'user-johan']);
    await former.until('visit:whereabouts', ({ state }) => state === 'closed');
    expect(await former.enter(appointmentId)).toMatchObject({ error: { code: 'not-found' } });
  });

  it('[Q12] by two at once succeeds once, and the second is told who has it', async () => {
    secondColleague();
    const answers = await Promise.all([take('johan'), take('sanna')]);
    const won = answers.filter(({ status }) => status === 200);
    const lost = answers.filter(({ status }) => status !== 200);
    expect(won).toHaveLength(1);
    const name = app.store.read((tx) => accounts.nameOf(tx, rowOf().practitionerId));
    expect(lost[0]!.body).toMatchObject({ error: { code: 'taken-over-already', details: { name } } });
    expect(claimsOf()).toHaveLength(1);
    expect(audited('take-over')).toHaveLength(1);
    noSecondColleague();
  });

  it('[Q12] is refused once the visit has begun, and to whose time is taken', async () => {
    const own = await app.call('aino', 'POST', '/api/appointments', {
      ...(await payloadOf()),
      practitionerId: 'user-johan',
      startsAt: startsAt + 15 * minuteMs,
    });
    expect(own.status).toBe(201);
    expect(code(await take('johan'))).toBe('not-free');
    expect(rowOf().practitionerId).toBe('user-elina');
    const host = await app.page('elina');
    await host.enter(appointmentId);
    expect(code(await take('johan'))).toBe('visit-begun');
  });
});

async function payloadOf() {
  const { payload } = await bookAt(startsAt + 3 * 45 * minuteMs);
  return { ...payload, draftId: `draft-${visits}` };
}
const sanna = { serviceId: childService, practitionerId: 'user-sanna', organisationId: 'org-sairaala' };
/** Sanna works for the hospital meanwhile (V12). */
const sannaWorksFor = (tx: Tx, organisationId: string) =>
  tx.update(schema.userAccount).set({ organisationId }).where(eq(schema.userAccount.id, 'user-sanna')).run();
function secondColleague() {
  app.store.write((tx) => {
    sannaWorksFor(tx, 'org-sairaala');
    tx.insert(schema.servicePractitioner).values(sanna).onConflictDoNothing().run();
  });
}
function noSecondColleague() {
  app.store.write((tx) => {
    sannaWorksFor(tx, 'org-suvanto');
    const rows = tx.select().from(schema.servicePractitioner).all();
    tx.delete(schema.servicePractitioner).run();
    for (const row of rows)
      if (row.practitionerId !== 'user-sanna' || row.serviceId !== childService)
        tx.insert(schema.servicePractitioner).values(row).run();
  });
}

describe('running over', () => {
  const extendBy = (minutes: number, basedOn = rowOf().endsAt) =>
    app.call('elina', 'POST', `/api/appointments/${appointmentId}/extend`, { minutes, basedOn });
  const follows = async () =>
    (await app.call('elina', 'GET', `/api/appointments/${appointmentId}/what-follows`))
      .body as Reply<'whatFollows'>;

  it('[L2] makes the visit longer with its claims, tells those in it, and takes a second press for the first', async () => {
    const host = await app.page('elina');
    await host.enter(appointmentId);
    const endsAt = startsAt + 45 * minuteMs;
    app.clock.now = endsAt - 3 * minuteMs;
    const answers = await Promise.all([extendBy(10, endsAt), extendBy(10, endsAt)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(rowOf().endsAt).toBe(endsAt + 10 * minuteMs);
    expect(claimsOf().map((row) => row.endsAt)).toEqual([endsAt + 10 * minuteMs]);
    expect(await host.until('visit:time')).toEqual({ startsAt, endsAt: endsAt + 10 * minuteMs });
  });

  it('[L2][L3] is refused where the next visit begins, which is told with who waits and who could take it', async () => {
    const { appointmentId: next } = await bookAt(startsAt + 45 * minuteMs);
    const host = await app.page('elina');
    await host.enter(appointmentId);
    app.clock.now = startsAt + 41 * minuteMs;
    const told = await follows();
    expect(told.extensions.map(({ possible }) => possible)).toEqual([false, false, false]);
    expect(told.next).toMatchObject({ id: next, waiting: 0, colleagues: [{ id: 'user-johan' }] });
    expect(code(await extendBy(5))).toBe('slot-taken');
    const given = await app.call('elina', 'POST', `/api/arrivals/${next}/take-over`, {
      from: 'user-elina',
      to: 'user-johan',
    });
    expect(given.status).toBe(200);
    expect(rowOf(next).practitionerId).toBe('user-johan');
    expect((await extendBy(15)).status).toBe(200);
  });

  it('[L2] against a booking made at the same moment: one of the two has the time, never both', async () => {
    const host = await app.page('elina');
    await host.enter(appointmentId);
    const end = startsAt + 45 * minuteMs;
    app.clock.now = end - 4 * minuteMs;
    const payload = { ...(await payloadOf()), startsAt: end };
    const [booked, longer] = await Promise.all([
      app.call('aino', 'POST', '/api/appointments', payload),
      extendBy(5),
    ]);
    expect([booked.status === 201, longer.status === 200].filter(Boolean)).toHaveLength(1);
    const times = app.store
      .read((tx) => tx.select().from(schema.claim).all())
      .filter(({ resourceId, startsAt: from }) => resourceId === 'user-elina' && from >= startsAt)
      .sort((a, b) => a.startsAt - b.startsAt);
    for (const [index, time] of times.entries())
      if (index > 0) expect(times[index - 1]!.endsAt).toBeLessThanOrEqual(time.startsAt);
  });

  it('[L2] [Q12] by whoever took it over once its time was up takes that time of theirs, as far as they have it', async () => {
    const end = startsAt + 45 * minuteMs;
    const next = { practitionerId: 'user-johan', startsAt: startsAt + 60 * minuteMs };
    expect(
      (await app.call('aino', 'POST', '/api/appointments', { ...(await payloadOf()), ...next })).status,
    ).toBe(201);
    app.clock.now = end + 2 * minuteMs;
    expect((await take('johan')).status).toBe(200);
    const host = await app.page('johan');
    await host.enter(appointmentId);
    const longer = (minutes: number) =>
      app.call('johan', 'POST', `/api/appointments/${appointmentId}/extend`, { minutes, basedOn: end });
    expect(code(await longer(15))).toBe('slot-taken');
    expect((await longer(10)).status).toBe(200);
    expect(claimsOf()).toMatchObject([
      { resourceId: 'user-johan', startsAt: app.clock.now, endsAt: app.clock.now + 10 * minuteMs },
    ]);
  });

  it('[L2] [Q12] keeps for each of its people the rest that they have, also where one took it over late', async () => {
    const service = app.store
      .read((tx) => tx.select().from(schema.healthcareService).all())
      .find(({ id }) => id === childService)!;
    const setRests = (bufferBeforeMinutes: number, bufferAfterMinutes: number) =>
      app.store.write((tx) =>
        tx
          .update(schema.healthcareService)
          .set({ bufferBeforeMinutes, bufferAfterMinutes })
          .where(eq(schema.healthcareService.id, service.id))
          .run(),
      );
    const payload = await payloadOf();
    setRests(5, 10);
    const later = { ...payload, startsAt: startsAt + 60 * minuteMs };
    const booked = await app.call('aino', 'POST', '/api/appointments', later);
    setRests(service.bufferBeforeMinutes, service.bufferAfterMinutes);
    expect([booked.status, booked.body]).toEqual([201, booked.body]);
    ({ appointmentId } = booked.body as { appointmentId: string });
    const invited = { userIds: ['user-pekka'], need: 'required' };
    const path = `/api/appointments/${appointmentId}/colleagues`;
    expect((await app.call('aino', 'POST', path, invited)).status).toBe(200);
    const end = rowOf().endsAt;
    app.clock.now = end + 8 * minuteMs;
    expect((await take('johan')).status).toBe(200);
    const kept = app.store.read((tx) => claims.restsOf(tx, appointmentId));
    expect(kept).toEqual({ bufferBeforeMinutes: 5, bufferAfterMinutes: 10 });
    const host = await app.page('johan');
    await host.enter(appointmentId);
    const body = { minutes: 5, basedOn: end };
    const longer = await app.call('johan', 'POST', `/api/appointments/${appointmentId}/extend`, body);
    expect([longer.status, longer.body]).toEqual([200, longer.body]);
    const rests = claimsOf().map((row) => [row.resourceId, row.bufferBeforeMinutes, row.bufferAfterMinutes]);
    expect(rests.sort()).toEqual([
      ['user-johan', 0, 0],
      ['user-pekka', 5, 10],
    ]);
  });

  it('[L2] is nobody else’s to do', async () => {
    const basedOn = rowOf().endsAt;
    const body = { minutes: 5, basedOn };
    expect(code(await app.call('johan', 'POST', `/api/appointments/${appointmentId}/extend`, body))).toBe(
      'not-found',
    );
    expect(code(await app.call('elina', 'POST', `/api/appointments/${appointmentId}/extend`, body))).toBe(
      'not-in-progress',
    );
  });

  it('[L3][M1] the next family, waiting while the visit before runs over, gets nothing of it', async () => {
    const { tokens: later, appointmentId: next } = await bookAt(startsAt + 45 * minuteMs);
    const guest = await laura();
    const host = await app.page('elina');
    await host.enter(appointmentId);
    const participantId = (await seen()).people[0]!.participantId;
    await host.ask('waiting-room:admit', { participantId });
    await guest.until('visit:whereabouts', ({ state }) => state === 'joined');
    app.clock.now = startsAt + 50 * minuteMs;
    const waiting = await app.page({ token: later[0]! });
    expect(await waiting.enter(null)).toMatchObject({
      data: { state: 'waiting', host: 'to-come', before: { min: 1, max: 1 } },
    });
    await host.ask('chat:send', { text: 'of the first family' });
    await guest.until('chat:line');
    expect(app.media.room(next)?.snapshot().peers ?? []).toEqual([]);
    expect(app.media.room(appointmentId)!.snapshot().peers).toHaveLength(2);
    const names = new Set(waiting.notices.map(({ name }) => name));
    expect([...names].every((name) => name === 'visit:whereabouts')).toBe(true);
    expect(JSON.stringify(waiting.notices)).not.toContain('first family');
    // The host opens the next visit beside the one that runs over: whoever is in that one sees nobody of the other.
    const second = await app.page('elina');
    await second.enter(next);
    expect(app.media.room(next)!.snapshot().peers).toHaveLength(1);
    expect(JSON.stringify(guest.last('visit:roster'))).toContain('Laura');
    expect(guest.last('visit:roster')!.people).toHaveLength(2);
  });
});

describe('late and no-show', () => {
  const mark = (who: 'elina' | 'johan' = 'elina') =>
    app.call(who, 'POST', `/api/appointments/${appointmentId}/no-show`);
  const undo = () => app.call('elina', 'POST', `/api/appointments/${appointmentId}/no-show/undo`);

  it('[L6] is marked by its own, taken back within ten minutes, and then takes people in again', async () => {
    app.clock.now = startsAt + 11 * minuteMs;
    expect(code(await mark('johan'))).toBe('not-found');
    expect((await mark()).status).toBe(200);
    expect(await seen('elina')).toMatchObject({ status: 'noshow', undoUntil: app.clock.now + 10 * minuteMs });
    app.clock.now += 9 * minuteMs;
    expect((await undo()).status).toBe(200);
    expect(rowOf()).toMatchObject({ status: 'booked' });
    expect(code(await undo())).toBe('not-a-no-show');
    await laura();
    expect(rowOf()).toMatchObject({ status: 'arrived' });
    expect(code(await mark())).toBe('somebody-waits');
    expect(audited('undo-no-show')).toHaveLength(1);
  });

  it('[L6] a new time may begin in what is left of the missed one, as it is offered', async () => {
    app.clock.now = startsAt + 11 * minuteMs;
    await mark();
    const at = (instant: number) =>
      new Date(instant).toLocaleTimeString('sv-SE', { timeZone: 'Europe/Helsinki', timeStyle: 'short' });
    const [date, later] = [localDateOf(startsAt), startsAt + 30 * minuteMs];
    // Of two openings that overlap, the earlier slots would stay.
    app.store.write((tx) => {
      tx.delete(schema.exceptionService).run();
      tx.delete(schema.dayException).run();
    });
    app.openHours(date, at(later), at(later + 45 * minuteMs));
    const path = `/api/appointments/${appointmentId}`;
    const { days } = (await app.call('elina', 'GET', `${path}/times?week=${date}`))
      .body as Reply<'listMoveTimes'>;
    const times = days.flatMap((day) => day.times.map((time) => time.startsAt));
    expect(times).toContain(later);
    const rebook = (time: number) =>
      app.call('elina', 'POST', `${path}/rebook`, { practitionerId: 'user-elina', startsAt: time });
    // What is refused leaves the missed visit as it was: its mark can still be taken back.
    expect((await rebook(later + minuteMs)).status).toBe(409);
    expect((await undo()).status).toBe(200);
    await mark();
    expect((await rebook(later)).status).toBe(201);
    expect(code(await undo())).toBe('too-late-to-undo');
  });
  it('[L6] offers the first time of the same practitioner from the next day on, until it is booked', async () => {
    app.clock.now = startsAt + 11 * minuteMs;
    expect((await seen('elina'))!.nextTime).toBeNull();
    await mark();
    const tomorrow = addDays(localDateOf(startsAt), 1);
    app.openHours(localDateOf(startsAt), '20:00', '20:45');
    app.openHours(tomorrow, '06:00', '06:45');
    const { nextTime } = (await seen('elina'))!;
    expect(nextTime).toMatchObject({ practitionerId: 'user-elina', startsAt: instantOf(tomorrow, '06:00') });
    // A colleague may see the visit, and not book for it.
    expect((await seen('johan'))!.nextTime).toBeNull();
    const { practitionerId, startsAt: next } = nextTime!;
    const path = `/api/appointments/${appointmentId}/rebook`;
    expect((await app.call('elina', 'POST', path, { practitionerId, startsAt: next })).status).toBe(201);
    expect((await seen('elina'))!.nextTime).toBeNull();
  });
  it('[L6] is final after ten minutes, and is booked anew once with its request and its people', async () => {
    app.clock.now = startsAt + 11 * minuteMs;
    await mark();
    app.clock.now += 10 * minuteMs;
    expect(code(await undo())).toBe('too-late-to-undo');
    const to = { practitionerId: 'user-elina', startsAt: startsAt + 90 * minuteMs };
    const rebook = () => app.call('elina', 'POST', `/api/appointments/${appointmentId}/rebook`, to);
    const answers = await Promise.all([rebook(), rebook()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const { id } = answers.find(({ status }) => status === 201)!.body as { id: string };
    const { body } = await app.call('aino', 'GET', `/api/appointments/${id}`);
    const { appointment } = body as Reply<'readAppointment'>;
    expect(appointment.question).toBe('How can the school help?');
    expect(appointment.participants.map(({ name }) => name)).toContain('Laura');
    expect(rowOf().successorId).toBe(id);
    expect(
      app.outbox().filter((m) => m.appointmentId === id && m.kind === 'invitation').length,
    ).toBeGreaterThan(1);
  });

  it('[L5] the numbers are for its own, and looking at them is logged', async () => {
    const { body } = await app.call('elina', 'GET', `/api/arrivals/${appointmentId}/phones`);
    const { phones } = body as Reply<'readPhones'>;
    expect(phones[0]).toMatchObject({ name: 'Laura', phone: null });
    expect(phones.at(-1)).toMatchObject({ kind: 'requester' });
    expect(audited('see-phones')).toHaveLength(1);
  });
});
