import { canBeKeptApart, plainName, type ApartPair } from '#domain';
import { keptApartPairs, participants, type Participant, type Tx } from '#db';

/**
 * M16, M18: whoever comes into a visit is kept apart there, and interprets there, as in the others in which the same people
 * meet, and as they were in this one before: somebody who is invited again under another address gets another seat.
 */
export function carryOver(tx: Tx, visit: { id: string; organisationId: string }): void {
  const related = [visit.id, ...keptApartPairs.relatedVisits(tx, visit.id)];
  const pairs = keptApartPairs.ofSome(tx, related);
  const interpreters = new Map(
    participants.interpretersOf(tx, related).map((person) => [whoIs(person), person.interprets]),
  );
  if (pairs.length === 0 && interpreters.size === 0) return;
  const people = participants.ofAppointment(tx, visit.id);
  const byId = new Map(participants.byIds(tx, [...new Set(pairs.flat())]).map((row) => [row.id, row]));
  const known = pairs.map(([one, other]): [Who, Who] => [byId.get(one)!, byId.get(other)!]);
  for (const pair of sameIn(people, known)) keptApartPairs.add(tx, visit, pair);
  for (const person of people) {
    const interprets = interpreters.get(whoIs(person));
    if (interprets && person.interprets === null && person.kind !== 'host')
      participants.setInterprets(tx, person.id, interprets);
  }
}

/**
 * An account is the same in every visit; somebody without one has the same name. Their address may have been put right in one
 * of them (Z7), and a namesake too many kept apart does less harm than one too few.
 */
type Who = Pick<Participant, 'userId' | 'name'>;
export const whoIs = ({ userId, name }: Who): string =>
  userId === null ? `name ${plainName(name).toLocaleLowerCase('fi')}` : `user ${userId}`;

/** The pairs of these people who are the same as in `pairs`, and could be kept apart. */
export function sameIn(people: readonly Participant[], pairs: readonly (readonly [Who, Who])[]): ApartPair[] {
  const byWho = Map.groupBy(people, whoIs);
  return pairs.flatMap(([one, other]) =>
    (byWho.get(whoIs(one)) ?? []).flatMap((a) =>
      (byWho.get(whoIs(other)) ?? []).flatMap((b): ApartPair[] =>
        canBeKeptApart(a, b) ? [[a.id, b.id]] : [],
      ),
    ),
  );
}
