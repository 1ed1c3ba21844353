import { m } from '#messages';
import { newId, outbox, type Tx } from '#db';
import type { Instant } from '#domain';
import { passwordAddress } from './addresses.ts';

type Recipient = { organisationId: string; name: string; email: string; language: 'fi' | 'sv' | 'en' };

/** Writes the message with the link to choose a password; nobody else learns the link, not even who invites. */
export function postPasswordLink(tx: Tx, to: Recipient, token: string, publicUrl: URL, now: Instant): void {
  const options = { locale: to.language };
  outbox.add(tx, {
    id: newId(),
    organisationId: to.organisationId,
    appointmentId: null,
    participantId: null,
    kind: 'account',
    channel: 'email',
    language: to.language,
    recipient: to.email,
    subject: m.mail_account_subject({}, options),
    body: m.mail_account({ name: to.name, link: passwordAddress(publicUrl, token) }, options),
    calendar: null,
    nextAttemptAt: now,
    createdAt: now,
  });
}
