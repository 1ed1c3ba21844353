import { expect, it } from 'vitest';
import { m } from '#messages';
import { measuredText } from './test-text.ts';
import type { Measured } from './verdict.ts';

const fine: Measured = {
  path: 'udp',
  roundTripMs: 30,
  lossUpPermille: 0,
  lossDownPermille: 0,
  upKbps: 800,
  downKbps: 800,
  limitKbps: 2000,
};
const says = (change: Partial<Measured>) => measuredText({ ...fine, ...change });

it('a good connection: a short delay, nothing lost, fast enough', () => {
  expect(says({})).toEqual([
    m.family_test_delay_short({ ms: 30 }),
    m.family_test_loss_none(),
    m.family_test_rate_enough({ rate: '2' }),
  ]);
});
it('whatever is why the pictures have to be small is the one that is told as bad', () => {
  expect(says({ roundTripMs: 450 })[0]).toBe(m.family_test_delay_long({ ms: 450 }));
  expect(says({ lossUpPermille: 30 })[1]).toBe(m.family_test_loss_little({ percent: '3' }));
  expect(says({ lossDownPermille: 155 })[1]).toBe(m.family_test_loss_much({ percent: '16' }));
  expect(says({ limitKbps: 400 })[2]).toMatch(/0[.,]4/);
  expect(says({ limitKbps: 400 })[2]).not.toBe(m.family_test_rate_enough({ rate: '0.4' }));
});
it('a delay that could not be measured is not told', () => {
  expect(says({ roundTripMs: null })).toHaveLength(2);
});
