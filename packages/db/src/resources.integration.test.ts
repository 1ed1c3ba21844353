import Sqlite from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeOlderDatabase } from '#support/older-database.ts';
import { claims, openStore, resources } from './index.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'neuvo-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A database as the version before had it, with two people of whom one holds the other's time. */
const olderDatabase = (file: string) =>
  makeOlderDatabase(
    file,
    '0013_resources',
    `
    INSERT INTO organisation (id, name, kind) VALUES ('o', 'Suvanto', 'county'), ('other', 'Lehtola', 'municipality');
    INSERT INTO user_account (id, organisation_id, email, name, title, role, language, password_hash, created_at)
    VALUES ('p', 'o', 'p@example', 'P', '', 'specialist', 'fi', '', 1), ('q', 'o', 'q@example', 'Q', '', 'staff', 'fi', '', 1);
    INSERT INTO healthcare_service (id, organisation_id, name, purpose, age_min, age_max, tier, length_minutes)
    VALUES ('s', 'o', '{}', '{}', 0, 6, 1, 45);
    INSERT INTO claim (id, organisation_id, resource_id, service_id, starts_at, ends_at, kind, held_by, expires_at)
    VALUES ('second', 'o', 'q', 's', 6000000, 9000000, 'hold', 'q', 5), ('first', 'o', 'p', 's', 6000000, 9000000, 'hold', 'q', 5);
    INSERT INTO past_hold VALUES ('o', 'q', 'p', 6000000, 9000000, 4);
  `,
  );

it('[H9] a database of the version before keeps its claims, their order and what guards them', () => {
  const file = join(folder, 'neuvo.db');
  olderDatabase(file);
  const store = openStore(file);
  const raw = new Sqlite(file);
  raw.pragma('foreign_keys = ON');
  expect(raw.pragma('foreign_key_check')).toEqual([]);
  expect(raw.prepare('SELECT id FROM claim ORDER BY rowid').pluck().all()).toEqual(['second', 'first']);
  expect(raw.prepare('SELECT began_at FROM past_hold').pluck().all()).toEqual([4]);
  const kept = raw
    .prepare(
      `SELECT name FROM sqlite_schema WHERE tbl_name = 'claim' AND sql IS NOT NULL AND type <> 'table' ORDER BY name`,
    )
    .pluck()
    .all();
  expect(kept).toEqual([
    ...[
      'claim_expiry',
      'claim_holder_exists',
      'claim_no_overlap',
      'claim_once_a_visit',
      'claim_one_hold_a_service',
    ],
    ...['claim_time', 'claim_time_is_fixed'],
  ]);
  const service = { id: 's', organisationId: 'o', bufferBeforeMinutes: 0, bufferAfterMinutes: 0 };
  const hold = (id: string, resourceId: string, startsAt: number) =>
    store.write((tx) =>
      claims.insert(tx, service, [
        {
          kind: 'hold',
          id,
          resourceId,
          serviceId: 's',
          heldBy: 'p',
          expiresAt: 9,
          startsAt,
          endsAt: startsAt + 60_000,
        },
      ]),
    );
  expect(() => hold('a', 'p', 6_060_000)).toThrow(/overlap/);
  expect(() => hold('b', 'nobody', 1)).toThrow(/FOREIGN KEY/);
  // A room is claimed like a person, and who is added later is a resource at once.
  store.write((tx) =>
    resources.insert(tx, 'room', {
      ...{ organisationId: 'o', kind: 'room', name: { fi: 'Kuusi', sv: '', en: '' }, address: 'Rantakatu 4' },
    }),
  );
  hold('c', 'room', 6_000_000);
  expect(() => hold('d', 'room', 6_030_000)).toThrow(/overlap/);
  raw.exec(`INSERT INTO user_account (id, organisation_id, email, name, title, role, language, password_hash, created_at)
    VALUES ('r', 'o', 'r@example', 'R', '', 'staff', 'fi', '', 1)`);
  hold('e', 'r', 6_000_000);
  raw.exec(`UPDATE user_account SET organisation_id = 'other' WHERE id = 'r'`);
  expect(raw.prepare(`SELECT organisation_id FROM resource WHERE id = 'r'`).pluck().get()).toBe('other');
  raw.close();
  store.close();
});
