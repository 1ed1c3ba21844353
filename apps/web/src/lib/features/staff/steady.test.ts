import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Steady } from './steady.svelte.ts';

describe('a list that somebody may be about to press', () => {
  let place: Steady<string[]>;
  let region: Record<string, () => void>;
  beforeEach(() => {
    vi.useFakeTimers();
    place = new Steady();
    region = {};
    const on = (name: string, run: () => void) => void (region[name] = run);
    place.attachment({ addEventListener: on, removeEventListener: () => undefined } as never);
  });
  afterEach(() => void vi.useRealTimers());

  it('stays as it was while a pointer moves over it', () => {
    place.pick(['a']);
    region.pointermove!();
    expect(place.pick(['b', 'a'])).toEqual(['a']);
    region.pointerleave!();
    expect(place.pick(['b', 'a'])).toEqual(['b', 'a']);
  });

  it('is not the one before when the pointer comes while another list is on its way', () => {
    place.pick(['a']);
    place.leave();
    region.pointermove!();
    expect(place.pick(['a']), 'still on the screen').toEqual(['a']);
    expect(place.pick(['c'])).toEqual(['c']);
    expect(place.pick(['d', 'c']), 'the other list is steady too').toEqual(['c']);
  });
});
