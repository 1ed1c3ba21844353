import { dateTimeIn } from '#messages/format';
import { m } from '#messages';
import { dayMs, hourMs, type Instant, type Language, type LetterText, type LetterWord } from '#domain';
import type { LetterPlace } from '#db';

const braces = (word: LetterWord) => `{${word}}`;
const inBraces = {
  ...{ name: braces('name'), when: braces('when'), before: braces('before'), inviter: braces('inviter') },
  ...{ organisation: braces('organisation'), link: braces('link'), contact: braces('contact') },
};

type Say = (inputs: typeof inBraces, options: { locale: Language }) => string;

/** Z1: what Neuvo says itself, with what is filled in still in braces. In Northern Sámi that is Finnish until it is translated. */
export function standardText({ kind, channel, language }: LetterPlace): LetterText {
  const options = { locale: language };
  const text = (subject: Say, email: Say, sms: Say): LetterText =>
    channel === 'sms'
      ? { subject: '', body: sms(inBraces, options) }
      : { subject: subject(inBraces, options), body: email(inBraces, options) };
  switch (kind) {
    case 'invitation':
      return text(m.mail_invitation_subject, m.mail_invitation_guest, m.mail_invitation_sms);
    case 'new-link':
      return text(m.mail_new_link_subject, m.mail_new_link_guest, m.mail_new_link_sms);
    case 'moved':
      return text(m.mail_moved_subject, m.mail_moved_guest, m.mail_moved_sms);
    case 'cancellation':
      return text(m.mail_cancellation_subject, m.mail_cancellation_guest, m.mail_cancellation_sms);
    case 'reminder':
      return text(m.mail_reminder_subject, m.mail_reminder_guest, m.mail_reminder_sms);
  }
}

/** What stands in for a recipient in a test message: nobody's name, and a link that opens nothing. */
export function exampleValues(
  language: Language,
  sender: { name: string; phone: string | null; organisationName: string },
  publicUrl: URL,
  now: Instant,
): Record<LetterWord, string> {
  const hour = Math.ceil((now + 7 * dayMs) / hourMs) * hourMs;
  return {
    name: m.texts_example_name({}, { locale: language }),
    when: dateTimeIn(language, hour),
    before: dateTimeIn(language, hour - dayMs),
    inviter: sender.name,
    organisation: sender.organisationName,
    link: `${new URL('/v', publicUrl).href}#${m.texts_example_link({}, { locale: language })}`,
    contact: [sender.name, sender.phone].filter(Boolean).join(', '),
  };
}
