import { expect, test } from 'vitest';
import { chokedTo, isDoubtful, slowedTo, type ArrivalCount } from './choke.ts';

const before = { received: 1000, lost: 10, bytes: 1_000_000, frames: 500, at: 5000 };
const after = (received: number, lost: number, bytes: number, ms = 250) => ({
  received: before.received + received,
  lost: before.lost + lost,
  bytes: before.bytes + bytes,
  frames: before.frames,
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

/** Looks 100 ms apart: pictures and bytes that came up to each. */
function looks(...steps: [frames: number, bytes: number][]): [ArrivalCount[], ArrivalCount] {
  const counts = [before];
  for (const [frames, bytes] of steps) {
    const last = counts.at(-1)!;
    const next = { frames: last.frames + frames, bytes: last.bytes + bytes, at: last.at + 100 };
    counts.push({ ...last, ...next });
  }
  return [counts.slice(0, -1), counts.at(-1)!];
}
const usual: [number, number][] = [
  [3, 12_000],
  [3, 11_000],
  [2, 9000],
  [4, 13_000],
];

test('pictures come at a third of their pace: what comes is told before anything is lost', () => {
  expect(slowedTo(...looks(...usual, [1, 4400]))).toBe(352);
});
test('pictures that only became smaller, a sender that found less to send, are no full link', () => {
  expect(slowedTo(...looks(...usual, [3, 3000]))).toBeUndefined();
});
test('one picture less than usual is chance', () => {
  expect(slowedTo(...looks(...usual, [2, 8000]))).toBeUndefined();
});
test('a picture that moves slowly, and sound alone, tell nothing of the link', () => {
  const slow: [number, number][] = [1, 2, 1, 1, 1].map((frames) => [frames, 5000]);
  expect(slowedTo(...looks(...slow, [0, 500]))).toBeUndefined();
  const sound: [number, number][] = [0, 0, 0, 0, 0].map((frames) => [frames, 500]);
  expect(slowedTo(...looks(...sound, [0, 0]))).toBeUndefined();
});
test('what usually comes is not known in the first moments', () => {
  expect(slowedTo(...looks([3, 12_000], [1, 4000]))).toBeUndefined();
  expect(slowedTo([], before)).toBeUndefined();
});
