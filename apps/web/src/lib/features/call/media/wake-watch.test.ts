import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchWaking } from './wake-watch.ts';

describe('a page that wakes up', () => {
  let page: EventTarget;
  let woken: number;
  let stop: () => void;
  beforeEach(() => {
    vi.useFakeTimers();
    page = new EventTarget();
    vi.stubGlobal('document', page);
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
    woken = 0;
    stop = watchWaking(() => woken++);
  });
  afterEach(() => {
    stop();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
  /** Time goes by and no timer runs, as while a laptop sleeps. */
  const sleep = (ms: number) => vi.setSystemTime(Date.now() + ms);

  it('is not noticed while its clock runs, visible or not', async () => {
    await vi.advanceTimersByTimeAsync(60_000);
    page.dispatchEvent(new Event('visibilitychange'));
    expect(woken).toBe(0);
  });
  it('is noticed with the first tick after a sleep, once', async () => {
    sleep(600_000);
    await vi.advanceTimersByTimeAsync(3000);
    expect(woken).toBe(1);
  });
  it('is noticed at once when it is looked at before a timer runs', () => {
    sleep(20_000);
    page.dispatchEvent(new Event('visibilitychange'));
    expect(woken).toBe(1);
  });
  it('is noticed however short it was put away, when the browser had kept it whole', () => {
    page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    expect(woken).toBe(1);
  });
});
