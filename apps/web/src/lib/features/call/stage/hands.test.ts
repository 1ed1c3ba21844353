import { expect, test } from 'vitest';
import { handsFirst, handsUp } from './hands.ts';

const person = (participantId: string, handUpSince: number | null) => ({ participantId, handUpSince });

test('Whoever raised a hand first comes first, whatever the order of the roster; of two at once always the same', () => {
  const roster = [person('Pekka', 30), person('Mari', null), person('Sanna', 10), person('Aino', 30)];
  expect(handsUp(roster)).toEqual(['Sanna', 'Aino', 'Pekka']);
  expect(handsUp(roster.toReversed())).toEqual(['Sanna', 'Aino', 'Pekka']);
  expect(handsUp([person('Mari', null)])).toEqual([]);
});

test('Of those who are not shown whoever has a hand up comes first, and nobody else moves', () => {
  const all = ['Mari', 'Pekka', 'Sanna', 'Aino'].map((id) => ({ person: person(id, null) }));
  const order = handsFirst(all, ['Aino', 'Jari', 'Pekka']).map(
    ({ person: { participantId } }) => participantId,
  );
  expect(order).toEqual(['Aino', 'Pekka', 'Mari', 'Sanna']);
});
