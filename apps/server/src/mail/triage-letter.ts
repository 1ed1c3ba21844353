import { m } from '#messages';
import { newId, outbox, type TriageOverview, type Tx } from '#db';
import type { Instant } from '#domain';
import { sentRequestAddress, triageAddress } from './addresses.ts';
import type { Sender } from './compose.ts';

type Reader = { name: string; email: string; language: 'fi' | 'sv' | 'en' };
/** What a requester is told of; a time is told by the invitation to the visit. */
export type RequesterLetter = 'asked' | 'redirected' | 'waitlisted' | 'declined';

function post(
  tx: Tx,
  organisationId: string,
  to: Reader,
  words: { subject: string; body: string },
  now: Instant,
): void {
  outbox.add(tx, {
    ...{ id: newId(), organisationId, appointmentId: null, participantId: null, kind: 'request' },
    ...{ channel: 'email', language: to.language, recipient: to.email, calendar: null, ...words },
    ...{ nextAttemptAt: now, createdAt: now },
  });
}

/** Tells who asked that something was decided or asked. It says neither whom the request is about nor what was said. */
export function postToRequester(
  tx: Tx,
  { row, requester }: TriageOverview,
  letter: RequesterLetter,
  { publicUrl }: Pick<Sender, 'publicUrl'>,
  now: Instant,
): void {
  const options = { locale: requester.language };
  const all = { name: requester.name, link: sentRequestAddress(publicUrl, row.id) };
  const words = {
    asked: () => ({
      subject: m.triage_mail_asked_subject({}, options),
      body: m.triage_mail_asked(all, options),
    }),
    redirected: () => ({
      subject: m.triage_mail_redirected_subject({}, options),
      body: m.triage_mail_redirected(all, options),
    }),
    waitlisted: () => ({
      subject: m.triage_mail_waitlisted_subject({}, options),
      body: m.triage_mail_waitlisted(all, options),
    }),
    declined: () => ({
      subject: m.triage_mail_declined_subject({}, options),
      body: m.triage_mail_declined(all, options),
    }),
  };
  post(tx, row.organisationId, requester, words[letter](), now);
}

/** What those who handle requests are told of: one that came, an answer to their question, a promise that was not kept. */
export type HandlerLetter = 'came' | 'answered' | 'late';

/** Y8, Y21: tells one person who is named for a service. It says no more of the request than where it is. */
export function postToHandler(
  tx: Tx,
  { id, organisationId }: { id: string; organisationId: string },
  to: Reader,
  letter: HandlerLetter,
  { publicUrl }: Pick<Sender, 'publicUrl'>,
  now: Instant,
): void {
  const options = { locale: to.language };
  const all = { name: to.name, link: triageAddress(publicUrl, id) };
  const words = {
    came: () => ({
      subject: m.triage_mail_came_subject({}, options),
      body: m.triage_mail_came(all, options),
    }),
    answered: () => ({
      subject: m.triage_mail_answered_subject({}, options),
      body: m.triage_mail_answered(all, options),
    }),
    late: () => ({
      subject: m.triage_mail_late_subject({}, options),
      body: m.triage_mail_late(all, options),
    }),
  };
  post(tx, organisationId, to, words[letter](), now);
}
