/** A screen or so of rows. */
export const rowsOfPage = 25;

/** Where a page of so many rows begins; a page beyond the last one is the last one. */
export function placeOf(total: number, wanted: string) {
  const pages = Math.max(1, Math.ceil(total / rowsOfPage));
  const page = Math.min(Number(wanted), pages);
  return { from: (page - 1) * rowsOfPage, total, page, pages };
}

/** One page of rows that are sorted already. */
export function pageOf<Row>(rows: readonly Row[], wanted: string) {
  const { from, ...place } = placeOf(rows.length, wanted);
  return { rows: rows.slice(from, from + rowsOfPage), ...place };
}

/** Whether every word that was typed is in something that is shown. */
export function saysAll(shown: readonly string[], typed: string): boolean {
  const all = shown.join('\n').toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
