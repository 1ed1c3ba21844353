import Sqlite from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type Store } from './open.ts';
import { untilWritten } from './until-written.ts';

let folder: string;
let store: Store;
let asked = 0;
const nameOf = untilWritten((tx, id: string) => {
  asked += 1;
  return tx.$client.prepare('SELECT name FROM organisation WHERE id = ?').pluck().get(id) as
    string | undefined;
});
const insert = `INSERT INTO organisation (id, name, kind) VALUES ('a', 'Aapiskunta', 'municipality')`;
const rename = (name: string) => `UPDATE organisation SET name = '${name}' WHERE id = 'a'`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'neuvo-written-'));
  store = openStore(join(folder, 'neuvo.sqlite'));
  store.write((tx) => tx.$client.exec(insert));
  asked = 0;
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

describe('what is read until anything is written', () => {
  test('is asked for once, and again after a write of this process', () => {
    expect([nameOf(store, 'a'), nameOf(store, 'a'), asked]).toEqual(['Aapiskunta', 'Aapiskunta', 1]);
    store.write((tx) => tx.$client.exec(rename('Beeskunta')));
    expect(nameOf(store, 'a')).toBe('Beeskunta');
  });

  test('is asked for again after another process has written', () => {
    expect(nameOf(store, 'a')).toBe('Aapiskunta');
    const other = new Sqlite(join(folder, 'neuvo.sqlite'));
    other.exec(rename('Ceeskunta'));
    other.close();
    expect(nameOf(store, 'a')).toBe('Ceeskunta');
  });

  test('what a transaction wrote and undid again is not kept', () => {
    expect(() =>
      store.write((tx) => {
        tx.$client.exec(rename('Deeskunta'));
        expect(nameOf(store, 'a')).toBe('Deeskunta');
        throw new Error('undone');
      }),
    ).toThrow('undone');
    expect(nameOf(store, 'a')).toBe('Aapiskunta');
  });
});
