import { expect, it, vi } from 'vitest';
import { AppointmentPage } from './appointment-page.svelte.ts';

let answer: object;
vi.mock('#lib/api.ts', () => ({ api: { get: () => Promise.resolve(answer) } }));

const shown = { ok: true, data: { appointment: { id: 'a' } } };
const missing = { ok: false, status: 404, error: { code: 'not-found' } };

it('tells a visit that was handed over while it was on the screen from one that was never there', async () => {
  const page = new AppointmentPage();
  answer = shown;
  await page.show('a');
  answer = missing;
  await page.refresh();
  expect([page.isMissing, page.wasShown, page.appointment]).toEqual([true, true, undefined]);
  await page.show('b');
  expect([page.isMissing, page.wasShown]).toEqual([true, false]);
});
