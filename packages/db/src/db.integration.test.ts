import Sqlite from 'better-sqlite3';
import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claims, openStore, schema, seed, visitQualities, type Store } from './index.ts';

let folder: string;
let file: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'neuvo-db-'));
  file = join(folder, 'neuvo.db');
  store = openStore(file);
  store.write((tx) => seed(tx, 'hash', 1_795_000_000_000));
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const tables = (Object.values(schema) as SQLiteTable[]).filter((value) => is(value, SQLiteTable));

describe('the tables', () => {
  it('have the same columns in the migrations as drizzle believes', () => {
    const raw = new Sqlite(file);
    expect(tables.length).toBeGreaterThan(15);
    for (const table of tables) {
      const real = raw
        .prepare(`SELECT name, "notnull" OR pk AS needed FROM pragma_table_info('${getTableName(table)}')`)
        .all() as { name: string; needed: number }[];
      const believed = Object.values(getTableColumns(table)).map((column) => ({
        name: column.name,
        needed: Number(column.notNull || column.primary),
      }));
      const sorted = <T extends { name: string }>(list: T[]) =>
        list.sort((a, b) => (a.name < b.name ? -1 : 1));
      expect([getTableName(table), sorted(believed)]).toEqual([getTableName(table), sorted(real)]);
    }
    raw.close();
  });
  it('are all STRICT, and every one but the tree, the throttle and the installation’s own key belongs to an organisation', () => {
    const raw = new Sqlite(file);
    const all = raw
      .prepare(
        "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'",
      )
      .all() as { name: string; strict: number }[];
    expect(all.filter(({ strict }) => !strict)).toEqual([]);
    const scoped = all.filter(({ name }) =>
      raw.prepare(`SELECT 1 FROM pragma_table_info('${name}') WHERE name = 'organisation_id'`).get(),
    );
    expect(
      all
        .map(({ name }) => name)
        .filter((name) => !scoped.some((table) => table.name === name))
        .sort(),
    ).toEqual(['organisation', 'push_key', 'sign_in_throttle']);
    raw.close();
  });
  it('are in WAL, with foreign keys held and every commit on the disk', () => {
    expect(store.read((tx) => tx.get('PRAGMA journal_mode' as never))).toEqual({ journal_mode: 'wal' });
    expect(store.read((tx) => tx.get('PRAGMA foreign_keys' as never))).toEqual({ foreign_keys: 1 });
    expect(store.read((tx) => tx.get('PRAGMA synchronous' as never))).toEqual({ synchronous: 2 });
  });
  it('open again without migrating anew', () => {
    store.close();
    store = openStore(file);
    expect(store.read((tx) => tx.select().from(schema.organisation).all())).toHaveLength(6);
  });
});

describe('a summary of quality that was kept before', () => {
  it('keeps its mean round trip where there was one, and says that there was none where there was none', () => {
    store.close();
    const raw = new Sqlite(file);
    raw.pragma('foreign_keys = OFF');
    raw.exec('ALTER TABLE visit_quality DROP COLUMN round_trip_reports');
    const add = raw.prepare(
      `INSERT INTO visit_quality VALUES (?, 'org-sairaala', 'a visit', 'udp', 4, 0, ?, 0, 0, 0, 0, 0, 0, NULL)`,
    );
    add.run('measured', 360);
    add.run('not measured', 0);
    // By itself: later migrations have been made already.
    raw.exec(readFileSync(new URL('../migrations/0003_round_trip_reports.sql', import.meta.url), 'utf8'));
    raw.close();
    store = openStore(file);
    const rows = store.read((tx) => visitQualities.of(tx, 'a visit'));
    expect(rows.map((row) => [row.participantId, row.roundTripMsSum, row.roundTripReports])).toEqual([
      ['measured', 360, 4],
      ['not measured', 0, 0],
    ]);
  });
});

describe('the last guard', () => {
  const service = {
    id: 'service-child-psychiatry',
    organisationId: 'org-sairaala',
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
  };
  const claim = (id: string, startsAt: number, endsAt: number, resourceId = 'user-elina') => ({
    kind: 'hold' as const,
    id,
    resourceId,
    startsAt,
    endsAt,
    serviceId: `service-child-psychiatry`,
    heldBy: id,
    expiresAt: 1,
  });
  const insert = (...row: Parameters<typeof claim>) =>
    store.write((tx) => claims.insert(tx, service, [{ ...claim(...row), heldBy: row[0] }]));

  it('[H3] refuses every kind of overlap, even when a decision was wrong', () => {
    insert('user-aino', 100, 200);
    for (const [from, to] of [
      [100, 200],
      [150, 160],
      [50, 101],
      [199, 300],
      [50, 300],
    ] as const)
      expect(() => insert('user-pekka', from, to)).toThrow(/overlap|UNIQUE/);
    insert('user-pekka', 200, 300);
    insert('user-maria', 100, 200, 'user-johan');
  });
  it('[H4] refuses a second hold of one person, service and practitioner', () => {
    insert('user-aino', 100, 200);
    expect(() =>
      store.write((tx) =>
        claims.insert(tx, service, [{ ...claim('another', 500, 600), heldBy: 'user-aino' }]),
      ),
    ).toThrow(/UNIQUE/);
  });
  it('says that something is due once a hold has lapsed, and not before', () => {
    expect(store.isAnythingDue(5, 0, 0)).toBe(false);
    insert('user-aino', 100, 200);
    expect(store.isAnythingDue(0, 0, 0)).toBe(false);
    expect(store.isAnythingDue(1, 0, 0)).toBe(true);
  });
  it('says that a duty queue and the waitlist have to be looked at only when time has brought something about', () => {
    expect([store.isDutyDue(0, 0), store.hasLapsedOffer(Number.MAX_SAFE_INTEGER)]).toEqual([false, false]);
  });
  it('refuses to move a claim, to change the log, and rows of no organisation', () => {
    insert('user-aino', 100, 200);
    expect(() => store.write((tx) => tx.update(schema.claim).set({ startsAt: 150 }).run())).toThrow(
      /keeps its time/,
    );
    const entry = {
      organisationId: 'org-lehtola',
      at: 1,
      actorKind: 'user' as const,
      actorId: 'a',
      action: 'x',
      entity: 'user' as const,
      entityId: 'z',
    };
    store.write((tx) => tx.insert(schema.auditEvent).values(entry).run());
    expect(() => store.write((tx) => tx.update(schema.auditEvent).set({ action: 'other' }).run())).toThrow(
      /append-only/,
    );
    expect(() => store.write((tx) => tx.delete(schema.auditEvent).run())).toThrow(/append-only/);
    expect(() =>
      store.write((tx) =>
        tx
          .insert(schema.auditEvent)
          .values({ ...entry, organisationId: 'nowhere' })
          .run(),
      ),
    ).toThrow(/FOREIGN KEY/);
  });
  it('undoes the whole of a transaction that throws', () => {
    expect(() =>
      store.write((tx) => {
        claims.insert(tx, service, [{ ...claim('user-aino', 100, 200), heldBy: 'user-aino' }]);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(store.read((tx) => tx.select().from(schema.claim).all())).toEqual([]);
  });
});
