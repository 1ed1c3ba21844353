import { afterEach, expect, test, vi } from 'vitest';
import { newId, newSecret } from './ids.ts';

afterEach(() => void vi.useRealTimers());

function madeAt(ms: number): string {
  vi.useFakeTimers({ now: ms });
  return newId();
}

test('No id comes twice, and all have the same length', () => {
  const ids = Array.from({ length: 5000 }, newId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^A[\w-]{21}$/.test(id))).toBe(true);
});

test('Ids sort by the millisecond in which they were made', () => {
  const moments = [0, 1, 63, 64, 4095, 4096, 1_795_000_000_000, 1_795_000_000_001, 4_000_000_000_000];
  const ids = moments.map(madeAt);
  expect(ids.toSorted()).toEqual(ids);
});

test('What is made in one millisecond begins alike and differs in 14 random letters', () => {
  const [one, other] = [madeAt(1_795_000_000_000), madeAt(1_795_000_000_000)];
  expect(one.slice(0, 8)).toBe(other.slice(0, 8));
  expect(one.slice(8)).not.toBe(other.slice(8));
});

test('A secret tells nothing of when it was made, and none comes twice', () => {
  const secrets = Array.from({ length: 2000 }, newSecret);
  expect(new Set(secrets.map((secret) => secret.slice(0, 8))).size).toBe(secrets.length);
  expect(secrets.every((secret) => /^[\w-]{43}$/.test(secret))).toBe(true);
});
