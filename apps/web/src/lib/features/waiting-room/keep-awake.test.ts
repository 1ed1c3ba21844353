import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepAwake } from './keep-awake.ts';

class Lock {
  released = false;
  release = () => (this.released = true);
}
let given: ((lock: Lock) => void)[];
let shown: () => void;
beforeEach(() => {
  given = [];
  vi.stubGlobal('document', {
    hidden: false,
    addEventListener: (_name: string, run: () => void) => (shown = run),
    removeEventListener: () => undefined,
  });
  vi.stubGlobal('navigator', {
    wakeLock: { request: () => new Promise<Lock>((give) => given.push(give)) },
  });
});
afterEach(() => vi.unstubAllGlobals());
const settled = () => new Promise((resolve) => setTimeout(resolve));

it('lets the screen go dark in the end, also when it was asked for twice before the first answer', async () => {
  const stop = keepAwake();
  shown();
  const locks = [new Lock(), new Lock()];
  given.forEach((give, index) => give(locks[index]!));
  await settled();
  expect(locks.map(({ released }) => released)).toEqual([false, true]);
  stop();
  expect(locks.map(({ released }) => released)).toEqual([true, true]);
});

it('asks again when the browser let go of it while the page was hidden', async () => {
  const stop = keepAwake();
  const [first, second] = [new Lock(), new Lock()];
  given[0]!(first);
  await settled();
  first.released = true;
  shown();
  given[1]!(second);
  await settled();
  expect(second.released).toBe(false);
  stop();
  expect(second.released).toBe(true);
});
