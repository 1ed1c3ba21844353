import {
  addDays,
  convenersOf,
  instantOf,
  overlaps,
  type Instant,
  type LocalDate,
  type Period,
  type Turn,
} from '#domain';
import {
  conveners,
  dayExceptions,
  exceptionDays,
  meetings,
  participants,
  seriesOfVisits,
  type Meeting,
  type Series,
  type SeriesChange,
  type Tx,
} from '#db';
import type { Body } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { noteSeries } from './series-history.ts';
import { loadSeries } from './view-series.ts';

/**
 * T9: who convenes which meeting, by number. Who marks a day as off, or is not in a meeting (T11), is away; what was settled
 * stays.
 */
export function turnsOf(tx: Tx, order: readonly string[], list: readonly Meeting[]): Map<number, Turn> {
  if (order.length === 0 || list.length === 0) return new Map();
  const seated = new Set(
    participants.accountsOf(tx, idsOf(list)).map(({ appointmentId, userId }) => `${appointmentId} ${userId}`),
  );
  const dates = list.map(({ date }) => date).sort();
  const off = new Map(order.map((id) => [id, offPeriods(tx, id, dates[0]!, dates.at(-1)!)]));
  const settled = new Map(
    list.flatMap(({ n, convenerId }) => (convenerId === null ? [] : [[n, convenerId] as const])),
  );
  const inOrder = [...list].sort((a, b) => a.startsAt - b.startsAt || a.n - b.n);
  const visitOf = new Map(list.map(({ n, appointment }) => [n, appointment?.id]));
  const isAway = (id: string, meeting: Period & { n: number }) =>
    !seated.has(`${visitOf.get(meeting.n)} ${id}`) ||
    off.get(id)!.some((period) => overlaps(period, meeting));
  return new Map(convenersOf(order, inOrder, isAway, settled).map((turn) => [turn.n, turn]));
}

/** T9: who of a meeting's people marks its time as off, by its number; of the people of these meetings that are given. */
export function awayFrom(
  tx: Tx,
  list: readonly Meeting[],
  personIds: readonly string[],
): Map<number, string[]> {
  if (list.length === 0) return new Map();
  const dates = list.map(({ date }) => date).sort();
  const off = personIds.map((id) => [id, offPeriods(tx, id, dates[0]!, dates.at(-1)!)] as const);
  return new Map(
    list.map((meeting) => [
      meeting.n,
      off.flatMap(([id, periods]) => (periods.some((period) => overlaps(period, meeting)) ? [id] : [])),
    ]),
  );
}

/**
 * T9: the meetings to come that need another convener, by number: nobody stands in by itself for who was chosen by hand, and
 * for a rotating one nobody can when all who take turns are away.
 */
export function needingConvener(
  tx: Tx,
  order: readonly string[],
  list: readonly Meeting[],
  now: Instant,
): Map<number, 'away' | 'nobody'> {
  const coming = list.filter(({ status, startsAt }) => status === 'planned' && startsAt > now);
  const chosenIds = [...new Set(coming.flatMap(({ convenerId }) => convenerId ?? []))];
  const away = awayFrom(tx, coming, chosenIds);
  const turns = turnsOf(tx, order, list);
  const needs = new Map<number, 'away' | 'nobody'>();
  for (const { n, convenerId } of coming) {
    if (convenerId !== null && away.get(n)?.includes(convenerId)) needs.set(n, 'away');
    if (convenerId === null && turns.get(n)?.convenerId === null) needs.set(n, 'nobody');
  }
  return needs;
}

const idsOf = (list: readonly Meeting[]): string[] =>
  list.flatMap(({ appointment }) => appointment?.id ?? []);

function offPeriods(tx: Tx, personId: string, first: LocalDate, last: LocalDate): Period[] {
  return dayExceptions
    .ofPractitioner(tx, personId, addDays(first, -1))
    .filter(({ kind }) => kind === 'off')
    .flatMap((kept) => exceptionDays(kept, addDays(first, -1), last))
    .map(({ date, from, to }) => ({
      startsAt: instantOf(date, from),
      endsAt: instantOf(to <= from ? addDays(date, 1) : date, to),
    }));
}

/** T9: another order from now on. Who convened what has begun by then is written down first, so that it stays. */
export function changeConveners(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { convenerIds, basedOn }: Body<'changeConveners'>,
): void {
  const now = deps.now();
  deps.store.write((tx) => {
    const series = loadSeries(tx, viewer, id, 'change');
    const list = meetings.of(tx, id);
    const present = peopleIds(tx, list);
    if (!convenerIds.every((userId) => present.has(userId)))
      throw new Refusal('incomplete', { fields: { convenerIds: 'unknown-colleague' } });
    if (!seriesOfVisits.change(tx, id, basedOn)) throw new Refusal('series-changed');
    const before = conveners.of(tx, id).map((each) => each.id);
    replaceConveners(tx, series, list, convenerIds, now);
    noteSeries(tx, deps, viewer, series, 'conveners', [], { people: fromTo(before, convenerIds) });
  });
  deps.live.emit('series-changed', id, []);
}

/** T9: another order from now on; who convened what has begun by then is written down first. */
export function replaceConveners(
  tx: Tx,
  series: Series,
  list: readonly Meeting[],
  convenerIds: string[],
  now: Instant,
): void {
  const before = turnsOf(
    tx,
    conveners.of(tx, series.id).map((each) => each.id),
    list,
  );
  for (const { n, startsAt } of list) {
    const convenerId = before.get(n)?.convenerId;
    if (startsAt <= now && convenerId) conveners.settle(tx, series.id, n, convenerId);
  }
  conveners.replace(tx, series, convenerIds);
}

/**
 * T9, U4: whoever's account is closed convenes nothing that is to come: off the lists, and not by hand either. What is past stays.
 *
 * @returns the series that change.
 */
export function endTurnsOf(tx: Tx, deps: Deps, viewer: UserViewer, userId: string): string[] {
  const now = deps.now();
  const ids = [...conveners.seriesOf(tx, [userId]), ...conveners.settledSeriesOf(tx, userId)];
  return [...new Set(ids)].filter((id) => {
    const series = seriesOfVisits.byId(tx, id)!;
    const list = meetings.of(tx, id);
    const coming = list.filter(({ status, startsAt }) => status === 'planned' && startsAt > now);
    const byHand = coming.filter(({ convenerId }) => convenerId === userId);
    const order = conveners.of(tx, id).map((each) => each.id);
    const rest = order.filter((each) => each !== userId);
    if (coming.length === 0 || (byHand.length === 0 && rest.length === order.length)) return false;
    for (const { n } of byHand) conveners.settle(tx, id, n, null);
    replaceConveners(tx, series, meetings.of(tx, id), rest, now);
    seriesOfVisits.change(tx, id, series.revision);
    noteSeries(tx, deps, viewer, series, 'conveners', [], { people: fromTo(order, rest) });
    return true;
  });
}

/** T9: who convenes one meeting, whatever the order says; null gives it back to the order. */
export function swapConvener(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  n: number,
  { userId, seen }: Body<'swapConvener'>,
): void {
  deps.store.write((tx) => {
    const series = loadSeries(tx, viewer, id, 'change');
    const meeting = meetings.of(tx, id).find((each) => each.n === n);
    if (!meeting) throw new Refusal('unknown-occurrence');
    if (meeting.status !== 'planned' || meeting.startsAt <= deps.now()) throw new Refusal('occurrence-over');
    // Of two at once the second is told; who wanted the same has it.
    const isAsSeen = !seen || [seen.convenerId, userId].includes(meeting.convenerId);
    if (!isAsSeen || (seen && seen.startsAt !== meeting.startsAt)) throw new Refusal('series-changed');
    if (userId !== null && !peopleIds(tx, [meeting]).has(userId))
      throw new Refusal('incomplete', { fields: { userId: 'unknown-colleague' } });
    const before = convenerOf(tx, id, n);
    conveners.settle(tx, id, n, userId);
    noteSeries(tx, deps, viewer, series, 'swap', [n], { people: fromTo(before, convenerOf(tx, id, n)) });
  });
  deps.live.emit('series-changed', id, []);
}

/** Who convenes one meeting as things stand: by hand, or whose turn it is. */
function convenerOf(tx: Tx, seriesId: string, n: number): string[] {
  const list = meetings.of(tx, seriesId);
  const order = conveners.of(tx, seriesId).map(({ id }) => id);
  const convenerId =
    list.find((each) => each.n === n)?.convenerId ?? turnsOf(tx, order, list).get(n)?.convenerId;
  return convenerId ? [convenerId] : [];
}

/** Who convened and who does now, for the history. */
const fromTo = (before: readonly string[], now: readonly string[]): SeriesChange['people'] => [
  ...before.map((id) => ({ id, need: 'convener-before' as const })),
  ...now.map((id) => ({ id, need: 'convener-now' as const })),
];

/** Everybody with an account who takes part in any of these meetings. */
export const peopleIds = (tx: Tx, list: readonly Meeting[]): Set<string> =>
  new Set(participants.accountsOf(tx, idsOf(list)).map(({ userId }) => userId));
