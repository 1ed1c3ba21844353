import { addressFits, appointments as rules, isGranted, normalisePhone } from '#domain';
import { appointmentOf, appointments, participants, isTakenOut, type Overview, type Tx } from '#db';
import type { Body } from '#protocol';
import type { Deps } from '../deps.ts';
import { guestAddress } from '../mail/addresses.ts';
import { post } from '../mail/compose.ts';
import { accept, Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { openLink } from './create-visit.ts';
import { isDecidedAlready } from './decided-already.ts';
import { logOnAppointment } from './log-event.ts';
import { overseersOf } from './overseers.ts';
import { mayManage, roleIn, someoneWaits } from './view-appointment.ts';
import { cancelVisit, moveVisit } from './visit-change.ts';

/** P3, C1, C2. */
export function cancelAppointment(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  why: Body<'cancelAppointment'>,
): void {
  const overview = change(deps, viewer, id, 'cancel', (tx, found) =>
    cancelVisit(tx, deps, viewer, found, { role: roleIn(found, viewer), ...why }),
  );
  announceCancelled(deps, overview);
}

export function announceCancelled(deps: Deps, overview: Overview): void {
  deps.live.emit('practitioner-time-changed', overview.appointment.practitionerId);
  announceChange(deps, overview);
}

/** H11, C1, C2: to another time, to another practitioner of the service, or both. */
export function moveAppointment(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  { practitionerId, startsAt, reason, note, from, override }: Body<'moveAppointment'>,
): void {
  let former = '';
  // H11: whoever gave it away reads it no more, and may not have heard that they did.
  const again = { id, kind: 'move' as const, practitionerId, startsAt, ...(from !== undefined && { from }) };
  if (deps.store.read((tx) => isDecidedAlready(tx, viewer, viewer.userId, again))) return;
  const overview = change(deps, viewer, id, 'move', (tx, found) => {
    former = found.appointment.practitionerId;
    const role = roleIn(found, viewer);
    const permitted = isGranted(viewer.role, 'slot:override');
    const to = { practitionerId, startsAt };
    return moveVisit(tx, deps, viewer, found, {
      ...{ to, role, reason, note, from, by: viewer.userId },
      override: override === null ? null : { reason: override, permitted },
    });
  });
  announceMove(deps, overview, former);
}

/** P4: the host, or a coordinator of the organisation that provides it, says that nobody came. */
export function markNoShow(deps: Deps, viewer: UserViewer, id: string): void {
  const now = deps.now();
  const overview = change(deps, viewer, id, 'mark-no-show', (tx, found) => {
    if (roleIn(found, viewer) !== 'specialist') throw new Refusal('forbidden');
    if (someoneWaits(participants.ofAppointment(tx, id))) throw new Refusal('somebody-waits');
    appointments.save(tx, accept(rules.markNoShow(appointmentOf(found.appointment), now)));
    return found;
  });
  announceChange(deps, overview);
}

/**
 * J5: a lost link is replaced; whoever has the old one is out. Z7: it can go to another address, at which the guest is reached
 * from then on.
 */
export function renewLink(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  participantId: string,
  to: Body<'renewLink'>['to'],
): void {
  const now = deps.now();
  change(deps, viewer, id, 'renew-link', (tx, overview) => {
    const { status } = overview.appointment;
    if (status === 'cancelled' || status === 'noshow' || overview.encounter.status === 'finished')
      throw new Refusal('appointment-over', { details: { status } });
    const person = participants
      .ofAppointment(tx, id)
      .find((p) => p.id === participantId && p.kind === 'guest');
    // T11: who was taken out gets no way back by a new link.
    if (!person || isTakenOut(person)) throw new Refusal('not-found');
    const reached = to === null ? { channel: person.channel!, address: person.address! } : reachedAt(to);
    if (reached.channel !== person.channel || reached.address !== person.address) {
      participants.setAddress(tx, person.id, reached);
      logOnAppointment(tx, viewer, now, 'change-address', overview.appointment);
    }
    const token = openLink(tx, person, overview.appointment.endsAt, now);
    const recipient = { ...person, ...reached };
    const letter = { overview, recipient, kind: 'new-link' as const };
    post(tx, { ...letter, link: guestAddress(deps.settings.publicUrl, token) }, deps.settings, now);
    return overview;
  });
  deps.live.emit('link-revoked', participantId);
  deps.live.emit('appointment-changed', id);
}

/** B4: as at booking. */
function reachedAt({ channel, address }: Recipient): Recipient {
  if (!addressFits({ channel, address }))
    throw new Refusal('incomplete', { fields: { address: channel === 'email' ? 'email' : 'phone' } });
  return { channel, address: channel === 'email' ? address.trim() : normalisePhone(address)! };
}
type Recipient = NonNullable<Body<'renewLink'>['to']>;

/**
 * Loads what the person may see, lets `work` decide and save, and writes the audit event, all in one transaction. Without an
 * `action`, `work` writes the event itself, as of a deed that is about more than the visit.
 */
export function change(
  deps: Deps,
  viewer: UserViewer,
  id: string,
  action: string | null,
  work: (tx: Tx, overview: Overview) => Overview,
): Overview {
  return deps.store.write((tx) => {
    const overview = appointments.forReader(tx, viewer, id);
    if (!overview) throw new Refusal('not-found');
    if (!mayManage(overview, viewer)) throw new Refusal('forbidden');
    const after = work(tx, overview);
    if (action !== null) logOnAppointment(tx, viewer, deps.now(), action, overview.appointment);
    return after;
  });
}

/** B7: also to whoever booked it for a colleague and to the coordinators, whose pages show it as well. */
export function announceChange(deps: Deps, { appointment }: Overview): void {
  deps.live.emit('appointment-changed', appointment.id);
  for (const userId of deps.store.read((tx) => overseersOf(tx, appointment.id)))
    deps.live.emit('my-day-changed', userId);
}

/**
 * Whoever looks at either practitioner's times, or at the visit, gets them again. Whoever had it may sit before its door, and so may
 * who has it now as one of its people: those pages are put out, since their seats are others now.
 */
export function announceMove(deps: Deps, overview: Overview, formerPractitionerId: string): void {
  const { id, practitionerId } = overview.appointment;
  if (practitionerId !== formerPractitionerId) {
    const seats = deps.store.read((tx) =>
      [formerPractitionerId, practitionerId].flatMap((userId) => participants.ofUser(tx, id, userId) ?? []),
    );
    for (const seat of seats) deps.live.emit('seat-changed-hands', seat.id);
  }
  for (const id of new Set([practitionerId, formerPractitionerId])) {
    deps.live.emit('practitioner-time-changed', id);
    deps.live.emit('my-day-changed', id);
  }
  announceChange(deps, overview);
}
