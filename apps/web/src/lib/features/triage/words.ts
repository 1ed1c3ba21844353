import { m } from '#messages';
import type { Reply } from '#protocol';
import { local } from '#lib/features/requests/local-text.ts';
import { formatDateTime } from '#lib/ui/format.ts';
import type { Tone } from '#lib/ui/tone.ts';

export type SentRow = Reply<'listSentRequests'>['requests'][number];
export type QueueRow = Reply<'readQueue'>['rows'][number];
export type TriageRequest = Reply<'readTriage'>['request'];
export type Sent = Reply<'readSentRequest'>['request'];
type Status = SentRow['status'];

export const declineWord = (reason: NonNullable<SentRow['declineReason']>): string =>
  ({
    'not-this-service': m.triage_decline_not_this_service,
    'already-helped': m.triage_decline_already_helped,
    'too-little-known': m.triage_decline_too_little_known,
    other: m.triage_decline_other,
  })[reason]();
export const declineReasons = ['not-this-service', 'already-helped', 'too-little-known', 'other'] as const;

export const statusWord = (status: Status): string =>
  ({
    submitted: m.triage_status_submitted,
    'needs-info': m.triage_status_needs_info,
    waitlisted: m.triage_status_waitlisted,
    accepted: m.triage_status_accepted,
    declined: m.triage_status_declined,
    revoked: m.triage_status_revoked,
  })[status]();

export const toneOf: Record<Status, Tone> = {
  submitted: 'info',
  'needs-info': 'warning',
  waitlisted: 'info',
  accepted: 'success',
  declined: 'danger',
  revoked: 'neutral',
};

export const isLate = (it: Pick<SentRow, 'status' | 'promisedAt'>, now: number): boolean =>
  it.status === 'submitted' && it.promisedAt < now;

/** Where one's own request is, in one line (Y12). */
export function sentLine(it: SentRow, now: number): string {
  const when = formatDateTime(it.promisedAt);
  switch (it.status) {
    case 'submitted':
      if (isLate(it, now))
        return it.escalatedTo ? m.triage_line_late_with({ name: it.escalatedTo }) : m.triage_line_late();
      return it.isTaken ? m.triage_line_taken({ when }) : m.triage_line_submitted({ when });
    case 'needs-info':
      return m.triage_line_needs_info();
    case 'waitlisted':
      return it.offer && it.offer.until > now
        ? m.waitlist_sent_line({
            when: formatDateTime(it.offer.startsAt),
            until: formatDateTime(it.offer.until),
          })
        : m.triage_line_waitlisted();
    case 'accepted':
      return it.startsAt === null
        ? m.triage_line_accepted()
        : m.triage_line_accepted_at({ when: formatDateTime(it.startsAt) });
    case 'declined':
      // Another reason is told in the coordinator's own words, below the line.
      return it.declineReason === 'other' || !it.declineReason
        ? m.triage_line_declined_other()
        : m.triage_line_declined({ reason: declineWord(it.declineReason) });
    case 'revoked':
      return m.triage_line_revoked();
  }
}

export const wishTimeWord = (time: NonNullable<Sent['wishes']>['time']): string =>
  ({
    any: m.triage_wish_any,
    mornings: m.triage_wish_mornings,
    afternoons: m.triage_wish_afternoons,
  })[time]();

export function stepWord({ kind, actorName, toServiceName, toUserName }: Sent['steps'][number]): string {
  const name = actorName ?? '';
  switch (kind) {
    case 'send':
      return m.triage_step_send({ name });
    case 'ask':
      return m.triage_step_ask({ name });
    case 'answer':
      return m.triage_step_answer({ name });
    case 'redirect':
      return m.triage_step_redirect({ name, service: toServiceName ? local(toServiceName) : '' });
    case 'waitlist':
      return m.triage_step_waitlist({ name });
    case 'accept':
      return m.triage_step_accept({ name });
    case 'take-offer':
      return m.waitlist_step_take_offer({ name });
    case 'decline':
      return m.triage_step_decline({ name });
    case 'withdraw':
      return m.triage_step_withdraw({ name });
    default:
      return m.triage_step_escalate({ name: toUserName ?? '' });
  }
}
