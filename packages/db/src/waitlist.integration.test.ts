import Sqlite from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dayMs, waitlist } from '#domain';
import { makeOlderDatabase } from '#support/older-database.ts';
import { openStore, serviceSettings, waitlistKeyOf, waitlistOffers } from './index.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'neuvo-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const now = 1_800_000_000_000;
/** A database as the version before had it: requests on the waitlist, each with a step, and somebody's hold and booking. */
function olderDatabase(file: string) {
  const requests = (['routine', 'soon', 'urgent'] as const).flatMap((urgency, at) =>
    [null, [0, 10], [3, 10], [10, 10], [-4, 10], [12, 10], [1, 0]].map((score, index) => {
      const since = now - ((at * 7 + index * 5) % 40) * dayMs;
      const points = score === null ? 'NULL, NULL' : score.join(', ');
      return `('r${at}${index}', 'o', 'o', 's', 'p', '{}', '${urgency}', ${points}, 0, ${since}, 'waitlisted', ${since}, ${since}, '{}')`;
    }),
  );
  makeOlderDatabase(
    file,
    '0019_waitlist',
    `
    INSERT INTO organisation (id, name, kind) VALUES ('o', 'Suvanto', 'county');
    INSERT INTO user_account (id, organisation_id, email, name, title, role, language, password_hash, created_at)
    VALUES ('p', 'o', 'p@x.example', 'P', '', 'staff', 'fi', 'x', 1);
    INSERT INTO healthcare_service (id, organisation_id, name, purpose, age_min, age_max, tier, length_minutes)
    VALUES ('s', 'o', '{}', '{}', 0, 6, 1, 45);
    INSERT INTO triage_request (id, organisation_id, requester_organisation_id, service_id, requester_id, content, urgency,
      score_points, score_most, weight, submitted_at, status, status_at, promised_at, wishes)
    VALUES ${requests.join(',\n')};
    INSERT INTO triage_step (id, organisation_id, request_id, at, kind, actor_id, text)
    VALUES ('second', 'o', 'r00', 5, 'send', 'p', 'b'), ('first', 'o', 'r00', 5, 'waitlist', 'p', 'a');
    INSERT INTO claim (id, organisation_id, resource_id, service_id, starts_at, ends_at, kind, held_by, expires_at)
    VALUES ('c', 'o', 'p', 's', 6000000, 9000000, 'hold', 'p', 5);
  `,
  );
}

it('[Y15] a database of the version before keeps its waitlist, and offers nothing by itself before somebody says so', () => {
  const file = join(folder, 'neuvo.db');
  olderDatabase(file);
  const store = openStore(file);
  const raw = new Sqlite(file);
  expect(raw.pragma('foreign_key_check')).toEqual([]);
  expect(raw.prepare('SELECT id FROM triage_step ORDER BY rowid').pluck().all()).toEqual(['second', 'first']);
  expect(raw.prepare('SELECT held_by FROM claim').pluck().all()).toEqual(['p']);
  const { settings } = store.read((tx) => serviceSettings.byId(tx, ['o'], 's'))!;
  expect(settings).toMatchObject({ offersTimes: false, offerHours: 24 });
  expect(store.read((tx) => waitlistOffers.servicesWaiting(tx, now))).toEqual([]);
  raw.close();
  store.close();
});

it('[Y15] the database reads the waitlist in the order that the rule says', () => {
  const file = join(folder, 'neuvo.db');
  olderDatabase(file);
  const store = openStore(file);
  const rows = store.read((tx) => waitlistOffers.candidates(tx, 's', now));
  expect(rows).toHaveLength(21);
  const keys = rows.map(waitlistKeyOf);
  expect(keys.map(({ id }) => id)).toEqual(keys.toSorted(waitlist.inWaitlistOrder).map(({ id }) => id));
  store.close();
});

it('[Y17] the database itself keeps a second open offer out, of a request and of a time, and what is over as it is', () => {
  const file = join(folder, 'neuvo.db');
  olderDatabase(file);
  openStore(file).close();
  const raw = new Sqlite(file);
  raw.pragma('foreign_keys = ON');
  const offer = (id: string, requestId: string, startsAt: number) =>
    raw
      .prepare(
        `INSERT INTO waitlist_offer (id, organisation_id, request_id, service_id, practitioner_id, starts_at, ends_at, made_at,
           held_until, status, status_at, token_hash)
         VALUES (?, 'o', ?, 's', 'p', ?, ?, 1, 2, 'open', 1, ?)`,
      )
      .run(id, requestId, startsAt, startsAt + 1, id);
  offer('a', 'r00', 10);
  expect(() => offer('b', 'r00', 20)).toThrow(/UNIQUE/);
  expect(() => offer('c', 'r01', 10)).toThrow(/UNIQUE/);
  const set = (status: string) => raw.prepare('UPDATE waitlist_offer SET status = ?').run(status);
  set('lapsed');
  expect(() => set('open')).toThrow(/stays so/);
  const hold = (heldBy: string, startsAt: number) =>
    raw
      .prepare(
        `INSERT INTO claim (id, organisation_id, resource_id, service_id, starts_at, ends_at, kind, held_by, expires_at)
         VALUES (?, 'o', 'p', 's', ?, ?, 'hold', ?, 5)`,
      )
      .run(heldBy, startsAt, startsAt + 60_000, heldBy);
  hold('a', 90_000_000);
  expect(() => hold('nobody', 190_000_000)).toThrow(/a hold is a person's/);
  raw.close();
});
