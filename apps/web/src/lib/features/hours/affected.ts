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

/** C9: what was chosen for a visit was chosen for its time. */
export const choiceKey = ({ id, startsAt }: Affected): string => `${id} ${startsAt}`;

/** What was chosen for a visit, as far as it can be: one that has become another's meanwhile, or has moved, is asked about anew. */
export function answerOn(visit: Affected, chosen: Readonly<Record<string, string>>) {
  const { part } = visit;
  const answer = chosen[choiceKey(visit)];
  const isOffered = answer === 'keep' || answer === (part === 'host' ? 'cancel' : 'decline');
  return isOffered ? answer : undefined;
}

/** What was chosen, as it is sent. */
export function decisionsOf(
  visits: readonly Affected[],
  chosen: Readonly<Record<string, string>>,
  reason: string,
): Decisions {
  const idsOf = (value: string) =>
    visits.filter((visit) => answerOn(visit, chosen) === value).map(({ id }) => id);
  const [keep, cancel, decline] = [idsOf('keep'), idsOf('cancel'), idsOf('decline')];
  const seen = visits.map(({ id, startsAt }) => ({ id, startsAt }));
  return { keep, cancel, decline, seen, reason: cancel.length > 0 ? reason : '' };
}

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
