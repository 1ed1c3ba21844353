import { err, ok, type Result } from '../result.ts';
import type { Instant } from '../time.ts';
import type { SeriesRefusal, SeriesScope } from './edit.ts';
import type { Occurrence } from './plan.ts';

/** Whether a meeting takes somebody's time, or they are only invited to it. */
export type SeatNeed = 'required' | 'optional';
export type ScopedMeeting = Pick<Occurrence, 'n' | 'startsAt' | 'status'>;
/** Who with an account sits in one meeting; whoever holds it or asked for it is `fixed`. */
export type SeatedMeeting = ScopedMeeting & {
  seats: ReadonlyMap<string, SeatNeed | 'fixed'>;
};

export type PeopleChange = {
  invite: readonly { id: string; need: SeatNeed }[];
  outIds: readonly string[];
  /** What becomes of single meetings: nobody is required anew, or nothing is changed. */
  relief: ReadonlyMap<number, 'optional' | 'without'>;
};

export type SeatChange = { id: string; from: SeatNeed | null; to: SeatNeed | null };
export type PeopleRefusal =
  SeriesRefusal | { code: 'fixed-seat' | 'seat-twice' | 'too-many-people'; ids: string[] };

/** T11: more people with accounts than this no meeting has. Each is a seat, and a claim where they are required, in every meeting. */
export const maxSeats = 40;

/**
 * T11: invites people to meetings and takes others out of them: of those that are meant, planned and to come, by hand
 * changed ones among them. All others are the very same values as before. Answers the whole series, in its order, and what
 * is different in which meeting.
 */
export function seatPeople(
  meetings: readonly SeatedMeeting[],
  scope: SeriesScope,
  { invite, outIds, relief }: PeopleChange,
  now: Instant,
): Result<{ meetings: SeatedMeeting[]; changed: { n: number; seats: SeatChange[] }[] }, PeopleRefusal> {
  const named = [...invite.map(({ id }) => id), ...outIds];
  const twice = named.filter((id, index) => named.indexOf(id) !== index);
  if (twice.length > 0) return err({ code: 'seat-twice', ids: twice });
  const refusal = refuseScope(meetings, scope, now);
  if (refusal) return err(refusal);
  const changed: { n: number; seats: SeatChange[] }[] = [];
  const fixed = new Set<string>();
  let isCrowded = false;
  const next = meetings.map((meeting) => {
    if (!isMeant(meeting, scope, now) || relief.get(meeting.n) === 'without') return meeting;
    for (const id of named) if (meeting.seats.get(id) === 'fixed') fixed.add(id);
    const changes = changesOf(meeting, invite, outIds, relief.get(meeting.n) === 'optional');
    if (changes.length === 0) return meeting;
    const seats = new Map(meeting.seats);
    for (const { id, to } of changes)
      if (to === null) seats.delete(id);
      else seats.set(id, to);
    isCrowded ||= seats.size > maxSeats && seats.size > meeting.seats.size;
    changed.push({ n: meeting.n, seats: changes });
    return { ...meeting, seats };
  });
  if (fixed.size > 0) return err({ code: 'fixed-seat', ids: [...fixed] });
  if (isCrowded) return err({ code: 'too-many-people', ids: invite.map(({ id }) => id) });
  return ok({ meetings: next, changed });
}

/** Of one meeting it is said why it can't be changed any more; several are looked at one by one. */
export function refuseScope(
  meetings: readonly ScopedMeeting[],
  scope: SeriesScope,
  now: Instant,
): SeriesRefusal | undefined {
  if (scope.kind === 'all') return undefined;
  const target = meetings.find(({ n }) => n === scope.n);
  if (!target) return { code: 'unknown-occurrence' };
  const isOver = target.startsAt <= now || target.status !== 'planned';
  return scope.kind === 'one' && isOver ? { code: 'occurrence-over' } : undefined;
}

/** T11: whether a change of people is about this meeting. */
export function isMeant(meeting: ScopedMeeting, scope: SeriesScope, now: Instant): boolean {
  if (meeting.status !== 'planned' || meeting.startsAt <= now) return false;
  if (scope.kind === 'one') return meeting.n === scope.n;
  return scope.kind === 'all' || meeting.n >= scope.n;
}

function changesOf(
  { seats }: SeatedMeeting,
  invite: PeopleChange['invite'],
  outIds: readonly string[],
  isRelieved: boolean,
): SeatChange[] {
  const seatOf = (id: string): SeatNeed | null => {
    const seat = seats.get(id);
    return seat === undefined || seat === 'fixed' ? null : seat;
  };
  const wanted = [
    ...outIds.map((id): SeatChange => ({ id, from: seatOf(id), to: null })),
    ...invite.map(({ id, need }): SeatChange => {
      const from = seatOf(id);
      // Who is required there already has the time in the calendar.
      const to = isRelieved && from !== 'required' ? 'optional' : need;
      return { id, from, to };
    }),
  ];
  return wanted.filter(({ id, from, to }) => seats.get(id) !== 'fixed' && from !== to);
}
