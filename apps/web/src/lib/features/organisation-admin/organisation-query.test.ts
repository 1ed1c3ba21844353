import { expect, it } from 'vitest';
import type { Organisation } from './kind-name.ts';
import { readQuery, shownOf } from './organisation-query.ts';

const row = (name: string, kind: Organisation['kind'], depth: number, people: number): Organisation => ({
  ...{ id: name, name, kind, depth, people, phone: null, slug: null },
  parentId: depth === 0 ? null : 'Suvannon hyvinvointialue',
});
const tree = [
  row('Suvannon hyvinvointialue', 'county', 0, 3),
  row('Äänekoski', 'municipality', 1, 9),
  row('Öja', 'municipality', 1, 1),
  row('Alavus', 'municipality', 1, 2),
  row('Åland', 'authority', 1, 5),
];
const shown = (address: string) => shownOf(tree, readQuery(new URLSearchParams(address)));
const names = (address: string) => shown(address).map(({ name }) => name);

it('as a tree each is below what it is part of, indented, and needs not say so', () => {
  expect(shown('').map(({ name, depth, parentName }) => [name, depth, parentName])).toEqual(
    tree.map(({ name, depth }) => [name, depth, undefined]),
  );
  expect(names('sort=-tree')).toEqual(names(''));
});
it('[R10] names go as in Finland: å, ä and ö after z', () => {
  const alphabet = ['Alavus', 'Suvannon hyvinvointialue', 'Åland', 'Äänekoski', 'Öja'];
  expect(names('sort=name')).toEqual(alphabet);
  expect(names('sort=-name')).toEqual(alphabet.toReversed());
});
it('[R10] equals go by name, whichever way the list goes', () => {
  const kinds = ['Suvannon hyvinvointialue', 'Alavus', 'Äänekoski', 'Öja', 'Åland'];
  expect(names('sort=kind')).toEqual(kinds);
  expect(names('sort=-kind')).toEqual(['Åland', 'Alavus', 'Äänekoski', 'Öja', 'Suvannon hyvinvointialue']);
  expect(names('sort=-people')[0]).toBe('Äänekoski');
});
it('what was searched for is found by any of its words, is not indented and says what it is part of', () => {
  expect(shown('q=ÄÄNE')).toMatchObject([{ name: 'Äänekoski', depth: 0, parentName: tree[0]!.name }]);
  expect(names('kind=municipality')).toEqual(['Äänekoski', 'Öja', 'Alavus']);
  expect(names('kind=municipality&q=alavus')).toEqual(['Alavus']);
  expect(names('q=nobody')).toEqual([]);
});
