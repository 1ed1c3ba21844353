import { expect, it } from 'vitest';
import { belowName, withTitle } from './colleagues.ts';

const outi = { id: 'outi', name: 'Outi Uusi', title: '', organisationName: 'Uudenkylän kunta' };

it('leaves no comma and no dot for a title that somebody does not have', () => {
  expect([withTitle(outi), belowName(outi)]).toEqual(['Outi Uusi', 'Uudenkylän kunta']);
  const nurse = { ...outi, title: 'terveydenhoitaja' };
  expect([withTitle(nurse), belowName(nurse)]).toEqual([
    'Outi Uusi, terveydenhoitaja',
    'terveydenhoitaja · Uudenkylän kunta',
  ]);
});
