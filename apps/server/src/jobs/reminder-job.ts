import { appointments, reminders } from '#db';
import type { Deps } from '../deps.ts';
import { tellEverybody } from '../use-cases/tell-people.ts';

/**
 * V15: reminds the people of each visit whose hour has come, in the same transaction that forgets the hour, so that nobody
 * is reminded twice. Of a visit that was cancelled or has begun, nobody is reminded; of two hours that went by at once, once.
 */
export function remind(deps: Deps, now: number): void {
  if (deps.store.read((tx) => reminders.due(tx, now)).length === 0) return;
  deps.store.write((tx) => {
    const visits = new Map(reminders.due(tx, now).map((each) => [each.appointmentId, each.organisationId]));
    for (const [appointmentId, organisationId] of visits) {
      reminders.drop(tx, appointmentId, now);
      const overview = appointments.inOrganisation(tx, organisationId, appointmentId);
      if (overview?.appointment.status !== 'booked' || overview.appointment.startsAt <= now) continue;
      tellEverybody(tx, deps, overview, 'reminder');
    }
  });
}
