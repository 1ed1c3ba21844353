import { endVote, vote, type Language, type ProposalStatus, type VoteAnswer } from '#domain';
import {
  appointments,
  isTakenOut,
  newId,
  participants,
  proposals,
  reopenedProposals,
  type Overview,
  type StoredProposal,
  type Tx,
} from '#db';
import type { Body, Reply } from '#protocol';
import type { Deps } from '../deps.ts';
import { postToConvener } from '../mail/proposal-letter.ts';
import { accept, Refusal } from '../refusal.ts';
import type { VoterViewer } from '../viewer.ts';
import { announceCancelled } from './change-appointment.ts';
import { logEvent, logOnAppointment } from './log-event.ts';
import { lookAt, saveProposal, steererIds } from './proposal-state.ts';
import { whoIs } from './same-people.ts';
import { cancelVisit } from './visit-change.ts';

/** What the link opens to: the times and the own answers; of the others nothing. */
export function readBallot(deps: Deps, viewer: VoterViewer): Reply<'readBallot'> {
  return deps.store.read((tx) => view(tx, load(tx, viewer, deps.now()), viewer, deps.now()));
}

/** N7, N8: saves the answers. A key person's "no" to the agreed time takes the meeting off in the same transaction. */
export function castVote(deps: Deps, viewer: VoterViewer, body: Body<'castVote'>): Reply<'castVote'> {
  const now = deps.now();
  let cancelled: Overview | undefined;
  const { ballot, tellUserIds } = deps.store.write((tx) => {
    const found = load(tx, viewer, now);
    refuseUnseen(found, body);
    refuseMoved(found, body);
    const answers: Record<string, VoteAnswer> = {};
    for (const { timeId, answer } of body.answers) answers[timeId] = answer;
    const { proposal, events } = accept(vote(found.state, viewer.voterId, answers, now));
    proposals.saveVotes(tx, viewer, answers, now);
    saveProposal(tx, found, proposal, now);
    logEvent(tx, viewer, now, { action: 'vote', entity: 'proposal', entityId: viewer.proposalId });
    for (const _reopened of events) cancelled = takeOff(tx, deps, viewer, found, now);
    const why = whyTell(found.state.status, proposal.status, events.length > 0);
    if (why) postToConvener(tx, found, why, deps.settings, now);
    return {
      ballot: view(tx, load(tx, viewer, now), viewer, now),
      tellUserIds: steererIds(tx, found),
    };
  });
  if (cancelled) announceCancelled(deps, cancelled);
  for (const userId of tellUserIds) deps.live.emit('my-day-changed', userId);
  return ballot;
}

/** Once for each turn of events, however many answers come after it. */
function whyTell(before: ProposalStatus, after: ProposalStatus, isOff: boolean) {
  if (isOff) return 'taken-off';
  if (after === before) return undefined;
  return after === 'voted' || after === 'reopened' ? after : undefined;
}

/** The visit that was agreed is off; everybody of it is told, and its convener looks for another time. */
function takeOff(
  tx: Tx,
  deps: Deps,
  viewer: VoterViewer,
  { row, service, visit }: StoredProposal,
  now: number,
): Overview {
  const found = visit && appointments.inOrganisation(tx, service.organisationId, visit.id);
  if (!found) throw new Error('an agreed proposal has a visit');
  const why = { role: 'family' as const, reason: 'cannot-come', note: '' };
  const after = cancelVisit(tx, deps, viewer, found, why, () => proposals.reopen(tx, row.id, newId(), now));
  logOnAppointment(tx, viewer, now, 'cancel', found.appointment);
  return after;
}

/** N8: what a no to the agreed time leads to is told before it is done; a page that does not show it yet has not told it. */
function refuseUnseen({ state }: StoredProposal, { seen, answers }: Body<'castVote'>): void {
  if (state.status !== 'agreed' || seen === undefined) return;
  const isSeen = seen === 'agreed' && answers.every(({ timeId }) => timeId === state.timeId);
  if (!isSeen) throw new Refusal('agreed-meanwhile');
}

/** Of a visit that has been moved since, or has begun, its own link tells; its vote is over. */
function refuseMoved({ state, visit }: StoredProposal, { answers }: Body<'castVote'>): void {
  if (state.status !== 'agreed') return;
  const time = state.times.find(({ id }) => id === state.timeId);
  if (visit?.startsAt !== time?.startsAt || answers.some(({ timeId }) => timeId !== state.timeId))
    throw new Refusal('proposal-ended');
}

/** Later letters come in the language that was chosen on the page. */
export function chooseVoteLanguage(deps: Deps, viewer: VoterViewer, language: Language): void {
  deps.store.write((tx) => proposals.setLanguage(tx, viewer.voterId, language));
}

function load(tx: Tx, { organisationId, proposalId, voterId }: VoterViewer, now: number): StoredProposal {
  const found = proposals.byId(tx, organisationId, proposalId);
  if (!found) throw new Refusal('link-invalid');
  const seen = lookAt(tx, found, now);
  return isOut(tx, seen, voterId) ? { ...seen, state: endVote(seen.state, 'by-convener', now) } : seen;
}

/** B8: who was taken out of the agreed visit is told nothing more of it, and takes it off for nobody. */
function isOut(tx: Tx, { state, visit, voters }: StoredProposal, voterId: string): boolean {
  const voter = voters.find(({ id }) => id === voterId);
  if (state.status !== 'agreed' || !visit || !voter) return false;
  const who = whoIs({ userId: null, name: voter.name });
  const seats = participants.ofAppointment(tx, visit.id).filter((person) => whoIs(person) === who);
  return seats.length > 0 && seats.every(isTakenOut);
}

function view(tx: Tx, found: StoredProposal, { voterId }: VoterViewer, now: number): Reply<'readBallot'> {
  const { row, state, visit, convener, organisation } = found;
  const voter = found.voters.find(({ id }) => id === voterId);
  if (!voter) throw new Refusal('link-invalid');
  const isAgreed = state.status === 'agreed';
  const isOpen = !isAgreed && state.status !== 'ended';
  const fallen = isOpen ? (reopenedProposals.fallenThrough(tx, row.id) ?? null) : null;
  const agreedTime = isAgreed ? state.times.find(({ id }) => id === state.timeId) : undefined;
  const isMoved = visit?.startsAt !== agreedTime?.startsAt;
  return {
    ...{ voterId, yourName: voter.name, language: voter.language, isKey: voter.isKey },
    convenerName: convener.name,
    organisationName: organisation.name,
    phone: convener.phone ?? organisation.phone,
    state: isAgreed ? 'agreed' : state.status === 'ended' ? 'ended' : 'open',
    because: state.status === 'reopened' || state.status === 'ended' ? state.because : null,
    times: state.times.map(({ id, startsAt, endsAt }) => ({
      ...{ id, startsAt, endsAt },
      state: startsAt <= now ? 'begun' : state.goneIds.includes(id) ? 'gone' : 'open',
      answer: state.votes[voterId]?.[id] ?? null,
    })),
    agreed:
      isAgreed && visit
        ? {
            timeId: isMoved ? null : state.timeId,
            startsAt: visit.startsAt,
            endsAt: visit.endsAt,
          }
        : null,
    fellThrough: fallen && { startsAt: fallen.startsAt, endsAt: fallen.endsAt },
    serverNow: now,
  };
}
