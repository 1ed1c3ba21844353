import type { Urgency } from './request.ts';
import { minuteMs, type Instant } from './time.ts';

/** I4: how much sooner somebody counts as having come. More, and whoever can wait waits too long; less, and haste means nothing. */
export const headStartMs: Record<Urgency, number> = {
  routine: 0,
  soon: 10 * minuteMs,
  urgent: 20 * minuteMs,
};

export type PlaceBase = {
  id: string;
  urgency: Urgency;
  /** When the number was taken. */
  since: Instant;
  /** How often others were chosen past it (I5). */
  passed: number;
  /** Since when its page is gone; null while it is there. */
  goneAt: Instant | null;
};
export type EndedBecause = 'done' | 'missed' | 'left' | 'lapsed';
export type DutyPlace = PlaceBase &
  (
    | { status: 'waiting' }
    | { status: 'taken'; by: string }
    /** Both are in the call. */
    | { status: 'serving'; by: string }
    | { status: 'ended'; because: EndedBecause; endedAt: Instant }
  );

export const isWaiting = (place: DutyPlace) => place.status === 'waiting';

/** I4: when somebody counts as having come. It never changes, so of two the same one always goes first. */
const countsFrom = (place: DutyPlace): Instant => place.since - headStartMs[place.urgency];

/** I4: those who wait, the next one first. */
export function dutyOrder<P extends DutyPlace>(places: readonly P[]): P[] {
  // What is compared is read once for each: two thousand places are put in order whenever one of them changes.
  return places
    .filter(isWaiting)
    .map((place) => ({ place, from: countsFrom(place), since: place.since, id: place.id }))
    .sort((a, b) => a.from - b.from || a.since - b.since || (a.id < b.id ? -1 : 1))
    .map(({ place }) => place);
}
