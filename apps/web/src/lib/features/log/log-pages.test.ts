import { describe, expect, it } from 'vitest';
import { LogPages } from './log-pages.svelte.ts';

type Row = { id: string };
const pageOf = (...ids: string[]) => ids.map((id) => ({ id }));
const failed = { ok: false as const, error: { code: 'network' as const } };

/** A list of pages by where each begins; `broken`: the places that can't be had. */
function listOf(pages: Record<string, { rows: Row[]; next: string | null }>) {
  const broken = new Set<string>();
  const asked: string[] = [];
  const fetch = (after = 'start') => {
    asked.push(after);
    return Promise.resolve(broken.has(after) ? failed : { ok: true as const, data: pages[after]! });
  };
  return { list: new LogPages<Row>(), fetch, broken, asked };
}

const three = {
  start: { rows: pageOf('a', 'b'), next: 'b' },
  b: { rows: pageOf('c', 'd'), next: 'd' },
  d: { rows: pageOf('e'), next: null },
};
const shown = (list: LogPages<Row>) => list.rows?.map(({ id }) => id).join('');

describe('a log that comes a page at a time', () => {
  it('keeps what is shown when the next page can’t be had, and trying again goes on there', async () => {
    const { list, fetch, broken, asked } = listOf(three);
    await list.show(fetch);
    await list.older();
    broken.add('d');
    await list.older();
    expect(shown(list)).toBe('abcd');
    expect(list.error?.code).toBe('network');
    broken.clear();
    await list.retry();
    expect(shown(list)).toBe('abcde');
    expect(list.error).toBeUndefined();
    expect(asked).toEqual(['start', 'b', 'd', 'd']);
  });

  it('is read anew as far as it was shown', async () => {
    const { list, fetch } = listOf(three);
    await list.show(fetch);
    await list.older();
    await list.refresh();
    expect(shown(list)).toBe('abcd');
    expect(list.next).toBe('d');
  });

  it('shows a row once that has moved to a later page meanwhile', async () => {
    const { list, fetch } = listOf({ ...three, b: { rows: pageOf('b', 'c'), next: null } });
    await list.show(fetch);
    await list.older();
    expect(shown(list)).toBe('abc');
  });

  it('does not take the late answer to one question for that to the next', async () => {
    const { list, fetch } = listOf(three);
    let answer: (page: Awaited<ReturnType<typeof fetch>>) => void = () => undefined;
    const first = list.show(() => new Promise((resolve) => (answer = resolve)));
    await list.show(fetch);
    answer({ ok: true, data: { rows: pageOf('x'), next: null } });
    await first;
    expect(shown(list)).toBe('ab');
    expect(list.isBusy).toBe(false);
  });

  it('does not add what comes of one question to the answer to the next', async () => {
    const { list, fetch } = listOf(three);
    await list.show(fetch);
    const next = list.show(() => Promise.resolve({ ok: true, data: { rows: pageOf('x'), next: null } }));
    await list.older();
    await next;
    expect(shown(list)).toBe('x');
  });
});
