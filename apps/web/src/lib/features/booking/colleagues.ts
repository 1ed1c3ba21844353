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

type Named = { name: string; title: string };

/** In a list to choose from; a title is nobody's duty. */
export const withTitle = ({ name, title }: Named): string => [name, title].filter(Boolean).join(', ');

/** What stands below the name: title and organisation. */
export const belowName = ({ title, organisationName }: FoundPerson): string =>
  [title, organisationName].filter(Boolean).join(' · ');
