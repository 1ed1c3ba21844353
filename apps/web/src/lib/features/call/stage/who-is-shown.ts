import type { MediaMode } from '#domain';

/** People of the call in the order of their tiles, and since when (ms) each was brought to the front or spoke last. */
export type Row = {
  order: readonly string[];
  spokeAt: ReadonlyMap<string, number>;
  frontSince: ReadonlyMap<string, number>;
};

export const emptyRow: Row = { order: [], spokeAt: new Map(), frontSince: new Map() };

/** More tiles than this are too small to see a face in, and each costs its own picture. */
const mostTiles = 9;
const mostTilesOnPhone = 4;
/** M20: beside the large picture of somebody who signs. */
const mostBesideSigningOnPhone = 2;
/** M5: a person who saves data is sent at most four pictures, a shared screen among them. */
const mostForSaver = 4;
/** Below this stage (CSS pixels, the shorter side) it is a phone, upright or on its side. */
const phonePx = 480;
/** Who was brought to the front stays for so long: a cough must not make the tiles dance. */
const staysMs = 4000;

/** How many people are shown at a time, besides those whose signs are watched (M20). Twice as large text needs room as on a stage half as large: names must be readable. */
export function placesFor(
  stage: { width: number; height: number },
  mode: MediaMode,
  isSharing: boolean,
  textScale = 1,
  signing = 0,
): number {
  const isPhone = Math.min(stage.width, stage.height) < phonePx * textScale;
  const fits =
    isPhone && signing > 0 ? mostBesideSigningOnPhone : isPhone ? mostTilesOnPhone : mostTiles - signing;
  if (mode !== 'saver') return fits;
  return Math.max(1, Math.min(fits, mostForSaver - signing - (isSharing ? 1 : 0)));
}

type Now = {
  /** Everybody else in the call, in the order of the roster. */
  present: readonly string[];
  /** Who speaks, the loudest first. */
  speaking: readonly string[];
  places: number;
};

/**
 * The row after a change. Nobody who is shown moves, but: who leaves is replaced by the last of the row, and a speaker who
 * is not on the first page takes the place of whoever there has been silent longest.
 */
export function nextRow(row: Row, { present, speaking, places }: Now, now: number): Row {
  const order = withoutGaps(row.order, present);
  const spokeAt = kept(row.spokeAt, present);
  for (const id of speaking) if (present.includes(id)) spokeAt.set(id, now);
  const frontSince = kept(row.frontSince, present);
  for (const id of speaking) bringToFront(id);
  for (const id of order.slice(0, places)) if (!frontSince.has(id)) frontSince.set(id, now);
  for (const id of order.slice(places)) frontSince.delete(id);
  return { order, spokeAt, frontSince };

  function bringToFront(id: string): void {
    const from = order.indexOf(id);
    if (from < places) return;
    const silent = order
      .slice(0, places)
      .filter((each) => !speaking.includes(each) && now - (frontSince.get(each) ?? -Infinity) >= staysMs)
      .sort((a, b) => (spokeAt.get(a) ?? 0) - (spokeAt.get(b) ?? 0) || order.indexOf(b) - order.indexOf(a));
    if (silent.length > 0) swap(order, from, order.indexOf(silent[0]!));
  }
}

/** Somebody is asked for by name: they come to the first page at once, for whoever was silent longest there. */
export function broughtToFront(row: Row, id: string, places: number, now: number): Row {
  const from = row.order.indexOf(id);
  if (from < places) return row;
  const order = [...row.order];
  const front = order.slice(0, places);
  const silent = front.sort((a, b) => (row.spokeAt.get(a) ?? 0) - (row.spokeAt.get(b) ?? 0))[0]!;
  swap(order, from, order.indexOf(silent));
  return { ...row, order, frontSince: new Map(row.frontSince).set(id, now) };
}

export const pageCount = (people: number, places: number): number => Math.max(1, Math.ceil(people / places));

/** Who is on this page (from 0 up); the last one when there are fewer pages now. */
export function onPage(row: Row, places: number, page: number): readonly string[] {
  const at = Math.min(page, pageCount(row.order.length, places) - 1);
  return row.order.slice(at * places, (at + 1) * places);
}

function withoutGaps(order: readonly string[], present: readonly string[]): string[] {
  const places: (string | undefined)[] = order.map((id) => (present.includes(id) ? id : undefined));
  const fresh = present.filter((id) => !order.includes(id));
  const all = [...places, ...fresh];
  for (let gap = all.indexOf(undefined); gap >= 0; gap = all.indexOf(undefined)) {
    const last = all.pop();
    if (gap < all.length) all[gap] = last;
  }
  return all as string[];
}

const kept = (times: ReadonlyMap<string, number>, present: readonly string[]): Map<string, number> =>
  new Map([...times].filter(([id]) => present.includes(id)));

function swap(order: string[], a: number, b: number): void {
  [order[a], order[b]] = [order[b]!, order[a]!];
}
