import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, leaves } from './api.ts';

const went: string[] = [];
vi.mock('$app/navigation', () => ({ goto: (href: string) => Promise.resolve(void went.push(href)) }));
vi.mock('./error-texts.svelte.ts', () => ({ haveErrorTexts: () => Promise.resolve() }));

describe('a session that has ended', () => {
  const at = (pathname: string, search = '') => vi.stubGlobal('location', { pathname, search });
  beforeEach(() => {
    went.length = 0;
    const refusal = { error: { code: 'not-signed-in' } };
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json(refusal, { status: 401 })));
  });
  afterEach(() => void vi.unstubAllGlobals());

  it('leads to the sign-in page, and from there back', async () => {
    at('/requests/a', '?view=past');
    await api.get('/api/appointments/a');
    expect(went).toEqual([`/sign-in?next=${encodeURIComponent('/requests/a?view=past')}`]);
  });

  it('keeps the way back when the page that was left saves what it still had', async () => {
    at('/sign-in', `?next=${encodeURIComponent('/requests/a')}`);
    await api.put('/api/appointments/a/answer', {});
    expect(went).toEqual([]);
  });

  it('leads nobody back to where somebody was who signed out', async () => {
    at('/requests/a');
    leaves(true);
    await api.get('/api/appointments/a');
    leaves(false);
    expect(went).toEqual(['/sign-in']);
  });
});
