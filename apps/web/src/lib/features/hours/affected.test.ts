import { expect, it } from 'vitest';
import { answerOn, decisionsOf, type Affected } from './affected.ts';

const visit = (id: string, part: Affected['part']) => ({ id, part, startsAt: 9 }) as Affected;

it('[W6] sends for each visit what was chosen, and nothing that its part does not offer', () => {
  const visits = [visit('a', 'host'), visit('b', 'host'), visit('c', 'colleague'), visit('d', 'colleague')];
  const chosen = { 'a 9': 'cancel', 'b 9': 'keep', 'c 9': 'decline', 'd 9': 'cancel' };
  const seen = visits.map(({ id }) => ({ id, startsAt: 9 }));
  expect(decisionsOf(visits, chosen, 'Ill')).toEqual({
    ...{ keep: ['b'], cancel: ['a'], decline: ['c'], seen, reason: 'Ill' },
  });
  expect(decisionsOf(visits.slice(1), { ...chosen, 'b 9': 'decline' }, 'Ill')).toEqual({
    ...{ keep: [], cancel: [], decline: ['c'], seen: seen.slice(1), reason: '' },
  });
});

it('[C9] asks anew about a visit that has moved since it was chosen to be cancelled', () => {
  const chosen = { 'a 9': 'cancel' };
  expect(answerOn(visit('a', 'host'), chosen)).toBe('cancel');
  expect(answerOn({ ...visit('a', 'host'), startsAt: 10 }, chosen)).toBeUndefined();
});
