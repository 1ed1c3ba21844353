import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  dayMs,
  err,
  externalProblems,
  hourMs,
  minuteMs,
  ok,
  type ExternalProblem,
  type Result,
} from '#domain';
import { externalBusy, externalCalendars, newId, schema } from '#db';
import type { Reply } from '#protocol';
import {
  childService,
  monday,
  request,
  slotAt,
  startTestApp,
  type TestApp,
  type Who,
} from '#support/test-app.ts';
import { certificate } from '#support/certificate.ts';
import { fetchBy, realPolicy, type Fetched, type Known } from './external-calendar/fetch-calendar.ts';
import { parseInWorker } from './external-calendar/parse-in-worker.ts';
import { ExternalCalendarJob } from './jobs/external-calendar-job.ts';

const secret = 'very-secret-token';
const address = `https://calendar.example/private/${secret}/basic.ics`;

let app: TestApp;
let job: ExternalCalendarJob;
/** What the world answers, by address, and who was asked what. */
let answers: Map<string, Result<Fetched, ExternalProblem>>;
let asked: { address: string; known: Known }[];

beforeEach(async () => {
  answers = new Map();
  asked = [];
  app = await startTestApp({
    fetchCalendar: (at, known) => {
      asked.push({ address: at, known });
      return Promise.resolve(answers.get(at) ?? err('unreachable'));
    },
  });
  job = new ExternalCalendarJob(app.deps);
});
afterEach(async () => {
  job.stop();
  await job.settled();
  await app.close();
});

const stamp = (at: number) =>
  new Date(at)
    .toISOString()
    .replaceAll(/[-:]|\.\d+/g, '')
    .replace('ZZ', 'Z');
const file = (...events: [startsAt: number, endsAt: number, more?: string][]) =>
  ok<Fetched>({
    kind: 'file',
    etag: '"1"',
    lastModified: null,
    text: [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      ...events.map(([startsAt, endsAt, more = ''], n) =>
        [
          'BEGIN:VEVENT',
          `UID:e${n}`,
          `DTSTART:${stamp(startsAt)}`,
          `DTEND:${stamp(endsAt)}`,
          'SUMMARY:Dentist',
          ...(more ? [more] : []),
          'END:VEVENT',
        ].join('\r\n'),
      ),
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
  });
async function turn(): Promise<void> {
  app.deps.live.emit('external-calendar-due');
  job.tick();
  await job.settled();
}
async function read(who: Who = 'elina'): Promise<Reply<'readExternalCalendar'>> {
  const { status, body } = await app.call(who, 'GET', '/api/external-calendar');
  expect(status).toBe(200);
  return body as Reply<'readExternalCalendar'>;
}
const connect = (who: Who = 'elina', at = address) =>
  app.call(who, 'PUT', '/api/external-calendar', { address: at });
async function connected(...events: Parameters<typeof file>) {
  answers.set(address, file(...events));
  expect((await connect()).status).toBe(200);
  await turn();
}
const kept = () =>
  app.store.read((tx) => externalBusy.around(tx, ['user-elina'], monday - 30 * dayMs, monday + 200 * dayMs));
const slotStates = async (who: Who = 'pekka') => {
  const { body } = await app.call(who, 'GET', `/api/services/${childService}/slots?week=2026-11-23`);
  const { days } = body as Reply<'listSlots'>;
  return Object.fromEntries(days.flatMap((day) => day.slots.map((slot) => [slot.startsAt, slot.state])));
};
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
  it('keeps the rests of a service free too (V10)', async () => {
    app.store.write((tx) =>
      tx.update(schema.healthcareService).set({ bufferAfterMinutes: 15, bufferBeforeMinutes: 5 }).run(),
    );
    await connected([slotAt(2), slotAt(2) + 5 * minuteMs]);
    const states = await slotStates();
    expect([0, 1, 2, 3].map((n) => states[slotAt(n)])).toEqual(['free', 'taken', 'taken', 'free']);
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

describe('the job [X7][X8]', () => {
  it('asks every quarter of an hour, and only whether anything has changed until the next day', async () => {
    await connected([slotAt(0), slotAt(1)]);
    await turn();
    app.clock.now += 14 * minuteMs;
    await turn();
    expect(asked).toHaveLength(1);
    answers.set(address, ok({ kind: 'unchanged' }));
    app.clock.now += minuteMs;
    await turn();
    expect(asked.map(({ known }) => known.etag)).toEqual([null, '"1"']);
    expect(await read()).toMatchObject({ state: 'fresh', fetchedAt: app.clock.now });
    expect(kept()).toHaveLength(1);
    app.clock.now += 25 * hourMs;
    answers.set(address, file([slotAt(0), slotAt(1)]));
    await turn();
    expect(asked.at(-1)?.known).toEqual({ etag: null, lastModified: null });
  });
  it('follows a calendar whose rules were changed', async () => {
    await connected([slotAt(0), slotAt(1), 'RRULE:FREQ=WEEKLY']);
    expect(kept()).toHaveLength(16);
    app.clock.now += 15 * minuteMs;
    answers.set(address, file([slotAt(2), slotAt(3), 'RRULE:FREQ=WEEKLY;COUNT=2']));
    await turn();
    expect(kept().map(({ startsAt }) => startsAt)).toEqual([slotAt(2), slotAt(2, 1)]);
  });
  it('keeps the last good times while it fails, later and later, and says since when', async () => {
    await connected([slotAt(0), slotAt(1)]);
    const fetchedAt = app.clock.now;
    answers.set(address, err('too-slow'));
    const waits: number[] = [];
    for (let n = 0; n < 7; n++) {
      app.clock.now = (await read()).nextFetchAt!;
      const at = app.clock.now;
      await turn();
      waits.push(((await read()).nextFetchAt! - at) / minuteMs);
      expect(await read()).toMatchObject({ state: 'stale', fetchedAt, problem: 'too-slow' });
      expect(kept()).toHaveLength(1);
    }
    expect(waits).toEqual([30, 60, 120, 240, 360, 360, 360]);
    answers.set(address, file());
    app.clock.now = (await read()).nextFetchAt!;
    await turn();
    expect(await read()).toMatchObject({ state: 'fresh', problem: null, coming: 0 });
    expect(kept()).toEqual([]);
  });
  it('trusts them no longer after three days, and says so', async () => {
    await connected([slotAt(0, 1), slotAt(1, 1)]);
    answers.set(address, err('not-allowed'));
    for (let at = 0; at < 3 * dayMs; at += 6 * hourMs) {
      app.clock.now += 6 * hourMs;
      await turn();
    }
    expect(await read()).toMatchObject({ state: 'untrusted', problem: 'not-allowed', coming: 0 });
    expect(kept()).toEqual([]);
    const calendar = await app.call('elina', 'GET', '/api/calendar?scope=mine&from=2026-11-30&to=2026-12-06');
    expect(calendar.body).toMatchObject({ busy: [], external: { state: 'untrusted' } });
  });
  it.each(externalProblems)('tells a person that it failed at first with %s', async (problem) => {
    answers.set(address, err(problem));
    await connect();
    await turn();
    expect(await read()).toMatchObject({ state: 'failing', fetchedAt: null, problem });
  });
  it('lets the organisations take turns, however many of one are due, one at a time', async () => {
    app.store.write((tx) => {
      const [one] = tx.select().from(schema.userAccount).all();
      for (let n = 0; n < 4; n++) {
        const id = `n-${n}`;
        tx.insert(schema.userAccount)
          .values({ ...one!, id, email: `${id}@x.example`, organisationId: 'org-sairaala' })
          .run();
        externalCalendars.connect(tx, {
          ...{ practitionerId: id, organisationId: 'org-sairaala', connectedAt: monday - hourMs },
          address: `https://sairaala.example/${id}`,
        });
      }
      externalCalendars.connect(tx, {
        ...{ practitionerId: 'user-sanna', organisationId: 'org-suvanto', connectedAt: monday },
        address: 'https://suvanto.example/',
      });
    });
    for (let n = 0; n < 6; n++) await turn();
    expect(asked.map(({ address: at }) => new URL(at).host)).toEqual([
      ...['sairaala.example', 'suvanto.example'],
      ...['sairaala.example', 'sairaala.example', 'sairaala.example'],
    ]);
    let open = 0;
    app.clock.now += hourMs;
    app.deps.fetchCalendar = () => {
      open++;
      return new Promise(() => undefined);
    };
    const busy = new ExternalCalendarJob(app.deps);
    for (let n = 0; n < 5; n++) busy.tick();
    busy.stop();
    expect(open).toBe(1);
  });
  it('fetches nothing for a closed account', async () => {
    await connect();
    app.store.write((tx) => tx.update(schema.userAccount).set({ active: false }).run());
    await turn();
    expect(asked).toEqual([]);
  });
  it('is asked by its owner at most once a minute', async () => {
    await connected([slotAt(0), slotAt(1)]);
    const again = () => app.call('elina', 'POST', '/api/external-calendar/fetch');
    await again();
    await turn();
    expect(asked).toHaveLength(1);
    app.clock.now += 61_000;
    await again();
    await turn();
    expect(asked).toHaveLength(2);
    expect((await app.call('johan', 'POST', '/api/external-calendar/fetch')).status).toBe(404);
  });
});

describe('a hostile file [X9]', () => {
  const span = { startsAt: monday, endsAt: monday + 112 * dayMs };
  const hostile = (lines: string) =>
    `BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTART:20261123T070000Z\r\n${lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
  it.each([
    ['every second for ever', hostile('DURATION:PT1S\r\nRRULE:FREQ=SECONDLY;INTERVAL=3')],
    ['a day that never comes', hostile('DURATION:PT1H\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30')],
    [
      'a rule from the year one',
      hostile('DURATION:PT1S\r\nRRULE:FREQ=MINUTELY').replace('20261123', '00010101'),
    ],
    ['a line of five megabytes', hostile(`SUMMARY:${'a;b=":,'.repeat(700_000)}`)],
    ['a million lines', hostile('X-A;B="c":d\r\n'.repeat(400_000))],
    ['nested without end', 'BEGIN:VCALENDAR\r\n'.repeat(200_000)],
  ])('does not hold the server up: %s', async (_what, text) => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 10);
    const startedAt = Date.now();
    const parsed = await parseInWorker(text, span, 'neuvo.example', 1500);
    clearInterval(timer);
    const tookMs = Date.now() - startedAt;
    expect(tookMs).toBeLessThan(4000);
    // The server's own thread went on all along.
    expect(ticks).toBeGreaterThan(Math.min(5, tookMs / 100));
    expect(parsed.ok ? parsed.value.length : parsed.error).toBeDefined();
  });
  it('is told as one, and what was known before stays', async () => {
    await connected([slotAt(0), slotAt(1)]);
    app.clock.now += 15 * minuteMs;
    const text = hostile('DURATION:PT1S\r\nRRULE:FREQ=SECONDLY;INTERVAL=3');
    answers.set(address, ok({ kind: 'file', text, etag: null, lastModified: null }));
    await turn();
    expect(await read()).toMatchObject({ state: 'stale', problem: 'too-much', coming: 1 });
  });
});

it('[X5][X8] over a real line: fetched, then led to a private address, then sent what never ends; the good times stay', async () => {
  const start = slotAt(0);
  let answer: RequestListener = (_request, response) => {
    const good = file([start, slotAt(1)]);
    if (good.ok && good.value.kind === 'file') response.end(good.value.text);
  };
  const server = createServer(certificate, (request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const real = realPolicy(false);
  app.deps.fetchCalendar = fetchBy({
    ...real,
    ca: certificate.cert,
    resolve: () => Promise.resolve(['127.0.0.1']),
    isAllowed: (address) => address === '127.0.0.1' || real.isAllowed(address),
  });
  await connect('elina', `https://calendar.test:${(server.address() as AddressInfo).port}/${secret}`);
  await turn();
  expect(await read()).toMatchObject({ state: 'fresh', coming: 1 });

  answer = (_request, response) => response.writeHead(302, { location: 'https://169.254.169.254/' }).end();
  app.clock.now += 15 * minuteMs;
  await turn();
  expect(await read()).toMatchObject({ state: 'stale', problem: 'address-refused', coming: 1 });

  answer = (_request, response) => {
    response.write('BEGIN:VCALENDAR\r\n');
    const more = () => {
      while (!response.destroyed)
        if (!response.write('X-PAD:1\r\n'.repeat(5000))) return void response.once('drain', more);
    };
    more();
  };
  app.clock.now += 30 * minuteMs;
  await turn();
  expect(await read()).toMatchObject({ state: 'stale', problem: 'too-large', coming: 1 });
  expect((await slotStates())[start]).toBe('taken');
  server.closeAllConnections();
  server.close();
});
