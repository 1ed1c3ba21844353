import { appointments, dutyPlaces, dutyShifts, inOrder, participants, type DutyPlaceRow, type Tx } from '#db';
import type { NumberState } from '#protocol';

/** How the numbers of one queue stand, worked out once for all of them however many pages look. */
export function queueView(tx: Tx, serviceId: string, now: number) {
  const isStaffed = dutyShifts.of(tx, serviceId).length > 0;
  const living = dutyPlaces.living(tx, serviceId);
  const places = new Map(inOrder(living).map(({ id }, index) => [id, index + 1]));
  const rows = new Map(living.map((row) => [row.id, row]));
  return { isStaffed, places, rows, now };
}
export type QueueView = ReturnType<typeof queueView>;

/**
 * Where one number stands.
 *
 * @param tokenOf The secret that lets a guest into the call; asked for only when it is their turn.
 */
export function numberState(
  tx: Tx,
  view: QueueView,
  row: DutyPlaceRow,
  wasTurn: boolean,
  tokenOf: (participantId: string, organisationId: string, endsAt: number) => string,
): NumberState {
  const { number } = row;
  const { now: serverNow, isStaffed } = view;
  switch (row.status) {
    case 'waiting':
      return {
        ...{ state: 'waiting', number, isStaffed, serverNow, putBack: wasTurn },
        place: view.places.get(row.id) ?? 1,
      };
    case 'ended':
      return { state: 'over', number, because: row.because!, serverNow };
    case 'taken':
    case 'serving': {
      const visit = appointments.inOrganisation(tx, row.organisationId, row.appointmentId!)!;
      const guest = participants.ofAppointment(tx, visit.appointment.id).find(({ kind }) => kind === 'guest');
      const { id: appointmentId, organisationId, endsAt } = visit.appointment;
      const token = guest && row.userId === null ? tokenOf(guest.id, organisationId, endsAt) : null;
      return {
        ...{ state: 'turn', number, appointmentId, token, serverNow },
        hostName: visit.practitioner.name,
      };
    }
  }
}
