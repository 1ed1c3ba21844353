import {
  bookAll,
  type BookingPart,
  type OverrideRefusal,
  type PartClaim,
  type SetCommand,
  type SetDecision,
} from './claim-set.ts';
import { err, ok, type Result } from './result.ts';
import type { Period } from './schedule.ts';
import type { Instant } from './time.ts';

/** A required person without a calendar here, who votes by an own link. A key person's "no" reopens the vote (N8). */
export type Voter = { id: string; isKey: boolean };
export type VoteAnswer = 'yes' | 'if-need-be' | 'no';
export type ProposedTime = Period & { id: string };

/** Votes by voter, then by proposed time. A vote stays when others are asked again. */
export type Votes = Readonly<Record<string, Readonly<Record<string, VoteAnswer>>>>;

/** Times that were proposed to people, on the way to an appointment (FHIR's `proposed`). */
export type Proposal = {
  id: string;
  times: readonly ProposedTime[];
  voters: readonly Voter[];
  votes: Votes;
  /** Proposed times that somebody else has taken meanwhile. */
  goneIds: readonly string[];
} & (
  | { status: 'proposed' }
  /** Everybody has answered for every time that is left, and one is possible. */
  | { status: 'voted' }
  | { status: 'agreed'; timeId: string; agreedAt: Instant }
  /** No time is left: the convener proposes others. */
  | { status: 'reopened'; because: 'no-from-key-person' | 'all-gone'; reopenedAt: Instant }
);

export type VoteRefusal = { code: 'unknown-voter' | 'unknown-time' | 'time-begun' };
export type VoteEvent =
  /** The agreed visit is off: whoever saves this frees its claims, and tells people. */
  { type: 'agreement-reopened'; proposalId: string; timeId: string; by: string };
export type VoteDecision = { proposal: Proposal; events: VoteEvent[] };

export function propose(id: string, times: readonly ProposedTime[], voters: readonly Voter[]): Proposal {
  return { id, times, voters, votes: {}, goneIds: [], status: 'proposed' };
}

/** N6: the times that are still possible: not gone, and no key person said no. The best first, then the soonest. */
export function possibleTimes(proposal: Proposal): ProposedTime[] {
  const answers = (time: ProposedTime) => proposal.voters.map(({ id }) => proposal.votes[id]?.[time.id]);
  const weight = (time: ProposedTime) =>
    answers(time).reduce((sum, answer) => sum + (answer === 'yes' ? 2 : answer === 'if-need-be' ? 1 : 0), 0);
  return proposal.times
    .filter((time) => isPossible(proposal, time.id))
    .sort((a, b) => weight(b) - weight(a) || a.startsAt - b.startsAt);
}

function isPossible({ voters, votes, goneIds }: Proposal, timeId: string): boolean {
  return !goneIds.includes(timeId) && !voters.some(({ id, isKey }) => isKey && votes[id]?.[timeId] === 'no');
}

/**
 * N7, N8: one person's answers, added to what they said before. A key person's "no" to the agreed time reopens the vote;
 * everybody's votes stay, so that only new times need an answer. Others' "no" is noted and changes no agreement.
 */
export function vote(
  proposal: Proposal,
  voterId: string,
  answers: Readonly<Record<string, VoteAnswer>>,
  now: Instant,
): Result<VoteDecision, VoteRefusal> {
  const voter = proposal.voters.find(({ id }) => id === voterId);
  if (!voter) return err({ code: 'unknown-voter' });
  for (const timeId of Object.keys(answers)) {
    const time = proposal.times.find(({ id }) => id === timeId);
    if (!time) return err({ code: 'unknown-time' });
    if (time.startsAt <= now) return err({ code: 'time-begun' });
  }
  const votes = { ...proposal.votes, [voterId]: { ...proposal.votes[voterId], ...answers } };
  const next = { ...proposal, votes };
  if (proposal.status !== 'agreed') return ok({ proposal: settle(next, now), events: [] });
  const { timeId } = proposal;
  if (isPossible(next, timeId)) return ok({ proposal: next, events: [] });
  const reopened = settle(next, now);
  return ok({
    proposal: reopened,
    events: [{ type: 'agreement-reopened', proposalId: proposal.id, timeId, by: voterId }],
  });
}

/** N9: more times, after which only those need an answer. A time that was proposed already is not doubled. */
export function proposeMore(proposal: Proposal, times: readonly ProposedTime[], now: Instant): Proposal {
  const known = new Set(proposal.times.map(({ id }) => id));
  const more = { ...proposal, times: [...proposal.times, ...times.filter(({ id }) => !known.has(id))] };
  return proposal.status === 'agreed' ? more : settle(more, now);
}

/** Which of the open states the votes amount to. */
function settle(proposal: Proposal, now: Instant): Proposal {
  const { id, times, voters, votes, goneIds } = proposal;
  const base = { id, times, voters, votes, goneIds };
  const possible = times.filter((time) => isPossible(proposal, time.id));
  if (possible.length === 0) {
    const because = times.every((time) => goneIds.includes(time.id)) ? 'all-gone' : 'no-from-key-person';
    const reopenedAt = proposal.status === 'reopened' ? proposal.reopenedAt : now;
    return { ...base, status: 'reopened', because, reopenedAt };
  }
  const isAnswered = voters.every((voter) =>
    possible.every((time) => votes[voter.id]?.[time.id] !== undefined),
  );
  return { ...base, status: isAnswered ? 'voted' : 'proposed' };
}

export type AgreeRefusal =
  | VoteRefusal
  | { code: 'already-agreed'; timeId: string }
  | { code: 'key-person-missing'; voterIds: string[] }
  /** Somebody else has it now; the proposal as it is after that comes with it, to be saved. */
  | { code: 'time-gone'; proposal: Proposal; resourceIds: string[] }
  | Exclude<OverrideRefusal, { code: 'slot-taken' }>;

/**
 * N10: the convener settles a time, once every key person has said yes or if need be. It is booked in the same decision, so
 * that of two proposals for one time the second is refused, and knows then that the time is gone.
 */
export function agree(
  proposal: Proposal,
  timeId: string,
  command: SetCommand & { appointmentId: string },
  claims: readonly PartClaim[],
  now: Instant,
): Result<{ proposal: Proposal; booking: SetDecision<BookingPart> }, AgreeRefusal> {
  const time = proposal.times.find(({ id }) => id === timeId);
  if (!time) return err({ code: 'unknown-time' });
  if (time.startsAt !== command.startsAt) throw new Error('what is booked is the time that was voted on');
  if (proposal.status === 'agreed') return err({ code: 'already-agreed', timeId: proposal.timeId });
  const missing = proposal.voters.filter(
    ({ id, isKey }) => isKey && !['yes', 'if-need-be'].includes(proposal.votes[id]?.[timeId] ?? ''),
  );
  if (missing.length > 0) return err({ code: 'key-person-missing', voterIds: missing.map(({ id }) => id) });
  const booking = bookAll(command, claims, now);
  if (booking.ok) {
    const { id, times, voters, votes, goneIds } = proposal;
    return ok({
      proposal: { id, times, voters, votes, goneIds, status: 'agreed', timeId, agreedAt: now },
      booking: booking.value,
    });
  }
  if (booking.error.code !== 'slot-taken') return err(booking.error);
  const goneIds = [...new Set([...proposal.goneIds, timeId])];
  const { resourceIds } = booking.error;
  return err({ code: 'time-gone', proposal: settle({ ...proposal, goneIds }, now), resourceIds });
}
