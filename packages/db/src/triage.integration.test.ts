import Sqlite from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeOlderDatabase } from '#support/older-database.ts';
import { openStore, serviceSettings } from './index.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'neuvo-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A database as the version before had it, with a service and a message that waits. */
const olderDatabase = (file: string) =>
  makeOlderDatabase(
    file,
    '0015_triage',
    `
    INSERT INTO organisation (id, name, kind) VALUES ('o', 'Suvanto', 'county');
    INSERT INTO healthcare_service (id, organisation_id, name, purpose, age_min, age_max, tier, length_minutes)
    VALUES ('s', 'o', '{}', '{}', 0, 6, 1, 45);
    INSERT INTO outbox_message (id, organisation_id, kind, channel, recipient, subject, body, next_attempt_at, created_at, language)
    VALUES ('m', 'o', 'account', 'email', 'x@example', 'S', 'B', 5, 4, 'sv');
  `,
  );

it('[Y2] a database of the version before keeps its messages, and its services promise an answer in five days', () => {
  const file = join(folder, 'neuvo.db');
  olderDatabase(file);
  const store = openStore(file);
  const raw = new Sqlite(file);
  expect(raw.pragma('foreign_key_check')).toEqual([]);
  expect(raw.prepare('SELECT id, language, status, created_at FROM outbox_message').all()).toEqual([
    { id: 'm', language: 'sv', status: 'waiting', created_at: 4 },
  ]);
  const kept = raw
    .prepare("SELECT name FROM sqlite_master WHERE tbl_name = 'outbox_message' AND type = 'index'")
    .pluck()
    .all();
  expect(kept).toEqual(expect.arrayContaining(['outbox_due', 'outbox_failed', 'outbox_list']));
  const { settings } = store.read((tx) => serviceSettings.byId(tx, ['o'], 's'))!;
  expect(settings).toMatchObject({ answerDays: 5, urgentAnswerDays: 1, handlerIds: [] });
  raw.close();
  store.close();
});
