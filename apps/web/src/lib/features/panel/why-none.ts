import type { PanelAnswer } from './panel.svelte.ts';

type Blocker = PanelAnswer['blockers'][number];
export type WhyNone =
  /** None of the required has hours in all of the time that was looked at. */
  | { kind: 'no-hours' }
  /** Without this one there would be times. */
  | { kind: 'one'; blocker: Blocker }
  /** In the way more often than any other, and leaving out one is not enough. */
  | { kind: 'most'; blocker: Blocker }
  /** Several are in the way as often as each other. */
  | { kind: 'several' };

/** N4: what is said first where there is no common time. The blockers come in the order of `blockersOf`: alone, then in all. */
export function whyNone(blockers: readonly Blocker[]): WhyNone {
  const [first, second] = blockers;
  if (!first) return { kind: 'no-hours' };
  if (first.alone > 0) return { kind: 'one', blocker: first };
  return second?.total === first.total ? { kind: 'several' } : { kind: 'most', blocker: first };
}
