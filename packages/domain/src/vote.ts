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
import { dayMs, hourMs, type Instant } from './time.ts';

/** More people than guests fit into a visit can't be asked; see `maxGuests`. More times than these nobody answers. */
export const maxProposedTimes = 12;
/** N11: how long after its last time a proposal stays; its links work for as long, so that a late look is told what became of it. */
export const proposalKeptMs = 14 * dayMs;
/** N12: a person is asked at most so often: sooner is pestering, and "the next morning" must fit. */
export const remindPauseMs = 20 * hourMs;

/** A required person without a calendar here, who votes by an own link. A key person's "no" reopens the vote (N8). */
export type Voter = { id: string; isKey: boolean };
export const voteAnswers = ['yes', 'if-need-be', 'no'] as const;
export type VoteAnswer = (typeof voteAnswers)[number];
export type ProposedTime = Period & { id: string };

/** Votes by voter, then by proposed time. A vote stays when others are asked again. */
export type Votes = Readonly<Record<string, Readonly<Record<string, VoteAnswer>>>>;

/** Times that were proposed to people, on the way to an appointment (FHIR's `proposed`). */
export type Proposal = {
  id: string;
  times: readonly ProposedTime[];
  voters: readonly Voter[];
  votes: Votes;
  /** Proposed times that can't be booked any more, whatever the reason (N2). */
  goneIds: readonly string[];
} & (
  | { status: 'proposed' }
  /** Everybody has answered for every time that is left, and one is possible. */
  | { status: 'voted' }
  | { status: 'agreed'; timeId: string; agreedAt: Instant }
  /** No time is left: the convener proposes others. */
  | { status: 'reopened'; because: ReopenReason; reopenedAt: Instant }
  /** N11: nothing of it changes any more. */
  | { status: 'ended'; because: EndReason; endedAt: Instant }
);
export type ProposalStatus = Proposal['status'];
export const reopenReasons = ['no-from-key-person', 'all-gone', 'all-passed'] as const;
export type ReopenReason = (typeof reopenReasons)[number];
export const endReasons = ['by-convener', 'out-of-date', 'visit-cancelled'] as const;
export type EndReason = (typeof endReasons)[number];

export type VoteRefusal = {
  code: 'unknown-voter' | 'unknown-time' | 'time-begun' | 'proposed-time-gone' | 'proposal-ended';
};
export type VoteEvent =
  /** The agreed visit is off: whoever saves this frees its claims, and tells people. */
  { type: 'agreement-reopened'; proposalId: string; timeId: string; by: string };
export type VoteDecision = { proposal: Proposal; events: VoteEvent[] };

export function propose(id: string, times: readonly ProposedTime[], voters: readonly Voter[]): Proposal {
  return { id, times, voters, votes: {}, goneIds: [], status: 'proposed' };
}

/** N6: the times that are still possible. The best first, then the soonest. */
export function possibleTimes(proposal: Proposal, now: Instant): ProposedTime[] {
  const answers = (time: ProposedTime) => proposal.voters.map(({ id }) => proposal.votes[id]?.[time.id]);
  const weight = (time: ProposedTime) =>
    answers(time).reduce((sum, answer) => sum + (answer === 'yes' ? 2 : answer === 'if-need-be' ? 1 : 0), 0);
  return proposal.times
    .filter((time) => isPossible(proposal, time, now))
    .sort((a, b) => weight(b) - weight(a) || a.startsAt - b.startsAt);
}

/** N6: a key person said no to it. */
export const isRefusedTime = (
  { voters, votes }: Pick<Proposal, 'voters' | 'votes'>,
  timeId: string,
): boolean => voters.some(({ id, isKey }) => isKey && votes[id]?.[timeId] === 'no');

/** N6: not begun, not gone, and no key person said no. */
const isPossible = (
  proposal: Pick<Proposal, 'voters' | 'votes' | 'goneIds'>,
  time: ProposedTime,
  now: Instant,
): boolean => time.startsAt > now && !proposal.goneIds.includes(time.id) && !isRefusedTime(proposal, time.id);

/** N10: the key persons who have not said that they can; while there is one, the time can't be settled. */
export const missingKeys = (
  { voters, votes }: Pick<Proposal, 'voters' | 'votes'>,
  timeId: string,
): string[] =>
  voters
    .filter(({ id, isKey }) => isKey && !['yes', 'if-need-be'].includes(votes[id]?.[timeId] ?? ''))
    .map(({ id }) => id);

/** N15: whether a time that is possible suits every key person, so that it can be agreed without waiting for the others. */
export const isReadyToAgree = (proposal: Proposal, now: Instant): boolean =>
  proposal.voters.some(({ isKey }) => isKey) &&
  possibleTimes(proposal, now).some(({ id }) => missingKeys(proposal, id).length === 0);

/** N15: whether its convener has something to do, rather than those who are asked. @param hasFallenThrough N8. */
export function waitsForConvener(proposal: Proposal, hasFallenThrough: boolean, now: Instant): boolean {
  switch (proposal.status) {
    case 'voted':
    case 'reopened':
      return true;
    case 'proposed':
      return hasFallenThrough || isReadyToAgree(proposal, now);
    case 'agreed':
    case 'ended':
      return false;
  }
}

/** N12: who has not answered for every time that is still possible. */
export const unansweredBy = (proposal: Proposal, now: Instant): string[] =>
  proposal.voters
    .map(({ id }) => id)
    .filter((id) => possibleTimes(proposal, now).some((time) => proposal.votes[id]?.[time.id] === undefined));

/** N11: until when an open proposal stays. */
export const keptUntil = (times: readonly Period[]): Instant =>
  Math.max(...times.map(({ endsAt }) => endsAt)) + proposalKeptMs;

/** N6, N11: the proposal as it is now that time has gone on and others have booked: which times are gone, and what is left. */
export function lookAgain(proposal: Proposal, goneIds: readonly string[], now: Instant): Proposal {
  if (proposal.status === 'agreed' || proposal.status === 'ended') return proposal;
  if (now >= keptUntil(proposal.times)) return endVote(proposal, 'out-of-date', now);
  return settle({ ...proposal, goneIds }, now);
}

/** N11: its convener ends it, or its visit has been cancelled otherwise than by a vote. One that has ended stays as it is. */
export function endVote(proposal: Proposal, because: EndReason, now: Instant): Proposal {
  if (proposal.status === 'ended') return proposal;
  const { id, times, voters, votes, goneIds } = proposal;
  return { id, times, voters, votes, goneIds, status: 'ended', because, endedAt: now };
}

/**
 * N8: the family has cancelled the agreed visit by its own link: the convener looks on, and all votes stay. `said`: who of
 * those that were asked has cancelled it, and which of the proposed times they have said no to with that: the visit's own.
 */
export function reopenVote(
  proposal: Proposal,
  said: { voterId: string; timeId: string } | undefined,
  now: Instant,
): Proposal {
  if (proposal.status !== 'agreed') return proposal;
  if (said === undefined) return settle(proposal, now);
  const own = { ...proposal.votes[said.voterId], [said.timeId]: 'no' as const };
  return settle({ ...proposal, votes: { ...proposal.votes, [said.voterId]: own } }, now);
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
  if (proposal.status === 'ended') return err({ code: 'proposal-ended' });
  for (const timeId of Object.keys(answers)) {
    const time = proposal.times.find(({ id }) => id === timeId);
    if (!time) return err({ code: 'unknown-time' });
    if (time.startsAt <= now) return err({ code: 'time-begun' });
    if (proposal.goneIds.includes(timeId)) return err({ code: 'proposed-time-gone' });
  }
  const votes = { ...proposal.votes, [voterId]: { ...proposal.votes[voterId], ...answers } };
  const next = { ...proposal, votes };
  if (proposal.status !== 'agreed') return ok({ proposal: settle(next, now), events: [] });
  const { timeId } = proposal;
  if (!isRefusedTime(next, timeId)) return ok({ proposal: next, events: [] });
  const reopened = settle(next, now);
  return ok({
    proposal: reopened,
    events: [{ type: 'agreement-reopened', proposalId: proposal.id, timeId, by: voterId }],
  });
}

/** N9: more times, after which only those need an answer. A time that was proposed already is not doubled. */
export function proposeMore(
  proposal: Proposal,
  times: readonly ProposedTime[],
  now: Instant,
): Result<Proposal, { code: 'proposal-ended' | 'already-agreed' | 'too-many-times' }> {
  if (proposal.status === 'ended') return err({ code: 'proposal-ended' });
  if (proposal.status === 'agreed') return err({ code: 'already-agreed' });
  const known = new Set(proposal.times.map(({ startsAt }) => startsAt));
  const all = [...proposal.times, ...times.filter(({ startsAt }) => !known.has(startsAt))];
  if (all.length > maxProposedTimes) return err({ code: 'too-many-times' });
  return ok(settle({ ...proposal, times: all }, now));
}

/** Which of the open states the votes amount to. */
function settle(proposal: Proposal, now: Instant): Proposal {
  const { id, times, voters, votes, goneIds } = proposal;
  const base = { id, times, voters, votes, goneIds };
  const possible = times.filter((time) => isPossible(proposal, time, now));
  if (possible.length === 0) {
    const left = times.filter((time) => time.startsAt > now);
    const because =
      left.length === 0
        ? 'all-passed'
        : left.every((time) => goneIds.includes(time.id))
          ? 'all-gone'
          : 'no-from-key-person';
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
  if (proposal.status === 'ended') return err({ code: 'proposal-ended' });
  if (proposal.status === 'agreed') return err({ code: 'already-agreed', timeId: proposal.timeId });
  const voterIds = missingKeys(proposal, timeId);
  if (voterIds.length > 0) return err({ code: 'key-person-missing', voterIds });
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
