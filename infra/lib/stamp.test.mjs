import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { whenChanged } from './stamp.mjs';

let root;
let made;
const build = () =>
  whenChanged(
    { root, inputs: ['src', 'late.json'], product: 'src/build/out', stamp: 'src/build/.inputs' },
    () => {
      made += 1;
      mkdirSync(join(root, 'src/build'), { recursive: true });
      writeFileSync(join(root, 'src/build/out'), String(made));
    },
  );

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'neuvo-stamp-'));
  made = 0;
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'src/a.ts'), 'one');
  expect(await build()).toBe(true);
});
afterEach(() => rmSync(root, { recursive: true }));

describe('building only what changed', () => {
  it('leaves alone what was made from the same inputs', async () => {
    expect(await build()).toBe(false);
    expect(made).toBe(1);
  });

  it.each([
    ['a changed file', () => writeFileSync(join(root, 'src/a.ts'), 'two')],
    ['a renamed file', () => (rmSync(join(root, 'src/a.ts')), writeFileSync(join(root, 'src/b.ts'), 'one'))],
    ['an input that was absent', () => writeFileSync(join(root, 'late.json'), '{}')],
    ['a product that is gone', () => rmSync(join(root, 'src/build/out'))],
  ])('builds again after %s', async (_what, change) => {
    change();
    expect(await build()).toBe(true);
  });

  it('builds again after a build that failed', async () => {
    writeFileSync(join(root, 'src/a.ts'), 'two');
    const settings = { root, inputs: ['src'], product: 'src/a.ts', stamp: 'src/build/.inputs' };
    await expect(whenChanged(settings, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(join(root, 'src/build/.inputs'))).toBe(false);
  });
});
