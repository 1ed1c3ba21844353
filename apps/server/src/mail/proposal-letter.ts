import { m } from '#messages';
import {
  hashSecret,
  newId,
  newSecret,
  outbox,
  proposals,
  type StoredProposal,
  type Tx,
  type VoterRow,
} from '#db';
import type { Instant } from '#domain';
import { proposalAddress, voteAddress } from './addresses.ts';
import type { Sender } from './compose.ts';

/** Asked for the first time, about more times, again; told that no answer is needed any more; or sent a new link for a lost one (J6). */
export type ProposalLetterKind = 'ask' | 'more' | 'remind' | 'end' | 'new-link';
type Letter = { found: StoredProposal; voter: VoterRow; kind: ProposalLetterKind };

/**
 * Writes a letter to somebody who votes, in their language, each with a secret of its own; the earlier ones go on working. It
 * says who asks and whom to call, never what the meeting is about or who else is asked.
 */
export function postProposal(
  tx: Tx,
  { found, voter, kind }: Letter,
  { publicUrl }: Pick<Sender, 'publicUrl'>,
  now: Instant,
): void {
  const { organisationId } = found.row;
  const token = newSecret();
  proposals.addLink(tx, {
    ...{ id: newId(), organisationId, voterId: voter.id, tokenHash: hashSecret(token), createdAt: now },
  });
  const { subject, body } = words(found, voter, kind, voteAddress(publicUrl, token));
  outbox.add(tx, {
    ...{ id: newId(), organisationId, appointmentId: null, participantId: null, kind: 'proposal' },
    ...{
      channel: voter.channel,
      language: voter.language,
      recipient: voter.address,
      subject,
      body,
      calendar: null,
    },
    ...{ nextAttemptAt: now, createdAt: now },
  });
}

function words(found: StoredProposal, voter: VoterRow, kind: ProposalLetterKind, link: string) {
  const { convener, organisation } = found;
  const contact = [convener.name, convener.phone ?? organisation.phone].filter(Boolean).join(', ');
  const all = { name: voter.name, inviter: convener.name, organisation: organisation.name, link, contact };
  const options = { locale: voter.language };
  const sms = voter.channel === 'sms';
  switch (kind) {
    case 'ask':
      return {
        subject: m.family_vote_mail_subject(all, options),
        body: sms ? m.family_vote_mail_sms(all, options) : m.family_vote_mail(all, options),
      };
    case 'more':
      return {
        subject: m.family_vote_mail_more_subject(all, options),
        body: sms ? m.family_vote_mail_more_sms(all, options) : m.family_vote_mail_more(all, options),
      };
    case 'remind':
      return {
        subject: m.family_vote_mail_remind_subject(all, options),
        body: sms ? m.family_vote_mail_remind_sms(all, options) : m.family_vote_mail_remind(all, options),
      };
    case 'new-link':
      return {
        subject: m.family_vote_mail_new_subject(all, options),
        body: sms ? m.family_vote_mail_new_sms(all, options) : m.family_vote_mail_new(all, options),
      };
    case 'end':
      return {
        subject: m.family_vote_mail_end_subject(all, options),
        body: sms ? m.family_vote_mail_end_sms(all, options) : m.family_vote_mail_end(all, options),
      };
  }
}

/** More turns than these one proposal has only when somebody changes their mind on purpose; its page tells of them still. */
const maxTold = 10;

/** Tells the convener that it is their turn: everybody has answered, no time is left, or the agreed one is off. Names nobody. */
export function postToConvener(
  tx: Tx,
  { row, convener }: StoredProposal,
  why: 'voted' | 'reopened' | 'taken-off',
  { publicUrl }: Pick<Sender, 'publicUrl'>,
  now: Instant,
): void {
  if (row.told >= maxTold) return;
  proposals.told(tx, row);
  const options = { locale: convener.language };
  const all = { name: convener.name, link: proposalAddress(publicUrl, row.id) };
  const words = {
    voted: () => ({ subject: m.mail_voted_subject({}, options), body: m.mail_voted(all, options) }),
    reopened: () => ({ subject: m.mail_reopened_subject({}, options), body: m.mail_reopened(all, options) }),
    'taken-off': () => ({
      subject: m.mail_taken_off_subject({}, options),
      body: m.mail_taken_off(all, options),
    }),
  };
  outbox.add(tx, {
    ...{ id: newId(), organisationId: row.organisationId, appointmentId: null, participantId: null },
    ...{ kind: 'proposal', channel: 'email', language: convener.language, recipient: convener.email },
    calendar: null,
    ...words[why](),
    ...{ nextAttemptAt: now, createdAt: now },
  });
}
