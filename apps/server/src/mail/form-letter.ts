import { dateTimeIn } from '#messages/format';
import { newId, outbox, type Overview, type Tx } from '#db';
import type { Instant } from '#domain';
import { contactOf, type Recipient } from './compose.ts';
import { inOwnWords } from './own-text.ts';

/** F15: asks a guest once more for the form before the visit. It says nothing of what is asked. */
export function postFormReminder(
  tx: Tx,
  overview: Overview,
  to: Recipient,
  link: string,
  now: Instant,
): void {
  const when = dateTimeIn(to.language, overview.appointment.startsAt, now);
  const { subject, body } = inOwnWords(
    tx,
    overview.appointment.requesterOrganisationId,
    { kind: 'form-reminder', channel: to.channel, language: to.language },
    { name: to.name, when, link, contact: contactOf(overview) },
  );
  outbox.add(tx, {
    ...{ id: newId(), organisationId: overview.appointment.organisationId },
    ...{ appointmentId: overview.appointment.id, participantId: to.id, kind: 'reminder' },
    ...{ channel: to.channel, language: to.language, recipient: to.address, calendar: null },
    ...{ subject, body },
    ...{ nextAttemptAt: now, createdAt: now },
  });
}
