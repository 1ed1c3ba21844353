import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ShareNews } from './share-news.ts';

describe('what is read out of shared screens', () => {
  let said: (string | undefined)[];
  let news: ShareNews;

  beforeEach(() => {
    vi.useFakeTimers();
    said = [];
    news = new ShareNews((name) => said.push(name));
  });
  afterEach(() => void vi.useRealTimers());

  it('is at once that somebody shares, and a little later that it is over', () => {
    news.look('Mikael');
    expect(said).toEqual(['Mikael']);
    news.look(undefined);
    expect(said).toEqual(['Mikael']);
    vi.advanceTimersByTime(5000);
    expect(said).toEqual(['Mikael', undefined]);
  });

  it('is nothing while one is gone for a moment, nor of another that is in front meanwhile', () => {
    news.look('Mikael');
    news.look(undefined);
    vi.advanceTimersByTime(2000);
    news.look('Laura');
    vi.advanceTimersByTime(2000);
    news.look('Mikael');
    vi.advanceTimersByTime(60_000);
    expect(said).toEqual(['Mikael']);
  });

  it('is that another one is seen now', () => {
    news.look('Laura');
    news.look('Mikael');
    vi.advanceTimersByTime(5000);
    expect(said).toEqual(['Laura', 'Mikael']);
  });
});
