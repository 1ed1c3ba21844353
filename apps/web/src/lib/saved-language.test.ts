import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SavedLanguage } from './saved-language.ts';

describe('a language that somebody without an account chooses', () => {
  let told: string[];
  let answers: object[];
  let saved: SavedLanguage;

  beforeEach(() => {
    [told, answers] = [[], []];
    vi.useFakeTimers();
    for (const name of ['addEventListener', 'removeEventListener']) vi.stubGlobal(name, () => undefined);
    vi.stubGlobal('fetch', () => Promise.resolve({ ok: true }));
    saved = new SavedLanguage((chosen) => {
      told.push(chosen);
      return Promise.resolve(answers.shift() ?? { ok: true, data: {} }) as never;
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const lost = { ok: false, error: { code: 'network' } };
  const later = () => vi.advanceTimersByTimeAsync(60_000);

  it('is told to the server where that knows another one, once', async () => {
    await saved.keep('sv');
    saved.known = 'fi';
    await saved.keep('fi');
    await saved.keep('sv');
    await saved.keep('sv');
    expect(told).toEqual(['sv']);
  });

  it('is told again once there is a network, where that had lost it', async () => {
    saved.known = 'fi';
    answers = [lost, lost];
    await saved.keep('sv');
    await later();
    expect(told).toEqual(['sv', 'sv', 'sv']);
  });

  it('is no longer told where another one was chosen meanwhile, also the first: its answer alone may have been lost', async () => {
    saved.known = 'fi';
    answers = [lost];
    await saved.keep('sv');
    await saved.keep('fi');
    await later();
    expect(told).toEqual(['sv', 'fi']);
  });

  it('is not told again where the server will not have it', async () => {
    saved.known = 'fi';
    answers = [{ ok: false, error: { code: 'link-invalid' } }];
    await saved.keep('sv');
    await later();
    expect(told).toEqual(['sv']);
  });
});
