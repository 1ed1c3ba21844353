/** How a list of names goes in Finland, whoever reads it: å, ä and ö after z, and room 2 before room 10. */
export const { compare: compareNames } = new Intl.Collator('fi', { numeric: true });

type Asked = { order?: 'up' | 'down'; page?: string };
type Kept<Row> = {
  /** By what it is sorted; equals go by name, whichever way the list goes. */
  by: (row: Row) => string | number;
  nameOf: (row: Row) => string;
  pageLength: number;
};

/** One page of what was found, sorted. A page past the last one is the last one. */
export function sortedPage<Row extends { id: string }>(
  found: readonly Row[],
  { order = 'up', page = '1' }: Asked,
  { by, nameOf, pageLength }: Kept<Row>,
): { rows: Row[]; total: number; page: number; pages: number } {
  const way = order === 'up' ? 1 : -1;
  const sorted = found.toSorted(
    (a, b) => way * compare(by(a), by(b)) || compareNames(nameOf(a), nameOf(b)) || (a.id < b.id ? -1 : 1),
  );
  const pages = Math.max(1, Math.ceil(found.length / pageLength));
  const shown = Math.min(Number(page), pages);
  const rows = sorted.slice((shown - 1) * pageLength, shown * pageLength);
  return { rows, total: found.length, page: shown, pages };
}

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : compareNames(String(a), String(b));

/** Whether every word that was typed is somewhere in what the row shows. */
export function hasWords(q: string, ...shown: readonly string[]): boolean {
  const text = shown.join(' ').toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
