import { err, ok, type Result } from './result.ts';
import type { Instant } from './time.ts';

/** The visit itself. FHIR's Encounter.status; `on-hold` comes with meetings. */
export type Encounter =
  | { status: 'planned' }
  | { status: 'in-progress'; startedAt: Instant }
  | { status: 'finished'; startedAt: Instant | null; finishedAt: Instant };

export type EncounterRefusal = { code: 'visit-over' };

/** E1: the host's entry starts it, once; entering again changes nothing. */
export function start(encounter: Encounter, now: Instant): Result<Encounter, EncounterRefusal> {
  switch (encounter.status) {
    case 'planned':
      return ok({ status: 'in-progress', startedAt: now });
    case 'in-progress':
      return ok(encounter);
    case 'finished':
      return err({ code: 'visit-over' });
  }
}

/** E2: finished is final, and finishing again changes nothing. */
export function finish(encounter: Encounter, now: Instant): Encounter {
  if (encounter.status === 'finished') return encounter;
  return {
    status: 'finished',
    startedAt: encounter.status === 'in-progress' ? encounter.startedAt : null,
    finishedAt: now,
  };
}
