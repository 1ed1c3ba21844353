import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeOlderDatabase } from '#support/older-database.ts';
import { dutyQueues, openStore } from './index.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'neuvo-db-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('[I1] a duty queue of the version before keeps its opening hours, with none in Northern Sámi yet', () => {
  const file = join(folder, 'neuvo.db');
  makeOlderDatabase(
    file,
    '0034_duty_hours_in_sami',
    `
    INSERT INTO organisation (id, name, kind) VALUES ('o', 'Suvanto', 'county');
    INSERT INTO healthcare_service (id, organisation_id, name, purpose, age_min, age_max, tier, length_minutes)
    VALUES ('s', 'o', '{}', '{}', 0, 6, 1, 45);
    INSERT INTO duty_queue (service_id, organisation_id, active, link, grace_minutes, alarm_minutes, max_waiting, alone_from,
      has_call_back, hours)
    VALUES ('s', 'o', 1, 'link', 5, 15, 30, 'nobody', 1, '{"fi":"ma–pe","sv":"","en":"Mon–Fri"}');
  `,
  );
  const store = openStore(file);
  expect(store.read((tx) => dutyQueues.of(tx, 's'))).toMatchObject({
    hours: { fi: 'ma–pe', sv: '', en: 'Mon–Fri', se: '' },
  });
  store.close();
});
