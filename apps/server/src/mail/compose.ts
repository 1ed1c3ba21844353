// One file, though over 300 lines: all words of a letter about one visit, which are read side by side.
import { dateTimeIn } from '#messages/format';
import { m } from '#messages';
import { accounts, letterTexts, newId, outbox, visitForms, type ToldVisit, type Tx } from '#db';
import { fillLetterText, type Instant, type Language } from '#domain';
import type { Settings } from '../settings.ts';
import { addressOf } from './addresses.ts';
import { calendarFile, type CalendarEntry } from './calendar.ts';
import { placeOf, sentenceOfPlace } from './place.ts';

export type MessageKind = 'invitation' | 'new-link' | 'cancellation' | 'answer-ready' | 'reminder' | 'moved';
export type Recipient = {
  id: string;
  organisationId: string;
  kind: 'host' | 'requester' | 'colleague' | 'guest';
  name: string;
  language: Language;
  channel: 'email' | 'sms';
  address: string;
};

/** In whose name messages go out, and where people reach us. */
export type Sender = Pick<Settings, 'publicUrl' | 'mailFrom'>;

export type Letter = {
  overview: ToldVisit;
  recipient: Recipient;
  kind: MessageKind;
  /** The guest's own secret address, or the page for people with an account. */
  link: string;
  /** When a moved visit would have begun. */
  movedFrom?: Instant | undefined;
  /** Who has it from now on, where it was handed over to another specialist; told to professionals. */
  handedTo?: string | undefined;
  /** C6: where a guest takes a new time instead of a cancelled visit. */
  newTimeLink?: string | undefined;
  /** T9: who convenes it, where it is a meeting of a series. */
  convenerName?: string | null;
  /** B7: who booked it, where that was in the requester's name; told to professionals. */
  bookedByName?: string | undefined;
  /** Where it is, in the recipient's language; empty for a video. */
  place?: string;
};

/** Z2: what is in another year than it is written in, is told with its year. */
type WrittenLetter = Letter & { now: Instant };

/**
 * Writes one message into the outbox, in the recipient's language. It names the time, who invites and whom to call;
 * never the child, the question, or what kind of care it is.
 */
export function post(tx: Tx, content: Letter, sender: Sender, now: Instant): void {
  const { overview, recipient, kind } = content;
  // Who came by a number in a duty queue may have left no address.
  if (recipient.address === '') return;
  const { bookedBy } = overview.appointment;
  const letter = {
    ...content,
    now,
    place: placeOf(tx, overview, recipient.language),
    bookedByName: bookedBy ? accounts.nameOf(tx, bookedBy) : undefined,
  };
  const { subject, text: said } = words(letter, ownWords(tx, letter));
  const text =
    said + wordsOfNewTime(letter) + (visitForms.isAwaited(tx, recipient.id) ? wordsOfForm(letter) : '');
  outbox.add(tx, {
    id: newId(),
    organisationId: overview.appointment.organisationId,
    appointmentId: overview.appointment.id,
    participantId: recipient.id,
    kind,
    channel: recipient.channel,
    language: recipient.language,
    recipient: recipient.address,
    subject,
    body: text,
    calendar:
      recipient.channel === 'email' && kind !== 'answer-ready' && kind !== 'reminder'
        ? calendarOf(letter, sender, 'message')
        : null,
    nextAttemptAt: now,
    createdAt: now,
  });
}

/**
 * The visit for a calendar: sent in a `message`, it is an invitation that the calendar of its recipient follows; as a
 * `file` that somebody downloads, it is an entry of their own. It names nobody but its recipient.
 */
export const calendarOf = (letter: CalendarLetter, sender: Sender, as: 'message' | 'file'): string =>
  calendarFile(entryOf(letter, sender, as), sender.publicUrl.hostname);

type CalendarLetter = Pick<Letter, 'overview' | 'recipient' | 'kind' | 'link' | 'convenerName' | 'place'>;

export function entryOf(letter: CalendarLetter, { mailFrom }: Sender, as: 'message' | 'file'): CalendarEntry {
  const { appointment, requesterOrganisation } = letter.overview;
  const cancelled = letter.kind === 'cancellation';
  const { recipient } = letter;
  const options = { locale: letter.recipient.language };
  const names = { organisation: requesterOrganisation.name };
  const guest = recipient.kind === 'guest';
  const isVideo = appointment.modality === 'video';
  const to = { link: letter.link };
  return {
    appointmentId: appointment.id,
    sequence: appointment.calendarSequence,
    startsAt: appointment.startsAt,
    endsAt: appointment.endsAt,
    writtenAt: cancelled || appointment.status === 'booked' ? appointment.statusAt : appointment.createdAt,
    summary: !isVideo
      ? m.mail_meeting_calendar_summary(names, options)
      : guest
        ? m.mail_calendar_summary(names, options)
        : m.mail_calendar_staff_summary(names, options),
    description:
      (isVideo
        ? m.mail_calendar_description(to, options)
        : m.mail_meeting_calendar_description(to, options)) + convenerLine(letter),
    url: letter.link,
    ...(letter.place ? { location: letter.place } : {}),
    cancelled,
    organizer: { name: requesterOrganisation.name, email: addressOf(mailFrom)! },
    attendee:
      recipient.channel === 'email' && (as === 'message' || cancelled)
        ? { name: recipient.name, email: recipient.address }
        : undefined,
  };
}

/** T9: for professionals; a family is not told who of them convenes. */
const convenerLine = ({ recipient, convenerName }: CalendarLetter): string =>
  !convenerName || recipient.kind === 'guest'
    ? ''
    : `\n${m.mail_series_convener({ name: convenerName }, { locale: recipient.language })}`;

/** C4: who has it at its new time, for professionals. */
const handedOverLine = ({ recipient, handedTo }: Letter): string =>
  handedTo === undefined
    ? ''
    : `\n\n${m.mail_staff_handed_over_line({ specialist: handedTo }, { locale: recipient.language })}`;

/** Whom a family calls: the worker who invited them, or their organisation. */
export function contactOf(overview: ToldVisit): string {
  const phone = overview.requester.phone ?? overview.requesterOrganisation.phone;
  return [overview.requester.name, phone].filter(Boolean).join(', ');
}

/** F12: where to answer before the visit, for those who are asked. */
function wordsOfForm({ kind, recipient }: Letter): string {
  if (kind === 'cancellation' || kind === 'answer-ready') return '';
  const options = { locale: recipient.language };
  return recipient.channel === 'sms'
    ? ` ${m.mail_form_sms({}, options)}`
    : `\n\n${m.mail_form_email({}, options)}`;
}

/** C6: how a family takes a new time, in whosever words the rest is. */
function wordsOfNewTime({ newTimeLink: link, recipient }: Letter): string {
  if (link === undefined) return '';
  const options = { locale: recipient.language };
  return recipient.channel === 'sms'
    ? ` ${m.mail_new_time_sms({ link }, options)}`
    : `\n\n${m.mail_new_time_email({ link }, options)}`;
}

/** Z1: what the organisation that invites a family says in its own words, filled in; D5's news of a place is Neuvo's. */
function ownWords(tx: Tx, letter: WrittenLetter): Words | undefined {
  const { overview, recipient, kind, movedFrom } = letter;
  if (recipient.kind !== 'guest' || kind === 'answer-ready') return undefined;
  if (kind === 'moved' && movedFrom === overview.appointment.startsAt) return undefined;
  const place = { kind, channel: recipient.channel, language: recipient.language };
  const own = letterTexts.nearest(tx, overview.appointment.requesterOrganisationId, place);
  if (!own) return undefined;
  const { subject, body } = fillLetterText(own, { ...valuesOf(letter), before: beforeOf(letter) });
  return { subject, text: body };
}

type Words = { subject: string; text: string };

/** What stands in a text for its recipient. */
function valuesOf({ overview, recipient, link, now }: WrittenLetter) {
  return {
    name: recipient.name,
    when: dateTimeIn(recipient.language, overview.appointment.startsAt, now),
    inviter: overview.requester.name,
    organisation: overview.requesterOrganisation.name,
    link,
    contact: contactOf(overview),
  };
}

/** B7: who booked it, and for whom where that was somebody else. */
function bookerOf({ overview, recipient, bookedByName }: Letter): string {
  const requester = overview.requester.name;
  if (bookedByName === undefined) return requester;
  return m.slots_booked_by_for({ by: bookedByName, requester }, { locale: recipient.language });
}

/** V9: what is not by video says where people meet before anything else. */
function words(letter: WrittenLetter, own: Words | undefined): Words {
  const said = own ?? wordsOf(letter);
  const { overview, recipient, kind, place } = letter;
  const tellsWhere = ['invitation', 'new-link', 'moved', 'reminder'].includes(kind);
  if (!tellsWhere) return said;
  const sentence = sentenceOfPlace(overview, recipient, place || overview.appointment.address);
  return sentence === '' ? said : { subject: said.subject, text: `${sentence}\n\n${said.text}` };
}

const wordsOf = (letter: WrittenLetter): Words =>
  (letter.overview.appointment.modality === 'video' ? undefined : wordsOfMeeting(letter)) ??
  wordsOfVideo(letter);

/** What is not by video is called a meeting: nothing is opened to come to it, and no camera is tried. Else what a video's letter says fits it. */
function wordsOfMeeting(letter: WrittenLetter): Words | undefined {
  const { recipient, kind } = letter;
  const options = { locale: recipient.language };
  const all = valuesOf(letter);
  const sms = recipient.channel === 'sms';
  if (recipient.kind !== 'guest') return staffWordsOfMeeting(letter);
  switch (kind) {
    case 'invitation':
      return {
        subject: m.mail_invitation_subject_meeting({}, options),
        text: sms
          ? m.mail_meeting_invitation_sms(all, options)
          : m.mail_meeting_invitation_guest(all, options),
      };
    case 'new-link':
      return {
        subject: m.mail_meeting_new_link_subject(all, options),
        text: sms ? m.mail_meeting_new_link_sms(all, options) : m.mail_meeting_new_link_guest(all, options),
      };
    case 'moved':
      if (sms || changes(letter) !== 'time') return undefined;
      return {
        subject: m.mail_moved_subject(all, options),
        text: m.mail_meeting_moved_guest({ ...all, before: beforeOf(letter) }, options),
      };
    default:
      return undefined;
  }
}

function staffWordsOfMeeting(letter: WrittenLetter): Words | undefined {
  const { kind, handedTo: specialist } = letter;
  const options = { locale: letter.recipient.language };
  const all = valuesOf(letter);
  switch (kind) {
    case 'invitation':
      return {
        subject: m.mail_meeting_staff_subject(all, options),
        text: m.mail_meeting_staff_invitation({ ...all, inviter: bookerOf(letter) }, options),
      };
    case 'cancellation':
      return specialist === undefined
        ? {
            subject: m.mail_cancellation_subject(all, options),
            text: m.mail_meeting_staff_cancellation(all, options),
          }
        : {
            subject: m.mail_meeting_staff_gave_away_subject(all, options),
            text: m.mail_meeting_staff_gave_away({ ...all, specialist }, options),
          };
    case 'reminder':
      return {
        subject: m.mail_reminder_subject(all, options),
        text: m.mail_meeting_staff_reminder(all, options),
      };
    case 'answer-ready':
      return { subject: m.mail_answer_subject({}, options), text: m.mail_meeting_staff_answer(all, options) };
    case 'moved':
      if (changes(letter) === 'place') return undefined;
      if (changes(letter) === 'specialist')
        return {
          subject: m.mail_meeting_staff_handed_over_subject(all, options),
          text: m.mail_meeting_staff_handed_over({ ...all, specialist: specialist! }, options),
        };
      return {
        subject: m.mail_moved_subject(all, options),
        text:
          m.mail_meeting_staff_moved({ ...all, before: beforeOf(letter) }, options) + handedOverLine(letter),
      };
    case 'new-link':
      return undefined;
  }
}

/** What a letter of a moved visit tells: another time; at the same one another specialist (Q12), or another place (D5). */
function changes({ overview, recipient, movedFrom, handedTo }: Letter): 'time' | 'specialist' | 'place' {
  if (movedFrom !== overview.appointment.startsAt) return 'time';
  return recipient.kind !== 'guest' && handedTo !== undefined ? 'specialist' : 'place';
}

const beforeOf = ({ overview, recipient, movedFrom, now }: WrittenLetter): string =>
  dateTimeIn(recipient.language, movedFrom ?? overview.appointment.startsAt, now);

function wordsOfVideo(letter: WrittenLetter): Words {
  const { recipient, kind } = letter;
  const options = { locale: recipient.language };
  const all = valuesOf(letter);
  const guest = recipient.kind === 'guest';
  const sms = recipient.channel === 'sms';
  switch (kind) {
    case 'invitation':
      return guest
        ? {
            subject: m.mail_invitation_subject(all, options),
            text: sms ? m.mail_invitation_sms(all, options) : m.mail_invitation_guest(all, options),
          }
        : {
            subject: m.mail_staff_invitation_subject(all, options),
            text: m.mail_staff_invitation({ ...all, inviter: bookerOf(letter) }, options),
          };
    case 'new-link':
      return {
        subject: m.mail_new_link_subject(all, options),
        text: sms ? m.mail_new_link_sms(all, options) : m.mail_new_link_guest(all, options),
      };
    case 'cancellation':
      // Q12: it takes place, with somebody else, and its page is theirs.
      if (letter.handedTo !== undefined)
        return {
          subject: m.mail_staff_gave_away_subject(all, options),
          text: m.mail_staff_gave_away({ ...all, specialist: letter.handedTo }, options),
        };
      return {
        subject: m.mail_cancellation_subject(all, options),
        text: !guest
          ? m.mail_cancellation_staff(all, options)
          : sms
            ? m.mail_cancellation_sms(all, options)
            : m.mail_cancellation_guest(all, options),
      };
    case 'reminder':
      return {
        subject: m.mail_reminder_subject(all, options),
        text: !guest
          ? m.mail_reminder_staff(all, options)
          : sms
            ? m.mail_reminder_sms(all, options)
            : m.mail_reminder_guest(all, options),
      };
    case 'moved': {
      const changed = changes(letter);
      if (changed === 'specialist')
        return {
          subject: m.mail_staff_handed_over_subject(all, options),
          text: m.mail_staff_handed_over({ ...all, specialist: letter.handedTo! }, options),
        };
      if (changed === 'place')
        return {
          subject: m.mail_place_changed_subject(all, options),
          text: !guest
            ? m.mail_place_changed_staff(all, options)
            : sms
              ? m.mail_place_changed_sms(all, options)
              : m.mail_place_changed_guest(all, options),
        };
      const before = beforeOf(letter);
      return {
        subject: m.mail_moved_subject(all, options),
        text: !guest
          ? m.mail_moved_staff({ ...all, before }, options) + handedOverLine(letter)
          : sms
            ? m.mail_moved_sms({ ...all, before }, options)
            : m.mail_moved_guest({ ...all, before }, options),
      };
    }
    case 'answer-ready':
      return { subject: m.mail_answer_subject({}, options), text: m.mail_answer_staff(all, options) };
  }
}
