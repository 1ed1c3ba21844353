import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Viewport, type View } from './viewport.ts';

const view = (consumerId: string, visible = true, widthPx = 320): View => ({
  consumerId,
  widthPx,
  heightPx: 180,
  visible,
});

describe('what is told of the tiles', () => {
  let told: View[][];
  let viewport: Viewport;
  /** What the server refuses next; after them it takes everything. */
  let refusals: string[];
  beforeEach(() => {
    vi.useFakeTimers();
    [told, refusals] = [[], []];
    const request = (_name: string, { views }: { views: View[] }) => {
      told.push(views);
      const code = refusals.shift();
      return Promise.resolve(code ? { ok: false, error: { code } } : { ok: true, data: {} });
    };
    viewport = new Viewport({ request } as never);
  });
  afterEach(() => void vi.useRealTimers());

  it('a tile that appears is told at once, together with the others of that moment', async () => {
    viewport.set(view('a'), true);
    viewport.set(view('b'), true);
    await Promise.resolve();
    expect(told).toEqual([[view('a'), view('b')]]);
  });
  it('a tile that goes is told within 100 ms', async () => {
    viewport.set(view('a'), true);
    await Promise.resolve();
    viewport.set(view('a', false), false);
    await vi.advanceTimersByTimeAsync(100);
    expect(told.at(-1)).toEqual([view('a', false)]);
  });
  it('a tile that goes and comes back at once was never gone', async () => {
    viewport.set(view('a'), true);
    await Promise.resolve();
    viewport.set(view('a', false), false);
    viewport.set(view('a'), false);
    await vi.advanceTimersByTimeAsync(200);
    expect(told).toHaveLength(1);
  });
  it('many sizes within a moment are one message with the last of them', async () => {
    viewport.set(view('a'), true);
    await Promise.resolve();
    for (let width = 321; width < 340; width++) viewport.set(view('a', true, width), false);
    await vi.advanceTimersByTimeAsync(100);
    expect(told).toHaveLength(2);
    expect(told[1]).toEqual([view('a', true, 339)]);
  });
  it('everything is told again when the line is back', async () => {
    viewport.set(view('a'), true);
    await Promise.resolve();
    viewport.tellAll();
    await Promise.resolve();
    expect(told).toEqual([[view('a')], [view('a')]]);
  });

  it.each(['unknown-consumer', 'too-many-attempts', 'timeout'])(
    'what the server did not take (%s) is told again without anything changing, until it does',
    async (code) => {
      refusals = [code, code];
      viewport.set(view('a'), true);
      await vi.advanceTimersByTimeAsync(1000);
      expect(told).toEqual([[view('a')], [view('a')]]);
      await vi.advanceTimersByTimeAsync(2000);
      expect(told).toHaveLength(3);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(told).toHaveLength(3);
    },
  );
  it('what has changed since the refusal is told as it is now, once', async () => {
    refusals = ['unknown-consumer'];
    viewport.set(view('a'), true);
    await vi.advanceTimersByTimeAsync(0);
    viewport.set(view('a', false), false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told).toEqual([[view('a')], [view('a', false)]]);
  });
  it('a refusal that is heard late is told again although the next was taken', async () => {
    let refuse = (_answer: object): void => undefined;
    const request = (_name: string, { views }: { views: View[] }) => {
      told.push(views);
      return told.length === 1
        ? new Promise<object>((resolve) => (refuse = resolve))
        : Promise.resolve({ ok: true, data: {} });
    };
    viewport = new Viewport({ request } as never);
    viewport.set(view('a'), true);
    await Promise.resolve();
    viewport.set(view('b'), true);
    await Promise.resolve();
    refuse({ ok: false, error: { code: 'timeout' } });
    await vi.advanceTimersByTimeAsync(1000);
    expect(told).toEqual([[view('a')], [view('b')], [view('a')]]);
  });
  it('nothing is told again of a picture that is gone, or by a page that has left', async () => {
    refusals = ['unknown-consumer', 'unknown-consumer'];
    viewport.set(view('a'), true);
    await vi.advanceTimersByTimeAsync(0);
    viewport.forget('a');
    await vi.advanceTimersByTimeAsync(60_000);
    viewport.set(view('b'), true);
    await vi.advanceTimersByTimeAsync(0);
    viewport.clear();
    expect(vi.getTimerCount()).toBe(0);
    expect(told).toHaveLength(2);
  });
});
