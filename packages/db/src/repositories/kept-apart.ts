import { and, eq, inArray } from 'drizzle-orm';
import type { ApartPair } from '#domain';
import type { Tx } from '../open.ts';
import { prepared, given } from '../prepared.ts';
import { appointment, keptApart, proposalVisit, seriesMeeting } from '../schema.ts';

type Visit = { id: string; organisationId: string };

const inOrder = ([one, other]: ApartPair) =>
  one < other ? { oneId: one, otherId: other } : { oneId: other, otherId: one };

const ofVisit = prepared((tx) =>
  tx
    .select({ one: keptApart.oneId, other: keptApart.otherId })
    .from(keptApart)
    .where(eq(keptApart.appointmentId, given('id')))
    .prepare(),
);

/** M16: who of a visit is kept apart from whom. */
export const keptApartPairs = {
  of: (tx: Tx, appointmentId: string): ApartPair[] =>
    ofVisit(tx)
      .all({ id: appointmentId })
      .map(({ one, other }) => [one, other] as const),

  ofSome: (tx: Tx, appointmentIds: readonly string[]): ApartPair[] =>
    tx
      .select({ one: keptApart.oneId, other: keptApart.otherId })
      .from(keptApart)
      .where(inArray(keptApart.appointmentId, [...appointmentIds]))
      .all()
      .map(({ one, other }) => [one, other] as const),

  /** Harmless for two who are kept apart already. */
  add: (tx: Tx, { id: appointmentId, organisationId }: Visit, pair: ApartPair): void => {
    tx.insert(keptApart)
      .values({ ...inOrder(pair), appointmentId, organisationId })
      .onConflictDoNothing()
      .run();
  },

  remove: (tx: Tx, pair: ApartPair): void => {
    const { oneId, otherId } = inOrder(pair);
    tx.delete(keptApart)
      .where(and(eq(keptApart.oneId, oneId), eq(keptApart.otherId, otherId)))
      .run();
  },

  /**
   * The visits in which the same people meet: the other meetings of the series, the visit that this one took the place of, and
   * those that were agreed of the same proposal and fell through (N8).
   */
  relatedVisits: (tx: Tx, appointmentId: string): string[] => {
    const own = tx
      .select({ id: seriesMeeting.seriesId })
      .from(seriesMeeting)
      .where(eq(seriesMeeting.appointmentId, appointmentId))
      .get();
    const meetings = own
      ? tx
          .select({ id: seriesMeeting.appointmentId })
          .from(seriesMeeting)
          .where(eq(seriesMeeting.seriesId, own.id))
          .all()
      : [];
    const before = tx
      .select({ id: appointment.id })
      .from(appointment)
      .where(eq(appointment.successorId, appointmentId))
      .all();
    const proposed = tx
      .select({ id: proposalVisit.proposalId })
      .from(proposalVisit)
      .where(eq(proposalVisit.appointmentId, appointmentId))
      .get();
    const agreed = proposed
      ? tx
          .select({ id: proposalVisit.appointmentId })
          .from(proposalVisit)
          .where(eq(proposalVisit.proposalId, proposed.id))
          .all()
      : [];
    const ids = [...meetings, ...before, ...agreed].flatMap(({ id }) => (id === null ? [] : [id]));
    return [...new Set(ids)].filter((id) => id !== appointmentId);
  },
};
