/** ST10: a number of people or things below this could tell of one of them. */
export const fewerThan = 5;
/** ST11: the 90th percentile of fewer is nearly always the single longest. */
export const percentileFrom = 10;

/** Null stands for the total over that side. A table with one side has `column: null` everywhere. */
export type Count = { row: number | null; column: number | null; value: number; forced?: boolean };
/** `few`: 1 to 4. `hidden`: at least 5, and not told because a `few` could be worked out with it; see `hideSmall`. */
export type Mask = 'shown' | 'few' | 'hidden';

type Arc = { from: number; to: number; value: number; mask: Mask };

const isFew = (value: number) => value > 0 && value < fewerThan;

/**
 * ST10: hides counts of 1 to 4, and as many others as it takes that none of them follows from the rest.
 *
 * A table with its totals is a network in which whatever flows into a row or a column flows out of it again: a cell is an arc
 * from its row to its column, a row's total one into the row, a column's total one out of it, the sum of all closes it. What is
 * hidden can be anything that keeps these balances, so a cell can be worked out exactly if no closed path of hidden arcs
 * goes through it along which one more (or one fewer) is possible. For each such cell the cheapest path is closed by
 * hiding what is still shown on it. `few` is known to be 1 to 4 and `hidden` to be 5 or more; where that knowledge alone
 * would give a cell away, nothing is told but `hidden` in the whole table: something, more than none.
 */
export function hideSmall(counts: readonly Count[]): Mask[] {
  return tryToHide(counts, true) ?? tryToHide(counts, false)!;
}

function tryToHide(counts: readonly Count[], tellsFew: boolean): Mask[] | undefined {
  const { arcs, nodes } = networkOf(counts);
  const leaving: number[][] = Array.from({ length: nodes }, () => []);
  arcs.forEach(({ from, to }, index) => {
    leaving[from]!.push(index);
    leaving[to]!.push(index);
  });
  const low = ({ value }: Arc) => (tellsFew && !isFew(value) ? fewerThan : 1);
  const high = ({ value }: Arc) => (tellsFew && isFew(value) ? fewerThan - 1 : Infinity);
  const canChange = (arc: Arc, by: 1 | -1) =>
    arc.value > 0 && (by === 1 ? arc.value < high(arc) : arc.value > low(arc));
  for (const [index, arc] of arcs.entries()) {
    if (!isFew(arc.value) && !counts[index]!.forced) continue;
    const closings = ([1, -1] as const)
      .filter((by) => canChange(arc, by))
      .map((by) => cheapestPath(by === 1 ? arc.to : arc.from, by === 1 ? arc.from : arc.to, index))
      .filter((path) => path !== undefined)
      .sort((a, b) => a.cost - b.cost);
    if (!closings[0]) return undefined;
    for (const each of closings[0].arcs) if (arcs[each]!.mask === 'shown') arcs[each]!.mask = 'hidden';
  }
  if (!tellsFew) for (const arc of arcs) if (arc.mask === 'few') arc.mask = 'hidden';
  return arcs.map(({ mask }) => mask);

  /** What is hidden already costs nothing; a total costs more than a cell, and the sum of all the most. */
  function costOf(index: number): number {
    if (arcs[index]!.mask !== 'shown') return 0;
    const { row, column, value } = counts[index]!;
    const totals = Number(row === null) + Number(column === null && nodes > 2);
    return 1 + totals * 3 + Math.min(0.9, value / 10_000);
  }

  function cheapestPath(start: number, end: number, without: number) {
    const best = new Float64Array(nodes).fill(Infinity);
    const through = new Int32Array(nodes).fill(-1);
    const done = new Uint8Array(nodes);
    best[start] = 0;
    for (;;) {
      let here = -1;
      for (let node = 0; node < nodes; node++)
        if (!done[node] && best[node]! < (here < 0 ? Infinity : best[here]!)) here = node;
      if (here < 0) return undefined;
      if (here === end) break;
      done[here] = 1;
      for (const index of leaving[here]!) {
        const arc = arcs[index]!;
        const isForward = arc.from === here;
        const next = isForward ? arc.to : arc.from;
        if (index === without || done[next] || !canChange(arc, isForward ? 1 : -1)) continue;
        const cost = best[here]! + costOf(index);
        if (cost >= best[next]!) continue;
        best[next] = cost;
        through[next] = index;
      }
    }
    const path: number[] = [];
    for (let node = end; node !== start;) {
      const index = through[node]!;
      path.push(index);
      node = arcs[index]!.from === node ? arcs[index]!.to : arcs[index]!.from;
    }
    return { cost: best[end]!, arcs: path };
  }
}

function networkOf(counts: readonly Count[]): { arcs: Arc[]; nodes: number } {
  const maskOf = ({ value, forced }: Count): Mask => (isFew(value) ? 'few' : forced ? 'hidden' : 'shown');
  const arcsBy = (ends: (count: Count) => readonly [from: number, to: number]): Arc[] =>
    counts.map((count) => {
      const [from, to] = ends(count);
      return { from, to, value: count.value, mask: maskOf(count) };
    });
  if (counts.every(({ column }) => column === null))
    return { nodes: 2, arcs: arcsBy(({ row }) => (row === null ? [1, 0] : [0, 1])) };
  const rows = 1 + Math.max(-1, ...counts.map(({ row }) => row ?? -1));
  const columns = 1 + Math.max(-1, ...counts.map(({ column }) => column ?? -1));
  const [belowRows, besideColumns] = [rows + columns, rows + columns + 1];
  return {
    nodes: rows + columns + 2,
    arcs: arcsBy(({ row, column }) => {
      if (row !== null) return column === null ? [besideColumns, row] : [row, rows + column];
      return column === null ? [belowRows, besideColumns] : [rows + column, belowRows];
    }),
  };
}
