// Longer than 300 lines: a proposal, its times, its voters and their votes are read and written as one.
import { and, asc, count, desc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import type {
  GuestRole,
  AppointmentStatus,
  EndReason,
  Instant,
  Proposal,
  ProposedTime,
  ReopenReason,
  RequestContent,
  ServiceText,
  VoteAnswer,
  Votes,
} from '#domain';
import type { Tx } from '../open.ts';
import {
  appointment,
  healthcareService,
  organisation,
  proposal,
  proposalVisit,
  proposedTime,
  vote,
  voteLink,
  voter,
} from '../schema.ts';
import {
  convener,
  inThatOrder,
  isIn,
  isOf,
  practitioner,
  says,
  type ProposalOrder,
  type ProposalSearch,
  type Whose,
} from './proposal-search.ts';

export type ProposalRow = typeof proposal.$inferSelect;
export type VoterRow = typeof voter.$inferSelect;
/** A proposal with everything that belongs to it; `state` as it was last saved. */
export type StoredProposal = {
  row: ProposalRow;
  service: { name: ServiceText; organisationId: string };
  practitioner: { name: string; title: string };
  convener: { name: string; phone: string | null; email: string; language: 'fi' | 'sv' | 'en' };
  organisation: { name: string; phone: string | null };
  voters: VoterRow[];
  /** The visit that came of it and stands, however it has changed since. */
  visit:
    { id: string; timeId: string; startsAt: Instant; endsAt: Instant; status: AppointmentStatus } | undefined;
  state: Proposal;
};

function stateOf(
  row: ProposalRow,
  times: ProposedTime[],
  voters: VoterRow[],
  votes: Votes,
  agreed: { timeId: string; agreedAt: Instant } | undefined,
): Proposal {
  const base = {
    id: row.id,
    times,
    voters: voters.map(({ id, isKey }) => ({ id, isKey })),
    votes,
    goneIds: [],
  };
  switch (row.status) {
    case 'proposed':
    case 'voted':
      return { ...base, status: row.status };
    case 'agreed':
      return { ...base, status: 'agreed', timeId: agreed!.timeId, agreedAt: agreed!.agreedAt };
    case 'reopened':
      return {
        ...base,
        status: 'reopened',
        because: row.because as ReopenReason,
        reopenedAt: row.statusAt,
      };
    case 'ended':
      return { ...base, status: 'ended', because: row.because as EndReason, endedAt: row.statusAt };
  }
}

const because = (state: Proposal) =>
  state.status === 'reopened' || state.status === 'ended' ? state.because : null;

export const proposals = {
  insert: (tx: Tx, row: typeof proposal.$inferInsert) => tx.insert(proposal).values(row).run(),
  insertTimes: (
    tx: Tx,
    key: { organisationId: string; proposalId: string },
    times: readonly ProposedTime[],
  ) => {
    for (const time of times)
      tx.insert(proposedTime)
        .values({ ...key, ...time })
        .run();
  },
  /** Who somebody is to the child who was asked when they could. */
  roleOfVoter: (tx: Tx, organisationId: string, id: string): GuestRole | undefined => {
    const isIt = and(eq(voter.organisationId, organisationId), eq(voter.id, id));
    return tx.select({ role: voter.guestRole }).from(voter).where(isIt).get()?.role;
  },
  insertVoter: (tx: Tx, row: typeof voter.$inferInsert) => tx.insert(voter).values(row).run(),

  /** Whose the id is that a page has made, in whichever organisation: what is sent again is known by it. */
  madeAs: (tx: Tx, id: string) => tx.select().from(proposal).where(eq(proposal.id, id)).get(),

  byId: (tx: Tx, organisationId: string, id: string, convenerId = ''): StoredProposal | undefined => {
    const isTheirs = or(eq(proposal.organisationId, organisationId), eq(proposal.convenerId, convenerId));
    const isIt = and(eq(proposal.id, id), isTheirs);
    const facts = named(tx).where(isIt).get();
    return facts && whole(tx, facts);
  },

  /** One person's own, or an organisation's other people's (N13): those that wait for something first, then the newest. */
  list: (
    tx: Tx,
    whose: Whose,
    search: ProposalSearch,
    { from, limit, order, now }: { from: number; limit: number; order: ProposalOrder; now: Instant },
  ) => {
    const fits = and(isOf(whose), isIn(search.state), says(tx, search));
    return named(tx)
      .where(fits)
      .orderBy(...inThatOrder(order, search.language, now))
      .limit(limit)
      .offset(from)
      .all()
      .map((facts) => whole(tx, facts));
  },

  /** How many of them fit. */
  count: (tx: Tx, whose: Whose, search: ProposalSearch): number =>
    tx
      .select({ found: count() })
      .from(proposal)
      .innerJoin(healthcareService, eq(healthcareService.id, proposal.serviceId))
      .innerJoin(practitioner, eq(practitioner.id, proposal.practitionerId))
      .innerJoin(convener, eq(convener.id, proposal.convenerId))
      .where(and(isOf(whose), isIn(search.state), says(tx, search)))
      .get()!.found,

  saveState: (tx: Tx, state: Proposal, keptUntil: Instant, statusAt: Instant) =>
    tx
      .update(proposal)
      .set({ status: state.status, because: because(state), statusAt, keptUntil })
      .where(eq(proposal.id, state.id))
      .run(),

  saveContent: (tx: Tx, id: string, content: RequestContent, savedAt: Instant) =>
    tx.update(proposal).set({ content, savedAt }).where(eq(proposal.id, id)).run(),

  saveVotes: (
    tx: Tx,
    key: { organisationId: string; voterId: string },
    answers: Readonly<Record<string, VoteAnswer>>,
    at: Instant,
  ) => {
    for (const [timeId, answer] of Object.entries(answers))
      tx.insert(vote)
        .values({ ...key, timeId, answer, at })
        .onConflictDoUpdate({ target: [vote.voterId, vote.timeId], set: { answer, at } })
        .run();
  },

  /** The convener has been told once more. */
  told: (tx: Tx, { id, told }: ProposalRow) =>
    tx
      .update(proposal)
      .set({ told: told + 1 })
      .where(eq(proposal.id, id))
      .run(),

  asked: (tx: Tx, voterIds: string[], now: Instant) =>
    tx.update(voter).set({ askedAt: now }).where(inArray(voter.id, voterIds)).run(),

  setLanguage: (tx: Tx, voterId: string, language: VoterRow['language']) =>
    tx.update(voter).set({ language }).where(eq(voter.id, voterId)).run(),

  addLink: (tx: Tx, row: typeof voteLink.$inferInsert) => tx.insert(voteLink).values(row).run(),

  /** J6: who is asked at this address in votes that are open, the newest first. */
  votersWithAddress: (
    tx: Tx,
    { channel, address }: { channel: 'email' | 'sms'; address: string },
    now: Instant,
    limit: number,
  ): VoterRow[] =>
    tx
      .select({ voter })
      .from(voter)
      .innerJoin(proposal, eq(proposal.id, voter.proposalId))
      .where(
        and(
          sql`${voter.address} = ${address} COLLATE NOCASE`,
          eq(voter.channel, channel),
          inArray(proposal.status, ['proposed', 'voted', 'reopened']),
          gt(proposal.keptUntil, now),
        ),
      )
      .orderBy(desc(proposal.createdAt), asc(voter.id))
      .limit(limit)
      .all()
      .map((row) => row.voter),

  /** J6: no link of theirs works any more. */
  dropLinks: (tx: Tx, voterId: string) => tx.delete(voteLink).where(eq(voteLink.voterId, voterId)).run(),

  /** Whose link it is, and until when it works. */
  voterByHash: (tx: Tx, tokenHash: string) =>
    tx
      .select({
        voterId: voter.id,
        organisationId: voter.organisationId,
        proposalId: voter.proposalId,
        validUntil: proposal.keptUntil,
      })
      .from(voteLink)
      .innerJoin(voter, eq(voter.id, voteLink.voterId))
      .innerJoin(proposal, eq(proposal.id, voter.proposalId))
      .where(eq(voteLink.tokenHash, tokenHash))
      .get(),

  /** N10: the visit that has come of it. Throws when one stands already: a decision was made on stale data, which is a bug. */
  agree: (tx: Tx, row: typeof proposalVisit.$inferInsert) => tx.insert(proposalVisit).values(row).run(),

  /** N8: the visit does not stand any more; the next one gets a request of its own. */
  reopen: (tx: Tx, proposalId: string, requestId: string, now: Instant) => {
    tx.update(proposalVisit)
      .set({ reopenedAt: now })
      .where(and(eq(proposalVisit.proposalId, proposalId), isNull(proposalVisit.reopenedAt)))
      .run();
    tx.update(proposal).set({ requestId }).where(eq(proposal.id, proposalId)).run();
  },

  /** The proposal whose standing visit this is. */
  ofVisit: (tx: Tx, appointmentId: string): StoredProposal | undefined => {
    const facts = named(tx)
      .innerJoin(proposalVisit, eq(proposalVisit.proposalId, proposal.id))
      .where(and(eq(proposalVisit.appointmentId, appointmentId), isNull(proposalVisit.reopenedAt)))
      .get();
    return facts && whole(tx, facts);
  },
};

const named = (tx: Tx) =>
  tx
    .select({
      row: proposal,
      service: { name: healthcareService.name, organisationId: healthcareService.organisationId },
      practitioner: { name: practitioner.name, title: practitioner.title },
      convener: {
        name: convener.name,
        phone: convener.phone,
        email: convener.email,
        language: convener.language,
      },
      organisation: { name: organisation.name, phone: organisation.phone },
    })
    .from(proposal)
    .innerJoin(healthcareService, eq(healthcareService.id, proposal.serviceId))
    .innerJoin(practitioner, eq(practitioner.id, proposal.practitionerId))
    .innerJoin(convener, eq(convener.id, proposal.convenerId))
    .innerJoin(organisation, eq(organisation.id, proposal.organisationId));

function whole(
  tx: Tx,
  facts: Pick<StoredProposal, 'row' | 'service' | 'practitioner' | 'convener' | 'organisation'>,
): StoredProposal {
  const { row } = facts;
  const times = tx
    .select({ id: proposedTime.id, startsAt: proposedTime.startsAt, endsAt: proposedTime.endsAt })
    .from(proposedTime)
    .where(eq(proposedTime.proposalId, row.id))
    .orderBy(asc(proposedTime.startsAt))
    .all();
  const voters = tx
    .select()
    .from(voter)
    .where(eq(voter.proposalId, row.id))
    .orderBy(desc(voter.isKey), asc(voter.name), asc(voter.id))
    .all();
  const votes: Record<string, Record<string, VoteAnswer>> = {};
  for (const { voterId, timeId, answer } of tx
    .select({ voterId: vote.voterId, timeId: vote.timeId, answer: vote.answer })
    .from(vote)
    .innerJoin(voter, eq(voter.id, vote.voterId))
    .where(eq(voter.proposalId, row.id))
    .all())
    (votes[voterId] ??= {})[timeId] = answer;
  const standing = tx
    .select({ agreed: proposalVisit, appointment })
    .from(proposalVisit)
    .innerJoin(appointment, eq(appointment.id, proposalVisit.appointmentId))
    .where(and(eq(proposalVisit.proposalId, row.id), isNull(proposalVisit.reopenedAt)))
    .get();
  const visit = standing && {
    id: standing.appointment.id,
    timeId: standing.agreed.timeId,
    startsAt: standing.appointment.startsAt,
    endsAt: standing.appointment.endsAt,
    status: standing.appointment.status,
  };
  return { ...facts, voters, visit, state: stateOf(row, times, voters, votes, standing?.agreed) };
}
