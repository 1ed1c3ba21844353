import { m } from '#messages';
import { dateTimeIn } from '#messages/format';
import { accounts, newId, outbox, type OfferRow, type TriageOverview, type Tx } from '#db';
import type { Instant } from '#domain';
import { offerAddress, sentRequestAddress } from './addresses.ts';
import type { Sender } from './compose.ts';

/** Offered, with the secret of its link; or over without an answer of theirs. */
export type OfferLetter = { kind: 'offered'; token: string } | { kind: 'lapsed' | 'gone' };

/** Tells who asked of a time that is offered, or is no more (Y18, Y19). It says neither whom the request is about nor what was said. */
export function postOffer(
  tx: Tx,
  { row, service, requester }: TriageOverview,
  offer: Pick<OfferRow, 'startsAt' | 'practitionerId' | 'heldUntil'>,
  letter: OfferLetter,
  { publicUrl }: Pick<Sender, 'publicUrl'>,
  now: Instant,
): void {
  const { language } = requester;
  const options = { locale: language };
  const all = {
    name: requester.name,
    service: service.name[language] || service.name.fi,
    specialist: accounts.nameOf(tx, offer.practitionerId) ?? '',
    when: dateTimeIn(language, offer.startsAt),
    until: dateTimeIn(language, offer.heldUntil),
    page: sentRequestAddress(publicUrl, row.id),
  };
  const words = () => {
    switch (letter.kind) {
      case 'offered':
        return {
          subject: m.waitlist_mail_offered_subject(all, options),
          body: m.waitlist_mail_offered({ ...all, link: offerAddress(publicUrl, letter.token) }, options),
        };
      case 'lapsed':
        return {
          subject: m.waitlist_mail_lapsed_subject(all, options),
          body: m.waitlist_mail_lapsed(all, options),
        };
      case 'gone':
        return {
          subject: m.waitlist_mail_gone_subject(all, options),
          body: m.waitlist_mail_gone(all, options),
        };
    }
  };
  outbox.add(tx, {
    ...{ id: newId(), organisationId: row.organisationId, appointmentId: null, participantId: null },
    ...{ kind: 'request', channel: 'email', language, recipient: requester.email, calendar: null },
    ...words(),
    ...{ nextAttemptAt: now, createdAt: now },
  });
}
