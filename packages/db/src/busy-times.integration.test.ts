import Sqlite from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { busyTimes, openStore } from './index.ts';

it('when people can’t is answered by the index, without a look at thousands of rows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'neuvo-db-'));
  const file = join(folder, 'neuvo.db');
  const store = openStore(file);
  const plans: string[] = [];
  const raw = new Sqlite(file);
  const spying = {
    $client: {
      prepare: (text: string) => ({
        all: (values: object) => {
          const steps = raw.prepare(`EXPLAIN QUERY PLAN ${text}`).all(values) as { detail: string }[];
          plans.push(...steps.map(({ detail }) => detail));
          return [];
        },
      }),
    },
  } as never;
  busyTimes(spying, ['p'], 0, 1, 0);
  raw.close();
  store.close();
  rmSync(folder, { recursive: true });
  expect(plans).toContainEqual(
    'SEARCH claim USING COVERING INDEX claim_time (resource_id=? AND starts_at>? AND starts_at<?)',
  );
});
