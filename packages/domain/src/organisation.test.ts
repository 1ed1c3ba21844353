import { describe, expect, it } from 'vitest';
import { checkOrganisation, inTreeOrder, type OrganisationFields } from './organisation.ts';

const tree = [
  { id: 'top', name: 'Alue', parentId: 'above' },
  { id: 'b', name: 'Kunta B', parentId: 'top' },
  { id: 'a', name: 'Kunta A', parentId: 'top' },
  { id: 'a1', name: 'Koulu', parentId: 'a' },
];
const good: OrganisationFields = { name: 'Uusi kunta', kind: 'municipality', parentId: 'top', phone: '' };
const problems = (change: Partial<OrganisationFields>, id?: string) => {
  const checked = checkOrganisation({ ...good, ...change }, tree, id);
  return checked.ok ? [] : checked.error.map(({ field, code }) => `${field}: ${code}`);
};

describe('checkOrganisation', () => {
  it('finds nothing wrong with a whole one', () => expect(problems({ phone: '040 123 4567' })).toEqual([]));
  it('[O1] needs a name of its own, and a telephone number that is one', () => {
    expect(problems({ name: ' ' })).toEqual(['name: required']);
    expect(problems({ name: 'kunta a' })).toEqual(['name: name-taken']);
    expect(problems({ name: 'kunta a', parentId: 'top' }, 'a')).toEqual([]);
    expect(problems({ phone: '12' })).toEqual(['phone: phone']);
  });
  it('[O2] lies under one that is managed, but for the own', () => {
    expect(problems({ parentId: 'above' })).toEqual(['parentId: required']);
    expect(problems({ parentId: 'above' }, 'b')).toEqual(['parentId: required']);
    expect(problems({ parentId: 'above' }, 'top')).toEqual([]);
  });
  it.each(['a', 'a1'])('[O3] is never put under itself, as under %s', (parentId) =>
    expect(problems({ parentId }, 'a')).toEqual(['parentId: circle']),
  );
});

it('the tree is read from its top, by name', () =>
  expect(inTreeOrder(tree).map(({ id, depth }) => `${depth} ${id}`)).toEqual([
    '0 top',
    '1 a',
    '2 a1',
    '1 b',
  ]));
