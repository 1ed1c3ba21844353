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
  beforeEach(() => {
    vi.useFakeTimers();
    told = [];
    const request = (_name: string, { views }: { views: View[] }) => {
      told.push(views);
      return Promise.resolve({ ok: true, data: {} });
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
});
