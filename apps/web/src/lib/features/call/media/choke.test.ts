import { expect, test } from 'vitest';
import { chokedTo, isDoubtful } from './choke.ts';

const before = { received: 1000, lost: 10, bytes: 1_000_000, at: 5000 };
const after = (received: number, lost: number, bytes: number, ms = 250) => ({
  received: before.received + received,
  lost: before.lost + lost,
  bytes: before.bytes + bytes,
  at: before.at + ms,
});

test('a link that drops most of what is sent: what still comes is told in kbit/s', () => {
  expect(chokedTo(before, after(12, 30, 11_000))).toBe(352);
});
test('random loss of a bad radio link is not a link that is full', () => {
  expect(chokedTo(before, after(40, 6, 40_000))).toBeUndefined();
});
test('a few lost packets of sound alone are chance', () => {
  expect(chokedTo(before, after(8, 4, 1000))).toBeUndefined();
});
test('repaired packets, which make the counter fall, and two looks at once are no choke', () => {
  expect(chokedTo(before, after(30, -5, 30_000))).toBeUndefined();
  expect(chokedTo(before, after(2, 9, 2000, 0))).toBeUndefined();
});
test('the first lost packets are a reason to look again, not yet to tell', () => {
  expect(isDoubtful(before, after(20, 3, 20_000))).toBe(true);
  expect(chokedTo(before, after(20, 3, 20_000))).toBeUndefined();
  expect(isDoubtful(before, after(60, 3, 60_000))).toBe(false);
});
