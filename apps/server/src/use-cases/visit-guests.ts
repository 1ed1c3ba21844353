import { checkGuests, goesOnMs, maxGuests, type Instant, type InvitedGuest } from '#domain';
import { guestKey } from '#domain/series';
import { appointments, meetings, participants, type Overview, type Tx } from '#db';
import type { Body } from '#protocol';
import type { Deps } from '../deps.ts';
import { guestAddress } from '../mail/addresses.ts';
import { post, type Recipient } from '../mail/compose.ts';
import { postOut } from '../mail/out-letter.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { tidyGuest } from './book-appointment.ts';
import { change } from './change-appointment.ts';
import { carryOver } from './same-people.ts';
import { concernedBy, logEvent } from './log-event.ts';
import { guestOf, seatGuests } from './series-guests.ts';

/** T11: a meeting of a series changes on the series' page, whose history tells of it. */
export const isOfSeries = (tx: Tx, { appointment }: Overview) =>
  meetings.ofAppointments(tx, [appointment.id]).length > 0;

/** B8: as long as somebody can still come in (J3), also while the visit goes on. */
export function mayInvite(tx: Tx, overview: Overview, now: Instant): boolean {
  const { status, endsAt, modality } = overview.appointment;
  const isOpen = status === 'booked' || status === 'arrived' || status === 'fulfilled';
  const isOver = overview.encounter.status === 'finished' || now >= endsAt + goesOnMs(modality);
  return isOpen && !isOver && !isOfSeries(tx, overview);
}

/** B8, B9: until then people come and go by the calendar; who takes part in it is removed in the visit itself (Q5). */
export const isYetToBegin = ({ appointment: { status, startsAt } }: Overview, now: Instant): boolean =>
  (status === 'booked' || status === 'arrived') && now < startsAt;

/** B8, B9: whether somebody can be taken out. */
export const mayTakeOut = (tx: Tx, overview: Overview, now: Instant): boolean =>
  isYetToBegin(overview, now) && !isOfSeries(tx, overview);

/** B8: invites one more person without an account, with a link of their own. */
export function inviteGuest(deps: Deps, viewer: UserViewer, id: string, raw: Body<'inviteGuest'>): void {
  const now = deps.now();
  change(deps, viewer, id, null, (tx, found) => {
    if (!mayInvite(tx, found, now)) throw refusalOf(tx, found);
    const guest = accepted(raw, participants.guestsOf(tx, [id]));
    const [[seatId, token] = []] = seatGuests(tx, found, { invite: [guest], outIds: [] }, now);
    carryOver(tx, found.appointment);
    const overview = bumped(tx, found);
    const recipient = { ...participants.byIds(tx, [seatId!])[0]!, ...guest, kind: 'guest' as const };
    const link = guestAddress(deps.settings.publicUrl, token!);
    post(tx, { overview, recipient, kind: 'invitation', link }, deps.settings, now);
    logOnGuest(tx, viewer, now, 'invite-guest', seatId!, overview);
    return overview;
  });
  deps.live.emit('appointment-changed', id);
}

/** B8: takes a guest out before the visit begins: they are told, their link stops working, and they hear no more of it. */
export function takeOutGuest(deps: Deps, viewer: UserViewer, id: string, participantId: string): void {
  const now = deps.now();
  change(deps, viewer, id, null, (tx, found) => {
    if (!mayTakeOut(tx, found, now)) throw refusalOf(tx, found);
    const person = participants.guestsOf(tx, [id]).find((each) => each.id === participantId);
    if (!person) throw new Refusal('not-found');
    seatGuests(tx, found, { invite: [], outIds: [person.id] }, now);
    const overview = bumped(tx, found);
    const to: Recipient = { ...person, channel: person.channel!, address: person.address! };
    postOut(tx, overview, to, deps.settings, now);
    logOnGuest(tx, viewer, now, 'take-out-guest', person.id, overview);
    return overview;
  });
  deps.live.emit('link-revoked', participantId);
  deps.live.emit('appointment-changed', id);
}

type Deed = 'invite-guest' | 'take-out-guest';

function logOnGuest(
  tx: Tx,
  viewer: UserViewer,
  at: Instant,
  action: Deed,
  seatId: string,
  { appointment }: Overview,
): void {
  logEvent(tx, viewer, at, { action, entity: 'participant', entityId: seatId }, concernedBy(appointment));
}

export const refusalOf = (tx: Tx, overview: Overview): Refusal =>
  isOfSeries(tx, overview)
    ? new Refusal('forbidden')
    : new Refusal('appointment-over', { details: { status: overview.appointment.status } });

/** A calendar that has let go of the visit takes it again only by a newer word (RFC 5546, 2.1.4). */
export function bumped(tx: Tx, { appointment }: Overview): Overview {
  appointments.bumpCalendar(tx, appointment.id, appointment.calendarSequence + 1);
  return appointments.byId(tx, appointment.id)!;
}

/** B4: with an address that a message can reach, at most eight, and nobody twice. */
function accepted(raw: InvitedGuest, present: ReturnType<typeof participants.guestsOf>): InvitedGuest {
  const fields: Record<string, string> = {};
  for (const { field, code } of checkGuests([raw])) fields[field.replace('guests.0.', '')] = code;
  const guest = tidyGuest(raw);
  if (present.some((row) => guestKey(guestOf(row)) === guestKey(guest))) fields.address ??= 'already-invited';
  if (present.length >= maxGuests) fields.name ??= 'too-many-guests';
  if (Object.keys(fields).length > 0) throw new Refusal('incomplete', { fields });
  return guest;
}
