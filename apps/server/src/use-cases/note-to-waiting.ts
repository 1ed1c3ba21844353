import { checkNote } from '#domain';
import { newId, waitingNotes } from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import type { UserViewer } from '../viewer.ts';
import { logOnAppointment } from './log-event.ts';
import { teamVisit } from './read-arrivals.ts';

/** Q11: tells everybody who waits, or will, for these visits; those that are over are left out. */
export function noteToWaiting(
  deps: Deps,
  viewer: UserViewer,
  { appointmentIds, kind, text }: Body<'noteToWaiting'>,
): Reply<'noteToWaiting'> {
  const checked = checkNote(kind, text);
  if (!checked.ok) throw new Refusal('incomplete', { fields: { text: checked.error.code } });
  const told = deps.store.write((tx) => {
    const at = deps.now();
    return appointmentIds.filter((id) => {
      const { appointment, encounter } = teamVisit(tx, viewer, id);
      const isOver = appointment.status === 'cancelled' || appointment.status === 'noshow';
      if (isOver || encounter.status === 'finished') return false;
      const { organisationId } = appointment;
      waitingNotes.add(tx, {
        ...{ id: newId(), organisationId, appointmentId: id, at, sentBy: viewer.userId },
        ...{ kind, text: checked.value },
      });
      logOnAppointment(tx, viewer, at, 'note-to-waiting', appointment);
      return true;
    });
  });
  if (told.length === 0) throw new Refusal('visit-over');
  for (const id of told) deps.live.emit('appointment-changed', id);
  return { told: told.length };
}
