import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toast, toasts } from '#lib/ui/toasts.svelte.ts';
import { currentSession } from './session.svelte.ts';

vi.mock('#lib/api.ts', () => ({
  leaves: () => undefined,
  api: {
    post: (_path: string, { email }: { email: string }) =>
      Promise.resolve({ ok: true, data: { user: { id: email, language: 'fi' } } }),
    delete: () => Promise.resolve({ ok: true }),
  },
}));
vi.mock('#lib/language.svelte.ts', () => ({ language: { isChosen: true } }));
vi.mock('./push.svelte.ts', () => ({ push: { turnOff: () => Promise.resolve() } }));

const offerUndo = () =>
  toast('A slot was taken back: A.B.', { action: { label: 'Undo', run: () => undefined } });

describe('what is offered to be undone', () => {
  beforeEach(async () => {
    await currentSession.signIn('aino', '');
    offerUndo();
  });
  afterEach(() => void (toasts.length = 0));

  it('is gone for whoever comes after one signed out', async () => {
    await currentSession.signOut();
    expect(toasts).toEqual([]);
  });
  it('is gone when somebody else signs in over an ended session, and stays for the same person', async () => {
    await currentSession.signIn('aino', '');
    expect(toasts).toHaveLength(1);
    await currentSession.signIn('pekka', '');
    expect(toasts).toEqual([]);
  });
});
