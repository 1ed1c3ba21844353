import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayMs, err, minuteMs, type ExternalProblem, type Result } from '#domain';
import { newId, schema } from '#db';
import type { Reply } from '#protocol';
import { address, file, openOwnCalendars, secret, type OwnCalendars } from '#support/own-calendars.ts';
import { childService, monday, request, slotAt, type Who } from '#support/test-app.ts';
import type { Fetched } from './external-calendar/fetch-calendar.ts';

let world: OwnCalendars;
let app: OwnCalendars['app'];
let job: OwnCalendars['job'];
let answers: OwnCalendars['answers'];
let turn: OwnCalendars['turn'];
let read: OwnCalendars['read'];
let connect: OwnCalendars['connect'];
let connected: OwnCalendars['connected'];
let kept: OwnCalendars['kept'];
let slotStates: OwnCalendars['slotStates'];
beforeEach(async () => {
  world = await openOwnCalendars();
  ({ app, job, answers, turn, read, connect, connected, kept, slotStates } = world);
});
afterEach(() => world.close());

const hold = (startsAt: number, who: Who = 'pekka') =>
  app.call(who, 'POST', '/api/holds', { serviceId: childService, practitionerId: 'user-elina', startsAt });

describe('a time under an external busy time [X6]', () => {
  it('is not offered, can’t be held and can’t be booked; its neighbours can', async () => {
    await connected([slotAt(1) + 10 * minuteMs, slotAt(1) + 20 * minuteMs]);
    const states = await slotStates();
    expect([states[slotAt(0)], states[slotAt(1)], states[slotAt(2)]]).toEqual(['free', 'taken', 'free']);
    expect(await hold(slotAt(1))).toMatchObject({ status: 409, body: { error: { code: 'slot-taken' } } });
    const booking = (startsAt: number) =>
      app.call('pekka', 'POST', '/api/appointments', {
        ...{ draftId: newId(), serviceId: childService, practitionerId: 'user-elina', startsAt },
        content: request,
      });
    expect(await booking(slotAt(1))).toMatchObject({ status: 409, body: { error: { code: 'slot-taken' } } });
    expect((await hold(slotAt(2))).status).toBe(201);
    expect((await booking(slotAt(0))).status).toBe(201);
    const catalogue = (await app.call('pekka', 'GET', '/api/services')).body as Reply<'listServices'>;
    expect(catalogue.services.find(({ id }) => id === childService)?.nextFreeAt).toBe(slotAt(2));
  });
  it('is refused to whoever holds it when the calendar says so meanwhile, and a booked visit stays', async () => {
    await app.book(slotAt(0));
    expect((await hold(slotAt(1))).status).toBe(201);
    await connected([slotAt(0), slotAt(2)]);
    const refused = await app.call('pekka', 'POST', '/api/appointments', {
      ...{ draftId: newId(), serviceId: childService, practitionerId: 'user-elina', startsAt: slotAt(1) },
      content: request,
    });
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'slot-taken' } } });
    const calendar = await app.call('elina', 'GET', '/api/calendar?scope=mine&from=2026-11-23&to=2026-11-23');
    expect(calendar.body).toMatchObject({ visits: [{ status: 'booked', conflicts: true }] });
  });
  it('keeps the rests of a service free too (S8)', async () => {
    app.store.write((tx) =>
      tx.update(schema.healthcareService).set({ bufferAfterMinutes: 15, bufferBeforeMinutes: 5 }).run(),
    );
    await connected([slotAt(2), slotAt(2) + 5 * minuteMs]);
    const states = await slotStates();
    // With the rests between them the times begin every 65 minutes.
    const starts = [0, 65, 130].map((minutes) => slotAt(0) + minutes * minuteMs);
    expect(starts.map((at) => states[at])).toEqual(['free', 'taken', 'free']);
  });
  it('of many days takes every one of them', async () => {
    await connected([monday - 2 * dayMs, monday + 40 * dayMs]);
    expect(Object.values(await slotStates())).not.toContain('free');
    expect(kept().every(({ startsAt, endsAt }) => endsAt - startsAt <= dayMs)).toBe(true);
    expect((await read()).coming).toBe(1);
  });
  it('is told to those who look at the slots, at once', async () => {
    const page = await app.page('pekka');
    await page.ask('slots:watch', { serviceId: childService });
    await connected([slotAt(0), slotAt(1)]);
    await page.until('slots:changed');
    expect((await slotStates())[slotAt(0)]).toBe('taken');
  });
});

describe('what is kept [X3]', () => {
  it('is when somebody is busy; no title, and the address is in no answer, no log and no audit', async () => {
    await connected([slotAt(0), slotAt(1)]);
    expect(kept()).toEqual([{ practitionerId: 'user-elina', startsAt: slotAt(0), endsAt: slotAt(1) }]);
    const answer = await read();
    expect(answer).toMatchObject({ state: 'fresh', host: 'calendar.example', coming: 1, problem: null });
    answers.set(address, err('not-found'));
    app.clock.now += 20 * minuteMs;
    await turn();
    const everything = app.store.read((tx) => ({
      audit: tx.select().from(schema.auditEvent).all(),
      outbox: tx.select().from(schema.outboxMessage).all(),
      busy: tx.select().from(schema.externalBusy).all(),
    }));
    const texts = JSON.stringify([answer, await read(), app.log, everything]);
    expect(texts).not.toContain(secret);
    expect(texts).not.toContain('Dentist');
    expect(everything.audit).toMatchObject([{}, { action: 'connect-calendar', entityId: 'user-elina' }]);
    expect(app.log).toContainEqual(expect.objectContaining({ problem: 'not-found' }));
  });
  it('[X10] goes with the address, at once, also while it is being fetched', async () => {
    await connected([slotAt(0), slotAt(1)]);
    expect(await app.call('elina', 'DELETE', '/api/external-calendar')).toMatchObject({
      status: 200,
      body: { state: 'none', host: null, coming: 0 },
    });
    expect(kept()).toEqual([]);
    expect((await slotStates())[slotAt(0)]).toBe('free');
    // The answer that is under way when somebody disconnects is nobody's.
    await connect();
    let arrive: (fetched: Result<Fetched, ExternalProblem>) => void = () => undefined;
    app.deps.fetchCalendar = () => new Promise((resolve) => (arrive = resolve));
    app.deps.live.emit('external-calendar-due');
    job.tick();
    await app.call('elina', 'DELETE', '/api/external-calendar');
    arrive(file([slotAt(0), slotAt(1)]));
    await job.settled();
    expect(kept()).toEqual([]);
    expect((await read()).state).toBe('none');
    // So is the answer of the address that was there before.
    await connect();
    app.deps.live.emit('external-calendar-due');
    job.tick();
    await connect('elina', 'https://other.example/');
    arrive(file([slotAt(0), slotAt(1)]));
    await job.settled();
    expect(kept()).toEqual([]);
    expect((await read()).state).toBe('waiting');
  });
  it.each([
    ['the account', 'POST', '/active', { active: false }],
    ['a role that keeps one', 'PUT', '', { role: 'admin', organisationId: 'org-sairaala' }],
  ] as const)('[X10] goes with %s', async (_, method, what, change) => {
    await connected([slotAt(0), slotAt(1)]);
    expect(kept()).toHaveLength(1);
    const person = { name: 'Elina Saarikko', email: 'elina.saarikko@sairaala.example', title: '', phone: '' };
    const body = method === 'PUT' ? { ...person, language: 'fi', ...change } : change;
    expect((await app.call('mikko', method, `/api/people/user-elina${what}`, body)).status).toBe(200);
    expect(kept()).toEqual([]);
    expect(app.store.read((tx) => tx.select().from(schema.externalCalendar).all())).toEqual([]);
  });
  it('is one’s own: nobody reads or changes another’s, and administrators have none', async () => {
    await connected([slotAt(0), slotAt(1)]);
    expect((await read('johan')).state).toBe('none');
    await app.call('johan', 'DELETE', '/api/external-calendar');
    expect(kept()).toHaveLength(1);
    expect((await app.call('mikko', 'GET', '/api/external-calendar')).status).toBe(403);
  });
  it('says which address can’t be one', async () => {
    const code = async (at: string) =>
      ((await connect('elina', at)).body as { error?: { fields?: { address?: string } } }).error?.fields
        ?.address;
    expect(await code('')).toBe('required');
    expect(await code('my calendar')).toBe('calendar-address');
    expect(await code('file:///etc/passwd')).toBe('calendar-address');
    expect(await code('http://calendar.example/a.ics')).toBe('calendar-https');
    expect(await code('https://me:secret@calendar.example/')).toBe('calendar-credentials');
    expect(await code('webcal://calendar.example/a.ics')).toBeUndefined();
    expect((await connect('elina', `https://x.example/${'a'.repeat(2000)}`)).status).toBe(400);
  });
});
