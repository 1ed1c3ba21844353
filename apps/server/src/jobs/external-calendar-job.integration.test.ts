import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayMs, err, externalProblems, hourMs, minuteMs, ok } from '#domain';
import { externalCalendars, schema } from '#db';
import { certificate } from '#support/certificate.ts';
import { address, file, openOwnCalendars, secret, type OwnCalendars } from '#support/own-calendars.ts';
import { monday, slotAt } from '#support/test-app.ts';
import { fetchBy, realPolicy } from '../external-calendar/fetch-calendar.ts';
import { parseInWorker } from '../external-calendar/parse-in-worker.ts';
import { ExternalCalendarJob } from './external-calendar-job.ts';

let world: OwnCalendars;
let app: OwnCalendars['app'];
let answers: OwnCalendars['answers'];
let asked: OwnCalendars['asked'];
let turn: OwnCalendars['turn'];
let read: OwnCalendars['read'];
let connect: OwnCalendars['connect'];
let connected: OwnCalendars['connected'];
let kept: OwnCalendars['kept'];
let slotStates: OwnCalendars['slotStates'];
beforeEach(async () => {
  world = await openOwnCalendars();
  ({ app, answers, asked, turn, read, connect, connected, kept, slotStates } = world);
});
afterEach(() => world.close());

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

it('[X5][X8] over a real line: fetched, then led to a private address, then sent what never ends, then 200 MB; the good times stay', async () => {
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

  // One that says that it has 200 MB, and a small one that has them once it is unpacked.
  const bomb = gzipSync(
    Buffer.concat([Buffer.from('BEGIN:VCALENDAR\r\n'), Buffer.alloc(200_000_000, 'X-PAD:1\r\n')]),
  );
  for (const [headers, body] of [
    [{ 'content-length': 200_000_000 }, Buffer.from('BEGIN:VCALENDAR\r\n')],
    [{ 'content-encoding': 'gzip' }, bomb],
  ] as const) {
    let asked = 0;
    answer = (_request, response) => {
      asked++;
      response.writeHead(200, headers).write(body);
    };
    app.clock.now += 7 * 60 * minuteMs;
    await turn();
    expect(asked).toBe(1);
    expect(await read()).toMatchObject({ state: 'stale', problem: 'too-large', coming: 1 });
  }
  app.clock.now = monday;
  expect((await slotStates())[start]).toBe('taken');
  server.closeAllConnections();
  server.close();
});
