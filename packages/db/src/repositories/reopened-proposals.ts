import { and, asc, desc, eq, isNotNull } from 'drizzle-orm';
import type { Instant } from '#domain';
import type { Tx } from '../open.ts';
import { appointment, proposalVisit, vote, voter } from '../schema.ts';

export type FallenThrough = {
  appointmentId: string;
  timeId: string;
  startsAt: Instant;
  endsAt: Instant;
  at: Instant;
  byName: string | null;
};

/** Proposals whose agreed time fell through, so that the vote goes on (N8). */
export const reopenedProposals = {
  /**
   * N8: what was agreed last and fell through: which time, when the visit would have been, since when it is off and whose
   * "no" of that moment it was; null when nobody who was asked said it, or they have changed their mind since.
   */
  fallenThrough: (tx: Tx, proposalId: string): FallenThrough | undefined => {
    const found = tx
      .select({
        appointmentId: proposalVisit.appointmentId,
        timeId: proposalVisit.timeId,
        startsAt: appointment.startsAt,
        endsAt: appointment.endsAt,
        at: proposalVisit.reopenedAt,
        byName: voter.name,
      })
      .from(proposalVisit)
      .innerJoin(appointment, eq(appointment.id, proposalVisit.appointmentId))
      .leftJoin(
        vote,
        and(
          eq(vote.timeId, proposalVisit.timeId),
          eq(vote.at, proposalVisit.reopenedAt),
          eq(vote.answer, 'no'),
        ),
      )
      .leftJoin(voter, eq(voter.id, vote.voterId))
      .where(and(eq(proposalVisit.proposalId, proposalId), isNotNull(proposalVisit.reopenedAt)))
      // Another's "no" of the same millisecond took nothing off (N8).
      .orderBy(desc(proposalVisit.reopenedAt), desc(voter.isKey), asc(voter.id))
      .limit(1)
      .get();
    return found && { ...found, at: found.at! };
  },

  /** Whether a visit came of a proposal whose convener looks for another time. */
  isReopened: (tx: Tx, appointmentId: string): boolean =>
    (tx
      .select({ reopenedAt: proposalVisit.reopenedAt })
      .from(proposalVisit)
      .where(eq(proposalVisit.appointmentId, appointmentId))
      .get()?.reopenedAt ?? null) !== null,
};
