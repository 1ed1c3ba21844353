import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { QualityReporter } from './quality-reporter.ts';

/** Each `joinMs` that was told, and what the server answers next; after them it takes everything. */
let told: (number | null)[];
let answers: { ok: boolean }[];
let tookMs: number | null;
let reporter: QualityReporter;

beforeEach(() => {
  vi.useFakeTimers();
  [told, answers, tookMs] = [[], [], 730];
  const request = (_name: string, { joinMs }: { joinMs: number | null }) => {
    told.push(joinMs);
    return Promise.resolve(answers.shift() ?? { ok: true });
  };
  const joining = {
    get tookMs() {
      return tookMs;
    },
    told: (ms: number | null) => void (tookMs = tookMs === ms ? null : tookMs),
  };
  reporter = new QualityReporter([], { request } as never, () => undefined, joining);
});
afterEach(() => {
  reporter.close();
  vi.useRealTimers();
});

it('the time that joining took is told once', async () => {
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual([730, null]);
});
it('it goes with the next report when the server has not heard the one before', async () => {
  answers = [{ ok: false }, { ok: false }];
  await vi.advanceTimersByTimeAsync(20_000);
  expect(told).toEqual([730, 730, 730, null]);
});
