import { and, eq, ne, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Tx } from '../open.ts';
import { healthcareService, proposal, userAccount, voter } from '../schema.ts';
import { inLanguage, saysAll } from './said.ts';

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
