import { expect, it } from 'vitest';
import { gone } from './colleagues.ts';

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
