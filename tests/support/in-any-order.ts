import fc from 'fast-check';

/** Moments of a walk, each with one act, or with two or three that are done at once. */
export const walkOf = <Act>(act: fc.Arbitrary<Act>, [minLength, maxLength]: readonly [number, number]) =>
  fc.array(
    fc.oneof(
      { weight: 4, arbitrary: act.map((one) => [one]) },
      { weight: 1, arbitrary: fc.array(act, { minLength: 2, maxLength: 3 }) },
    ),
    { minLength, maxLength },
  );

/** Any of those that there are just now, by a number that was drawn before they were known. */
export const pick = <T>(list: readonly T[], which: number): T | undefined =>
  list[which % Math.max(1, list.length)];

/** Those to walk by: 1 to 3, or as `ANY_ORDER_SEEDS=from-to` says. */
export function walkSeeds(): number[] {
  const [first = 1, last = 3] = (process.env['ANY_ORDER_SEEDS'] ?? '').split('-').filter(Boolean).map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
