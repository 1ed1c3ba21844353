import type { Reply } from '#protocol';

export type Colleague = Reply<'listColleagues'>['colleagues'][number];
/** What one is found and known by. */
export type FoundPerson = Omit<Colleague, 'mayBookFor'>;

/** More suggestions than this are read by nobody; another letter finds the rest. */
const most = 20;

/** People whose name, title or organisation has every word of the search in it. */
export function suggest<Person extends FoundPerson>(people: Person[], text: string): Person[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return people
    .filter(({ name, title, organisationName }) => {
      const all = `${name} ${title} ${organisationName}`.toLowerCase();
      return words.every((word) => all.includes(word));
    })
    .slice(0, most);
}

/** Of those chosen, whom nobody can ask any more, with their names where they were known before. */
export function gone(
  chosenIds: readonly string[],
  people: readonly Pick<FoundPerson, 'id'>[],
  known: readonly Pick<FoundPerson, 'id' | 'name'>[],
): { id: string; name: string | undefined }[] {
  return chosenIds
    .filter((id) => !people.some((each) => each.id === id))
    .map((id) => ({ id, name: known.find((each) => each.id === id)?.name }));
}

type Named = { name: string; title: string };

/** In a list to choose from; a title is nobody's duty. */
export const withTitle = ({ name, title }: Named): string => [name, title].filter(Boolean).join(', ');

/** What stands below the name: title and organisation. */
export const belowName = ({ title, organisationName }: FoundPerson): string =>
  [title, organisationName].filter(Boolean).join(' · ');
