import type { Static } from 'typebox';
import type { AffectedVisit, Body } from '#protocol';
import type { ApiResult } from '#lib/api.ts';

export type Affected = Static<typeof AffectedVisit>;
export type Decisions = NonNullable<Body<'changeSchedule'>['decisions']>;
/** A question to the person; `answer` without decisions: they thought better of it. */
export type Question = {
  visits: Affected[];
  /** The visits have changed since they were asked about. */
  isAgain: boolean;
  answer: (decisions: Decisions | undefined) => void;
};

/** W3: sends, and asks what becomes of visits for as long as the server lists any that were not decided on. */
export async function sendAsking<T>(
  send: (decisions: Decisions | undefined) => Promise<ApiResult<T>>,
  ask: (visits: Affected[], isAgain: boolean) => Promise<Decisions | undefined>,
): Promise<ApiResult<T>> {
  let result = await send(undefined);
  for (let isAgain = false; !result.ok && result.error.code === 'visits-affected'; isAgain = true) {
    const { visits } = result.error.details as { visits: Affected[] };
    const decisions = await ask(visits, isAgain);
    if (!decisions) return result;
    result = await send(decisions);
  }
  return result;
}
