import type { Period } from './schedule.ts';
import type { Instant } from './time.ts';

/** A time of one practitioner, computed from the schedules and never stored. */
export type Slot = { practitionerId: string; startsAt: Instant; endsAt: Instant };

export const overlaps = (a: Period, b: Period): boolean => a.startsAt < b.endsAt && b.startsAt < a.endsAt;
