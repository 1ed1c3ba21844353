import Sqlite from 'better-sqlite3';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slotAt, startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  const { appointmentId } = await app.book(slotAt(0));
  // Copies of the one that was booked: 249 more, many of them at the same moment.
  const db = new Sqlite(join(app.folder, 'neuvo.db'));
  const copy = db.transaction(() => {
    for (let index = 0; index < 249; index++) {
      // As an integer: a number would be stored with a point.
      const n = BigInt(index);
      db.prepare(
        `INSERT INTO service_request SELECT 'r' || ?, organisation_id, service_id, requester_id, case_id, status, content, saved_at, submitted_at
         FROM service_request WHERE id = (SELECT request_id FROM appointment WHERE id = ?)`,
      ).run(n, appointmentId);
      db.prepare(
        `INSERT INTO appointment (id, organisation_id, requester_organisation_id, service_id, request_id, practitioner_id,
           requester_id, starts_at, ends_at, status, status_at, cancel_reason, calendar_sequence, created_at)
         SELECT 'a' || ?, organisation_id, requester_organisation_id, service_id, 'r' || ?, practitioner_id,
           requester_id, starts_at + (? / 50) * 60000, ends_at + (? / 50) * 60000, status, status_at, cancel_reason,
           calendar_sequence, created_at FROM appointment WHERE id = ?`,
      ).run(n, n, n, n, appointmentId);
      db.prepare(
        `INSERT INTO encounter SELECT 'e' || ?, organisation_id, 'a' || ?, status, started_at, finished_at
         FROM encounter WHERE appointment_id = ?`,
      ).run(n, n, appointmentId);
      db.prepare(
        `INSERT INTO participant (id, organisation_id, appointment_id, kind, user_id, name, channel, address, language, seat,
           seat_at, waited_ms) SELECT 'p' || ? || kind, organisation_id, 'a' || ?, kind, user_id, name, channel, address, language,
           seat, seat_at, waited_ms FROM participant WHERE appointment_id = ?`,
      ).run(n, n, appointmentId);
      db.prepare(
        `INSERT INTO outbox_message SELECT 'm' || ?, organisation_id, appointment_id, participant_id, kind, channel, recipient,
           subject, body, calendar, ?, attempts, next_attempt_at, created_at + ? / 40, iif(? % 3 = 0, created_at, NULL), NULL, language
         FROM outbox_message LIMIT 1`,
      ).run(n, ['sent', 'failed', 'waiting'][index % 3], n, n);
    }
    db.exec(
      "UPDATE user_account SET organisation_id = 'org-sairaala' WHERE email = 'mikko.niemi@suvanto.example'",
    );
  });
  copy();
  db.close();
});
afterAll(() => app.close());

type Reply = { next: string | null } & Record<'appointments' | 'messages', Row[]>;
type Row = {
  id: string;
  status: string;
  startsAt: number;
  answerStatus: string;
  subject: string | null;
  practitionerName: string;
  serviceName: { fi: string };
};

async function walk(who: 'aino' | 'mikko', path: string, key: 'appointments' | 'messages') {
  const rows: Row[] = [];
  const sizes: number[] = [];
  let next: string | null = null;
  do {
    const query: string = next === null ? '' : `${path.includes('?') ? '&' : '?'}after=${next}`;
    const { status, body } = await app.call(who, 'GET', path + query);
    expect(status).toBe(200);
    rows.push(...(body as Reply)[key]);
    sizes.push((body as Reply)[key].length);
    ({ next } = body as Reply);
  } while (next !== null);
  return { rows, sizes };
}

it.each(['coming', 'past'] as const)(
  'the list of %s requests goes on where the page before ended, each once and in order',
  async (view) => {
    if (view === 'past') app.clock.now = slotAt(0) + 3 * 3_600_000;
    const { rows, sizes } = await walk('aino', `/api/appointments?view=${view}`, 'appointments');
    expect(sizes).toEqual([100, 100, 50]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(250);
    const times = rows.map(({ startsAt }) => startsAt);
    expect(times).toEqual(times.toSorted((a, b) => (view === 'coming' ? a - b : b - a)));
  },
);

it('a request is found by what its row shows, however far down the list it is', async () => {
  app.clock.now = slotAt(0) - 3_600_000;
  const db = new Sqlite(join(app.folder, 'neuvo.db'));
  // The last of all is about another child, in words that SQLite by itself does not fold.
  db.exec(`CREATE TEMP TABLE far AS SELECT * FROM child_case LIMIT 1`);
  db.exec(`UPDATE far SET id = 'far', initials = 'Ö.Q.', birth_year = 2012`);
  db.exec(`INSERT INTO child_case SELECT * FROM far`);
  db.exec(`UPDATE service_request SET case_id = 'far' WHERE id = 'r248'`);
  db.exec(`UPDATE appointment SET status = 'cancelled', cancel_reason = 'ill' WHERE id = 'a248'`);
  db.close();
  const ids = async (query: string) =>
    (await walk('aino', `/api/appointments?${query}`, 'appointments')).rows.map(({ id }) => id);
  expect(await ids(`q=${encodeURIComponent('ö.q. SAARIKKO')}`)).toEqual(['a248']);
  expect(await ids(`q=${encodeURIComponent('ö.q. 2011')}`)).toEqual([]);
  expect(await ids('q=%25')).toEqual([]);
  expect(await ids('state=cancelled')).toEqual(['a248']);
  expect(await ids('state=answer-missing')).toEqual([]);
  expect(await ids('q=saarikko')).toHaveLength(250);
});

describe('sorted by a column', () => {
  beforeAll(() => {
    const db = new Sqlite(join(app.folder, 'neuvo.db'));
    db.exec(`CREATE TEMP TABLE one AS SELECT * FROM child_case LIMIT 1`);
    for (const [index, initials] of ['Ö.A.', 'Å.A.', 'Z.A.', 'Ä.A.', 'é.A.'].entries()) {
      db.prepare(`UPDATE one SET id = ?, initials = ?`).run(`case${index}`, initials);
      db.exec(`INSERT INTO child_case SELECT * FROM one`);
      db.prepare(`UPDATE service_request SET case_id = ? WHERE id LIKE ?`).run(`case${index}`, `r%${index}`);
    }
    db.exec(`UPDATE service_request SET case_id = NULL WHERE id LIKE 'r%7'`);
    db.exec(`UPDATE appointment SET practitioner_id = 'user-johan' WHERE id LIKE 'a%5'`);
    db.exec(`UPDATE appointment SET service_id = 'service-adolescent-psychiatry' WHERE id LIKE 'a%1'`);
    db.exec(`UPDATE appointment SET status = 'noshow' WHERE id LIKE 'a%2'`);
    db.exec(`UPDATE appointment SET status = 'arrived' WHERE id LIKE 'a%3'`);
    db.exec(`UPDATE appointment SET status = 'fulfilled' WHERE id LIKE 'a%4'`);
    db.close();
  });
  const ranks = ['arrived', 'fulfilled', 'booked', 'signed', 'noshow', 'cancelled'];
  const { compare } = new Intl.Collator('fi');
  const byText = (of: (row: Row) => string) => (a: Row, b: Row) => compare(of(a), of(b));
  const orders = {
    time: (a: Row, b: Row) => a.startsAt - b.startsAt,
    service: byText((row) => row.serviceName.fi),
    // Who is told as nobody comes after everybody.
    subject: byText((row) => row.subject ?? 'öö'),
    who: byText((row) => row.practitionerName),
    state: (a: Row, b: Row) => ranks.indexOf(a.status) - ranks.indexOf(b.status),
  };
  it.each(
    (['time', 'service', 'subject', 'who', 'state'] as const).flatMap((sort) =>
      (['up', 'down'] as const).map((order) => [sort, order] as const),
    ),
  )('the list of requests goes by %s, %s, over its pages: each once, equals by time', async (sort, order) => {
    const path = `/api/appointments?view=coming&sort=${sort}&order=${order}`;
    const { rows, sizes } = await walk('aino', path, 'appointments');
    expect(sizes).toEqual([100, 100, 50]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(250);
    const way = order === 'up' ? 1 : -1;
    const timeWay = sort === 'time' ? way : 1;
    const sorted = rows.toSorted(
      (a, b) => way * orders[sort](a, b) || timeWay * (a.startsAt - b.startsAt || (a.id < b.id ? -1 : 1)),
    );
    expect(rows.map(({ id }) => id)).toEqual(sorted.map(({ id }) => id));
    expect(new Set(rows.map((row) => orders[sort](row, rows[0]!))).size).toBeGreaterThan(1);
  });
  it('a place that is no row of the reader’s is refused, and so is a column that there is not', async () => {
    const ask = (query: string) => app.call('aino', 'GET', `/api/appointments?${query}`);
    expect((await ask('sort=who&after=1.nobody')).status).toBe(400);
    expect((await ask('sort=password')).status).toBe(400);
  });
});

it('outgoing messages go on, with those that failed first', async () => {
  const { rows } = await walk('mikko', '/api/outbox', 'messages');
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  expect(rows).toHaveLength(252);
  const ranks = rows.map(({ status }) => ['failed', 'waiting', 'sent'].indexOf(status));
  expect(ranks).toEqual(ranks.toSorted());
});

describe('outgoing messages, narrowed', () => {
  type Message = { id: string; status: string; channel: string; kind: string; at: number; bounced: boolean };
  const found = async (query: string) =>
    (await walk('mikko', `/api/outbox?${query}`, 'messages')).rows as unknown as Message[];
  beforeAll(() => {
    const db = new Sqlite(join(app.folder, 'neuvo.db'));
    db.exec(`UPDATE outbox_message SET channel = 'sms' WHERE id LIKE 'm%5'`);
    db.exec(`UPDATE outbox_message SET kind = 'reminder' WHERE id LIKE 'm%0'`);
    db.exec(`UPDATE outbox_message SET last_error = 'DSN 5.1.1' WHERE status = 'failed' AND id LIKE 'm%1'`);
    db.exec(`UPDATE outbox_message SET last_error = NULL WHERE status = 'failed' AND id LIKE 'm%4'`);
    // Another organisation has messages that would fit, too.
    db.exec(`CREATE TEMP TABLE one AS SELECT * FROM outbox_message WHERE id = 'm1'`);
    db.exec(`UPDATE one SET id = 'theirs', organisation_id = 'org-poliisi'`);
    db.exec(`INSERT INTO outbox_message SELECT * FROM one`);
    db.close();
  });
  it('[R9, Z9] to those that came back, and apart from them to those that never left', async () => {
    const all = await found('');
    const [failed, returned] = [await found('status=failed'), await found('status=returned')];
    expect(failed.every(({ status, bounced }) => status === 'failed' && !bounced)).toBe(true);
    expect(returned.every(({ status, bounced }) => status === 'failed' && bounced)).toBe(true);
    expect(Math.min(failed.length, returned.length)).toBeGreaterThan(0);
    expect(failed.length + returned.length).toBe(all.filter(({ status }) => status === 'failed').length);
    for (const status of ['waiting', 'sent'])
      expect(await found(`status=${status}`)).toEqual(all.filter((each) => each.status === status));
  });
  it('[R9] by way, by what they are about and by day, in Finland, over their pages', async () => {
    const all = await found('');
    expect(await found('channel=sms')).toEqual(all.filter(({ channel }) => channel === 'sms'));
    expect(await found('kind=reminder&status=waiting')).toEqual(
      all.filter(({ kind, status }) => kind === 'reminder' && status === 'waiting'),
    );
    const day = new Date(all[0]!.at + 2 * 3_600_000).toISOString().slice(0, 10);
    expect(await found(`from=${day}&to=${day}`)).toEqual(all);
    expect(await found('from=2030-01-01')).toEqual([]);
    expect(await found('to=2020-01-01')).toEqual([]);
  });
  it('[R7] another organisation’s are never among them', async () => {
    for (const query of ['', 'status=failed', 'status=returned', 'channel=email', 'to=2030-01-01'])
      expect((await found(query)).some(({ id }) => id === 'theirs')).toBe(false);
  });
  it('[R9] to nobody: neither by whom they go to nor by what they say', async () => {
    for (const query of ['recipient=x', 'q=x', 'status=lost', 'kind=secret', 'from=2026-02-31'])
      expect((await app.call('mikko', 'GET', `/api/outbox?${query}`)).status).toBe(400);
  });
});

it('the list of messages is read from its index, without sorting', () => {
  const db = new Sqlite(join(app.folder, 'neuvo.db'));
  const plan = db
    .prepare(
      `EXPLAIN QUERY PLAN SELECT * FROM outbox_message WHERE organisation_id = 'x'
       ORDER BY CASE status WHEN 'failed' THEN 0 WHEN 'waiting' THEN 1 ELSE 2 END, created_at DESC, id DESC LIMIT 101`,
    )
    .all()
    .map((row) => (row as { detail: string }).detail)
    .join('\n');
  db.close();
  expect(plan).toContain('outbox_list');
  expect(plan).not.toContain('TEMP B-TREE');
});

it.each(['/api/appointments?after=x', '/api/outbox?after=sent.1', '/api/outbox?after=%00'])(
  'a place that nobody gave is refused: %s',
  async (path) => {
    const { status } = await app.call(path.includes('outbox') ? 'mikko' : 'aino', 'GET', path);
    expect(status).toBe(400);
  },
);
