import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepAsked } from './keep-asked.ts';
import type { RealtimeResult } from './realtime.svelte.ts';

const heard: RealtimeResult<object> = { ok: true, data: {} };
const refused = (code: 'timeout' | 'forbidden' | 'network'): RealtimeResult<object> => ({
  ok: false,
  error: { code },
});

describe('what a page wants to be told', () => {
  let connected: () => void;
  let answers: RealtimeResult<object>[];
  let asked: number;
  let late: boolean[];
  let askNow: () => void;
  const line = {
    onConnected: (run: () => void) => {
      connected = run;
      return () => undefined;
    },
  };
  beforeEach(() => {
    vi.useFakeTimers();
    [answers, asked, late] = [[], 0, []];
    askNow = keepAsked(line, (isLate) => {
      late.push(isLate);
      asked += 1;
      return Promise.resolve(answers.shift() ?? heard);
    });
  });
  afterEach(() => void vi.useRealTimers());
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  it('is asked for with every new line, and once it was heard not again', async () => {
    connected();
    await pass(60_000);
    expect(asked).toBe(1);
    connected();
    await pass(60_000);
    expect(asked).toBe(2);
  });
  it('is asked for again while the server has only trouble: else it would be told nothing for as long as the line stands', async () => {
    answers = [refused('timeout'), refused('timeout')];
    connected();
    await pass(60_000);
    expect(asked).toBe(3);
  });
  it.each(['forbidden', 'network'] as const)('is not where the answer is another (%s)', async (code) => {
    answers = [refused(code)];
    connected();
    await pass(60_000);
    expect(asked).toBe(1);
  });
  it('is asked for again also where it is another thing than before', async () => {
    connected();
    await pass(0);
    answers = [refused('timeout')];
    askNow();
    await pass(60_000);
    expect(late).toEqual([true, false, true]);
  });
  it('is asked for once with another line that comes meanwhile', async () => {
    answers = [refused('timeout')];
    connected();
    await pass(0);
    connected();
    await pass(60_000);
    expect(asked).toBe(2);
  });
});
