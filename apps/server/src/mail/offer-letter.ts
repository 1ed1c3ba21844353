import { dateTimeIn } from '#messages/format';
import { accounts, newId, outbox, type OfferRow, type TriageOverview, type Tx } from '#db';
import { mobileNumber, type Instant } from '#domain';
import { offerAddress, sentRequestAddress } from './addresses.ts';
import type { Sender } from './compose.ts';
import { inOwnWords } from './own-text.ts';

/** Offered, with the secret of its link; or over without an answer of theirs. */
export type OfferLetter = { kind: 'offered'; token: string } | { kind: 'lapsed' | 'gone' };

/** Tells who asked of a time that is offered, or is no more (Y18, Y19), also by text message where they have a mobile number. It says neither whom the request is about nor what was said. */
export function postOffer(
  tx: Tx,
  { row, service, requester }: TriageOverview,
  offer: Pick<OfferRow, 'startsAt' | 'practitionerId' | 'heldUntil'>,
  letter: OfferLetter,
  { publicUrl }: Pick<Sender, 'publicUrl'>,
  now: Instant,
): void {
  const { language, name, email, phone } = requester;
  const values = {
    name,
    service: service.name[language] || service.name.fi,
    specialist: accounts.nameOf(tx, offer.practitionerId) ?? '',
    when: dateTimeIn(language, offer.startsAt, now),
    until: dateTimeIn(language, offer.heldUntil, now),
    page: sentRequestAddress(publicUrl, row.id),
    ...(letter.kind === 'offered' && { link: offerAddress(publicUrl, letter.token) }),
  };
  const mobile = phone === null ? null : mobileNumber(phone);
  const ways = [
    { channel: 'email' as const, recipient: email },
    // Of what one may miss only the letter tells: nobody is woken for an answer that is too late.
    ...(mobile === null || letter.kind === 'lapsed' ? [] : [{ channel: 'sms' as const, recipient: mobile }]),
  ];
  for (const way of ways) {
    const place = { kind: kindOf[letter.kind], channel: way.channel, language };
    outbox.add(tx, {
      ...{ id: newId(), organisationId: row.organisationId, appointmentId: null, participantId: null },
      ...{ kind: 'request', ...way, language, calendar: null },
      ...inOwnWords(tx, row.organisationId, place, values),
      ...{ nextAttemptAt: now, createdAt: now },
    });
  }
}

const kindOf = { offered: 'offer', lapsed: 'offer-lapsed', gone: 'offer-gone' } as const;
