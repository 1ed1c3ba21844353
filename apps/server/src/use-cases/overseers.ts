import { accounts, appointments, type Tx } from '#db';
import { concernedBy } from './log-event.ts';

/** R5: those who may change a visit without taking part in it; its host and its requester hear of it as participants. */
export function overseersOf(tx: Tx, appointmentId: string): string[] {
  const overview = appointments.byId(tx, appointmentId);
  if (!overview) return [];
  const { bookedBy } = overview.appointment;
  return [
    ...(bookedBy === null ? [] : [bookedBy]),
    ...accounts.coordinatorIds(tx, concernedBy(overview.appointment)),
  ];
}
