import {
  accounts,
  familyBookings,
  isTakenOut,
  participants,
  type Overview,
  type Participant,
  type Tx,
} from '#db';
import type { Instant } from '#domain';
import type { Deps } from '../deps.ts';
import { guestAddress, visitAddress } from '../mail/addresses.ts';
import { post, type Letter, type MessageKind } from '../mail/compose.ts';
import { addLink } from './create-visit.ts';
import { newTimeAddress } from './rebooking.ts';

/** C6: every participant, by the way they were invited; guests who can take a new time get the link to it. */
export function tellCancelled(tx: Tx, deps: Deps, overview: Overview): void {
  for (const to of recipientsOf(tx, overview)) {
    const newTimeLink = to.userId === null ? newTimeAddress(tx, deps, overview, to) : undefined;
    send(tx, deps, overview, to, 'cancellation', linkOf(deps, overview, to), { newTimeLink });
  }
}

/** V15 */
export const remindOf = (tx: Tx, deps: Deps, overview: Overview, to: To): void =>
  send(tx, deps, overview, to, 'reminder', linkOf(deps, overview, to));

/**
 * H11: everybody hears of the new time and of the old one. A guest gets a link again, since the old message may be far away;
 * the first one goes on working (J5). Whoever has taken the visit over is invited to it, and the other professionals are told
 * who has it now.
 */
export function tellMoved(
  tx: Tx,
  deps: Deps,
  overview: Overview,
  from: Instant,
  isHandedOver: boolean,
): void {
  const handedTo = isHandedOver ? overview.practitioner.name : undefined;
  for (const to of recipientsOf(tx, overview)) {
    const link =
      to.userId === null
        ? guestAddress(deps.settings.publicUrl, addLink(tx, to, overview.appointment.endsAt, deps.now()))
        : linkOf(deps, overview, to);
    if (isHandedOver && to.kind === 'host') send(tx, deps, overview, to, 'invitation', link);
    else send(tx, deps, overview, to, 'moved', link, { movedFrom: from, handedTo });
  }
}

/**
 * Q12, C4: it is somebody else's now, at the same time and place: they get it into their calendar, and the other professionals
 * are told who has it. For a family nothing has changed: no letter of theirs names the specialist.
 *
 * @param by Who decided it: they know.
 */
export function tellHandedOver(tx: Tx, deps: Deps, overview: Overview, by: string | null): void {
  const { startsAt } = overview.appointment;
  for (const to of recipientsOf(tx, overview)) {
    const link = linkOf(deps, overview, to);
    if (to.kind === 'host') send(tx, deps, overview, to, 'invitation', link);
    else if (to.userId !== null && to.userId !== by)
      send(tx, deps, overview, to, 'moved', link, {
        movedFrom: startsAt,
        handedTo: overview.practitioner.name,
      });
  }
}

/** Q12: whether whoever has the visit asked for it too; of what a family booked itself nobody did (G9). */
export const isHostsOwn = (tx: Tx, { id, requesterId, practitionerId }: Overview['appointment']): boolean =>
  requesterId === practitionerId && !familyBookings.hasBooked(tx, id);

/**
 * Q12: whose visit it no longer is hears who has it; their calendar lets go of it. Who asked for it is told like any requester.
 * `overview` is the visit as it was.
 */
export function tellFormerHost(tx: Tx, deps: Deps, overview: Overview, handedTo: string): void {
  const { appointment } = overview;
  if (isHostsOwn(tx, appointment)) return;
  const host = recipientsOf(tx, overview).find(({ kind }) => kind === 'host');
  if (!host) return; // The account has been closed since.
  const after = { ...appointment, calendarSequence: appointment.calendarSequence + 1, statusAt: deps.now() };
  send(tx, deps, { ...overview, appointment: after }, host, 'cancellation', linkOf(deps, overview, host), {
    handedTo,
  });
}

export type To = Participant & { channel: 'email' | 'sms'; address: string };

/** Who is told of what becomes of a visit, and where they are reached. */
export function recipientsOf(tx: Tx, overview: Overview): To[] {
  const people = participants.ofAppointment(tx, overview.appointment.id).filter(
    (person) =>
      person.seat !== 'removed' ||
      // A guest whom the host removed is told what becomes of it; one who was taken out of the visit is not (T11).
      (person.userId === null && !isTakenOut(person)),
  );
  const ids = people.flatMap(({ userId }) => userId ?? []);
  const emails = new Map(accounts.all(tx, ids).map(({ id, email }) => [id, email]));
  return people.flatMap((person) => {
    if (person.userId === null) return { ...person, channel: person.channel!, address: person.address! };
    const address = emails.get(person.userId);
    return address === undefined ? [] : { ...person, channel: 'email' as const, address };
  });
}

const linkOf = (deps: Deps, { appointment }: Overview, { userId }: To) =>
  userId === null
    ? new URL('/v', deps.settings.publicUrl).href
    : visitAddress(deps.settings.publicUrl, appointment.id);

function send(
  tx: Tx,
  deps: Deps,
  overview: Overview,
  recipient: To,
  kind: MessageKind,
  link: string,
  more: Pick<Letter, 'movedFrom' | 'handedTo' | 'newTimeLink'> = {},
): void {
  post(tx, { overview, recipient, kind, link, ...more }, deps.settings, deps.now());
}
