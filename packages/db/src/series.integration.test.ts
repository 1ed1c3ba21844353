import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeOlderDatabase } from '#support/older-database.ts';
import { openStore, seriesOfVisits } from './index.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'neuvo-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('[T11] a database of the version before keeps what was done to its series, in its order, and takes one kind more', () => {
  const file = join(folder, 'neuvo.db');
  makeOlderDatabase(
    file,
    '0026_series_people',
    `
    INSERT INTO organisation (id, name, kind) VALUES ('o', 'Suvanto', 'county');
    INSERT INTO user_account (id, organisation_id, email, name, title, role, language, password_hash, created_at)
    VALUES ('p', 'o', 'p@x.example', 'P', '', 'staff', 'fi', 'x', 1);
    INSERT INTO healthcare_service (id, organisation_id, name, purpose, age_min, age_max, tier, length_minutes)
    VALUES ('s', 'o', '{}', '{}', 0, 6, 1, 45);
    INSERT INTO series (id, organisation_id, requester_organisation_id, service_id, creator_id, practitioner_id, name, rule,
      from_date, time, length_minutes, content, created_at)
    VALUES ('r', 'o', 'o', 's', 'p', 'p', 'Ryhmä', '{}', '2027-01-08', '10:00', 60, '{}', 1);
    INSERT INTO series_change (id, organisation_id, series_id, at, actor_id, kind, numbers, role, reason)
    VALUES ('z', 'o', 'r', 5, 'p', 'make', '[1]', 'staff', ''), ('a', 'o', 'r', 5, 'p', 'move', '[1]', 'staff', 'wrong-time');
  `,
  );
  const store = openStore(file);
  const row = {
    organisationId: 'o',
    seriesId: 'r',
    at: 6,
    actorId: 'p',
    numbers: [1],
    role: 'staff' as const,
  };
  const people = [{ id: 'p', need: 'out' as const }];
  store.write((tx) => seriesOfVisits.addChange(tx, { ...row, id: 'b', kind: 'people', people }));
  const changes = store.read((tx) => seriesOfVisits.changes(tx, 'r')).map(({ change }) => change);
  expect(changes.map(({ id, kind, reason, people }) => [id, kind, reason, people])).toEqual([
    ['b', 'people', '', people],
    ['a', 'move', 'wrong-time', []],
    ['z', 'make', '', []],
  ]);
  store.close();
});
