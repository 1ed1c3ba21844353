import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TriagePage } from './triage-page.svelte.ts';

let release: object;
vi.mock('#lib/api.ts', () => ({
  api: {
    get: () => Promise.resolve({ ok: true, data: { request: { status: 'submitted' } } }),
    post: () => Promise.resolve(release),
  },
}));
let page: TriagePage;
beforeEach(() => void (page = new TriagePage('r', 'anna')));
afterEach(() => page.close());

it('[Y5] says why a request could not be given back', async () => {
  release = { ok: false, error: { code: 'network' } };
  expect(await page.giveBack()).toEqual({ code: 'network' });
  release = { ok: true };
  expect(await page.giveBack()).toBeUndefined();
});
