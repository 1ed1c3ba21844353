import type { MediaPolicy } from './may-receive.ts';

/** Two participants of one visit, by their ids. */
export type ApartPair = readonly [one: string, other: string];

type Person = { id: string; kind: string };

/** M16: two people of the visit, neither of whom is its host. */
export const canBeKeptApart = (one: Person, other: Person): boolean =>
  one.id !== other.id && one.kind !== 'host' && other.kind !== 'host';

/** M16: whom the visit keeps apart now. Whoever has become its host since then sees everybody, and is seen. */
export function apartPolicy(people: readonly Person[], pairs: readonly ApartPair[]): MediaPolicy {
  const hostIds = new Set(people.filter(({ kind }) => kind === 'host').map(({ id }) => id));
  return { screened: pairs.filter((pair) => !pair.some((id) => hostIds.has(id))) };
}

/** M17: from whom this person is kept apart. */
export const apartFrom = (id: string, { screened }: MediaPolicy): string[] =>
  screened.flatMap(([one, other]) => (one === id ? [other] : other === id ? [one] : []));
