import Sqlite from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeOlderDatabase } from '#support/older-database.ts';
import { letterTexts, openStore, outbox } from './index.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'neuvo-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('[Z1] [Z8] a database of the version before keeps its own texts and its messages, and takes the new kinds', () => {
  const file = join(folder, 'neuvo.db');
  makeOlderDatabase(
    file,
    '0024_undelivered',
    `
    INSERT INTO organisation (id, name, kind) VALUES ('o', 'Suvanto', 'county');
    INSERT INTO user_account (id, organisation_id, email, name, title, role, language, password_hash, created_at)
    VALUES ('p', 'o', 'p@x.example', 'P', '', 'admin', 'fi', 'x', 1);
    INSERT INTO letter_text VALUES ('o', 'invitation', 'email', 'fi', 'Kutsu {when}', 'Hei {name}, {when} {link}', 'p', 5);
    INSERT INTO outbox_message (id, organisation_id, kind, channel, recipient, subject, body, next_attempt_at, created_at)
    VALUES ('m', 'o', 'test', 'email', 'p@x.example', 's', 'b', 1, 1);
  `,
  );
  const store = openStore(file);
  const place = { kind: 'invitation', channel: 'email', language: 'fi' } as const;
  const kept = { subject: 'Kutsu {when}', body: 'Hei {name}, {when} {link}' };
  expect(store.read((tx) => letterTexts.nearest(tx, 'o', place))).toEqual(kept);
  expect(store.read((tx) => letterTexts.writtenAt(tx, 'o', place))).toBe(5);
  const words = { subject: '', body: '{code}', writtenBy: 'p', writtenAt: 6 };
  const code = { organisationId: 'o', kind: 'code', channel: 'sms', language: 'se' } as const;
  store.write((tx) => letterTexts.save(tx, { ...code, ...words }));
  expect(store.read((tx) => letterTexts.nearest(tx, 'o', code))).toMatchObject({ body: '{code}' });
  expect(store.read((tx) => outbox.due(tx, 'email', 10, 9)).map(({ id }) => id)).toEqual(['m']);
  store.close();
  const raw = new Sqlite(file);
  expect(raw.pragma('foreign_key_check')).toEqual([]);
  raw.close();
});
