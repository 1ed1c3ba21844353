import type { Reply } from '#protocol';
import { addDays, mondayOf, wallOf } from './calendar-query.ts';

export type CalendarData = Reply<'readCalendar'>;
export type Visit = CalendarData['visits'][number];
export type Busy = CalendarData['busy'][number];

/** What stands in a calendar on one day, in Finnish wall-clock time; what goes on over midnight is one entry a day. */
export type Entry = {
  id: string;
  date: string;
  /** `HH:MM`; an end at midnight is `24:00`. */
  from: string;
  to: string;
  startsAt: number;
  endsAt: number;
  personIds: string[];
} & ({ kind: 'visit'; visit: Visit } | { kind: Busy['kind'] });

type Piece = Pick<Entry, 'date' | 'from' | 'to'>;

/** A period cut at midnights. */
export function piecesOf(startsAt: number, endsAt: number): Piece[] {
  const start = wallOf(startsAt);
  const end = wallOf(endsAt);
  const pieces: Piece[] = [];
  for (let date = start.date; date <= end.date; date = addDays(date, 1)) {
    const from = date === start.date ? start.time : '00:00';
    const to = date === end.date ? end.time : '24:00';
    // In the night of autumn a time can end at the reading at which it began, an hour later.
    if (to !== '00:00' && (from < to || date === start.date)) pieces.push({ date, from, to });
  }
  return pieces;
}

/** All that a calendar shows, in the order of time. */
export function entriesOf(data: Pick<CalendarData, 'visits' | 'busy'>): Entry[] {
  const visits = data.visits.flatMap((visit): Entry[] =>
    piecesOf(visit.startsAt, visit.endsAt).map((piece) => ({
      ...piece,
      ...{ kind: 'visit', id: `${visit.id}-${piece.date}`, visit },
      ...{ personIds: visit.personIds, startsAt: visit.startsAt, endsAt: visit.endsAt },
    })),
  );
  const busy = data.busy.flatMap((each): Entry[] =>
    piecesOf(each.startsAt, each.endsAt).map((piece) => ({
      ...piece,
      ...{ kind: each.kind, id: `${each.kind}-${each.personId}-${each.startsAt}-${piece.date}` },
      ...{ personIds: [each.personId], startsAt: each.startsAt, endsAt: each.endsAt },
    })),
  );
  return [...visits, ...busy].sort(
    (a, b) =>
      (a.date < b.date ? -1 : a.date > b.date ? 1 : 0) || a.startsAt - b.startsAt || (a.id < b.id ? -1 : 1),
  );
}

/** The hours that a day's column shows: the working day, and whatever lies outside it. */
export function hoursOf(entries: readonly Pick<Entry, 'from' | 'to'>[], now: string | undefined) {
  let [from, to] = [8, 17];
  for (const entry of entries) {
    from = Math.min(from, Number(entry.from.slice(0, 2)));
    to = Math.max(to, Math.ceil(Number(entry.to.slice(0, 2)) + Number(entry.to.slice(3)) / 60));
  }
  if (now !== undefined) {
    const hour = Number(now.slice(0, 2));
    from = Math.min(from, hour);
    to = Math.max(to, hour + 1);
  }
  return { from, to };
}

/** A line of text with its edges. */
const linePx = 22;
/** Higher than twice the usual, a day is no longer seen at once, nor printed so that it can be read. */
const [leastPx, mostPx] = [30, 60];

/** How high half an hour is: so that the time of the shortest visit can be read. */
export function halfHourPx(entries: readonly Pick<Entry, 'kind' | 'startsAt' | 'endsAt'>[]): number {
  const lengths = entries.flatMap(({ kind, startsAt, endsAt }) =>
    kind === 'visit' ? (endsAt - startsAt) / 60_000 : [],
  );
  const px = Math.round((30 * linePx) / Math.min(30, ...lengths));
  return Math.max(leastPx, Math.min(mostPx, px));
}

/** Of a sheet what is left for a printed month's weeks, and of it what a week takes at least, and above its lines. */
const [sheetPx, leastWeekPx, dayNumberPx] = [530, 56, 30];
/** Lower, and nobody reads it on paper. */
const [leastLinePx, mostLinePx] = [12, 20];

/**
 * How high the line of a visit is on a printed month, so that the whole month is on one sheet. Where lines that can be read don't
 * fit on one, they are as high as ever, and the month goes on on the next.
 */
export function printedLinePx(entries: readonly Pick<Entry, 'date'>[], dayOfMonth: string): number {
  const first = `${dayOfMonth.slice(0, 8)}01`;
  const isIn = (monday: string) => monday <= first || monday.slice(0, 7) === first.slice(0, 7);
  const weeks = Array.from({ length: 6 }, (_, week) => addDays(mondayOf(first), week * 7)).filter(isIn);
  const onDay = Map.groupBy(entries, ({ date }) => date);
  const linesOf = (monday: string) =>
    Math.max(...Array.from({ length: 7 }, (_, day) => onDay.get(addDays(monday, day))?.length ?? 0));
  const lines = weeks.map(linesOf);
  const heightAt = (px: number) =>
    lines.reduce((sum, count) => sum + Math.max(leastWeekPx, dayNumberPx + count * (px + 1)), 0);
  for (let px = mostLinePx; px >= leastLinePx; px--) if (heightAt(px) <= sheetPx) return px;
  return mostLinePx;
}
