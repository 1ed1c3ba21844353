import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openStore, type Store, type Tx } from './open.ts';

let folder: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'neuvo-together-'));
  store = openStore(join(folder, 'neuvo.sqlite'));
});
afterEach(() => {
  vi.useRealTimers();
  store.close();
  rmSync(folder, { recursive: true });
});

const add = (id: string) => (tx: Tx) => {
  tx.$client.exec(`INSERT INTO organisation (id, name, kind) VALUES ('${id}', '${id}', 'municipality')`);
  return names(tx);
};
const names = (tx: Tx) => tx.$client.prepare('SELECT id FROM organisation ORDER BY id').pluck().all();
const kept = () => store.read(names);

describe('transactions that are committed together', () => {
  test('run in order, each sees what those before it wrote', async () => {
    const asked = ['a', 'b', 'c'].map((id) => store.writeSoon(add(id)));
    expect(kept()).toEqual([]);
    expect(await Promise.all(asked)).toEqual([['a'], ['a', 'b'], ['a', 'b', 'c']]);
  });

  test('one that is refused is undone by itself', async () => {
    const refused = store.writeSoon((tx) => {
      add('b')(tx);
      throw new Error('taken');
    });
    const [first, second, third] = await Promise.allSettled([
      store.writeSoon(add('a')),
      refused,
      store.writeSoon(add('c')),
    ]);
    expect([first.status, second.status, third.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(second).toMatchObject({ reason: { message: 'taken' } });
    expect(kept()).toEqual(['a', 'c']);
  });

  test('nobody is told before the commit', async () => {
    const seen: unknown[] = [];
    const first = store.writeSoon(add('a')).then(() => seen.push('told'));
    await store.writeSoon((tx) => seen.push(...names(tx)));
    await first;
    expect(seen).toEqual(['a', 'told']);
  });

  test('when all is undone, as on a full disk, all fail, nothing is kept, and the next are served', async () => {
    // However slow this machine is, it is one commit.
    vi.useFakeTimers({ toFake: ['performance'] });
    const full = (tx: Tx) => {
      tx.$client.exec('ROLLBACK');
      throw new Error('database or disk is full');
    };
    const all = [store.writeSoon(add('a')), store.writeSoon(full), store.writeSoon(add('c'))];
    const next = all[1]!.catch(() => store.writeSoon(add('d')));
    const outcomes = await Promise.allSettled(all);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    await next;
    expect(kept()).toEqual(['c', 'd']);
  });

  test('where a transaction can’t even begin, everybody is told', async () => {
    const asked = [store.writeSoon(add('a')), store.writeSoon(add('b'))];
    store.close();
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test('long work is committed in several steps, and nobody is forgotten', async () => {
    const slow = (id: string) => (tx: Tx) => {
      const until = performance.now() + 15;
      while (performance.now() < until);
      return add(id)(tx);
    };
    const ids = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(ids.map((id) => store.writeSoon(slow(id))));
    expect(kept()).toEqual(ids);
  });

  test('a transaction of its own that comes in between is neither lost nor mixed in', async () => {
    const asked = store.writeSoon(add('b'));
    store.write(add('a'));
    expect(kept()).toEqual(['a']);
    expect(await asked).toEqual(['a', 'b']);
  });
});
