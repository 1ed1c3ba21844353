import type { Period } from './schedule.ts';
import { minuteMs, type Instant } from './time.ts';

/** One person of a panel, as free or busy only: whose visit makes them busy is nobody's business here (N2). */
export type PanelPerson = {
  id: string;
  required: boolean;
  /** When they can be asked for (`openHours`); sorted and merged. */
  hours: readonly Period[];
  /** Everything that takes their time; sorted and merged. */
  busy: readonly Period[];
  /** Not asked for before this instant, nor for what begins after that one; absent when any time will do. */
  noticeFrom?: Instant;
  noticeTo?: Instant;
};

/** D4: one of these rooms or devices is needed; each with when it is taken, sorted and merged. */
export type PanelNeed = { id: string; choices: readonly (readonly Period[])[] };

export type PanelQuery = {
  people: readonly PanelPerson[];
  needs?: readonly PanelNeed[];
  lengthMinutes: number;
  bufferBeforeMinutes: number;
  bufferAfterMinutes: number;
  /** First and last (exclusive) start. */
  from: Instant;
  to: Instant;
  /** At most so many times; the best ones. */
  limit: number;
};

export type PanelTime = Period & {
  /** Optional people who can, and who can't. */
  freeIds: string[];
  busyIds: string[];
};

export type BlockReason = 'no-hours' | 'busy' | 'notice';
/** How many of the times that were looked at one required person makes impossible. */
export type Blocker = {
  personId: string;
  /** … nobody else of the required being in the way: what one gains by doing without them. */
  alone: number;
  total: number;
  by: Record<BlockReason, number>;
};

export type PanelAnswer = { kind: 'found'; times: PanelTime[] } | { kind: 'none'; blockers: Blocker[] };

/** Meetings start on the quarter. Finer gives more times that nobody asked for, coarser misses gaps. */
export const panelStepMinutes = 15;

const FREE = 0;
const reasons: readonly BlockReason[] = ['no-hours', 'busy', 'notice'];

/**
 * N1–N4: the times at which every required person is free, those with most optional people first, then the sooner; when
 * there is none, who blocks most and by what. Quarters at which none of the required has hours are not looked at, so that
 * nights blame nobody. Nobody required is a bug and throws.
 */
export function panelTimes(query: PanelQuery): PanelAnswer {
  const required = query.people.filter((person) => person.required);
  const optional = query.people.filter((person) => !person.required);
  if (required.length === 0) throw new Error('a panel has somebody who is required');
  const stepMs = panelStepMinutes * minuteMs;
  const first = Math.ceil(query.from / stepMs);
  const count = Math.max(0, Math.ceil(query.to / stepMs) - first);
  const startOf = (index: number) => (first + index) * stepMs;
  const must = required.map((person) => statesOf(person, query, first, count));
  const may = optional.map((person) => statesOf(person, query, first, count));
  const needs = (query.needs ?? []).map((need) => needStates(need, query, first, count));
  const needed = [...must, ...needs];
  const times: { index: number; free: number }[] = [];
  for (let index = 0; index < count; index++)
    if (needed.every((states) => states[index] === FREE))
      times.push({ index, free: may.reduce((sum, states) => sum + Number(states[index] === FREE), 0) });
  if (times.length === 0)
    return { kind: 'none', blockers: blockersOf([...required, ...(query.needs ?? [])], must, needs, count) };
  times.sort((a, b) => b.free - a.free || a.index - b.index);
  return {
    kind: 'found',
    times: times.slice(0, query.limit).map(({ index }) => ({
      startsAt: startOf(index),
      endsAt: startOf(index) + query.lengthMinutes * minuteMs,
      freeIds: optional.filter((_, who) => may[who]![index] === FREE).map(({ id }) => id),
      busyIds: optional.filter((_, who) => may[who]![index] !== FREE).map(({ id }) => id),
    })),
  };
}

/** For each quarter: 0 when the meeting can start as far as this person goes, otherwise 1 + the reason's place. */
function statesOf(person: PanelPerson, query: PanelQuery, first: number, count: number): Uint8Array {
  const stepMs = panelStepMinutes * minuteMs;
  const lengthMs = query.lengthMinutes * minuteMs;
  const beforeMs = query.bufferBeforeMinutes * minuteMs;
  const afterMs = query.bufferAfterMinutes * minuteMs;
  const states = new Uint8Array(count).fill(1);
  /** Quarters from the first at or after `from` to the last at or before `to`. */
  const mark = (from: Instant, to: Instant, state: number) => {
    const last = Math.min(count - 1, Math.floor(to / stepMs) - first);
    for (let index = Math.max(0, Math.ceil(from / stepMs) - first); index <= last; index++)
      if (state === FREE || states[index] === FREE) states[index] = state;
  };
  for (const { startsAt, endsAt } of person.hours) mark(startsAt, endsAt - lengthMs, FREE);
  for (const { startsAt, endsAt } of person.busy)
    mark(startsAt - lengthMs - afterMs + 1, endsAt + beforeMs - 1, 2);
  if (person.noticeFrom !== undefined) mark(query.from, person.noticeFrom - 1, 3);
  if (person.noticeTo !== undefined) mark(person.noticeTo + 1, query.to, 3);
  return states;
}

/** The same for a need: free where one of its choices is; rooms are open day and night. */
function needStates(need: PanelNeed, query: PanelQuery, first: number, count: number): Uint8Array {
  const hours = [{ startsAt: query.from, endsAt: query.to + query.lengthMinutes * minuteMs }];
  const states = new Uint8Array(count).fill(2);
  for (const busy of need.choices)
    statesOf({ id: need.id, required: true, hours, busy }, query, first, count).forEach((state, index) => {
      if (state === FREE) states[index] = FREE;
    });
  return states;
}

function blockersOf(
  required: readonly { id: string }[],
  people: readonly Uint8Array[],
  needs: readonly Uint8Array[],
  count: number,
): Blocker[] {
  const must = [...people, ...needs];
  const blockers = required.map(({ id }): Blocker => ({
    personId: id,
    alone: 0,
    total: 0,
    by: { 'no-hours': 0, busy: 0, notice: 0 },
  }));
  for (let index = 0; index < count; index++) {
    const blocking = must.flatMap((states, who) => (states[index] === FREE ? [] : [who]));
    if (people.every((states) => states[index] === 1)) continue;
    for (const who of blocking) {
      const blocker = blockers[who]!;
      blocker.total += 1;
      if (blocking.length === 1) blocker.alone += 1;
      blocker.by[reasons[must[who]![index]! - 1]!] += 1;
    }
  }
  return blockers
    .filter(({ total }) => total > 0)
    .sort((a, b) => b.alone - a.alone || b.total - a.total || (a.personId < b.personId ? -1 : 1));
}
