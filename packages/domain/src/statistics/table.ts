import { err, ok, type Result } from '../result.ts';
import { dimensions, type Dimension } from './dimensions.ts';
import { fewerThan, hideSmall, percentileFrom, type Count, type Mask } from './hide.ts';
import { emptyTally, percentile, type Place, type Tally } from './tally.ts';

export const countNames = ['requests', 'held', 'cancelled', 'noShow', 'weak'] as const;
export const spanNames = ['answered', 'toVisit', 'waited', 'overRun', 'joined'] as const;
export type CountName = (typeof countNames)[number];
export type SpanName = (typeof spanNames)[number];

/** A number; `few`: 1 to 4 (or of so few); `hidden`: it would tell of few; null: there is none. */
export type Figure = number | 'few' | 'hidden' | null;
/** Spans in milliseconds; `quotaUse` and `reach` as numbers to be rounded where they are shown: a share, and per 1,000. */
export type Figures = Record<CountName, Figure> &
  Record<SpanName, { median: Figure; ninetieth: Figure }> & { quotaUse: Figure; reach: Figure };
/** `row` and `column` are values of the two dimensions; null is the total over it, or that there is no second one. */
export type Cell = { row: string | null; column: string | null; figures: Figures };
export type StatisticsTable = { rows: string[]; columns: string[]; cells: Cell[] };

/** ST12: how many under-18s stand behind a row of a municipality; without one, behind the whole table. Null: not known. */
export type UnderEighteens = (municipality: string | null) => number | null;

/** ST1: one or two different ways to divide. */
export function checkDivision(by: readonly string[], most: number): Result<Dimension[], string> {
  const known = by.filter((each): each is Dimension => (dimensions as readonly string[]).includes(each));
  if (known.length !== by.length || new Set(by).size !== by.length) return err('invalid');
  if (by.length === 0) return err('required');
  return by.length > most ? err('too-many') : ok(known);
}

/** Sums up by the parts of a division; what is summed up is kept, the things themselves are not. */
export class Division {
  readonly by: readonly Dimension[];
  readonly #parts = new Map<string, { values: string[]; tally: Tally }>();

  constructor(by: readonly Dimension[]) {
    this.by = by;
  }

  at(place: Place): Tally {
    const values = this.by.map((each) => place[each]);
    const key = values.join('\n');
    const known = this.#parts.get(key);
    if (known) return known.tally;
    const tally = emptyTally();
    this.#parts.set(key, { values, tally });
    return tally;
  }

  parts(): { values: string[]; tally: Tally }[] {
    return [...this.#parts.values()];
  }
}

/**
 * The table with its totals, small counts hidden (ST10, ST11).
 *
 * @param sides The values of each dimension, in the order in which they are shown.
 */
export function tableOf(
  division: Division,
  sides: readonly [rows: string[], columns?: string[]],
  underEighteens: UnderEighteens,
): StatisticsTable {
  const [rows, columns = []] = sides;
  const at = placesOf(rows, columns);
  const tallies = new Map<string, Tally>(at.map((each) => [keyOf(each), emptyTally()]));
  for (const { values, tally } of division.parts()) {
    const [row, column] = [values[0]!, values[1] ?? null];
    const places =
      column === null
        ? [{ row, column }]
        : [
            { row, column },
            { row, column: null },
          ];
    for (const place of [...places, ...places.map(({ column: each }) => ({ row: null, column: each }))])
      merge(tallies.get(keyOf(place)), tally);
  }
  const masks = masksOf(at, tallies, rows, columns);
  const municipalityOf = ({ row, column }: Spot) =>
    division.by[0] === 'municipality' ? row : division.by[1] === 'municipality' ? column : null;
  const has = (name: Dimension) => division.by.includes(name);
  // For the whole table at once: which part lacks a figure would tell where a municipality has asked.
  const isComplete = tallies.get(keyOf({ row: null, column: null }))!.lackFigure === 0;
  return {
    rows,
    columns,
    cells: at.map((place, index) => {
      const tally = tallies.get(keyOf(place))!;
      const municipality = municipalityOf(place);
      const known =
        has('age') || (municipality === null && !isComplete) ? null : underEighteens(municipality);
      return { ...place, figures: figuresOf(tally, known, (name) => masks[name][index]!, has('age')) };
    }),
  };
}

/** ST13: the lines of a finer division, without totals, so that nothing is left to subtract from. */
export function linesOf(
  division: Division,
  underEighteens: UnderEighteens,
): { values: string[]; figures: Figures }[] {
  const municipality = division.by.indexOf('municipality');
  const hasAge = division.by.includes('age');
  const isComplete = division.parts().every(({ tally }) => tally.lackFigure === 0);
  return division.parts().map(({ values, tally }) => {
    const isKnown = !hasAge && (municipality >= 0 || isComplete);
    const known = isKnown ? underEighteens(municipality < 0 ? null : values[municipality]!) : null;
    const isWorkedOut = isFew(tally.held) || isFew(tally.noShow);
    const mask = (name: CountName | 'quotaUsed'): Mask =>
      isFew(tally[name]) ? 'few' : name === 'quotaUsed' && isWorkedOut ? 'hidden' : 'shown';
    return { values, figures: figuresOf(tally, known, mask, hasAge) };
  });
}

type Spot = { row: string | null; column: string | null };
type Masks = Record<CountName | 'quotaUsed', Mask[]>;

const keyOf = ({ row, column }: Spot) => `${row ?? ''}\n${column ?? ''}`;
const isFew = (count: number) => count > 0 && count < fewerThan;

function placesOf(rows: string[], columns: string[]): Spot[] {
  const lines: (string | null)[] = [...rows, null];
  if (columns.length === 0) return lines.map((row) => ({ row, column: null }));
  return lines.flatMap((row) => [...columns, null].map((column) => ({ row, column })));
}

function merge(into: Tally | undefined, from: Tally): void {
  if (!into) return;
  for (const name of [...countNames, 'lackFigure', 'quotaUsed', 'quota'] as const) into[name] += from[name];
  for (const name of spanNames) for (const each of from[`${name}Ms`]) into[`${name}Ms`].push(each);
}

/**
 * Held and missed visits are what uses a quota: where one of them is not told, neither is the use. Visits with a weak
 * connection are held ones: where these are not told, so many would be the fewest that they can be.
 */
function masksOf(at: Spot[], tallies: Map<string, Tally>, rows: string[], columns: string[]): Masks {
  const rowAt = new Map(rows.map((row, index) => [row, index]));
  const columnAt = new Map(columns.map((column, index) => [column, index]));
  const maskBy = (name: CountName | 'quotaUsed', forced?: (index: number) => boolean): Mask[] =>
    hideSmall(
      at.map((place, index): Count => {
        const value = tallies.get(keyOf(place))![name];
        return {
          row: place.row === null ? null : rowAt.get(place.row)!,
          column: place.column === null ? null : columnAt.get(place.column)!,
          value,
          forced: value > 0 && forced?.(index) === true,
        };
      }),
    );
  const masks = Object.fromEntries(countNames.map((name) => [name, maskBy(name)])) as Record<
    CountName,
    Mask[]
  >;
  const isTold = (index: number) => masks.held[index] === 'shown' && masks.noShow[index] === 'shown';
  return {
    ...masks,
    weak: maskBy('weak', (index) => masks.held[index] !== 'shown'),
    quotaUsed: maskBy('quotaUsed', (index) => !isTold(index)),
  };
}

function figuresOf(
  tally: Tally,
  underEighteens: number | null,
  mask: (name: CountName | 'quotaUsed') => Mask,
  hasAge: boolean,
): Figures {
  const told = (name: CountName | 'quotaUsed', value: number): Figure =>
    mask(name) === 'shown' ? value : (mask(name) as 'few' | 'hidden');
  const spans = Object.fromEntries(spanNames.map((name) => [name, spanOf(tally[`${name}Ms`])]));
  const { quota, quotaUsed, requests } = tally;
  return {
    ...(Object.fromEntries(countNames.map((name) => [name, told(name, tally[name])])) as Record<
      CountName,
      Figure
    >),
    ...(spans as Record<SpanName, { median: Figure; ninetieth: Figure }>),
    // A quota counts a team's visits, whatever their child's age.
    quotaUse: quota === 0 || hasAge ? null : told('quotaUsed', quotaUsed / quota),
    reach: underEighteens ? told('requests', (requests * 1000) / underEighteens) : null,
  };
}

/** ST11 */
function spanOf(values: readonly number[]): { median: Figure; ninetieth: Figure } {
  const told = (share: number, from: number): Figure =>
    values.length === 0 ? null : values.length < from ? 'few' : percentile(values, share);
  return { median: told(0.5, fewerThan), ninetieth: told(0.9, percentileFrom) };
}
