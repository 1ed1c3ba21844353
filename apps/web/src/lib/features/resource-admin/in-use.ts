import type { Static } from 'typebox';
import type { Body, ResourceVisit } from '#protocol';
import { api, type ApiResult } from '#lib/api.ts';

export type Visit = Static<typeof ResourceVisit>;
export type Decisions = NonNullable<Body<'archiveResource'>['decisions']>;
/** A question to the person; `answer` without decisions: they thought better of it. */
export type Question = {
  visits: Visit[];
  /** The visits have changed since they were asked about. */
  isAgain: boolean;
  answer: (decisions: Decisions | undefined) => void;
};

/** D5: takes out of use, and asks what becomes of visits for as long as the server lists any that were not decided on. */
export async function archiveAsking(
  id: string,
  ask: (visits: Visit[], isAgain: boolean) => Promise<Decisions | undefined>,
): Promise<ApiResult<unknown>> {
  const send = (decisions?: Decisions) =>
    api.post(`/api/managed-resources/${id}/archive`, { archived: true, ...(decisions && { decisions }) });
  let result = await send();
  for (let isAgain = false; !result.ok && result.error.code === 'resource-in-use'; isAgain = true) {
    const { visits } = result.error.details as { visits: Visit[] };
    const decisions = await ask(visits, isAgain);
    if (!decisions) return result;
    result = await send(decisions);
  }
  return result;
}
