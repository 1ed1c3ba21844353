import { dateTimeIn } from '#messages/format';
import { m } from '#messages';
import { newId, outbox, type Overview, type Tx } from '#db';
import type { Instant } from '#domain';
import { calendarOf, contactOf, type Recipient, type Sender } from './compose.ts';

type Words = { subject: string; text: string };

/** B8, T11: one visit goes on without somebody. It takes place for the others, so it is not told as cancelled. */
export function wordsOfOut(overview: Overview, to: Recipient, now: Instant): Words {
  const options = { locale: to.language };
  const all = allOf(overview, to, now);
  const guest = to.channel === 'sms' ? m.mail_out_sms : m.mail_out_guest;
  return {
    subject: m.mail_out_subject(all, options),
    text: to.kind === 'guest' ? guest(all, options) : m.mail_out_staff(all, options),
  };
}

/** B9: what somebody who said that they can't come keeps of it. */
export function wordsOfDeclined(overview: Overview, to: Recipient, now: Instant): Words {
  const options = { locale: to.language };
  const all = allOf(overview, to, now);
  return { subject: m.mail_staff_declined_subject(all, options), text: m.mail_staff_declined(all, options) };
}

const allOf = (overview: Overview, to: Recipient, now: Instant) => ({
  name: to.name,
  when: dateTimeIn(to.language, overview.appointment.startsAt, now),
  contact: contactOf(overview),
});

/** Tells somebody that a visit goes on without them; their calendar lets go of it. `overview` is the visit from then on. */
export function postOut(
  tx: Tx,
  overview: Overview,
  to: Recipient,
  sender: Sender,
  now: Instant,
  { subject, text: body }: Words = wordsOfOut(overview, to, now),
): void {
  // Who came by a number in a duty queue may have left no address.
  if (to.address === '') return;
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
