import { expect, it } from 'vitest';
import { belowName, gone, withTitle } from './colleagues.ts';

it('[U4] says which of those chosen nobody can ask any more, by name where it was known', () => {
  const [sanna, pekka] = [
    { id: 'sanna', name: 'Sanna' },
    { id: 'pekka', name: 'Pekka' },
  ];
  expect(gone(['sanna', 'pekka', 'old'], [pekka], [sanna, pekka])).toEqual([
    { id: 'sanna', name: 'Sanna' },
    { id: 'old', name: undefined },
  ]);
  expect(gone(['sanna'], [sanna], [])).toEqual([]);
});

const outi = { id: 'outi', name: 'Outi Uusi', title: '', organisationName: 'Uudenkylän kunta' };

it('leaves no comma and no dot for a title that somebody does not have', () => {
  expect([withTitle(outi), belowName(outi)]).toEqual(['Outi Uusi', 'Uudenkylän kunta']);
  const nurse = { ...outi, title: 'terveydenhoitaja' };
  expect([withTitle(nurse), belowName(nurse)]).toEqual([
    'Outi Uusi, terveydenhoitaja',
    'terveydenhoitaja · Uudenkylän kunta',
  ]);
});
