import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GuestForm } from './guest-form.svelte.ts';

vi.mock('$app/navigation', () => ({ goto: () => Promise.resolve() }));
vi.mock('#lib/error-texts.svelte.ts', () => ({ haveErrorTexts: () => Promise.resolve() }));

describe('a form that a guest fills in', () => {
  let isOnline: boolean;
  let isRevoked: boolean;
  let asked: number;
  let form: GuestForm;
  beforeEach(async () => {
    [isOnline, isRevoked, asked] = [true, false, 0];
    vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => {}, removeItem: () => {} });
    vi.stubGlobal('fetch', (_: string, { method }: RequestInit) => {
      asked += 1;
      if (isRevoked)
        return Promise.resolve(Response.json({ error: { code: 'link-invalid' } }, { status: 401 }));
      if (!isOnline) return Promise.reject(new TypeError('Failed to fetch'));
      const kept = { kind: 'parent', versionId: 'a', number: 1, content: { fields: [] } };
      const state = { answers: {}, status: 'draft', savedAt: null, isOpen: true };
      return Promise.resolve(
        Response.json(method === 'GET' ? { form: { ...kept, ...state } } : { savedAt: 1 }),
      );
    });
    form = new GuestForm('a-token', 'a-guest');
    await form.load();
  });
  afterEach(() => void vi.unstubAllGlobals());

  it('says no longer that there is no network once it has been saved', async () => {
    form.answers.worry = 'Uni';
    isOnline = false;
    expect(await form.send()).toBe(false);
    expect(form.error?.code).toBe('network');
    isOnline = true;
    form.answers.worry = 'Uni ei tule';
    await form.flush();
    expect([form.save, form.error]).toEqual(['saved', undefined]);
  });

  it('says no longer that there is no network when it is back and everything was saved before', async () => {
    form.answers.worry = 'Uni';
    await form.flush();
    isOnline = false;
    await form.send();
    expect(form.error?.code).toBe('network');
    isOnline = true;
    await form.backOnline();
    expect([form.save, form.error, form.isSent]).toEqual(['saved', undefined, false]);
  });

  it('whose link has ended says so, and does not try for ever as if there were no network', async () => {
    vi.useFakeTimers();
    form.answers.worry = 'Uni';
    await form.flush();
    isRevoked = true;
    form.answers = { worry: 'Uni ei tule' };
    await form.flush();
    expect([form.save, form.error?.code]).toEqual(['refused', 'link-invalid']);
    const before = asked;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toBe(before);
    isRevoked = false;
    form.answers = { worry: 'Uni ei tule illalla' };
    await form.flush();
    expect([form.save, form.error]).toEqual(['saved', undefined]);
    vi.useRealTimers();
  });
});
