import { describe, expect, it } from 'vitest';
import type { PersonQuality } from '#protocol';
import { LinkNews } from './link-news.ts';

const link = (participantId: string, change: Partial<PersonQuality> = {}): PersonQuality => ({
  participantId,
  sends: 'good',
  receives: 'good',
  step: 'full',
  mode: 'auto',
  path: 'udp',
  sendKbps: 500,
  receiveKbps: 500,
  lossPermille: 0,
  roundTripMs: 40,
  freezes: 0,
  ...change,
});
const weak = link('Laura', { sends: 'weak' });
const soundOnly = link('Laura', { receives: 'weak', step: 'sound-only' });
const lost = link('Laura', { sends: 'lost', receives: 'lost' });

/** Looks every second as long as each of these lasts, and answers at which second what was told. */
function told(...spans: [PersonQuality | undefined, number][]): [number, PersonQuality][] {
  const news = new LinkNews();
  const all: [number, PersonQuality][] = [];
  let second = 0;
  for (const [quality, seconds] of spans)
    for (const end = second + seconds; second < end; second++)
      for (const each of news.look(quality ? [quality] : [], second * 1000)) all.push([second, each]);
  return all;
}

describe('what a host hears of the others’ connections', () => {
  it('says nothing of one that is good, nor of a dip', () => {
    expect(told([link('Laura'), 60], [weak, 4], [link('Laura'), 60])).toEqual([]);
  });

  it('says once that one is weak, again when it is weaker, and that it is good again', () => {
    const good = link('Laura');
    expect(told([weak, 30], [soundOnly, 30], [weak, 30], [good, 60])).toEqual([
      [6, weak],
      [36, soundOnly],
      [110, good],
    ]);
  });

  it('is not chatty over one that comes and goes', () => {
    const spans = Array.from({ length: 10 }, (): [PersonQuality, number][] => [
      [weak, 8],
      [link('Laura'), 8],
    ]);
    expect(told(...spans.flat())).toEqual([[6, weak]]);
  });

  it('leaves a connection that is lost to who tells that, and begins anew after it', () => {
    expect(told([weak, 10], [lost, 20], [link('Laura'), 60])).toEqual([[6, weak]]);
    expect(told([weak, 10], [undefined, 5], [weak, 10])).toEqual([
      [6, weak],
      [21, weak],
    ]);
  });
});
