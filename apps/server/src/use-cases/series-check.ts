import {
  addDays,
  claimedPeriod,
  instantOf,
  localDateOf,
  overlaps,
  panelTimes,
  type Instant,
  type PanelNeed,
  type PanelPerson,
  type PartClaim,
  type Period,
} from '#domain';
import { conflictsOf, lastMeetingDate, meetingEachOther, type Occurrence } from '#domain/series';
import { accounts, elsewhereId, type Service, type Tx } from '#db';
import type { PlannedMeeting } from '#protocol';
import { Refusal } from '../refusal.ts';
import { heldOfThese } from './held-proposal.ts';
import { needsFor, panelPeople, type PanelIds } from './panel.ts';

type Clash = {
  why: PlannedMeeting['conflicts'][number]['why'];
  personIds: string[];
  /** Until when others hold it, where nothing else is in the way of these. */
  until?: Instant;
};
/** What is in the way of one meeting, and what is free near it. */
export type Checked = { clashes: Clash[]; missingIds: string[]; near: Period[]; isOverQuota?: boolean };

export type Check = {
  /** With the rests that the meetings keep; each meeting has its own length. */
  service: Service;
  ids: PanelIds;
  occurrences: readonly Occurrence[];
  /** Whose holds are not in the way. */
  by: string;
  now: Instant;
  /** The visits that would move. */
  exceptIds?: readonly string[];
  /** Whether what an override takes is told apart from what nothing does (H14), or only what lasts for a while. */
  mayOverride: boolean;
};

/** How many other times are told of a meeting that collides. */
const nearTimes = 4;
/** How many of them on one day: the quarters next to each other say little. */
const nearADay = 2;
/** The days before and after it that are looked at: its own week, then its month. */
const nearDays = [3, 14];

/**
 * T8: the planned meetings of one set of people, each with what is in its way: who can't, and why. Refuses what is later than
 * any meeting can be (T3), by whatever rule, date or solution it got there: every day up to it would be looked at.
 */
export function checkMeetings(tx: Tx, check: Check): Map<number, Checked> {
  const { service, now } = check;
  const planned = check.occurrences.filter(({ status }) => status === 'planned');
  if (planned.length === 0) return new Map();
  const last = lastMeetingDate(localDateOf(now));
  if (planned.some(({ date }) => date > last))
    throw new Refusal('incomplete', { fields: { fromDate: 'too-far' }, details: { last } });
  const reachMs = (nearDays.at(-1)! + 1) * 24 * 3_600_000;
  // What has gone by is in the way by that alone, and needs no more looking at.
  const from = Math.max(now, Math.min(...planned.map(({ startsAt }) => startsAt))) - reachMs;
  const to = Math.max(...planned.map(({ startsAt }) => startsAt)) + reachMs;
  const people = panelPeople(tx, service, check.ids, check.by, now, from, to, check.exceptIds);
  const needs = needsFor(tx, service, check.by, now, from, to, check.exceptIds);
  const claimed = (occurrence: Occurrence) => claimedPeriod(occurrence, service);
  const busyOf = takenOf(people, planned, claimed, now);
  const isInTheWay = planned.some((each) => busyOf.has(each.n) || !hasThings(needs, claimed(each)));
  // What is taken whatever others hold: looked at only where something is taken at all.
  const beyond = isInTheWay ? beyondHolds(tx, check, from, to) : { people, needs };
  const bookedOf = takenOf(beyond.people, planned, claimed, now);
  const eachOther = meetingEachOther(planned, claimed);
  return new Map(
    planned.map((occurrence) => {
      const busy = new Set(busyOf.get(occurrence.n));
      const booked = new Set(bookedOf.get(occurrence.n));
      const away = people.filter((person) => !isAtWork(person, occurrence)).map(({ id }) => id);
      const required = (id: string) => people.some((person) => person.id === id && person.required);
      const clashes: Clash[] = [];
      const add = (why: Clash['why'], isSo: boolean, personIds: string[] = []) =>
        void (isSo && clashes.push({ why, personIds }));
      const period = claimed(occurrence);
      const isPast = occurrence.startsAt <= now;
      const noticeFrom = people[0]?.noticeFrom ?? 0;
      const awayRequired = away.filter((id) => required(id) && !booked.has(id));
      const heldRequired = [...busy].filter((id) => required(id) && !booked.has(id));
      const bookedRequired = [...booked].filter(required);
      const areThingsHeld = !hasThings(needs, period) && hasThings(beyond.needs, period);
      add('past', isPast);
      add('notice', !isPast && occurrence.startsAt < noticeFrom);
      add('series', eachOther.has(occurrence.n));
      add('busy', bookedRequired.length > 0, bookedRequired);
      if (heldRequired.length > 0 || areThingsHeld) {
        const held = { people: heldRequired, needs: areThingsHeld ? service.needs : [] };
        const until = heldOfThese(tx, held, period, check.by, now, check.exceptIds);
        const why = check.mayOverride ? 'held' : 'on-hold';
        clashes.push({ why, personIds: heldRequired, ...(until !== null && { until }) });
      }
      add('rooms', !hasThings(beyond.needs, period));
      add('no-hours', awayRequired.length > 0, awayRequired);
      const missingIds = [...new Set([...busy, ...away])].filter((id) => !required(id));
      const near =
        clashes.length > 0 ? freeNear({ people, needs }, occurrence, planned.map(claimed), service, now) : [];
      return [occurrence.n, { clashes, missingIds, near }];
    }),
  );
}

/** Everybody, and all that is needed, as if nobody held anything; for an override also as if no own calendar stood against it (X6). */
function beyondHolds(tx: Tx, check: Check, from: Instant, to: Instant) {
  const { service, ids, now } = check;
  const exceptIds = [...(check.exceptIds ?? []), ...(check.mayOverride ? [elsewhereId] : [])];
  const people = panelPeople(tx, service, ids, 'anybody', now, from, to, exceptIds);
  return { people, needs: needsFor(tx, service, 'anybody', now, from, to, exceptIds) };
}

/** Whose time is taken at each meeting, by its number; all are asked about as if they were required. */
function takenOf(
  people: readonly PanelPerson[],
  planned: readonly Occurrence[],
  claimed: (occurrence: Occurrence) => Period,
  now: Instant,
): Map<number, string[]> {
  const taken = people.flatMap((person) =>
    person.busy.map((period): PartClaim => ({
      ...{ kind: 'booking', id: '', appointmentId: '', resourceId: person.id },
      ...period,
    })),
  );
  const partsOf = (occurrence: Occurrence) =>
    people.map(({ id }) => ({ resourceId: id, ...claimed(occurrence) }));
  const conflicts = conflictsOf(planned, partsOf, taken, () => false, now);
  return new Map(conflicts.map(({ n, resourceIds }) => [n, resourceIds]));
}

/** D4: whether of everything that the service needs one is free for the whole time that is claimed. */
const hasThings = (needs: readonly PanelNeed[], claimed: Period): boolean =>
  needs.every(({ choices }) => choices.some((taken) => !taken.some((period) => overlaps(period, claimed))));

const isAtWork = ({ hours }: PanelPerson, { startsAt, endsAt }: Period) =>
  hours.some((open) => open.startsAt <= startsAt && endsAt <= open.endsAt);

/** The times nearest to a meeting at which all who are required can, clear of the series' other meetings; in order of time. */
function freeNear(
  wanted: { people: readonly PanelPerson[]; needs: readonly PanelNeed[] },
  { date, startsAt, lengthMinutes }: Occurrence,
  taken: readonly Period[],
  service: Service,
  now: Instant,
): Period[] {
  const { bufferBeforeMinutes, bufferAfterMinutes } = service;
  for (const days of nearDays) {
    const answer = panelTimes({
      ...{ ...wanted, lengthMinutes, bufferBeforeMinutes, bufferAfterMinutes, limit: Infinity },
      from: Math.max(now + 1, instantOf(addDays(date, -days), '00:00')),
      to: instantOf(addDays(date, days + 1), '00:00'),
    });
    if (answer.kind === 'none') continue;
    const onDay = new Map<string, number>();
    const free = answer.times
      .filter((time) => !taken.some((period) => overlaps(period, claimedPeriod(time, service))))
      .sort((a, b) => Math.abs(a.startsAt - startsAt) - Math.abs(b.startsAt - startsAt))
      .filter((time) => {
        const day = localDateOf(time.startsAt);
        const before = onDay.get(day) ?? 0;
        onDay.set(day, before + 1);
        return before < nearADay;
      })
      .slice(0, nearTimes)
      .sort((a, b) => a.startsAt - b.startsAt);
    if (free.length > 0) return free.map((time) => ({ startsAt: time.startsAt, endsAt: time.endsAt }));
  }
  return [];
}

/** V12: the host works elsewhere by now or offers the service no more: they have no hours that an override could go beyond. */
export const withoutHost = (checked: Checked, hostId: string): Checked => ({
  ...checked,
  clashes: [
    { why: 'not-there', personIds: [hostId] },
    ...checked.clashes.flatMap((clash) => {
      const personIds = clash.personIds.filter((id) => id !== hostId);
      return clash.why === 'no-hours' ? (personIds.length > 0 ? [{ ...clash, personIds }] : []) : [clash];
    }),
  ],
});

/** H14: what is held all the same is held outside hours and notice and in spite of holds, never where somebody's time is booked. */
const withoutOverridable = (checked: Checked): Checked => ({
  ...checked,
  clashes: checked.clashes.filter(({ why }) => why !== 'no-hours' && why !== 'notice' && why !== 'held'),
});

/**
 * H14: what is still in the way of meetings of which some are held all the same, `kept` with why; answered are those that need it:
 * where nothing is in the way that an override takes, none is noted.
 */
export function keepAllTheSame(
  found: ReadonlyMap<number, Checked>,
  kept: ReadonlyMap<number, string>,
): { checked: Map<number, Checked>; kept: Map<number, string> } {
  const checked = new Map(found);
  const needed = new Map<number, string>();
  for (const [n, reason] of kept) {
    const before = found.get(n);
    if (!before) continue;
    const after = withoutOverridable(before);
    if (after.clashes.length === before.clashes.length) continue;
    checked.set(n, after);
    needed.set(n, reason);
  }
  return { checked, kept: needed };
}

/** D6: what meetings need, whichever of it goes first: those that keep other rooms are asked about by themselves. */
export const keyOfNeeds = ({ needs }: Service): string =>
  JSON.stringify(needs.map((choices) => [...choices].sort()));

/** Whether nothing is in the way of any meeting. */
export const isClear = (checked: ReadonlyMap<number, Checked>): boolean =>
  [...checked.values()].every(({ clashes }) => clashes.length === 0);

/** The meetings as people are told of them: names, and of others' time only that they can't (N2). */
export function viewMeetings(
  tx: Tx,
  occurrences: readonly Occurrence[],
  checked: ReadonlyMap<number, Checked>,
  kept: ReadonlyMap<number, string>,
  movedFrom: (n: number) => Instant | null = () => null,
): PlannedMeeting[] {
  const ids = [...checked.values()].flatMap(({ clashes, missingIds }) => [
    ...clashes.flatMap(({ personIds }) => personIds),
    ...missingIds,
  ]);
  const names = new Map(accounts.all(tx, [...new Set(ids)]).map(({ id, name }) => [id, name]));
  // Whose account is closed is told of by name as well.
  const nameOf = (id: string) => names.get(id) ?? accounts.nameOf(tx, id) ?? '';
  const namesOf = (personIds: readonly string[]) => personIds.map(nameOf);
  return occurrences.map((occurrence) => {
    const { n, startsAt, endsAt, status } = occurrence;
    const found = checked.get(n);
    return {
      ...{ n, startsAt, endsAt, state: status },
      movedFrom: movedFrom(n),
      reason: status === 'planned' ? '' : occurrence.reason,
      conflicts: (found?.clashes ?? []).map(({ personIds, ...clash }) => ({
        ...clash,
        names: namesOf(personIds),
      })),
      isKept: kept.has(n),
      missing: namesOf(found?.missingIds ?? []),
      near: found?.near ?? [],
      isOverQuota: found?.isOverQuota ?? false,
    };
  });
}
