/** A screen or so of rows. */
export const rowsOfPage = 25;

/** One page of rows that are sorted already; a page beyond the last one is the last one. */
export function pageOf<Row>(rows: readonly Row[], wanted: string) {
  const pages = Math.max(1, Math.ceil(rows.length / rowsOfPage));
  const page = Math.min(Number(wanted), pages);
  return { rows: rows.slice((page - 1) * rowsOfPage, page * rowsOfPage), total: rows.length, page, pages };
}

/** Whether every word that was typed is in something that is shown. */
export function saysAll(shown: readonly string[], typed: string): boolean {
  const all = shown.join('\n').toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
