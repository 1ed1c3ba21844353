import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ageOf, audit, backUp, demoPeople, lockFolder, newId, openStore, schema, seed, stamp } from '#db';
import { startServer } from '#support/start-server.ts';

let folder: string;
let data: string;
let copies: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'neuvo-copies-'));
  [data, copies] = [join(folder, 'data'), join(folder, 'copies')];
  mkdirSync(data);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const database = (): string => join(data, 'neuvo.db');

function command(name: 'backup' | 'restore', ...args: string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [`apps/server/src/${name}.ts`, ...args], {
      env: { ...process.env, NEUVO_DATA: data },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (said += text.toString()));
    child.once('exit', (code) => resolve({ code: code ?? -1, said }));
  });
}

const now = Date.UTC(2026, 10, 28, 10);
const [{ id: userId, organisationId }] = demoPeople as [(typeof demoPeople)[0]];
const event = {
  organisationId,
  actorKind: 'system',
  actorId: 'test',
  entity: 'user',
  entityId: userId,
} as const;

/** A database with the demo's people, of whom one is signed in. */
function fill(): void {
  const store = openStore(database());
  store.write((tx) => {
    seed(tx, 'hash', now);
    const session = { tokenHash: newId(), organisationId, userId, createdAt: now, expiresAt: now + 1 };
    tx.insert(schema.userSession).values(session).run();
    audit.write(tx, { ...event, at: now, action: 'create' });
  });
  store.close();
}

function ask(file: string, query: string): unknown {
  const sqlite = new Sqlite(file);
  const answer: unknown = sqlite.prepare(query).pluck().get();
  sqlite.close();
  return answer;
}
const events = (file: string) => ask(file, "SELECT count(*) FROM audit_event WHERE action = 'change'");

it('a copy is whole although somebody writes all the time it is made, and only its owner may read it', async () => {
  fill();
  const store = openStore(database());
  let written = 0;
  const write = () =>
    store.write((tx) => {
      for (let number = 0; number < 50; number += 1) audit.write(tx, { ...event, at: now, action: 'change' });
      written += 50;
    });
  write();
  const writing = setInterval(write);
  const before = written;
  const target = join(data, 'copy.db');
  const holds = await backUp(database(), target);
  clearInterval(writing);
  store.close();
  expect(holds).toMatchObject({ age: 'same', latest: now });
  const copied = events(target) as number;
  // Each transaction is in it whole or not at all.
  expect(copied % 50).toBe(0);
  expect(copied).toBeGreaterThanOrEqual(before);
  expect(copied).toBeLessThanOrEqual(written);
  expect(statSync(target).mode & 0o777).toBe(0o600);
  expect(readdirSync(data).filter((name) => name.startsWith('copy'))).toEqual(['copy.db']);
});

it('the command says what the copy holds, and keeps as many as it is told, and everything that is not its own', async () => {
  fill();
  const unknown = [
    command('backup'),
    command('backup', copies, 'more'),
    command('backup', copies, '--keep', '0'),
  ];
  for (const { code } of await Promise.all(unknown)) expect(code).toBe(1);
  mkdirSync(copies);
  const [old, older] = [stamp(now), stamp(now - 1000)].map((at) => `neuvo-${at}.db`) as [string, string];
  for (const name of [old, older, 'neuvo-by-hand.db']) writeFileSync(join(copies, name), '');
  const { code, said } = await command('backup', copies, '--keep', '2');
  expect(code).toBe(0);
  const [made] = /neuvo-\d[^/]*\.db(?=:)/.exec(said)!;
  expect(said).toMatch(/\d+ visits, until 2026-11-\d\d \d\d:\d\d Finnish time\.\n$/);
  expect(readdirSync(copies)).toEqual([old, made, 'neuvo-by-hand.db'].toSorted());
});

it('a copy that is put back brings its state, ends every session, stands in the log, and what was there stays beside it', async () => {
  fill();
  await backUp(database(), join(folder, 'copy.db'));
  const store = openStore(database());
  store.write((tx) => audit.write(tx, { ...event, at: now, action: 'change' }));
  // Not closed: what was committed last is still in the journal beside the database, as after a power cut.
  const unlock = lockFolder(data)!;
  const refused = await command('restore', join(folder, 'copy.db'));
  expect(refused).toEqual({ code: 1, said: `A Neuvo server is running on ${data}. Stop it first.\n` });
  unlock();
  const { code, said } = await command('restore', join(folder, 'copy.db'));
  store.close();
  expect(said).toContain(`${data} holds the copy now: `);
  expect(code).toBe(0);
  const [aside] = readdirSync(data).filter((name) => name.startsWith('neuvo.db.before-'));
  expect(said).toContain(aside);
  expect(events(join(data, aside!))).toBe(1);
  expect(events(database())).toBe(0);
  expect(ask(database(), 'SELECT count(*) FROM user_session')).toBe(0);
  expect(ask(join(folder, 'copy.db'), 'SELECT count(*) FROM user_session')).toBe(1);
  expect(ask(database(), "SELECT count(*) FROM audit_event WHERE action = 'restore'")).toBe(
    ask(database(), 'SELECT count(*) FROM organisation'),
  );
});

it('what is no database, is damaged, or is of a newer Neuvo is refused, and nothing is changed', async () => {
  fill();
  const whole = join(folder, 'whole.db');
  await backUp(database(), whole);
  const bytes = readFileSync(whole);
  const files = {
    'letter.db': [
      Buffer.from('Dear Sir or Madam, this is no database at all. '.repeat(90)),
      'is no database of Neuvo',
    ],
    'empty.db': [Buffer.alloc(0), 'is no database of Neuvo'],
    'cut.db': [bytes.subarray(0, bytes.length / 2), 'is damaged'],
  } as const;
  for (const [name, [content, why]] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
    const { code, said } = await command('restore', join(folder, name));
    expect(said).toContain(why);
    expect(code).toBe(1);
  }
  const newer = new Sqlite(whole);
  newer.exec("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', 9e14)");
  newer.close();
  expect((await command('restore', whole)).said).toContain('was written by a newer Neuvo');
  expect(readdirSync(data).filter((name) => name.includes('before') || name.includes('unfinished'))).toEqual(
    [],
  );
  expect(ask(database(), 'SELECT count(*) FROM user_session')).toBe(1);
});

/** A database of the Neuvo before this one: without its last migration. */
function fillOlder(): void {
  const migrations = join(folder, 'migrations');
  cpSync('packages/db/migrations', migrations, { recursive: true });
  const journal = join(migrations, 'meta/_journal.json');
  const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: unknown[] };
  writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, -1) }));
  const sqlite = new Sqlite(database());
  migrate(drizzle(sqlite), { migrationsFolder: migrations });
  sqlite.close();
}

it('a start copies the database of an older Neuvo before it changes it, forgets the copy after a month, and refuses a newer one', async () => {
  fillOlder();
  expect(ageOf(database())).toBe('older');
  const start = () =>
    startServer({ dataFolder: data, env: { NEUVO_DEMO: '0', PUBLIC_URL: 'https://neuvo.example' } });
  await (await start()).stop({ keepData: true });
  const copy = join(data, 'before-update.db');
  expect([ageOf(copy), ageOf(database())]).toEqual(['older', 'same']);
  const long = new Date(Date.now() - 31 * 86_400_000);
  utimesSync(copy, long, long);
  await (await start()).stop({ keepData: true });
  expect(existsSync(copy)).toBe(false);
  const newer = new Sqlite(database());
  newer.exec("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', 9e14)");
  newer.close();
  await expect(start()).rejects.toThrow('was written by a newer Neuvo than this one');
  writeFileSync(database(), 'Not a database any more. '.repeat(400));
  await expect(start()).rejects.toThrow('is damaged. Restore a copy of it: npm run restore -- FILE');
});
