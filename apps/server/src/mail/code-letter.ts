import { outbox, type Tx } from '#db';
import type { Instant, Language, LetterChannel } from '#domain';
import { inOwnWords } from './own-text.ts';

type Recipient = { channel: LetterChannel; address: string; language: Language };

/**
 * G7: the code of a family's booking. It says who sends it, and neither what is booked nor for whom.
 *
 * @param code.id That of the booking: the letter goes with it when nothing comes of it (G4).
 */
export function postCode(
  tx: Tx,
  organisation: { id: string; name: string },
  to: Recipient,
  { id, code }: { id: string; code: string },
  now: Instant,
): void {
  const { channel, language } = to;
  const values = { code, organisation: organisation.name };
  const words = inOwnWords(tx, organisation.id, { kind: 'code', channel, language }, values);
  outbox.add(tx, {
    id,
    organisationId: organisation.id,
    appointmentId: null,
    participantId: null,
    kind: 'code',
    channel,
    language,
    recipient: to.address,
    ...words,
    calendar: null,
    nextAttemptAt: now,
    createdAt: now,
  });
}
