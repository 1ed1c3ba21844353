import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepAwake } from './keep-awake.ts';

/** Locks that are held now. */
let held: Set<object>;
/** Grants the requests that wait, in their order. */
let grant: () => void;
let seen: () => void;

beforeEach(() => {
  held = new Set();
  const waiting: (() => void)[] = [];
  grant = () => waiting.splice(0).forEach((each) => each());
  vi.stubGlobal('navigator', {
    wakeLock: {
      request: () =>
        new Promise((resolve) => {
          const lock = { release: () => Promise.resolve(void held.delete(lock)) };
          waiting.push(() => {
            held.add(lock);
            resolve(lock);
          });
        }),
    },
  });
  vi.stubGlobal('document', {
    hidden: false,
    addEventListener: (_: string, run: () => void) => (seen = run),
    removeEventListener: () => undefined,
  });
});
afterEach(() => vi.unstubAllGlobals());

const settled = () => new Promise((resolve) => setTimeout(resolve));

it('lets the screen rest afterwards, also where it was asked for twice before the first answer', async () => {
  const stop = keepAwake();
  seen();
  grant();
  await settled();
  expect(held.size).toBe(1);
  stop();
  expect(held.size).toBe(0);
});

it('lets go of a lock that is granted when all is over', async () => {
  const stop = keepAwake();
  stop();
  grant();
  await settled();
  expect(held.size).toBe(0);
});
