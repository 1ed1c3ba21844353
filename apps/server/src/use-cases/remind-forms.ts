import { dayMs } from '#domain';
import { appointments, outbox, participants, visitForms, type Overview, type Tx } from '#db';
import type { Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { guestAddress } from '../mail/addresses.ts';
import { postFormReminder } from '../mail/form-letter.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { addLink } from './create-visit.ts';
import { logOnAppointment } from './log-event.ts';
import { recipientsOf, type To } from './tell-people.ts';
import { mayManage } from './view-appointment.ts';

/** F15: the guests of a visit that takes place who are still asked for their form. */
export function awaitedGuests(tx: Tx, overview: Overview): To[] {
  const { status } = overview.appointment;
  if ((status !== 'booked' && status !== 'arrived') || overview.encounter.status === 'finished') return [];
  const seated = new Set(
    participants
      .ofAppointment(tx, overview.appointment.id)
      .flatMap(({ id, seat }) => (seat === 'removed' ? [] : [id])),
  );
  return recipientsOf(tx, overview).filter(
    ({ id, kind }) => kind === 'guest' && seated.has(id) && visitForms.isAwaited(tx, id),
  );
}

/** F15: one press for all of them; who has been reminded within a day is left in peace. */
export function remindForms(deps: Deps, viewer: UserViewer, id: string): Reply<'remindForms'> {
  const now = deps.now();
  return deps.store.write((tx) => {
    const overview = appointments.forReader(tx, viewer, id);
    if (!overview) throw new Refusal('not-found');
    if (!mayManage(overview, viewer)) throw new Refusal('forbidden');
    const awaited = awaitedGuests(tx, overview);
    const due = awaited.filter((guest) => !outbox.isRemindedSince(tx, guest.id, now - dayMs));
    if (awaited.length > 0 && due.length === 0) throw new Refusal('asked-lately');
    for (const guest of due) {
      // The message with the first link may be far away; that one goes on working (J5).
      const token = addLink(tx, guest, overview.appointment.endsAt, now);
      postFormReminder(tx, overview, guest, guestAddress(deps.settings.publicUrl, token), now);
    }
    logOnAppointment(tx, viewer, now, 'remind-forms', overview.appointment);
    return { told: due.length };
  });
}
