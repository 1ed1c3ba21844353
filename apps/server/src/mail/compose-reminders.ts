import { dateTimeIn } from '#messages/format';
import { m } from '#messages';
import { newId, outbox, type Overview, type Tx } from '#db';
import type { Instant } from '#domain';
import { contactOf, type Recipient } from './compose.ts';
import { placeOf } from './place.ts';

/**
 * Z5: one letter about several visits that one person is to be reminded of, the soonest first. It hangs on the first of them;
 * a family calls whoever invited them to that one.
 *
 * @param visits Two or more, by the same way to the same person.
 */
export function postReminders(
  tx: Tx,
  visits: readonly { to: Recipient; overview: Overview }[],
  ownDayLink: string,
  now: Instant,
): void {
  const { to, overview } = visits[0]!;
  const isSms = to.channel === 'sms';
  const options = { locale: to.language };
  const all = {
    name: to.name,
    count: visits.length,
    list: visits
      .map(({ overview: visit }) => {
        const when = dateTimeIn(to.language, visit.appointment.startsAt);
        const place = isSms ? '' : placeOf(tx, visit, to.language);
        return place === '' ? when : `${when}, ${place}`;
      })
      .join(isSms ? ', ' : '\n'),
    link: ownDayLink,
    contact: contactOf(overview),
  };
  const id = newId();
  const { organisationId } = overview.appointment;
  outbox.add(tx, {
    ...{ id, organisationId },
    ...{ appointmentId: overview.appointment.id, participantId: to.id, kind: 'reminder' },
    ...{ channel: to.channel, language: to.language, recipient: to.address },
    subject: m.mail_reminders_subject(all, options),
    body:
      to.kind !== 'guest'
        ? m.mail_reminders_staff(all, options)
        : isSms
          ? m.mail_reminders_sms(all, options)
          : m.mail_reminders_guest(all, options),
    ...{ calendar: null, nextAttemptAt: now, createdAt: now },
  });
  for (const other of visits.slice(1))
    outbox.addAlso(tx, { messageId: id, participantId: other.to.id, organisationId });
}
