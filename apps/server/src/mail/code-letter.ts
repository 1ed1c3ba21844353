import { m } from '#messages';
import { newId, outbox, type Tx } from '#db';
import type { Instant, Language, LetterChannel } from '#domain';

type Recipient = { channel: LetterChannel; address: string; language: Language };

/** G7: the code of a family's booking. It says who sends it, and neither what is booked nor for whom. */
export function postCode(
  tx: Tx,
  organisation: { id: string; name: string },
  to: Recipient,
  code: string,
  now: Instant,
): void {
  const options = { locale: to.language };
  const all = { code, organisation: organisation.name };
  outbox.add(tx, {
    id: newId(),
    organisationId: organisation.id,
    appointmentId: null,
    participantId: null,
    kind: 'code',
    channel: to.channel,
    language: to.language,
    recipient: to.address,
    subject: m.door_mail_subject({}, options),
    body: to.channel === 'sms' ? m.door_mail_sms(all, options) : m.door_mail_email(all, options),
    calendar: null,
    nextAttemptAt: now,
    createdAt: now,
  });
}
