import { dateTimeIn } from '#messages/format';
import { m } from '#messages';
import { newId, outbox, type Overview, type Tx } from '#db';
import type { Instant } from '#domain';
import { seriesFile } from './calendar.ts';
import { contactOf, entryOf, type Recipient, type Sender } from './compose.ts';
import { wordsOfOut } from './out-letter.ts';
import { meetingPlace, placeOf, sentenceOfPlace } from './place.ts';

/** One meeting as its recipient is told of it. */
export type ToldMeeting = {
  overview: Overview;
  /** The recipient's seat in it. */
  participantId: string;
  /** The guest's own secret address, of a cancelled meeting to a new time, or the series' page; null where none is needed any more. */
  link: string | null;
  /** When a moved meeting would have begun. */
  movedFrom: Instant | undefined;
  convenerName: string | null;
};

export type SeriesLetter = {
  /** `out`: of meetings that go on without the recipient (T11). */
  kind: 'invitation' | 'change' | 'out';
  to: Recipient;
  told: readonly ToldMeeting[];
  /** The series' page, for people with an account. */
  ownLink: string;
};

/**
 * Writes one message about several meetings into the outbox, in the recipient's language. As every letter, it names the times,
 * who invites and whom to call; never the child, the subject or the series' name. It hangs on the first of the meetings.
 */
export function postSeries(tx: Tx, letter: SeriesLetter, sender: Sender, now: Instant): void {
  const { to, told } = letter;
  const [first] = told;
  if (!first) return;
  const { appointment } = first.overview;
  const isCancelled = told.every((each) => isOff(each, letter));
  const { subject, text } = words(tx, letter, isCancelled, now);
  const id = newId();
  const { organisationId } = appointment;
  outbox.add(tx, {
    ...{ id, organisationId, appointmentId: appointment.id },
    participantId: first.participantId,
    kind: letter.kind === 'invitation' ? 'invitation' : isCancelled ? 'cancellation' : 'moved',
    ...{ channel: to.channel, language: to.language, recipient: to.address, subject, body: text },
    calendar: to.channel === 'email' ? calendarOfSeries(tx, letter, sender) : null,
    ...{ nextAttemptAt: now, createdAt: now },
  });
  for (const { participantId } of told.slice(1))
    outbox.addAlso(tx, { messageId: id, participantId, organisationId });
}

/** Whether a meeting is no longer in its recipient's calendar. */
const isOff = ({ overview }: ToldMeeting, { kind }: SeriesLetter): boolean =>
  kind === 'out' || overview.appointment.status === 'cancelled';

function calendarOfSeries(tx: Tx, letter: SeriesLetter, sender: Sender): string {
  const { to, told, ownLink } = letter;
  const entries = told.map((each) => {
    const { overview, link, convenerName } = each;
    const kind = isOff(each, letter) ? ('cancellation' as const) : ('invitation' as const);
    const place = placeOf(tx, overview, to.language);
    const entry = { overview, recipient: to, kind, link: link ?? ownLink, convenerName, place };
    // What is published names nobody; what is asked for or cancelled names whom (RFC 5546, 3.2.2 and 3.2.5).
    return entryOf(entry, sender, told.length === 1 ? 'message' : 'file');
  });
  return seriesFile(entries, sender.publicUrl.hostname);
}

function words(
  tx: Tx,
  letter: SeriesLetter,
  isCancelled: boolean,
  now: Instant,
): { subject: string; text: string } {
  const { kind, to, told, ownLink } = letter;
  const options = { locale: to.language };
  const { overview } = told[0]!;
  const isGuest = to.kind === 'guest';
  // D6: a meeting can have another room than the others; one that is off has none any more.
  const places = told.map((each) =>
    isOff(each, letter) ? '' : meetingPlace(tx, each.overview, to.language),
  );
  const held = new Set(places.filter((_, index) => !isOff(told[index]!, letter)));
  const isOnePlace = held.size < 2;
  const all = {
    name: to.name,
    count: told.length,
    when: dateTimeIn(to.language, overview.appointment.startsAt, now),
    inviter: overview.requester.name,
    organisation: overview.requesterOrganisation.name,
    contact: contactOf(overview),
    link: ownLink,
    list: told
      .map((each, index) => lineOf(each, to, isOnePlace ? '' : places[index]!, now))
      .join(isGuest ? '\n\n' : '\n'),
  };
  // V9: what is not by video says where people meet before anything else.
  const sentence = isOnePlace ? sentenceOfPlace(overview, to, [...held][0] ?? '') : '';
  const place = sentence === '' ? '' : `${sentence}\n\n`;
  const isVideo = overview.appointment.modality === 'video';
  const invited = {
    guest: isVideo ? m.mail_series_guest : m.mail_meeting_series_guest,
    staff: isVideo ? m.mail_series_staff : m.mail_meeting_series_staff,
  };
  if (kind === 'invitation')
    return {
      subject: m.mail_series_subject(all, options),
      text: place + (isGuest ? invited.guest : invited.staff)(all, options),
    };
  if (kind === 'out' && isGuest && told.length === 1) return wordsOfOut(overview, to, now);
  if (kind === 'out')
    return {
      subject: m.mail_series_out_subject(all, options),
      text: isGuest ? m.mail_series_out_guest(all, options) : m.mail_series_out_staff(all, options),
    };
  if (isCancelled)
    return {
      subject: m.mail_series_cancelled_subject(all, options),
      text: isGuest
        ? m.mail_series_cancelled_guest(all, options)
        : m.mail_series_cancelled_staff(all, options),
    };
  return {
    subject: m.mail_series_changed_subject(all, options),
    text:
      place +
      (isGuest ? m.mail_series_changed_guest(all, options) : m.mail_series_changed_staff(all, options)),
  };
}

function lineOf(
  { overview, link, movedFrom, convenerName }: ToldMeeting,
  to: Recipient,
  place: string,
  now: Instant,
): string {
  const options = { locale: to.language };
  const { status, startsAt } = overview.appointment;
  const when = dateTimeIn(to.language, startsAt, now);
  if (status === 'cancelled') {
    const cancelled = m.mail_series_line_cancelled({ when }, options);
    if (to.kind !== 'guest' || link === null) return cancelled;
    return `${cancelled}\n${m.mail_series_line_new_time({ link }, options)}`;
  }
  const time =
    movedFrom === undefined
      ? when
      : m.mail_series_line_moved({ when, before: dateTimeIn(to.language, movedFrom, now) }, options);
  const line = [time, place].filter(Boolean).join(', ');
  if (to.kind === 'guest') return link === null ? line : `${line}\n${link}`;
  return convenerName === null ? line : `${line}, ${m.mail_series_convener({ name: convenerName }, options)}`;
}
