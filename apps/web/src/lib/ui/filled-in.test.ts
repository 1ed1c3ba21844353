import { expect, it } from 'vitest';
import { filledInWords } from './filled-in.ts';

const now = Date.UTC(2026, 10, 29);
const words = (
  type: string,
  value: string,
  language: 'fi' | 'sv' | 'en' | 'se' = 'fi',
  countsToTwelve = true,
) => filledInWords(type, value, { language, now, countsToTwelve });

it('says a date with its weekday in the person’s language, since a browser may write the month first', () => {
  expect(words('date', '2026-12-07')).toBe('ma 7.12.');
  expect(words('date', '2027-01-05', 'sv')).toBe('tis 5.1.2027');
  expect(words('date', '2026-12-07', 'en')).toBe('Mon 7 Dec');
  expect(words('date', '2015-03-04', 'se')).toBe('gask 4.3.2015');
});

it('says a time only where the browser counts to twelve, in summer as in winter', () => {
  expect(words('time', '14:05')).toBe('14.05');
  expect(words('time', '00:00', 'en')).toBe('00:00');
  expect(words('time', '14:05', 'fi', false)).toBeUndefined();
});

it('says nothing of what is not filled in, is being typed or is no date', () => {
  for (const value of ['', '0002-01-01', '2026-02-30']) expect(words('date', value)).toBeUndefined();
  expect(words('time', '')).toBeUndefined();
  expect(words('text', '2026-12-07')).toBeUndefined();
  expect(
    filledInWords(undefined, '2026-12-07', { language: 'fi', now, countsToTwelve: true }),
  ).toBeUndefined();
});
