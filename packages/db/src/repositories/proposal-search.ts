import { and, asc, desc, eq, ne, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Instant } from '#domain';
import type { Tx } from '../open.ts';
import {
  appointment,
  healthcareService,
  proposal,
  proposalVisit,
  proposedTime,
  userAccount,
  vote,
  voter,
} from '../schema.ts';
import { inLanguage, inOrder, saysAll } from './said.ts';

export const practitioner = alias(userAccount, 'practitioner');
export const convener = alias(userAccount, 'convener');

export type Whose = { convenerId: string } | { organisationId: string; exceptId: string };
export type ProposalSearch = {
  text: string;
  state: 'all' | 'open' | 'settled';
  language: 'fi' | 'sv' | 'en';
};
export const isOf = (whose: Whose) =>
  'convenerId' in whose
    ? eq(proposal.convenerId, whose.convenerId)
    : and(eq(proposal.organisationId, whose.organisationId), ne(proposal.convenerId, whose.exceptId));
export const isOpen = sql`(${proposal.status} NOT IN ('agreed', 'ended'))`;
export const isIn = (state: ProposalSearch['state']) =>
  state === 'all' ? undefined : state === 'open' ? isOpen : sql`NOT ${isOpen}`;
export const says = (tx: Tx, { text, language }: ProposalSearch) => {
  const asked = tx
    .select({ names: sql`coalesce(group_concat(${voter.name}, char(10)), '')` })
    .from(voter)
    .where(eq(voter.proposalId, proposal.id));
  const service = inLanguage(healthcareService.name, language);
  return saysAll(text, [service, practitioner.name, convener.name, sql`(${asked})`]);
};

/** By what a list of proposals is sorted: its columns; by state, those that wait for something come first. */
export type ProposalOrder = { by: 'state' | 'service' | 'convener' | 'time'; isDown: boolean };

/** Equals go by when they were made, the newest first. What has no time to come goes last. */
export function inThatOrder(
  { by, isDown }: ProposalOrder,
  language: ProposalSearch['language'],
  now: Instant,
): SQL[] {
  const way = isDown ? desc : asc;
  const newest = [desc(proposal.createdAt), desc(proposal.id)];
  switch (by) {
    case 'state':
      return [isDown ? asc(isOpen) : desc(isOpen), ...newest];
    case 'service':
      return [way(inOrder(inLanguage(healthcareService.name, language))), ...newest];
    case 'convener':
      return [way(inOrder(sql`${convener.name}`)), ...newest];
    case 'time':
      return [sql`${firstAt(now)} IS NULL`, way(firstAt(now)), ...newest];
  }
}

/** The agreed time, or the first of those to come that no key person said no to. */
const firstAt = (now: Instant) => sql`CASE ${proposal.status}
  WHEN 'agreed' THEN (SELECT ${appointment.startsAt} FROM ${proposalVisit} JOIN ${appointment}
    ON ${appointment.id} = ${proposalVisit.appointmentId} WHERE ${proposalVisit.proposalId} = ${proposal.id}
    AND ${proposalVisit.reopenedAt} IS NULL)
  ELSE (SELECT min(${proposedTime.startsAt}) FROM ${proposedTime}
    WHERE ${proposedTime.proposalId} = ${proposal.id} AND ${proposedTime.startsAt} > ${now}
    AND NOT EXISTS (SELECT 1 FROM ${vote} JOIN ${voter} ON ${voter.id} = ${vote.voterId}
      WHERE ${vote.timeId} = ${proposedTime.id} AND ${vote.answer} = 'no' AND ${voter.isKey} = 1)) END`;
