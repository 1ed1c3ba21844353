// Long on purpose: every figure is asked for with the same few helpers.
import { eq } from 'drizzle-orm';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hourMs, instantOf, minuteMs } from '#domain';
import { counted, schema, visitQualities } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf as seriesFields, seriesDesk } from '#support/series.ts';
import { addManyVisits } from '#support/statistics.ts';
import { childService, slotAt, startTestApp, type TestApp, type Who } from '#support/test-app.ts';
import { votesIn } from '#support/votes.ts';
import { extendVisit } from './use-cases/over-run.ts';
import { admitPerson, endVisit, enterVisit } from './use-cases/visit.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.close());

type Statistics = Reply<'readStatistics'>;
const path = (by: string, more = '', from = '2025-01', to = '2026-12') =>
  `/api/statistics?from=${from}&to=${to}&by=${by}${more}`;
async function read(who: Who, by: string, more = '', from?: string, to?: string): Promise<Statistics> {
  const { status, body } = await app.call(who, 'GET', path(by, more, from, to));
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}
const figuresAt = ({ table }: Statistics, row: string | null, column: string | null = null) =>
  table.cells.find((cell) => cell.row === row && cell.column === column)?.figures;
async function csv(by: string, language = 'fi', more = ''): Promise<string> {
  const address = path(by, `&language=${language}${more}`).replace('statistics?', 'statistics.csv?');
  const { status, body } = await app.call('mikko', 'GET', address);
  expect(status).toBe(200);
  return body;
}
const fieldsOf = (response: { body: unknown }) =>
  (response.body as { error?: { fields?: object } }).error?.fields;

describe('who sees figures', () => {
  it('[ST15] are coordinators and administrators, and only administrators say how many under-18s there are', async () => {
    const statuses = async (method: 'GET' | 'PUT', url: string, body?: object) =>
      Promise.all(
        (['aino', 'elina', 'leena', 'mikko'] as const).map(
          async (who) => (await app.call(who, method, url, body)).status,
        ),
      );
    expect(await statuses('GET', path('month'))).toEqual([403, 403, 200, 200]);
    expect(await statuses('GET', `${path('month').replace('?', '.csv?')}&language=fi`)).toEqual([
      ...[403, 403, 200, 200],
    ]);
    const figure = '/api/under-eighteens/org-lehtola/2026';
    expect(await statuses('PUT', figure, { number: 2000 })).toEqual([403, 403, 403, 200]);
    expect((await app.call(undefined, 'GET', path('month'))).status).toBe(401);
  });
  it('[ST15] see what their organisation and those below it provide or asked for, and nobody else’s', async () => {
    app.store.write((tx) =>
      tx.insert(schema.organisation).values({ id: 'far', name: 'Far', kind: 'county' }).run(),
    );
    addManyVisits(app, { visits: 20, services: 1, municipalities: 1, months: 1 });
    expect(figuresAt(await read('leena', 'month'), '2025-01')).toMatchObject({ held: 20, requests: 20 });
    // The same visits, of a service and a requester that belong to somebody else.
    app.store.write((tx) => {
      tx.update(schema.organisation).set({ parentId: 'far' }).where(eq(schema.organisation.id, 'm-0')).run();
      tx.update(schema.healthcareService)
        .set({ organisationId: 'far' })
        .where(eq(schema.healthcareService.id, 's-0'))
        .run();
      tx.update(schema.appointment).set({ organisationId: 'far' }).run();
    });
    const other = await read('leena', 'month');
    expect(figuresAt(other, null)).toMatchObject({ held: 0, requests: 0 });
    expect(JSON.stringify(other)).not.toContain('Palvelu 0');
  });
  it('[ST15] leave in the log who looked at which period and who took it away', async () => {
    await read('leena', 'month', '', '2026-01', '2026-03');
    await csv('month,service');
    const events = app.store.read((tx) => tx.select().from(schema.auditEvent).all());
    expect(
      events
        .filter(({ entity }) => entity === 'statistics')
        .map(({ actorId, action, entityId }) => [actorId, action, entityId]),
    ).toEqual([
      ['user-leena', 'read', '2026-01–2026-03 month'],
      ['user-admin', 'export', '2025-01–2026-12 month,service'],
    ]);
  });
});

describe('a question', () => {
  it('[ST2] that makes no sense is refused by its field', async () => {
    const refused = async (by: string, from: string, to: string) =>
      fieldsOf(await app.call('leena', 'GET', path(by, '', from, to)));
    expect(await refused('month', '2026-13', '2026-12')).toEqual({ from: 'month' });
    expect(await refused('month', '2026-03', '2026-02')).toEqual({ to: 'period-order' });
    expect(await refused('month', '2020-01', '2026-02')).toEqual({ to: 'period-long' });
    expect(await refused('name', '2026-01', '2026-02')).toEqual({ by: 'invalid' });
    expect(await refused('month,age,tier', '2026-01', '2026-02')).toEqual({ by: 'too-many' });
  });
  it('[ST1] is narrowed by each of what it could be divided by', async () => {
    addManyVisits(app, { visits: 600, services: 2, municipalities: 2, months: 3 });
    expect(figuresAt(await read('leena', 'month'), null)).toMatchObject({ held: 600 });
    expect(figuresAt(await read('leena', 'month', '&service=s-0'), null)).toMatchObject({ held: 300 });
    expect(figuresAt(await read('leena', 'month', '&municipality=m-1'), null)).toMatchObject({ held: 300 });
    expect(figuresAt(await read('leena', 'tier', '&tier=2&service=s-0'), null)).toMatchObject({ held: 0 });
    expect(figuresAt(await read('leena', 'month', '&age=13-17'), null)).toMatchObject({ held: 120 });
    expect(figuresAt(await read('leena', 'municipality,service'), 'm-0', 's-1')).toMatchObject({ held: 150 });
  });
});

describe('what is counted', () => {
  it('[ST4][ST5] is a request once: booked at once, or sent and then given a time, and not again when it is rebooked', async () => {
    const visits: { appointmentId: string }[] = [];
    for (let n = 0; n < 6; n++) visits.push(await app.book(slotAt(n % 4, Math.floor(n / 4))));
    expect(figuresAt(await read('mikko', 'month'), '2026-11')).toMatchObject({
      requests: 6,
      held: 0,
      answered: { median: null },
    });
    app.store.write((tx) =>
      tx
        .update(schema.appointment)
        .set({ successorId: visits[5]!.appointmentId })
        .where(eq(schema.appointment.id, visits[4]!.appointmentId))
        .run(),
    );
    expect(figuresAt(await read('mikko', 'service'), childService)).toMatchObject({ requests: 5 });
  });
  it('[ST2] belongs to the month that it is in Finland', async () => {
    addManyVisits(app, { visits: 5, services: 1, municipalities: 1, months: 1 });
    app.store.write((tx) =>
      tx
        .update(schema.appointment)
        .set({ startsAt: instantOf('2026-03-01', '00:00'), endsAt: instantOf('2026-03-01', '00:30') })
        .run(),
    );
    const { table } = await read('leena', 'month', '', '2026-02', '2026-03');
    expect(table.cells.map(({ row, figures }) => [row, figures.held])).toEqual([
      ...[
        ['2026-02', 0],
        ['2026-03', 5],
        [null, 5],
      ],
    ]);
  });
  it('[ST7][ST8] is how long people waited and how far a visit ran over, also when it was made longer', async () => {
    const { appointmentId } = await app.book(slotAt(0));
    const key = { appointmentId, organisationId: 'org-sairaala' };
    const people = app.store.read((tx) =>
      tx.select().from(schema.participant).where(eq(schema.participant.appointmentId, appointmentId)).all(),
    );
    const host = people.find(({ kind }) => kind === 'host')!.id;
    const guest = people.find(({ kind }) => kind === 'guest')!.id;
    const endsAt = slotAt(1);
    app.clock.now = slotAt(0) - 6 * minuteMs;
    enterVisit(app.deps, key, guest);
    app.clock.now = slotAt(0) + minuteMs;
    enterVisit(app.deps, key, host);
    admitPerson(app.deps, key, host, guest);
    app.clock.now = endsAt - minuteMs;
    const viewer = { userId: 'user-elina', organisationId: 'org-sairaala', kind: 'user' } as never;
    extendVisit(app.deps, viewer, appointmentId, { minutes: 15, basedOn: endsAt });
    app.clock.now = endsAt + 11 * minuteMs;
    endVisit(app.deps, key, host);
    const row = app.store.read((tx) =>
      tx.select().from(schema.appointment).where(eq(schema.appointment.id, appointmentId)).get(),
    );
    expect(row).toMatchObject({
      waitedMs: 7 * minuteMs,
      bookedEndsAt: endsAt,
      endsAt: endsAt + 15 * minuteMs,
    });
    // Four more like it, so that there is a median.
    app.clock.now = endsAt + 3 * hourMs;
    addManyVisits(app, { visits: 4, services: 1, municipalities: 1, months: 1 });
    app.store.write((tx) =>
      tx.$client.exec(`
        UPDATE appointment SET service_id = '${childService}', organisation_id = 'org-sairaala', starts_at = ${slotAt(0)},
          booked_ends_at = ${endsAt}, ends_at = ${endsAt} + 1, waited_ms = ${7 * minuteMs} WHERE id LIKE 'v-%';
        UPDATE encounter SET finished_at = ${endsAt + 11 * minuteMs} WHERE id LIKE 'e-%';`),
    );
    const figures = figuresAt(await read('mikko', 'month', `&service=${childService}`), '2026-11');
    expect(figures).toMatchObject({
      held: 5,
      waited: { median: 7 * minuteMs, ninetieth: 'few' },
      overRun: { median: 11 * minuteMs },
    });
  });
  it('[ST16] is how people’s connections were in held visits', async () => {
    addManyVisits(app, { visits: 12, services: 1, municipalities: 1, months: 2 });
    const link = {
      ...{ organisationId: 'org-suvanto', path: 'udp' as const, reports: 9, lossPermilleSum: 0 },
      ...{ roundTripMsSum: 0, roundTripReports: 0, freezes: 0, freezeMs: 0, playedMs: 9, concealedMs: 0 },
      ...{ soundOnlyS: 0, reconnects: 0 },
    };
    app.store.write((tx) => {
      for (let n = 0; n < 12; n++) {
        const appointmentId = `v-${n}`;
        const seat = { appointmentId, organisationId: 'org-suvanto', name: 'X', language: 'fi' } as const;
        tx.insert(schema.participant)
          .values([
            { ...seat, id: `h-${n}`, kind: 'host', userId: 'user-sanna' },
            { ...seat, id: `g-${n}`, kind: 'guest', channel: 'email', address: 'x@x.example' },
          ])
          .run();
        const [host, guest] = [{ participantId: `h-${n}`, joinMs: 400 }, { participantId: `g-${n}` }];
        visitQualities.add(tx, { ...link, ...host, appointmentId });
        // Every other visit is of one month.
        visitQualities.add(tx, {
          ...link,
          ...guest,
          appointmentId,
          joinMs: 2000,
          soundOnlyS: n % 2 ? 60 : 0,
        });
      }
    });
    const figures = await read('leena', 'month');
    expect(figuresAt(figures, '2025-01')).toMatchObject({ held: 6, weak: 0, joined: { median: 2000 } });
    expect(figuresAt(figures, '2025-02')).toMatchObject({ held: 6, weak: 6, joined: { median: 2000 } });
    const [head, line] = (await csv('month')).split('\r\n').map((each) => each.split(';'));
    expect(line![head!.indexOf('"Heikko yhteys"')]).toBe('0');
    expect(line![head!.indexOf('"liittyminen (s), mediaani"')]).toBe('2');
  });
  it('[ST10] is hidden where it is few, and what would tell it too', async () => {
    addManyVisits(app, { visits: 40, services: 1, municipalities: 3, months: 1 });
    app.store.write((tx) => {
      tx.$client.exec(`
        UPDATE appointment SET requester_organisation_id = 'm-0' WHERE requester_organisation_id = 'm-1' AND
          id NOT IN (SELECT id FROM appointment WHERE requester_organisation_id = 'm-1' LIMIT 2)`);
    });
    const { table } = await read('leena', 'municipality');
    expect(table.cells.map(({ row, figures }) => [row, figures.held])).toEqual([
      ...[
        ['m-0', 25],
        ['m-1', 'few'],
        ['m-2', 'hidden'],
        [null, 40],
      ],
    ]);
  });
  it('[ST12] is the reach, from the newest figure that is not newer than the period', async () => {
    addManyVisits(app, { visits: 20, services: 1, municipalities: 1, months: 1 });
    const figure = (year: number, number: number | null) =>
      app.call('mikko', 'PUT', `/api/under-eighteens/m-0/${year}`, { number });
    expect(figuresAt(await read('leena', 'municipality'), 'm-0')).toMatchObject({ reach: null });
    await figure(2024, 500);
    await figure(2026, 400);
    const of2025 = () => read('leena', 'municipality', '', '2025-01', '2025-12');
    expect(figuresAt(await of2025(), 'm-0')).toMatchObject({ reach: 40 });
    expect(figuresAt(await read('leena', 'municipality'), 'm-0')).toMatchObject({ reach: 50 });
    await figure(2024, null);
    expect(figuresAt(await of2025(), 'm-0')).toMatchObject({ reach: 50 });
    expect((await app.call('mikko', 'PUT', '/api/under-eighteens/nowhere/2026', { number: 5 })).status).toBe(
      404,
    );
  });
});

describe('a file', () => {
  it('[ST14] opens in a spreadsheet and runs nothing that somebody called a service', async () => {
    addManyVisits(app, { visits: 20, services: 1, municipalities: 1, months: 1 });
    const name = { fi: '=HYPERLINK("http://x";"y")', sv: '', en: '' };
    app.store.write((tx) =>
      tx.update(schema.healthcareService).set({ name }).where(eq(schema.healthcareService.id, 's-0')).run(),
    );
    const lines = (await csv('service,municipality', 'sv')).split('\r\n');
    expect(lines[0]).toMatch(/^\uFEFF"Tjänst";"Kommun";"Förfrågningar"/);
    expect(lines[1]).toMatch(/^"'=HYPERLINK\(""http:\/\/x"";""y""\)";"Kunta 0";20;20;0;0;/);
    expect(lines.at(-2)).toMatch(/^"Totalt";"Totalt";20;/);
  });
  it('[ST13] has no totals where it goes line by line, and hides what is few there too', async () => {
    addManyVisits(app, { visits: 90, services: 3, municipalities: 5, months: 2 });
    const text = await csv('month,service,municipality,tier,age');
    const lines = text.trim().split('\r\n').slice(1);
    expect(lines).toHaveLength(90);
    expect(new Set(lines.map((line) => line.split(';')[5]))).toEqual(new Set(['"<5"']));
    expect(text).not.toContain('Yhteensä');
    expect(lines[0]).toMatch(/^"2025-01";"Palvelu 0";"Kunta 0";"1";/);
  });
  it('[ST13] of fifty thousand lines is made while it is read, in little memory, and lets others through', async () => {
    const visits = 50_000;
    // Long names, so that the file is larger than what the system keeps between two ends.
    addManyVisits(app, { visits, services: 40, municipalities: 60, months: 24, padding: 150 });
    let slices = 0;
    // Counted by hand: a spy would keep all that it saw.
    const read = app.store.read.bind(app.store);
    app.store.read = (work) => {
      slices += 1;
      return read(work);
    };
    const collect = collector();
    const before = collect();
    const address = `${path('month,service,municipality,tier,age').replace('?', '.csv?')}&language=fi`;
    const cookie = await app.cookieOf('mikko');
    const response = await new Promise<IncomingMessage>((resolve) =>
      get({ port: app.port, path: address, headers: { cookie } }, resolve),
    );
    // Whoever does not read on stops the work, at the latest when the buffers in between are full.
    for (let last = -1; last !== slices; await setTimeout(500)) last = slices;
    const whileNobodyRead = slices;
    let lines = 0;
    let most = 0;
    let answered = 0;
    for await (const piece of response as AsyncIterable<Buffer>) {
      for (const byte of piece) if (byte === 10) lines += 1;
      if (lines / 10_000 > answered) {
        // In the middle of it, somebody else is answered.
        expect((await app.call('leena', 'GET', '/api/session')).status).toBe(200);
        answered += 1;
        most = Math.max(most, collect() - before);
      }
    }
    expect(lines).toBe(visits + 1);
    expect(whileNobodyRead).toBeLessThan(slices / 2);
    expect(answered).toBe(6);
    // What is held is one month of the file, a small part of it.
    expect(most).toBeLessThan(10e6);
  });
});

/** Asks for the garbage to be taken away, and says how many bytes are then in use. */
function collector(): () => number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  return () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
}

it('[ST4] a series is one request also when its first meeting was left out', async () => {
  const desk = seriesDesk(app);
  const [first] = desk.openFridays('2026-12-04', 3);
  for (const time of ['09:00', '10:00', '11:00', '12:00', '13:00'])
    await desk.made(seriesFields(first!, 3, { requiredIds: [] }, { time }), [
      { n: 1, kind: 'skip', reason: 'Itsenäisyyspäivä' },
    ]);
  expect(figuresAt(await read('leena', 'service'), childService)?.requests).toBe(5);
});

it('[ST4] [T14] a series is one request also when meetings of it were cancelled and take place after all', async () => {
  const desk = seriesDesk(app);
  const [first] = desk.openFridays('2026-12-04', 3);
  for (const time of ['09:00', '10:00', '11:00', '12:00', '13:00']) {
    const id = await desk.made(seriesFields(first!, 3, { requiredIds: [] }, { time }));
    await desk.change(id, { scope: { kind: 'all' }, change: { kind: 'cancel' } });
    for (const n of [1, 3]) {
      const { revision: basedOn } = await desk.read(id);
      const back = await app.call('aino', 'POST', `/api/series/${id}/meetings/${n}/take-back`, { basedOn });
      expect([back.status, back.body]).toEqual([200, back.body]);
    }
  }
  expect(figuresAt(await read('leena', 'service'), childService)?.requests).toBe(5);
});

it('[ST4] [N8] a meeting that is agreed again after its time fell through is one request', async () => {
  const { newMonday, propose, say, confirm } = votesIn(app);
  const at = newMonday();
  const { id, mother, otto } = await propose([at('09:00'), at('10:30')]);
  for (const voter of [mother, otto])
    for (const time of ['09:00', '10:30']) await say(voter, at(time), 'yes');
  expect((await confirm(id, at('09:00'))).status).toBe(201);
  expect((await say(mother, at('09:00'), 'no')).status).toBe(200);
  expect((await confirm(id, at('10:30'))).status).toBe(201);
  const slice = { scope: '["org-sairaala"]', at: 0, id: '', until: Number.MAX_SAFE_INTEGER, limit: 10 };
  const requests = app.store.read((tx) => counted.requests.flatMap((source) => source(tx, slice)));
  expect(requests.map(({ serviceId }) => serviceId)).toEqual([childService]);
});
