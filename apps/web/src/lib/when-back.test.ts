import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetched, isOfNetwork, reloadWhenBack, whenBack } from './when-back.ts';

let isThere = false;
let looks = 0;
const reload = vi.fn();
const page = new EventTarget();

beforeEach(() => {
  vi.useFakeTimers();
  isThere = false;
  looks = 0;
  reload.mockClear();
  const kept = new Map<string, string>();
  vi.stubGlobal('location', { reload });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  vi.stubGlobal('fetch', () => {
    looks++;
    return isThere ? Promise.resolve({ ok: true }) : Promise.reject(new TypeError('Failed to fetch'));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('whenBack', () => {
  it('runs once, soon after the server can be reached, and looks ever more seldom until then', async () => {
    const run = vi.fn();
    whenBack(run);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(run).not.toHaveBeenCalled();
    expect(looks).toBeGreaterThan(4);
    expect(looks).toBeLessThan(9);
    isThere = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(run).toHaveBeenCalledOnce();
  });

  it('looks at once when the browser has a network again', async () => {
    const run = vi.fn();
    whenBack(run);
    await vi.advanceTimersByTimeAsync(20_000);
    isThere = true;
    page.dispatchEvent(new Event('online'));
    page.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect(run).toHaveBeenCalledOnce();
  });

  it('does nothing once it is stopped, a look under way included', async () => {
    const run = vi.fn();
    isThere = true;
    const stop = whenBack(run);
    page.dispatchEvent(new Event('online'));
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(run).not.toHaveBeenCalled();
  });
});

describe('fetched', () => {
  it('asks again for a part that did not come, once the server can be reached, and tells of it once', async () => {
    const onwait = vi.fn();
    const load = vi.fn(() => (isThere ? Promise.resolve('part') : Promise.reject(new TypeError())));
    const coming = fetched(load, onwait);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(load).toHaveBeenCalledOnce();
    isThere = true;
    await vi.advanceTimersByTimeAsync(15_000);
    expect(await coming).toBe('part');
    expect(onwait).toHaveBeenCalledOnce();
    expect(reload).not.toHaveBeenCalled();
  });

  it('loads the page anew where the browser keeps in mind that it could not be had, and not without a pause', async () => {
    isThere = true;
    void fetched(() => Promise.reject(new TypeError()));
    await vi.advanceTimersByTimeAsync(1500);
    expect(reload).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1500);
    expect(reload).toHaveBeenCalledOnce();
  });

  it('pauses longer before each time that the page is loaded anew, and is quick again after a minute', async () => {
    isThere = true;
    const pauses: number[] = [];
    for (let time = 0; time < 7; time++) {
      if (time === 6) await vi.advanceTimersByTimeAsync(61_000);
      const began = Date.now();
      reload.mockImplementation(() => pauses.push(Date.now() - began));
      reloadWhenBack();
      await vi.advanceTimersByTimeAsync(16_000);
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 1000]);
  });
});

it.each([
  'Failed to fetch dynamically imported module: https://neuvo.example/_app/immutable/nodes/3.js',
  'error loading dynamically imported module: https://neuvo.example/_app/immutable/nodes/3.js',
  'Importing a module script failed.',
])('a part of a page that did not come is the network’s: %s', (message) => {
  expect(isOfNetwork(new TypeError(message))).toBe(true);
});

it('a bug is not', () => {
  expect(isOfNetwork(new TypeError("Cannot read properties of undefined (reading 'fetch')"))).toBe(false);
  expect(isOfNetwork(new Error('Failed to fetch'))).toBe(false);
});
