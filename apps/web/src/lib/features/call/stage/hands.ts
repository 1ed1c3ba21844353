import type { RosterPerson } from '#protocol';

type Hand = Pick<RosterPerson, 'participantId' | 'handUpSince'>;

/** Whose hands are up (participants' ids): whoever raised it first comes first. */
export function handsUp(roster: readonly Hand[]): string[] {
  const up = roster.filter(({ handUpSince }) => handUpSince !== null);
  return up
    .sort((a, b) => a.handUpSince! - b.handUpSince! || (a.participantId < b.participantId ? -1 : 1))
    .map(({ participantId }) => participantId);
}

/** Those whose hands are up first, in the order of their hands; the others as they were. */
export function handsFirst<Each extends { person: Hand }>(
  all: readonly Each[],
  hands: readonly string[],
): Each[] {
  const placeOf = ({ person }: Each) => {
    const at = hands.indexOf(person.participantId);
    return at < 0 ? hands.length : at;
  };
  return all.toSorted((a, b) => placeOf(a) - placeOf(b));
}
