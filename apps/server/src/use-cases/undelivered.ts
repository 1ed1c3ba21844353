import { overrunMs, undeliveredTo, type Undelivered } from '#domain';
import { outbox, type OutboxMessage, type Overview, type Tx } from '#db';
import type { Deps } from '../deps.ts';
import type { UserViewer } from '../viewer.ts';
import { overseersOf } from './overseers.ts';
import { mayManage } from './view-appointment.ts';

/**
 * Z7: of each visit that this person may change (R5), its guests who have not got what they were told, while something can be
 * done about it: until a visit is over, and of one that was cancelled until it would have begun.
 */
export function undeliveredOf(
  tx: Tx,
  viewer: UserViewer,
  overviews: readonly Overview[],
  now: number,
): Map<string, Map<string, Undelivered>> {
  const ids = overviews.flatMap((overview) =>
    mayManage(overview, viewer) && isToCome(overview, now) ? [overview.appointment.id] : [],
  );
  if (ids.length === 0) return new Map();
  return new Map(
    [...outbox.toGuests(tx, ids)].map(([id, guests]) => [
      id,
      new Map(
        [...guests].flatMap(([guestId, letters]) => {
          const kind = undeliveredTo(letters);
          return kind === null ? [] : [[guestId, kind] as const];
        }),
      ),
    ]),
  );
}

function isToCome({ appointment, encounter }: Overview, now: number): boolean {
  const { status, startsAt, endsAt } = appointment;
  if (status === 'cancelled') return now < startsAt;
  return status !== 'noshow' && encounter.status !== 'finished' && now < endsAt + overrunMs;
}

/** Whoever may change a visit sees live that one of its letters did not arrive, or is tried again. */
export function announceDelivery(
  { store, live }: Pick<Deps, 'store' | 'live'>,
  message: OutboxMessage,
): void {
  if (message.appointmentId === null) return;
  const { appointmentId } = message;
  const about = store.read((tx) =>
    [appointmentId, ...outbox.alsoVisits(tx, message.id)].map((id) => ({ id, userIds: overseersOf(tx, id) })),
  );
  for (const { id } of about) live.emit('appointment-changed', id);
  for (const userId of new Set(about.flatMap(({ userIds }) => userIds))) live.emit('my-day-changed', userId);
}
