import type { Occurrence } from './series/plan.ts';

/** Who convenes one meeting, and for whom they stand in. */
export type Turn = { n: number; convenerId: string | null; insteadOf: string | null };

/**
 * T9: who convenes which meeting. Turns go round in the order of the list. When the one whose turn it is is away, the next
 * who is present stands in, and the absent one comes first as soon as they are back, so that nobody does more in the
 * end. Meetings that are skipped or cancelled take nobody's turn; with everybody away nobody is named.
 *
 * @param settled What is decided already (past meetings, a swap by hand): it stays, and counts as a turn.
 */
export function convenersOf(
  order: readonly string[],
  occurrences: readonly Occurrence[],
  isAway: (personId: string, occurrence: Occurrence) => boolean,
  settled: ReadonlyMap<number, string> = new Map(),
): Turn[] {
  const turns: Turn[] = [];
  const queue = [...order];
  const toTheEnd = (personId: string) => {
    const at = queue.indexOf(personId);
    if (at >= 0) queue.push(...queue.splice(at, 1));
  };
  for (const occurrence of occurrences) {
    if (occurrence.status !== 'planned') continue;
    const { n } = occurrence;
    const fixed = settled.get(n);
    const [next] = queue;
    const convenerId = fixed ?? queue.find((personId) => !isAway(personId, occurrence)) ?? null;
    const insteadOf = convenerId !== null && next !== undefined && convenerId !== next ? next : null;
    turns.push({ n, convenerId, insteadOf });
    if (convenerId !== null) toTheEnd(convenerId);
  }
  return turns;
}
