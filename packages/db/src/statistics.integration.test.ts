import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeOlderDatabase } from '#support/older-database.ts';
import { counted, openStore, schema } from './index.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'neuvo-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('[ST7] a database of the version before keeps its visits, and the waits that are still known', () => {
  const file = join(folder, 'neuvo.db');
  makeOlderDatabase(
    file,
    '0021_statistics',
    `
    INSERT INTO organisation (id, name, kind) VALUES ('o', 'Suvanto', 'county');
    INSERT INTO user_account (id, organisation_id, email, name, title, role, language, password_hash, created_at)
    VALUES ('u', 'o', 'u@example', 'U', '', 'specialist', 'fi', '', 0), ('v', 'o', 'v@example', 'V', '', 'staff', 'fi', '', 0);
    INSERT INTO healthcare_service (id, organisation_id, name, purpose, age_min, age_max, tier, length_minutes)
    VALUES ('s', 'o', '{}', '{}', 0, 6, 1, 45);
    INSERT INTO service_request (id, organisation_id, service_id, requester_id, status, content, saved_at, submitted_at)
    VALUES ('r', 'o', 's', 'v', 'accepted', '{}', 0, 1);
    INSERT INTO appointment (id, organisation_id, requester_organisation_id, service_id, request_id, practitioner_id,
      requester_id, starts_at, ends_at, status, status_at, created_at)
    VALUES ('a', 'o', 'o', 's', 'r', 'u', 'v', 1000, 2000, 'fulfilled', 0, 0);
    INSERT INTO participant (id, organisation_id, appointment_id, kind, user_id, name, language, seat, seat_at, waited_ms)
    VALUES ('h', 'o', 'a', 'host', 'u', 'U', 'fi', 'admitted', 5, 99), ('p', 'o', 'a', 'requester', 'v', 'V', 'fi', 'admitted', 5, 7);
  `,
  );
  const store = openStore(file);
  store.read((tx) => {
    const [row] = tx.select().from(schema.appointment).all();
    expect(row).toMatchObject({ id: 'a', waitedMs: 7, bookedEndsAt: null });
    const slice = { scope: '["o"]', at: 0, id: '', until: 5000, limit: 10 };
    expect(counted.visits(tx, slice)).toMatchObject([{ id: 'a', sentAt: 1, bookedEndsAt: 2000 }]);
    expect(counted.visits(tx, { ...slice, scope: '["other"]' })).toEqual([]);
  });
  store.close();
});

it('[ST13] each slice is read off an index, and nothing is sorted or gone through from the beginning', () => {
  const store = openStore(join(folder, 'neuvo.db'));
  store.read((tx) => {
    const plans: string[] = [];
    const prepare = tx.$client.prepare.bind(tx.$client);
    const spying = {
      $client: {
        prepare: (text: string) => {
          const values = { scope: '[]', at: 0, id: '', until: 1, limit: 1 };
          const steps = prepare(`EXPLAIN QUERY PLAN ${text}`).all(values) as { detail: string }[];
          plans.push(steps.map(({ detail }) => detail).join('\n'));
          return prepare(text);
        },
      },
    } as never;
    for (const source of [counted.visits, ...counted.requests])
      source(spying, { scope: '[]', at: 0, id: '', until: 1, limit: 1 });
    expect(plans).toHaveLength(4);
    for (const plan of plans) {
      expect(plan).toMatch(/SEARCH x USING INDEX \w+(_time|_sent|_since) \(\(\w+,id\)>\(\?,\?\)/);
      expect(plan).not.toMatch(/TEMP B-TREE|SCAN [a-z](?![\w.])/);
    }
  });
  store.close();
});
