import { appointments as rules, seats } from '#domain';
import {
  accounts,
  appointmentOf,
  appointments,
  claims,
  participants,
  requests,
  type Overview,
  type Participant,
  type Tx,
} from '#db';
import type { Deps } from '../deps.ts';
import { guestAddress, visitAddress } from '../mail/addresses.ts';
import { post, type MessageKind } from '../mail/compose.ts';
import { accept, Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { openLink } from './book-appointment.ts';
import { logOnAppointment } from './log-event.ts';
import { mayCancel, mayManage, someoneWaits } from './view-appointment.ts';

/** P3: frees the time, tells everybody, and leaves the reason where those who may read it find it. */
export function cancelAppointment(deps: Deps, viewer: UserViewer, id: string, reason: string): void {
  if (reason.trim() === '') throw new Refusal('incomplete', { fields: { reason: 'required' } });
  const now = deps.now();
  const overview = change(deps, viewer, id, 'cancel', (tx, found) => {
    if (found.encounter.status === 'finished') throw new Refusal('visit-over');
    if (!mayCancel(found, viewer, now)) throw new Refusal('cancel-too-late');
    return cancelVisit(tx, deps, found, reason.trim());
  });
  announceCancelled(deps, overview);
}

/** What a cancellation does, for within the transaction that has decided that it may be; then `announceCancelled`. */
export function cancelVisit(tx: Tx, deps: Deps, found: Overview, reason: string): Overview {
  const now = deps.now();
  const { id, calendarSequence, organisationId } = found.appointment;
  appointments.save(tx, accept(rules.cancel(appointmentOf(found.appointment), reason, now)));
  appointments.bumpCalendar(tx, id, calendarSequence + 1);
  claims.releaseAppointment(tx, id);
  // Whoever waits for it is out of the waiting room, in the database as on their screen.
  for (const person of participants.ofAppointment(tx, id))
    participants.saveSeat(tx, person.id, seats.leave(person.state, now));
  requests.settle(tx, found.request.id, 'revoked');
  const overview = appointments.inOrganisation(tx, organisationId, id)!;
  tellEverybody(tx, deps, overview, 'cancellation');
  return overview;
}

export function announceCancelled(deps: Deps, overview: Overview): void {
  deps.live.emit('practitioner-time-changed', overview.appointment.practitionerId);
  announce(deps, overview);
}

/** P4: the host says that nobody came. */
export function markNoShow(deps: Deps, viewer: UserViewer, id: string): void {
  const now = deps.now();
  const overview = change(deps, viewer, id, 'mark-no-show', (tx, found) => {
    if (found.appointment.practitionerId !== viewer.userId) throw new Refusal('forbidden');
    if (someoneWaits(participants.ofAppointment(tx, id))) throw new Refusal('somebody-waits');
    appointments.save(tx, accept(rules.markNoShow(appointmentOf(found.appointment), now)));
    return found;
  });
  announce(deps, overview);
}

/** J5: a lost link is replaced; whoever has the old one is out. */
export function renewLink(deps: Deps, viewer: UserViewer, id: string, participantId: string): void {
  const now = deps.now();
  change(deps, viewer, id, 'renew-link', (tx, overview) => {
    const { status } = overview.appointment;
    if (status === 'cancelled' || status === 'noshow' || overview.encounter.status === 'finished')
      throw new Refusal('appointment-over', { details: { status } });
    const person = participants
      .ofAppointment(tx, id)
      .find((p) => p.id === participantId && p.kind === 'guest');
    if (!person) throw new Refusal('not-found');
    const token = openLink(tx, person, overview.appointment.endsAt, now);
    const letter = { overview, recipient: guestRecipient(person), kind: 'new-link' as const };
    post(tx, { ...letter, link: guestAddress(deps.settings.publicUrl, token) }, deps.settings, now);
    return overview;
  });
  deps.live.emit('link-revoked', participantId);
}

/** Loads what the person may see, lets `work` decide and save, and writes the audit event, all in one transaction. */
function change(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  action: string,
  work: (tx: Tx, overview: Overview) => Overview,
): Overview {
  return deps.store.write((tx) => {
    const overview = appointments.forReader(tx, viewer, id);
    if (!overview) throw new Refusal('not-found');
    if (!mayManage(overview, viewer)) throw new Refusal('forbidden');
    const after = work(tx, overview);
    logOnAppointment(tx, viewer, deps.now(), action, overview.appointment);
    return after;
  });
}

function announce(deps: Deps, { appointment }: Overview): void {
  deps.live.emit('appointment-changed', appointment.id);
}

/** Every participant, by the way they were invited. Guests of a cancelled visit need no link. */
export function tellEverybody(tx: Tx, deps: Deps, overview: Overview, kind: MessageKind): void {
  const { publicUrl } = deps.settings;
  const link = visitAddress(publicUrl, overview.appointment.id);
  const people = participants.ofAppointment(tx, overview.appointment.id);
  const addresses = new Map(
    accounts
      .all(
        tx,
        people.flatMap(({ userId }) => userId ?? []),
      )
      .map(({ id, email }) => [id, email]),
  );
  for (const person of people) {
    const recipient =
      person.userId === null
        ? guestRecipient(person)
        : { ...person, channel: 'email' as const, address: addresses.get(person.userId) };
    if (recipient.address === undefined) continue; // The account has been closed since.
    const guestLink = new URL('/v', publicUrl).href;
    const to = { ...recipient, address: recipient.address };
    post(
      tx,
      { overview, recipient: to, kind, link: person.userId === null ? guestLink : link },
      deps.settings,
      deps.now(),
    );
  }
}

const guestRecipient = (person: Participant) => ({
  ...person,
  channel: person.channel!,
  address: person.address!,
});
