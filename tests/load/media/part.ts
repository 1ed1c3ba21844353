import type { Row } from '../report.ts';
import type { Place } from './place.ts';

export type PartContext = {
  place: Place;
  /** A small subset, in short windows: whether it works, not what it costs. */
  quick: boolean;
  /** Soaks for an hour instead of minutes. */
  hour: boolean;
  /** Path of another build of the worker, to be compared with the one in use. */
  against: string | undefined;
  /** Only these sizes of a load that has several. */
  sizes: readonly number[] | undefined;
  log: (line: string) => void;
};

/** One piece of the benchmark. It starts and stops what it measures. */
export type Part = {
  name: string;
  /** What its row says where the part could not be measured. */
  what: string;
  run(context: PartContext): Promise<Row[]>;
};

/** The rows of one load; where it fails, a row that says why, so that the others' stay. */
export async function orWhyNot(what: string, unit: string, measure: () => Promise<Row[]>): Promise<Row[]> {
  try {
    return await measure();
  } catch (error) {
    return [notMeasured(what, error instanceof Error ? error.message : String(error), unit)];
  }
}

/** The sizes to measure: those asked for, else a few or all. */
export const sizesOf = (
  { sizes, quick }: PartContext,
  { few, all }: { few: readonly number[]; all: readonly number[] },
): readonly number[] => (sizes ? all.filter((size) => sizes.includes(size)) : quick ? few : all);

/** Adds notes to a row's own. */
export function noted(row: Row, ...notes: (string | undefined)[]): Row {
  const all = [row.note, ...notes].filter(Boolean);
  return all.length > 0 ? { ...row, note: all.join('; ') } : row;
}

export const notMeasured = (what: string, why: string, unit = ''): Row => ({
  what,
  value: null,
  unit,
  note: why.split('\n', 1)[0]!,
});
