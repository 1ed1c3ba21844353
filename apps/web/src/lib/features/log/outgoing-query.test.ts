import { expect, it } from 'vitest';
import { askFor, isNarrowed, readQuery } from './outgoing-query.ts';

const query = (text: string) => readQuery(new URLSearchParams(text));

it('[R9] what the address names is asked for, and a further page of it keeps the rest', () => {
  const narrowed = query(
    'view=messages&status=returned&channel=sms&kind=reminder&from=2026-11-01&to=2026-11-30',
  );
  expect(isNarrowed(narrowed)).toBe(true);
  expect(askFor(narrowed, 'failed.1.x')).toBe(
    '/api/outbox?status=returned&channel=sms&kind=reminder&from=2026-11-01&to=2026-11-30&after=failed.1.x',
  );
});

it('what an address makes up narrows nothing', () => {
  const made = query('status=constructor&channel=pigeon&kind=__proto__&from=2026-99-99&to=2026-99');
  expect(isNarrowed(made)).toBe(false);
  expect(askFor(made)).toBe('/api/outbox');
});
