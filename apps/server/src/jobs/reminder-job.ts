import { appointments, reminders, type Overview, type Tx } from '#db';
import type { Deps } from '../deps.ts';
import { postReminders } from '../mail/compose-reminders.ts';
import { dayAddress } from '../mail/addresses.ts';
import { recipientsOf, remindOf, type To } from '../use-cases/tell-people.ts';

/**
 * V15: reminds the people of each visit whose hour has come, in the same transaction that forgets the hour, so that nobody
 * is reminded twice. Of a visit that was cancelled or has begun, nobody is reminded; of two hours that went by at once, once;
 * and whoever is to be reminded of several visits at once gets one letter (Z5).
 */
export function remind(deps: Deps, now: number): void {
  if (deps.store.read((tx) => reminders.due(tx, now)).length === 0) return;
  deps.store.write((tx) => {
    const people = new Map<string, { to: To; overview: Overview }[]>();
    for (const overview of dueVisits(tx, now))
      for (const to of recipientsOf(tx, overview)) {
        // One person by name and the way they are reached, as a family and as staff apart: they read different letters, and a
        // child and a parent with one address each get their own.
        const who = to.userId ?? `guest ${to.name}`;
        const key = [who, to.channel, to.address.toLowerCase(), to.language].join(' ');
        people.set(key, [...(people.get(key) ?? []), { to, overview }]);
      }
    for (const visits of people.values()) {
      const [first, ...others] = visits;
      if (others.length === 0) remindOf(tx, deps, first!.overview, first!.to);
      else postReminders(tx, visits, dayAddress(deps.settings.publicUrl), now);
    }
  });
}

/** Visits to be reminded of, the soonest first; their hours are forgotten. */
function dueVisits(tx: Tx, now: number): Overview[] {
  const due = new Map(reminders.due(tx, now).map((each) => [each.appointmentId, each.organisationId]));
  return [...due]
    .flatMap(([appointmentId, organisationId]) => {
      reminders.drop(tx, appointmentId, now);
      const overview = appointments.inOrganisation(tx, organisationId, appointmentId);
      const isComing = overview?.appointment.status === 'booked' && overview.appointment.startsAt > now;
      return isComing ? [overview] : [];
    })
    .sort((a, b) => a.appointment.startsAt - b.appointment.startsAt);
}
