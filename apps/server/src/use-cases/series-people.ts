import { isGranted } from '#domain';
import {
  seatPeople,
  type Occurrence,
  type PeopleRefusal,
  type SeatChange,
  type SeatNeed,
} from '#domain/series';
import {
  accounts,
  appointments,
  claims,
  meetings,
  participants,
  type Meeting,
  type Overview,
  type Series,
  type Service,
  type Tx,
} from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { accept, Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { nobody, planGuests, type GuestPlan, type GuestsOf } from './series-guests.ts';
import { checkMeetings, keepAllTheSame, keyOfNeeds, type Check, type Checked } from './series-check.ts';
import { solve } from './series-fields.ts';
import { loadSeries, roleInSeries } from './view-series.ts';
import { ownFirst } from './visit-resources.ts';
import { mayChange } from './may-change.ts';
import { mustBeMovable, serviceAsBooked } from './visit-change.ts';

type Fields = Body<'changeSeriesPeople'>;
type Seats = ReadonlyMap<string, SeatNeed | 'fixed'>;

/** A meeting in which somebody is to be invited or out. */
export type SeatedVisit = {
  before: Meeting;
  /** The same value unless it gets another time. */
  after: Occurrence;
  found: Overview;
  service: Service;
  seats: SeatChange[];
  guests: GuestsOf;
  /** Whose time it takes besides its host's, from then on. */
  alsoIds: string[];
  optionalIds: string[];
};
export type PeoplePlan = {
  series: Series;
  targets: SeatedVisit[];
  /** The meetings that stay without those who are invited elsewhere. */
  left: Meeting[];
  checked: ReadonlyMap<number, Checked>;
  kept: ReadonlyMap<number, string>;
  guests: GuestPlan;
};

/** T11, T8: who is to be in which meeting, and what is in the way of it. Also for within the transaction that writes it. */
export function planPeople(tx: Tx, deps: Deps, viewer: UserViewer, id: string, fields: Fields): PeoplePlan {
  const now = deps.now();
  const series = loadSeries(tx, viewer, id, 'change');
  if (series.revision !== fields.basedOn) throw new Refusal('series-changed');
  const invitedIds = fields.invite.map((each) => each.id);
  if (
    !accounts.areColleagues(
      tx,
      viewer.userId,
      invitedIds.filter((each) => each !== viewer.userId),
    )
  )
    throw new Refusal('incomplete', { fields: { invite: 'unknown-colleague' } });
  if (fields.solutions.some(({ kind }) => kind === 'skip')) throw new Refusal('scope-mismatch');
  const all = meetings.of(tx, id);
  const seats = seatsOf(tx, all);
  const decided = seatPeople(
    all.map(({ n, startsAt, status }) => ({ n, startsAt, status, seats: seats.get(n)! })),
    fields.scope,
    { invite: fields.invite, outIds: fields.outIds, relief: reliefOf(fields) },
    now,
  );
  if (!decided.ok) throw refusalOf(decided.error);
  const { meetings: seated, changed } = decided.value;
  const guests = planGuests(tx, series, all, fields, now);
  const numbers = all.flatMap(({ n }) =>
    changed.some((each) => each.n === n) || guests.byNumber.has(n) ? n : [],
  );
  const about = fields.solutions.filter(({ n }) => numbers.includes(n));
  const { occurrences, kept: asked } = solve(all, about, now);
  const mayOverride = isGranted(viewer.role, 'slot:override');
  if (asked.size > 0 && !mayOverride) throw new Refusal('override-forbidden');
  const role = roleInSeries(series, viewer);
  const targets = numbers.map((n): SeatedVisit => {
    const changes = changed.find((each) => each.n === n)?.seats ?? [];
    const before = all.find((each) => each.n === n)!;
    const moved = about.some((each) => each.n === n && each.kind === 'move');
    const found = appointments.byId(tx, before.appointment!.id)!;
    if (moved) {
      accept(mayChange(found, role, now));
      mustBeMovable(tx, found);
    }
    const after = moved ? occurrences.find((each) => each.n === n)! : before;
    const next = seated.find((each) => each.n === n)!.seats;
    const also = {
      alsoIds: alsoIn(next, found, claims.peopleOf(tx, found.appointment.id)),
      optionalIds: withNeed(next, 'optional'),
    };
    return {
      before,
      after,
      found,
      service: ownFirst(tx, serviceAsBooked(tx, found), found.appointment.id),
      seats: changes,
      guests: guests.byNumber.get(n) ?? nobody,
      ...also,
    };
  });
  const stays = fields.solutions.filter(({ kind }) => kind === 'stay').map(({ n }) => n);
  const left = all.filter(
    ({ n, status, startsAt }) => stays.includes(n) && status === 'planned' && startsAt > now,
  );
  const found = check(tx, targets, { by: viewer.userId, mayOverride, now });
  return { series, targets, left, guests, ...keepAllTheSame(found, asked) };
}

/** Who can't be invited or taken out is said beside the field. */
const refusalOf = (error: PeopleRefusal): Refusal =>
  'ids' in error
    ? new Refusal('incomplete', {
        fields: { [error.code === 'fixed-seat' ? 'outIds' : 'invite']: error.code },
      })
    : new Refusal(error.code);

function reliefOf({ solutions }: Fields): Map<number, 'optional' | 'without'> {
  const relief = new Map<number, 'optional' | 'without'>();
  for (const { n, kind } of solutions)
    if (kind === 'stay') relief.set(n, 'without');
    else if (kind === 'optional') relief.set(n, 'optional');
  return relief;
}

const withNeed = (seats: Seats, need: SeatNeed): string[] =>
  [...seats].flatMap(([id, each]) => (each === need ? id : []));

/** Whoever is required, and whoever asked for it where their time is taken already. */
const alsoIn = (seats: Seats, { appointment }: Overview, claimed: readonly string[]): string[] => [
  ...withNeed(seats, 'required'),
  ...claimed.filter((id) => seats.get(id) === 'fixed' && id !== appointment.practitionerId),
];

/** Who with an account sits in which meeting, by its number. Their time is taken where they are required. */
function seatsOf(tx: Tx, all: readonly Meeting[]): Map<number, Map<string, SeatNeed | 'fixed'>> {
  const rows = Map.groupBy(
    participants.accountsOf(
      tx,
      all.flatMap(({ appointment }) => appointment?.id ?? []),
    ),
    ({ appointmentId }) => appointmentId,
  );
  return new Map(
    all.map(({ n, appointment }) => {
      const claimed = new Set(appointment ? claims.peopleOf(tx, appointment.id) : []);
      const needOf = (userId: string): SeatNeed => (claimed.has(userId) ? 'required' : 'optional');
      const people = appointment ? (rows.get(appointment.id) ?? []) : [];
      return [
        n,
        new Map(
          people.map(
            ({ userId, kind }) => [userId, kind === 'colleague' ? needOf(userId) : 'fixed'] as const,
          ),
        ),
      ];
    }),
  );
}

/** For the page: everybody who sits in any meeting, and in which. */
export function viewSeats(tx: Tx, all: readonly Meeting[]): Reply<'readSeries'>['seats'] {
  const people = new Map<string, { isFixed: boolean; required: number[]; optional: number[] }>();
  for (const [n, seats] of seatsOf(tx, all))
    for (const [id, need] of seats) {
      const person = people.get(id) ?? { isFixed: false, required: [], optional: [] };
      people.set(id, person);
      person.isFixed ||= need === 'fixed';
      person[need === 'optional' ? 'optional' : 'required'].push(n);
    }
  return accounts
    .all(tx, [...people.keys()])
    .map(({ id, name }) => ({ id, name, ...people.get(id)! }))
    .sort((a, b) => Number(b.isFixed) - Number(a.isFixed) || a.name.localeCompare(b.name, 'fi'));
}

/**
 * T11: a meeting that keeps its time asks only those who are required anew; one that gets another time asks everybody. Meetings
 * with the same people, rests and rooms are asked about at once.
 */
function check(
  tx: Tx,
  targets: readonly SeatedVisit[],
  by: Pick<Check, 'by' | 'mayOverride' | 'now'>,
): Map<number, Checked> {
  const checked = new Map<number, Checked>();
  const idOf = ({ found }: SeatedVisit) => found.appointment.id;
  const isMoved = ({ before, after }: SeatedVisit) => after !== before;
  const groups = Map.groupBy(targets, (target) => {
    const { found, service, alsoIds, optionalIds, seats } = target;
    const { bufferBeforeMinutes, bufferAfterMinutes } = service;
    const { practitionerId: hostId } = found.appointment;
    return JSON.stringify([
      isMoved(target),
      hostId,
      alsoIds,
      optionalIds,
      seats,
      bufferBeforeMinutes,
      bufferAfterMinutes,
      keyOfNeeds(service),
    ]);
  });
  for (const group of groups.values()) {
    const { found, service, alsoIds, optionalIds, seats } = group[0]!;
    const asksAll = isMoved(group[0]!);
    const exceptIds = (asksAll ? targets.filter(isMoved) : targets).map(idOf);
    const ids = { hostId: found.appointment.practitionerId, requiredIds: alsoIds, optionalIds };
    const occurrences = group.map(({ after }) => after);
    const anew = new Set(seats.filter(({ to }) => to !== null).map(({ id }) => id));
    for (const [n, each] of checkMeetings(tx, { ...by, service, ids, occurrences, exceptIds }))
      checked.set(n, asksAll ? each : ofThese(each, anew));
  }
  return checked;
}

/** What is in the way of these people only. */
const ofThese = ({ clashes, missingIds, near }: Checked, ids: ReadonlySet<string>): Checked => {
  const own = clashes
    .map((clash) => ({ ...clash, personIds: clash.personIds.filter((id) => ids.has(id)) }))
    .filter(({ personIds }) => personIds.length > 0);
  return {
    clashes: own,
    missingIds: missingIds.filter((id) => ids.has(id)),
    near: own.length > 0 ? near : [],
  };
};
