import { dateTimeIn } from '#messages/format';
import { m } from '#messages';
import {
  dayMs,
  fillLetterText,
  hourMs,
  letterWords,
  type Instant,
  type Language,
  type LetterText,
  type LetterWord,
} from '#domain';
import { letterTexts, type LetterPlace, type Tx } from '#db';

const inBraces = Object.fromEntries(letterWords.map((word) => [word, `{${word}}`])) as Record<
  LetterWord,
  string
>;

type Say = (inputs: Record<LetterWord, string>, options: { locale: Language }) => string;

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
    case 'form-reminder':
      return text(m.mail_form_reminder_subject, m.mail_form_reminder_guest, m.mail_form_reminder_sms);
    case 'code':
      return text(m.door_mail_subject, m.door_mail_email, m.door_mail_sms);
    case 'offer':
      return text(m.waitlist_mail_offered_subject, m.waitlist_mail_offered, m.waitlist_mail_offered_sms);
    case 'offer-lapsed':
      return text(m.waitlist_mail_lapsed_subject, m.waitlist_mail_lapsed, m.waitlist_mail_lapsed_sms);
    case 'offer-gone':
      return text(m.waitlist_mail_gone_subject, m.waitlist_mail_gone, m.waitlist_mail_gone_sms);
  }
}

/**
 * Z1: a letter in the own words of an organisation, or of the nearest above it, else in Neuvo's.
 *
 * @param values What is known of its recipient; words without a value stay in braces, so all of `wordsFor` are needed.
 */
export function inOwnWords(
  tx: Tx,
  organisationId: string,
  place: LetterPlace,
  values: Readonly<Partial<Record<LetterWord, string>>>,
): LetterText {
  return fillLetterText(letterTexts.nearest(tx, organisationId, place) ?? standardText(place), values);
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
    service: m.texts_example_service({}, { locale: language }),
    specialist: sender.name,
    until: dateTimeIn(language, hour - 6 * dayMs),
    page: new URL('/requests', publicUrl).href,
    code: '123456',
  };
}
