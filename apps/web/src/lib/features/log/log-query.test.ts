import { expect, it } from 'vitest';
import { askFor, isNarrowed, readQuery } from './log-query.ts';

const query = (text: string) => readQuery(new URLSearchParams(text));

it('[R8] what the address names is asked for, and a further page of it keeps the rest', () => {
  const narrowed = query('who=Leena&topic=looking&from=2026-11-01&to=2026-11-30');
  expect(isNarrowed(narrowed)).toBe(true);
  expect(askFor(narrowed, '7')).toBe(
    '/api/audit?who=Leena&topic=looking&from=2026-11-01&to=2026-11-30&before=7',
  );
});

it('[R8] what an address makes up narrows nothing', () => {
  const made = query('topic=constructor&from=yesterday&to=');
  expect(isNarrowed(made)).toBe(false);
  expect(askFor(made)).toBe('/api/audit?');
});

it('[R8] a day that does not exist narrows nothing, and is not asked for', () => {
  const made = query('from=2026-99-99&to=2026-02-30');
  expect(isNarrowed(made)).toBe(false);
  expect(askFor(made)).toBe('/api/audit?');
});
