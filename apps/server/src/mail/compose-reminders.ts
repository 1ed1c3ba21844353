import { dateTimeIn } from '#messages/format';
import { textMessageParts } from '#messages/text-message-parts';
import { m } from '#messages';
import { newId, outbox, type Overview, type Tx } from '#db';
import type { Instant } from '#domain';
import { contactOf, type Recipient } from './compose.ts';
import { placeOf } from './place.ts';

type ToRemind = { to: Recipient; overview: Overview };

/** In how many parts a text message may go that says of each visit where it is: more would cost more than it tells. */
const mostParts = 4;

/**
 * Z5: one letter about several visits that one person is to be reminded of, the soonest first. It hangs on the first of them;
 * a family calls whoever invited them to that one.
 *
 * @param visits Two or more, by the same way to the same person.
 */
export function postReminders(tx: Tx, visits: readonly ToRemind[], ownDayLink: string, now: Instant): void {
  const { to, overview } = visits[0]!;
  const options = { locale: to.language };
  const all = {
    name: to.name,
    count: visits.length,
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
      to.channel === 'sms'
        ? textMessage(whenAndWhere(tx, visits, now), to, all.contact)
        : (to.kind === 'guest' ? m.mail_reminders_guest : m.mail_reminders_staff)(
            { ...all, list: lines(whenAndWhere(tx, visits, now)) },
            options,
          ),
    ...{ calendar: null, nextAttemptAt: now, createdAt: now },
  });
  for (const other of visits.slice(1))
    outbox.addAlso(tx, { messageId: id, participantId: other.to.id, organisationId });
}

type WhenAndWhere = { when: string; place: string };

const whenAndWhere = (tx: Tx, visits: readonly ToRemind[], now: Instant): WhenAndWhere[] =>
  visits.map(({ to: { language }, overview }) => ({
    when: dateTimeIn(language, overview.appointment.startsAt, now),
    place: placeOf(tx, overview, language),
  }));

const lines = (all: readonly WhenAndWhere[]): string =>
  all.map(({ when, place }) => (place === '' ? when : `${when}, ${place}`)).join('\n');

/** The place once where it is the same for all, else at each; where that is too long only the times, and where the places are. */
function textMessage(all: readonly WhenAndWhere[], { language }: Recipient, contact: string): string {
  const options = { locale: language };
  const times = all.map(({ when }) => when).join(', ');
  const [{ place }] = all as [WhenAndWhere, ...WhenAndWhere[]];
  const isOne = all.every((each) => each.place === place);
  const each = all.map((one) => (one.place === '' ? one.when : `${one.when} (${one.place})`)).join(', ');
  const list = place !== '' && isOne ? m.mail_reminders_all_sms({ list: times, place }, options) : each;
  const whole = m.mail_reminders_sms({ list, contact }, options);
  return list === times || textMessageParts(whole) <= mostParts
    ? whole
    : m.mail_reminders_short_sms({ list: times, contact }, options);
}
