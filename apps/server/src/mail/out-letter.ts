import { dateTimeIn } from '#messages/format';
import { m } from '#messages';
import { newId, outbox, type Overview, type Tx } from '#db';
import type { Instant } from '#domain';
import { calendarOf, contactOf, type Recipient, type Sender } from './compose.ts';

/** B8, T11: one visit goes on without a guest. It takes place for the others, so it is not told as cancelled. */
export function wordsOfOut(overview: Overview, to: Recipient): { subject: string; text: string } {
  const options = { locale: to.language };
  const when = dateTimeIn(to.language, overview.appointment.startsAt);
  const all = { name: to.name, when, contact: contactOf(overview) };
  return {
    subject: m.mail_out_subject(all, options),
    text: to.channel === 'sms' ? m.mail_out_sms(all, options) : m.mail_out_guest(all, options),
  };
}

/** Tells a guest that a visit goes on without them; their calendar lets go of it. `overview` is the visit from then on. */
export function postOut(tx: Tx, overview: Overview, to: Recipient, sender: Sender, now: Instant): void {
  // Who came by a number in a duty queue may have left no address.
  if (to.address === '') return;
  const { subject, text: body } = wordsOfOut(overview, to);
  const letter = { overview, recipient: to, kind: 'cancellation' as const };
  const link = new URL('/v', sender.publicUrl).href;
  outbox.add(tx, {
    ...{ id: newId(), organisationId: overview.appointment.organisationId },
    ...{ appointmentId: overview.appointment.id, participantId: to.id, kind: 'cancellation' },
    ...{ channel: to.channel, language: to.language, recipient: to.address, subject, body },
    calendar: to.channel === 'email' ? calendarOf({ ...letter, link }, sender, 'message') : null,
    ...{ nextAttemptAt: now, createdAt: now },
  });
}
