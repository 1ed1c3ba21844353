import { m } from '#messages';
import { dateTimeIn } from '#messages/format';
import { newId, outbox, type Overview, type Tx } from '#db';
import type { Instant } from '#domain';
import { contactOf, type Recipient } from './compose.ts';

/** F15: asks a guest once more for the form before the visit. It says nothing of what is asked. */
export function postFormReminder(
  tx: Tx,
  overview: Overview,
  to: Recipient,
  link: string,
  now: Instant,
): void {
  const options = { locale: to.language };
  const when = dateTimeIn(to.language, overview.appointment.startsAt);
  const all = { name: to.name, when, link, contact: contactOf(overview) };
  outbox.add(tx, {
    ...{ id: newId(), organisationId: overview.appointment.organisationId },
    ...{ appointmentId: overview.appointment.id, participantId: to.id, kind: 'reminder' },
    ...{ channel: to.channel, language: to.language, recipient: to.address, calendar: null },
    subject: m.mail_form_reminder_subject(all, options),
    body:
      to.channel === 'sms'
        ? m.mail_form_reminder_sms(all, options)
        : m.mail_form_reminder_guest(all, options),
    ...{ nextAttemptAt: now, createdAt: now },
  });
}
