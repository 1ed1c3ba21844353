import { describe, expect, it } from 'vitest';
import type { RequestName } from '#protocol';
import { Budget, Efforts, entryPrice, priceOf } from './budget.ts';

const enterAnew = 'visit:enter';
/** How many of these, asked one after the other every so often, are refused. */
function refusedOf(names: RequestName[], { times, everyMs }: { times: number; everyMs: number }): number {
  const efforts = new Efforts();
  let refused = 0;
  for (let n = 0; n < times; n++)
    for (const name of names)
      if (!efforts.spend('mari', n * everyMs, name === enterAnew ? entryPrice : priceOf(name))) refused++;
  return refused;
}

/** What a page asks for whose media begins anew: camera, microphone, a shared screen and its sound. */
const made: RequestName[] = ['media:ready', ...Array.from({ length: 4 }, () => 'producer:create' as const)];

describe('[M22] what costs others something', () => {
  it.each<[string, RequestName[], { times: number; everyMs: number }]>([
    [
      'a network that fails every four seconds for two minutes',
      ['media:restart', ...made],
      { times: 30, everyMs: 4000 },
    ],
    [
      'one that fails every two seconds for half a minute',
      ['media:restart', ...made],
      { times: 13, everyMs: 2000 },
    ],
    [
      'a server that is restarted every ten seconds',
      [enterAnew, ...made, 'media:restart', ...made],
      { times: 60, everyMs: 10_000 },
    ],
    ['somebody who presses to talk', ['producer:resume', 'producer:pause'], { times: 1000, everyMs: 500 }],
    ['somebody who writes three lines a second', ['chat:send'], { times: 1000, everyMs: 333 }],
    ['a link that stays full', ['receive:choked'], { times: 5000, everyMs: 500 }],
    ['a camera that is turned on and off in anger', ['producer:create'], { times: 100, everyMs: 500 }],
  ])('is not refused to %s', (_, names, how) => {
    expect(refusedOf(names, how)).toBe(0);
  });

  it.each<[RequestName, number]>([
    ['visit:enter', 0.5],
    ['media:restart', 0.5],
    ['probe:open', 0.5],
    ['producer:create', 2],
    ['language:choose', 2],
    ['hand:set', 4],
    ['chat:send', 4],
    ['receive:choked', 8],
  ])('is refused to whoever asks without end: %s, but %s a second', (name, perSecond) => {
    const times = 25 * 600;
    const through = times - refusedOf([name], { times, everyMs: 40 });
    const burst = 80 / (perSecond === 0.5 ? entryPrice : priceOf(name));
    expect(through).toBeLessThanOrEqual(burst + perSecond * 600 + 1);
    expect(through).toBeGreaterThan(perSecond * 600);
  });

  it('is each person’s own, and everything else is free', () => {
    const efforts = new Efforts();
    while (efforts.spend('wild', 0, entryPrice));
    expect(efforts.spend('wild', 0, priceOf('consumer:viewport'))).toBe(true);
    expect(efforts.spend('wild', 0, priceOf('transport:restart-ice'))).toBe(true);
    expect(efforts.spend('quiet', 0, entryPrice)).toBe(true);
    expect(efforts.spend('wild', 2000, entryPrice)).toBe(true);
  });
});

it('a page may send a burst, and then so many messages a second; a clock that is set back gives and takes nothing', () => {
  const budget = new Budget();
  const sent = (now: number) => {
    let count = 0;
    while (budget.spend(now)) count++;
    return count;
  };
  expect([sent(1000), sent(1000), sent(2000), sent(0), sent(1000)]).toEqual([100, 0, 25, 0, 25]);
});
