import { dateTimeIn } from '#messages/format';
import { m } from '#messages';
import { newId, outbox, type Overview, type Tx } from '#db';
import type { Instant } from '#domain';
import { visitAddress } from './addresses.ts';
import type { Recipient, Sender } from './compose.ts';

/** Who can't come, and who comes instead, if anybody. */
export type Absent = { name: string; insteadName: string | undefined };

/** B9: tells whoever answers for a visit that somebody who was invited can't come. It keeps its time. */
export function postAbsent(
  tx: Tx,
  { appointment }: Overview,
  to: Recipient,
  { name: absent, insteadName }: Absent,
  { publicUrl }: Pick<Sender, 'publicUrl'>,
  now: Instant,
): void {
  const options = { locale: to.language };
  const when = dateTimeIn(to.language, appointment.startsAt, now);
  const all = { name: to.name, absent, when, link: visitAddress(publicUrl, appointment.id) };
  outbox.add(tx, {
    ...{ id: newId(), organisationId: appointment.organisationId, appointmentId: appointment.id },
    ...{ participantId: to.id, kind: 'people', channel: to.channel, recipient: to.address, calendar: null },
    ...{ language: to.language, subject: m.mail_staff_absent_subject(all, options) },
    body:
      insteadName === undefined
        ? m.mail_staff_absent(all, options)
        : m.mail_staff_absent_instead({ ...all, instead: insteadName }, options),
    ...{ nextAttemptAt: now, createdAt: now },
  });
}
