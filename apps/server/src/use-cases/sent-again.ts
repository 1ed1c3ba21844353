import { isDeepStrictEqual } from 'node:util';

/**
 * Whether what is sent is saved as it is already: somebody whose answer was lost on the way sends it again, over the revision
 * that they had read, and nobody else has changed anything. `unordered` names lists of texts whose order means nothing.
 */
export function isSaved<T extends object>(sent: T, saved: T, unordered: readonly string[] = []): boolean {
  const plain = (value: T): unknown =>
    Object.fromEntries(
      Object.entries(JSON.parse(JSON.stringify(value)) as object).map(([name, part]: [string, unknown]) => [
        name,
        Array.isArray(part) && unordered.includes(name) ? [...(part as string[])].sort() : part,
      ]),
    );
  return isDeepStrictEqual(plain(sent), plain(saved));
}
