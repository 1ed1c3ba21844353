import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../time.ts';
import { csvField, csvLine } from './csv.ts';
import { ageBandOf, monthsOf, spanOf } from './dimensions.ts';
import { hideSmall, type Count, type Mask } from './hide.ts';
import { Division, checkDivision, linesOf, tableOf, type Cell } from './table.ts';
import type { LinkSums } from '../link-sums.ts';
import { addRequest, addVisit, outcomeOf, overRunOf, percentile, type VisitFact } from './tally.ts';

const at = (row: number | null, column: number | null, value: number): Count => ({ row, column, value });

/** A table of cells with all its totals. */
function withTotals(cells: number[][]): Count[] {
  const sum = (values: number[]) => values.reduce((all, each) => all + each, 0);
  const columns = cells[0]!.map((_, column) => sum(cells.map((row) => row[column]!)));
  return [
    ...cells.flatMap((row, r) => [...row.map((value, c) => at(r, c, value)), at(r, null, sum(row))]),
    ...columns.map((value, c) => at(null, c, value)),
    at(null, null, sum(columns)),
  ];
}

/**
 * Whether another table of the same size says the same wherever something is told, and something else in this cell. Looks only
 * one up and one down from what is true: enough to find one, and nothing that is found is wrong.
 */
function couldBeElse(cells: number[][], masks: Mask[], target: number): boolean {
  const truth = withTotals(cells);
  const tellsFew = masks.includes('few');
  const fits = (index: number, value: number) => {
    const mask = masks[index]!;
    if (mask === 'shown') return value === truth[index]!.value;
    return mask === 'few' ? value >= 1 && value <= 4 : value >= (tellsFew ? 5 : 1);
  };
  const inner = truth.flatMap(({ row, column }, index) => (row !== null && column !== null ? [index] : []));
  const width = cells[0]!.length;
  const tried = cells.map((row) => [...row]);
  const search = (next: number): boolean => {
    if (next === inner.length) {
      const other = withTotals(tried);
      return (
        other[target]!.value !== truth[target]!.value && other.every(({ value }, index) => fits(index, value))
      );
    }
    const index = inner[next]!;
    const [row, column] = [Math.floor(next / width), next % width];
    const real = truth[index]!.value;
    for (const value of masks[index] === 'shown' ? [real] : [real, real - 1, real + 1]) {
      if (!fits(index, value)) continue;
      tried[row]![column] = value;
      if (search(next + 1)) return true;
    }
    tried[row]![column] = real;
    return false;
  };
  return search(0);
}

describe('small counts', () => {
  it('[ST10] are hidden with one more, when only one of a list is small', () => {
    expect(hideSmall([at(0, null, 12), at(1, null, 3), at(2, null, 30), at(null, null, 45)])).toEqual([
      ...['hidden', 'few', 'shown', 'shown'],
    ]);
  });
  it('[ST10] are told apart from nothing, which stays a zero', () => {
    expect(hideSmall([at(0, null, 0), at(1, null, 2), at(2, null, 3), at(null, null, 5)])).toEqual([
      ...['shown', 'few', 'few', 'shown'],
    ]);
  });
  it('[ST10] take their total with them where nothing else is left to hide', () => {
    const masks = hideSmall([at(0, null, 0), at(1, null, 2), at(null, null, 2)]);
    expect(masks.map((mask) => mask !== 'shown')).toEqual([false, true, true]);
  });
  it('[ST10] can’t be worked out by any subtraction, whatever the table', () => {
    const table = fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
      .chain(([rows, columns]) =>
        fc.array(
          fc.array(fc.oneof(fc.integer({ min: 0, max: 7 }), fc.nat(60)), {
            minLength: columns,
            maxLength: columns,
          }),
          { minLength: rows, maxLength: rows },
        ),
      );
    fc.assert(
      fc.property(table, (cells) => {
        const counts = withTotals(cells);
        const masks = hideSmall(counts);
        counts.forEach(({ value }, index) => {
          if (value < 1 || value > 4) return;
          expect(masks[index]).not.toBe('shown');
          expect(couldBeElse(cells, masks, index), `${JSON.stringify(cells)} ${masks.join()}`).toBe(true);
        });
      }),
      { numRuns: 300 },
    );
  });
  it('[ST10] leave a table without any as it is', () => {
    const counts = withTotals([
      [5, 20],
      [0, 9],
    ]);
    expect(new Set(hideSmall(counts))).toEqual(new Set(['shown']));
  });
});

describe('a field for a spreadsheet', () => {
  it('[ST14] never begins like a formula, whatever stands before it', () => {
    const start = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n');
    const before = fc.array(fc.constantFrom(' ', '"', "'", '\u00a0', '\u200b', '\ufeff'), { maxLength: 4 });
    fc.assert(
      fc.property(before, start, fc.string(), (blanks, sign, rest) => {
        const field = csvField(`${blanks.join('')}${sign}${rest}`);
        expect(field.startsWith(`"'`)).toBe(true);
      }),
    );
  });
  it('[ST14] comes back as it was written, apart from that', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (texts) => {
        const line = csvLine(texts);
        const fields = [...line.matchAll(/"((?:[^"]|"")*)"(?:;|\r\n$)/g)].map(([, text]) =>
          text!.replaceAll('""', '"'),
        );
        expect(fields.map((text, index) => text === texts[index] || text === `'${texts[index]}`)).toEqual(
          texts.map(() => true),
        );
      }),
    );
  });
  it('[ST14] is a number with a comma', () => {
    expect(csvLine([12, 3.5, '<5', 'Äiti "A"; B'])).toBe('12;3,5;"<5";"Äiti ""A""; B"\r\n');
  });
});

describe('where a thing belongs', () => {
  it('[ST2] is the month in Finland, also at its first minute', () => {
    expect(spanOf('2026-11')).toEqual({
      from: instantOf('2026-11-01', '00:00'),
      to: instantOf('2026-12-01', '00:00'),
    });
    expect(new Date(spanOf('2026-04').from).toISOString()).toBe('2026-03-31T21:00:00.000Z');
  });
  it('[ST2] is refused for what is no month, ends before it begins, or is too long', () => {
    expect(monthsOf({ from: '2026-11', to: '2027-01' })).toMatchObject({
      value: ['2026-11', '2026-12', '2027-01'],
    });
    expect(monthsOf({ from: '2026-13', to: '2027-01' })).toMatchObject({ error: { field: 'from' } });
    expect(monthsOf({ from: '2026-02', to: '2026-01' })).toMatchObject({ error: { code: 'period-order' } });
    expect(monthsOf({ from: '2020-01', to: '2023-01' })).toMatchObject({ error: { code: 'period-long' } });
  });
  it('[ST3] is the age that is reached in the year', () => {
    const december = instantOf('2026-12-31', '23:00');
    expect([2026, 2020, 2019, 2014, 2013, 2009, 2008, null].map((year) => ageBandOf(year, december))).toEqual(
      [...['0-6', '0-6', '7-12', '7-12', '13-17', '13-17', '18+', 'not-told']],
    );
  });
  it('[ST1] is one or two divisions, and no other words', () => {
    expect(checkDivision(['month', 'age'], 2)).toMatchObject({ ok: true });
    expect(checkDivision(['month', 'age', 'tier'], 2)).toEqual({ ok: false, error: 'too-many' });
    expect(checkDivision(['month', 'month'], 2)).toEqual({ ok: false, error: 'invalid' });
    expect(checkDivision(['name'], 2)).toEqual({ ok: false, error: 'invalid' });
  });
});

const visit: VisitFact = {
  ...{ outcome: 'held', toVisitMs: 1, waitedMs: 2, overRunMs: 0, links: [], usesQuota: true },
};
const aLink: LinkSums = {
  ...{ reports: 9, lossPermilleSum: 0, roundTripMsSum: 0, roundTripReports: 0 },
  ...{ playedMs: 9, concealedMs: 0, soundOnlyS: 0, reconnects: 0, joinMs: null },
};
const place = { month: '2026-01', service: 's', municipality: 'm', tier: '2', age: '0-6' };

describe('a measure', () => {
  it('[ST6] counts a visit by phone as held once its time has passed, one by video only when somebody was let in', () => {
    expect(outcomeOf({ status: 'booked', isVideo: false, endsAt: 10 }, 10)).toBe('held');
    expect(outcomeOf({ status: 'booked', isVideo: false, endsAt: 10 }, 9)).toBe('open');
    expect(outcomeOf({ status: 'arrived', isVideo: true, endsAt: 10 }, 99)).toBe('open');
    expect(outcomeOf({ status: 'noshow', isVideo: false, endsAt: 10 }, 99)).toBe('no-show');
  });
  it('[ST8] is an over-run from the end that was booked, and none where nobody ended the visit', () => {
    const hour = 3_600_000;
    expect(overRunOf({ bookedEndsAt: hour, endsAt: 2 * hour, finishedAt: 2 * hour })).toBe(hour);
    expect(overRunOf({ bookedEndsAt: hour, endsAt: hour, finishedAt: hour - 1 })).toBe(0);
    expect(overRunOf({ bookedEndsAt: hour, endsAt: hour, finishedAt: 3 * hour })).toBeNull();
    expect(overRunOf({ bookedEndsAt: hour, endsAt: hour, finishedAt: null })).toBeNull();
  });
  it('[ST11] is a value that occurs: the median of five or more, the 90th of a hundred of ten or more', () => {
    expect(percentile([5, 1, 3], 0.5)).toBe(3);
    expect(percentile([1, 2, 3, 4], 0.5)).toBe(2);
    expect(percentile([], 0.5)).toBeNull();
    const division = new Division(['month']);
    for (let n = 1; n <= 9; n++) addVisit(division.at(place), { ...visit, toVisitMs: n });
    for (let n = 1; n <= 4; n++) addRequest(division.at(place), { answeredMs: n, lacksFigure: false });
    const [{ figures }] = tableOf(division, [['2026-01']], () => null).cells as [Cell, Cell];
    expect(figures).toMatchObject({
      held: 9,
      requests: 'few',
      toVisit: { median: 5, ninetieth: 'few' },
      answered: { median: 'few', ninetieth: 'few' },
      overRun: { median: 0 },
      reach: null,
    });
  });
  it('[ST9] does not tell a quota’s use where it would tell how many did not come', () => {
    const division = new Division(['service']);
    for (const service of ['a', 'b'])
      for (let n = 0; n < 8; n++) addVisit(division.at({ ...place, service }), visit);
    addVisit(division.at({ ...place, service: 'a' }), { ...visit, outcome: 'no-show' });
    for (const service of ['a', 'b']) division.at({ ...place, service }).quota = 20;
    const { cells } = tableOf(division, [['a', 'b']], () => null);
    expect(cells.map(({ figures: { held, noShow, quotaUse } }) => [held, noShow, quotaUse])).toEqual([
      [8, 'few', 'hidden'],
      // With this and the total one could reckon it.
      [8, 0, expect.anything()],
      [16, 'few', 'hidden'],
    ]);
    expect(linesOf(division, () => null)[0]!.figures).toMatchObject({ noShow: 'few', quotaUse: 'hidden' });
  });
  it('[ST16] is how long joining took whoever it took longest, and how often somebody’s connection was weak', () => {
    const link = (joinMs: number | null, reconnects = 0) => ({ ...aLink, reconnects, joinMs });
    const division = new Division(['service']);
    for (let n = 1; n <= 5; n++) {
      const links = [link(n * 100), link(n * 1000, n), link(null, 3)];
      addVisit(division.at({ ...place, service: 'a' }), { ...visit, links });
      addVisit(division.at({ ...place, service: 'a' }), { ...visit, links, outcome: 'no-show' });
      addVisit(division.at({ ...place, service: 'b' }), { ...visit, links: [link(500, 1)] });
    }
    // By phone: no connection to tell of.
    addVisit(division.at({ ...place, service: 'b' }), visit);
    const { cells } = tableOf(division, [['a', 'b']], () => null);
    expect(cells.map(({ figures: { held, weak, joined } }) => [held, weak, joined.median])).toEqual([
      [5, 5, 3000],
      [6, 0, 500],
      [11, 5, 500],
    ]);
  });
  it('[ST16] does not tell how many had a weak connection where it would tell the fewest that were held', () => {
    const division = new Division(['service']);
    const weak = { ...visit, links: [{ ...aLink, reconnects: 2 }] };
    for (const [service, count] of [
      ['a', 2],
      ['b', 7],
    ] as const)
      for (let n = 0; n < count; n++) addVisit(division.at({ ...place, service }), weak);
    const { cells } = tableOf(division, [['a', 'b']], () => null);
    expect(cells.map(({ figures }) => [figures.held, figures.weak])).toEqual([
      ['few', 'few'],
      ['hidden', 'hidden'],
      [9, 9],
    ]);
  });
  it('[ST12] is the reach of all only where every municipality that asked has a figure', () => {
    const make = (lacksFigure: boolean) => {
      const division = new Division(['municipality']);
      for (let n = 0; n < 10; n++) {
        addRequest(division.at({ ...place, municipality: 'a' }), { answeredMs: null, lacksFigure: false });
        addRequest(division.at({ ...place, municipality: 'b' }), { answeredMs: null, lacksFigure });
      }
      const known: Record<string, number> = { a: 1000, ...(!lacksFigure && { b: 4000 }) };
      return tableOf(division, [['a', 'b']], (id) => (id === null ? 5000 : (known[id] ?? null))).cells.map(
        ({ figures }) => figures.reach,
      );
    };
    expect(make(false)).toEqual([10, 2.5, 4]);
    expect(make(true)).toEqual([10, null, null]);
  });
});
