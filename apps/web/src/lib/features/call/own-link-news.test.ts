import { expect, it } from 'vitest';
import { OwnLinkNews } from './own-link-news.ts';

it('a connection that was weak is called good again once, and not because media is made anew', () => {
  const news = new OwnLinkNews();
  expect(news.look('full', true)).toBe(false);
  expect(news.look('reduced', true)).toBe(false);
  expect(news.look('full', true)).toBe(true);
  expect(news.look('full', true)).toBe(false);

  expect(news.look('sound-only', true)).toBe(false);
  // The media worker has died.
  expect(news.look('full', false)).toBe(false);
  expect(news.look('fewer', false)).toBe(false);
  expect(news.look('full', false)).toBe(false);
  expect(news.look('full', true)).toBe(true);
});
