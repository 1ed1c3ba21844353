import { describe, expect, it } from 'vitest';
import { firstView } from './first-view.ts';

const laptop = { innerWidth: 1280, innerHeight: 720, devicePixelRatio: 1 };
const phone = { innerWidth: 400, innerHeight: 860, devicePixelRatio: 2 };
const cameras = (count: number) => Array.from({ length: count }, () => ({ source: 'camera' as const }));

describe('how large pictures will be shown, before they are drawn', () => {
  it('gives one picture the window, less what is around the stage', () => {
    expect(firstView([...cameras(1), { source: 'microphone' }], laptop)).toEqual({
      widthPx: 1280,
      heightPx: 560,
    });
  });

  it('puts two beside each other in a wide window and above each other in a tall one', () => {
    expect(firstView(cameras(2), laptop)).toEqual({ widthPx: 640, heightPx: 560 });
    expect(firstView(cameras(2), phone)).toEqual({ widthPx: 800, heightPx: 700 });
  });

  it('shares the window between four', () => {
    expect(firstView(cameras(4), laptop)).toEqual({ widthPx: 640, heightPx: 280 });
  });

  it('does not guess for many people, for a shared screen or for nobody', () => {
    expect(firstView(cameras(5), laptop)).toBeUndefined();
    expect(firstView([...cameras(1), { source: 'screen' }], laptop)).toBeUndefined();
    expect(firstView([{ source: 'microphone' }], laptop)).toBeUndefined();
  });
});
