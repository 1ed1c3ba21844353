import { expect, it } from 'vitest';
import { decisionsOf, type Affected } from './affected.ts';

const visit = (id: string, part: Affected['part']) => ({ id, part }) as Affected;

it('[W6] sends for each visit what was chosen, and nothing that its part does not offer', () => {
  const visits = [visit('a', 'host'), visit('b', 'host'), visit('c', 'colleague'), visit('d', 'colleague')];
  const chosen = { a: 'cancel', b: 'keep', c: 'decline', d: 'cancel' };
  expect(decisionsOf(visits, chosen, 'Ill')).toEqual({
    ...{ keep: ['b'], cancel: ['a'], decline: ['c'], reason: 'Ill' },
  });
  expect(decisionsOf(visits.slice(1), { ...chosen, b: 'decline' }, 'Ill')).toEqual({
    ...{ keep: [], cancel: [], decline: ['c'], reason: '' },
  });
});
