import { addDays, instantOf, type LocalDate } from '#domain';
import { claims, dayExceptions, newId, type Tx } from '#db';
import type { Deps } from '../deps.ts';
import type { UserViewer } from '../viewer.ts';
import { logEvent } from './log-event.ts';

type Person = { id: string; organisationId: string };

/**
 * C8: closes the day of somebody who is away, so that nobody books it anew, not even who holds a time of it. For within the
 * transaction.
 *
 * @returns whose time is free again.
 */
export function closeDay(tx: Tx, deps: Deps, viewer: UserViewer, person: Person, date: LocalDate): string[] {
  const { id: practitionerId, organisationId } = person;
  const freedIds = claims.endHolds(
    tx,
    practitionerId,
    instantOf(date, '00:00'),
    instantOf(addDays(date, 1), '00:00'),
  );
  if (isOff(tx, practitionerId, date)) return freedIds;
  const id = newId();
  const day = { date, lastDate: date, from: '00:00', to: '24:00' };
  dayExceptions.insert(tx, organisationId, { kind: 'off', id, practitionerId, ...day });
  const event = { action: 'add', entity: 'exception' as const, entityId: id };
  logEvent(tx, viewer, deps.now(), event, [organisationId]);
  return freedIds;
}

export function isOff(tx: Tx, practitionerId: string, date: LocalDate): boolean {
  return dayExceptions
    .ofPractitioner(tx, practitionerId, date)
    .some(
      (each) =>
        each.kind === 'off' &&
        each.date <= date &&
        date <= each.lastDate &&
        (each.from === '00:00' || each.date < date) &&
        (each.to === '24:00' || date < each.lastDate),
    );
}
