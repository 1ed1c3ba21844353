import { appointments, dutyPlaces, dutyShifts, participants, type DutyPlaceRow, type Tx } from '#db';
import type { NumberState } from '#protocol';

export type Standing = { number: number; place: number };

/** How the numbers of one queue stand, worked out once for all of them however many pages look. */
export function queueView(tx: Tx, serviceId: string, now: number) {
  const isStaffed = dutyShifts.of(tx, serviceId).length > 0;
  const waiting = new Map<string, Standing>();
  for (const { id, number } of dutyPlaces.numbers(tx, serviceId))
    waiting.set(id, { number, place: waiting.size + 1 });
  return { isStaffed, waiting, now };
}
export type QueueView = ReturnType<typeof queueView>;

/** Where one of those who wait stands; `putBack` when it has been their turn before. */
export const waitingState = (
  { isStaffed, now: serverNow }: QueueView,
  { number, place }: Standing,
  putBack: boolean,
): NumberState => ({ state: 'waiting', number, place, isStaffed, putBack, serverNow });

/**
 * Where a number stands that does not wait any more.
 *
 * @param tokenOf The secret that lets a guest into the call; asked for only when it is their turn.
 */
export function numberState(
  tx: Tx,
  serverNow: number,
  row: DutyPlaceRow,
  tokenOf: (participantId: string, organisationId: string, endsAt: number) => string,
): NumberState {
  const { number } = row;
  switch (row.status) {
    case 'waiting':
      throw new Error('whoever waits stands in the view');
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
