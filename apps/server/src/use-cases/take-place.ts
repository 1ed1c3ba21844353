import { appointments, caseSlots, meetings, type Overview, type Tx } from '#db';
import { Refusal } from '../refusal.ts';
import { noteChangedAlone } from './meeting-alone.ts';
import { carryOver } from './same-people.ts';

type Visit = { id: string; organisationId: string };

/**
 * C6, L6: a new visit takes the place of a cancelled or a missed one, once: its number in its series (T5), its case slots (T10),
 * and who is kept apart and interprets (M16, M18). For within the transaction that books it.
 */
export function takePlace(tx: Tx, { appointment }: Overview, next: Visit): void {
  if (!appointments.succeed(tx, appointment.id, next.id)) throw new Refusal('no-new-time');
  meetings.succeed(tx, appointment.id, next.id);
  carryOver(tx, next);
  keepCaseSlots(tx, appointment, next);
  noteChangedAlone(tx, next.id);
}

/** T10: the slots and whose they are go on in the visit that takes the meeting's place; it is as long. */
export function keepCaseSlots(tx: Tx, { id }: { id: string }, next: Visit): void {
  const slots = caseSlots.of(tx, id);
  if (slots.length > 0) caseSlots.replace(tx, next, slots);
}
