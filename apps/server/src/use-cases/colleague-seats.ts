import { bookAll, claimedPeriod, type Instant } from '#domain';
import { maxSeats } from '#domain/series';
import { accounts, claims, isTakenOut, newId, participants, type Overview, type Tx } from '#db';
import type { Deps } from '../deps.ts';
import { visitAddress } from '../mail/addresses.ts';
import { post, type Recipient } from '../mail/compose.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { busyElsewhere } from './busy-elsewhere.ts';
import { carryOver } from './same-people.ts';
import { concernedBy, logEvent } from './log-event.ts';
import { serviceAsBooked } from './visit-change.ts';
import { partsOf } from './wanted-time.ts';

type Account = ReturnType<typeof accounts.all>[number];
/** Somebody in a seat of this visit. */
export type Seated = { account: Account; seatId: string };

export function announce(deps: Deps, appointmentId: string, userIds: readonly string[]): void {
  deps.live.emit('appointment-changed', appointmentId);
  for (const userId of userIds) {
    deps.live.emit('practitioner-time-changed', userId);
    deps.live.emit('my-day-changed', userId);
  }
}

export const problem = (field: string, code: string) =>
  new Refusal('incomplete', { fields: { [field]: code } });

/** Out of their seat and off their claim; whether they had one. */
export function unseat(
  tx: Tx,
  { appointment }: Overview,
  seat: { id: string; userId: string },
  now: Instant,
): boolean {
  const wasRequired = claims.peopleOf(tx, appointment.id).includes(seat.userId);
  if (wasRequired) claims.dropPart(tx, appointment.id, seat.userId);
  participants.takeOut(tx, seat.id, now);
  return wasRequired;
}

/** Into a seat of their own, or into the one that they had before they were taken out. */
export function seatIn(tx: Tx, { appointment }: Overview, userId: string, field: string): Seated {
  const { id: appointmentId, organisationId } = appointment;
  const present = participants.userIds(tx, appointmentId);
  if (present.includes(userId)) throw problem(field, 'already-there');
  if (present.length >= maxSeats) throw problem(field, 'too-many-people');
  const account = accounts.all(tx, [userId])[0]!;
  const known = participants.ofUser(tx, appointmentId, userId);
  if (known && isTakenOut(known)) {
    participants.seatAgain(tx, known.id);
    return { account, seatId: known.id };
  }
  const seat = { id: newId(), organisationId, appointmentId, kind: 'colleague' as const };
  participants.insert(tx, { ...seat, userId, name: account.name, language: account.language });
  carryOver(tx, appointment);
  return { account, seatId: seat.id };
}

/** H10: takes these people's time beside what the visit has already; what anybody else has of it is in the way. */
export function takeTimes(
  tx: Tx,
  found: Overview,
  viewer: UserViewer,
  seated: readonly Seated[],
  field: string,
  now: Instant,
): void {
  const userIds = seated.map(({ account }) => account.id);
  const busy = new Set(busyOf(tx, found, userIds, now));
  const named = seated.flatMap(({ account }) => (busy.has(account.id) ? account.name : []));
  if (named.length > 0)
    throw new Refusal('incomplete', { fields: { [field]: 'busy-then' }, details: { busy: named } });
  const { id: appointmentId, startsAt } = found.appointment;
  const service = { ...serviceAsBooked(tx, found), needs: [] };
  const { around, parts } = partsOf(
    tx,
    service,
    userIds,
    claimedPeriod(found.appointment, service),
    { by: viewer.userId },
    now,
  );
  const command = { serviceId: service.id, by: viewer.userId, startsAt, parts, appointmentId, offered: true };
  const decision = bookAll(command, around, now);
  // What looked free is somebody's hold of this very person, or has begun.
  if (!decision.ok) throw problem(field, 'busy-then');
  claims.remove(tx, decision.value.removeIds);
  claims.insert(tx, service, decision.value.claims);
}

/** Who of these has something else at the visit's time: a visit, a hold, or what their own calendar says. */
export function busyOf(tx: Tx, found: Overview, ids: string[], now: Instant): string[] {
  const { id, startsAt, endsAt } = found.appointment;
  const { bufferBeforeMinutes, bufferAfterMinutes } = serviceAsBooked(tx, found);
  const seeking = { viewerId: '', buffers: { bufferBeforeMinutes, bufferAfterMinutes } };
  const claimed = claims
    .around(tx, ids, startsAt, endsAt, seeking)
    .filter((each) =>
      each.kind === 'hold' ? each.expiresAt > now : !('appointmentId' in each) || each.appointmentId !== id,
    )
    .map(({ practitionerId }) => practitionerId);
  return [...claimed, ...busyElsewhere(tx, ids, startsAt, endsAt, id)];
}

export const recipientOf = (account: Account, seatId: string, { appointment }: Overview): Recipient => ({
  ...{ id: seatId, organisationId: appointment.organisationId, kind: 'colleague', name: account.name },
  ...{ language: account.language, channel: 'email', address: account.email },
});

export function invite(tx: Tx, deps: Deps, overview: Overview, { account, seatId }: Seated): void {
  const link = visitAddress(deps.settings.publicUrl, overview.appointment.id);
  const recipient = recipientOf(account, seatId, overview);
  post(tx, { overview, recipient, kind: 'invitation', link }, deps.settings, deps.now());
}

export function logSeat(
  tx: Tx,
  viewer: UserViewer,
  at: Instant,
  action: 'invite-colleague' | 'take-out-colleague' | 'decline',
  seatId: string,
  { appointment }: Overview,
): void {
  logEvent(tx, viewer, at, { action, entity: 'participant', entityId: seatId }, concernedBy(appointment));
}
