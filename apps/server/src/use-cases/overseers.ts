import { accounts, appointments, type Tx } from '#db';
import { concernedBy } from './log-event.ts';

/** R5: those who may change a visit without taking part in it; its host and its requester hear of it as participants. */
export function overseersOf(tx: Tx, ...appointmentIds: string[]): string[] {
  const visits = appointmentIds.flatMap((id) => appointments.byId(tx, id)?.appointment ?? []);
  const organisationIds = new Set(visits.flatMap(concernedBy));
  return [
    ...new Set([
      ...visits.flatMap(({ bookedBy }) => bookedBy ?? []),
      ...accounts.coordinatorIds(tx, [...organisationIds]),
    ]),
  ];
}
