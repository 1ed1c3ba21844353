import { expect, it } from 'vitest';
import { daysOf } from './days-of.ts';

const at = (moment: string) => ({ startsAt: Date.parse(moment) });

it('[N3] a day at which more optional people can goes before a sooner one, and so do times in a day', () => {
  const [best, next, sooner] = ['2026-12-08T09:45Z', '2026-12-08T08:00Z', '2026-12-01T09:15Z'].map(at);
  expect(daysOf([best!, next!, sooner!])).toEqual([
    ['2026-12-08', [best, next]],
    ['2026-12-01', [sooner]],
  ]);
});
