import type { Reply } from '#protocol';
import type { ApiError } from '#lib/api.ts';

export type Board = Reply<'listSlots'>;
export type SlotView = Board['days'][number]['slots'][number];
/** A time of a specialist, as much as every place knows about it. */
export type Time = { practitionerId: string; practitionerName: string; startsAt: number; endsAt: number };

export const sameTime = (
  a: Pick<Time, 'practitionerId' | 'startsAt'>,
  b: Pick<Time, 'practitionerId' | 'startsAt'>,
): boolean => a.practitionerId === b.practitionerId && a.startsAt === b.startsAt;

export const keyOf = (time: Pick<Time, 'practitionerId' | 'startsAt'>): string =>
  `${time.startsAt}-${time.practitionerId}`;

/** Why a time could not be had, and which are near. */
export type Loss = {
  time: Pick<Time, 'startsAt'>;
  reason: 'slot-taken' | 'slot-not-offered' | 'slot-in-past';
  alternatives: Time[];
};

const reasons = ['slot-taken', 'slot-not-offered', 'slot-in-past'] as const;

/** What the server's refusal means for a chosen time; undefined when it is about something else. */
export function lossOf(time: Pick<Time, 'startsAt'>, error: ApiError): Loss | undefined {
  const reason = reasons.find((each) => each === error.code);
  if (!reason) return undefined;
  const { alternatives = [] } = (error.details ?? {}) as { alternatives?: Time[] };
  return { time, reason, alternatives };
}

/** The free times nearest to a lost one, soonest first: for a loss that no refusal told about. */
export function nearestFree(board: Board, startsAt: number, count = 3): Time[] {
  return board.days
    .flatMap((day) => day.slots)
    .filter((slot) => slot.state === 'free' || slot.state === 'held-by-you')
    .sort((a, b) => Math.abs(a.startsAt - startsAt) - Math.abs(b.startsAt - startsAt))
    .slice(0, count)
    .sort((a, b) => a.startsAt - b.startsAt);
}

/**
 * The same week, fetched again. What has gone from it (its start has passed, or it is offered no more) stays where it was, as
 * past, so that nothing moves under a pointer that is about to press.
 */
export function mergeWeek(before: Board, after: Board): Board {
  if (before.monday !== after.monday) return after;
  const days = after.days.map((day, index) => {
    const known = before.days[index]?.slots ?? [];
    const gone = known
      .filter((slot) => !day.slots.some((each) => sameTime(each, slot)))
      .map((slot) => ({ ...slot, state: 'past' as const }));
    const slots = [...day.slots, ...gone].sort(
      (a, b) => a.startsAt - b.startsAt || a.practitionerId.localeCompare(b.practitionerId),
    );
    return { ...day, slots };
  });
  return { ...after, days };
}

/** What is said of a time: one that was to come, and is not offered any more, has not passed. */
export const shownState = ({ state, startsAt }: Pick<SlotView, 'state' | 'startsAt'>, now: number) =>
  state === 'past' && startsAt > now ? 'gone' : state;

/** Whether a time that was to come is offered no more: something else than a booking has changed. */
export function hasLost(before: Board, after: Board): boolean {
  const offered = new Set(after.days.flatMap(({ slots }) => slots.map(keyOf)));
  return before.days.some(({ slots }) =>
    slots.some(
      (slot) => slot.state !== 'past' && slot.startsAt > after.serverNow && !offered.has(keyOf(slot)),
    ),
  );
}

/** Times that were free for the viewer and now are somebody else's. */
export function newlyTaken(before: Board, after: Board): SlotView[] {
  const taken = after.days.flatMap((day) => day.slots).filter((slot) => slot.state === 'taken');
  const free = before.days.flatMap((day) => day.slots).filter((slot) => slot.state === 'free');
  return taken.filter((slot) => free.some((each) => sameTime(each, slot)));
}

/** Where the request that is written is kept: the person's one of a service, or that of proposed times. */
export const draftAddress = (serviceId: string, proposalId: string | undefined): string =>
  proposalId === undefined
    ? `/api/services/${serviceId}/draft`
    : `/api/proposals/${encodeURIComponent(proposalId)}/draft`;

/** The request's page for a chosen time, and a room that was named; the address remembers them when the hold is gone. */
export const requestAddress = (
  serviceId: string,
  time: Pick<Time, 'practitionerId' | 'startsAt'> & { resource?: string | undefined; isOverride?: boolean },
  proposalId?: string,
): string =>
  `/services/${serviceId}/request?practitioner=${encodeURIComponent(time.practitionerId)}&at=${time.startsAt}` +
  (time.resource === undefined ? '' : `&resource=${encodeURIComponent(time.resource)}`) +
  (time.isOverride ? '&override=1' : '') +
  (proposalId === undefined ? '' : `&proposal=${encodeURIComponent(proposalId)}`);
