import { overrunMs, waitingGraceMs } from '#domain';
import { claims, familyBookings } from '#db';
import { onTheSecond } from '#media';
import type { Deps } from '../deps.ts';
import { withoutMessage } from '../plugins/errors.ts';
import type { VisitRegistry } from '../signalling/visit-registry.ts';
import { tickDuty } from '../use-cases/duty-desk.ts';
import { bookingKeptMs } from '../use-cases/family-booking.ts';
import { deliverDue } from './outbox-job.ts';
import { ExternalCalendarJob } from './external-calendar-job.ts';
import { remind } from './reminder-job.ts';
import { escalateOverdue } from './triage-job.ts';
import { WaitlistJob } from './waitlist-job.ts';

/** How long stopping waits for the message in hand; cut off, it is sent again under the same id. */
const lastMessageMs = 2000;

/** Everything that happens because time passes, once a second. Returns how to stop it. */
export function startTicker(deps: Deps, registry: VisitRegistry): () => Promise<void> {
  const stopping = new AbortController();
  let sending: Promise<void> | undefined;
  const calendars = new ExternalCalendarJob(deps);
  const waitlist = new WaitlistJob(deps, () => queueMicrotask(offer));
  const offer = () => {
    if (!stopping.signal.aborted) attempt(deps, () => waitlist.tick());
  };
  const tick = (lateMs: number) => {
    deps.metrics.late(lateMs);
    attempt(deps, () => calendars.tick());
    offer();
    if (!tickOnce(deps, registry)) return;
    sending ??= deliverDue(deps, stopping.signal)
      .catch((error: unknown) => logBug(deps, error))
      .finally(() => (sending = undefined));
  };
  const stopTicking = onTheSecond(tick);
  return async () => {
    stopTicking();
    calendars.stop();
    stopping.abort();
    await Promise.race([sending, new Promise((resolve) => setTimeout(resolve, lastMessageMs).unref())]);
  };
}

/**
 * Early guests knock, those who stayed away too long lose their place, forgotten visits end, lapsed holds free their time,
 * bookings that families never confirmed are forgotten, people are reminded, what was not answered as promised goes to
 * the next person, and who stays away from a duty queue loses the place in it.
 * False when nothing in the database was due.
 */
export function tickOnce(deps: Deps, registry: VisitRegistry): boolean {
  const now = deps.now();
  attempt(deps, () => registry.tick(now, waitingGraceMs));
  attempt(deps, () => tickDuty(deps));
  let isDue = false;
  attempt(deps, () => (isDue = deps.store.isAnythingDue(now, now - overrunMs, now - bookingKeptMs)));
  if (!isDue) return false;
  attempt(deps, () => registry.endForgotten(now));
  attempt(deps, () => sweepHolds(deps, now));
  attempt(deps, () => forgetUnconfirmed(deps, now - bookingKeptMs));
  attempt(deps, () => remind(deps, now));
  attempt(deps, () => escalateOverdue(deps, now));
  return true;
}

/** One job's failure is logged and keeps no other from running. */
function attempt(deps: Deps, job: () => unknown): void {
  try {
    job();
  } catch (error) {
    logBug(deps, error);
  }
}

function sweepHolds(deps: Deps, now: number): void {
  if (!deps.store.read((tx) => claims.hasLapsed(tx, now))) return;
  const freed = deps.store.write((tx) => claims.sweep(tx, now));
  for (const practitionerId of new Set(freed)) deps.live.emit('practitioner-time-changed', practitionerId);
}

/** G4: by its own time. The hold of such a booking lapses long before, and nothing else need ever happen again. */
function forgetUnconfirmed(deps: Deps, sentBefore: number): void {
  if (!deps.store.read((tx) => familyBookings.hasOld(tx, sentBefore))) return;
  deps.store.write((tx) => familyBookings.forget(tx, sentBefore));
}

const logBug = (deps: Deps, error: unknown) =>
  deps.log.error({ event: 'tick-failed', stack: error instanceof Error ? withoutMessage(error) : '' });
