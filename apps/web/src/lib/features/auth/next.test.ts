import { describe, expect, it } from 'vitest';
import { homeFor, safeNext } from './next.ts';

describe('the page after signing in', () => {
  it('is the one that was asked for, with its query', () => {
    expect(safeNext('/requests/7?view=past', '/services')).toBe('/requests/7?view=past');
  });
  it.each([
    'https://evil.example/',
    '//evil.example/x',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '',
    '//',
    null,
  ])('is never on another site: %j', (wanted) => {
    expect(safeNext(wanted, '/services')).toBe('/services');
  });
  it('is not the sign-in page again', () => {
    expect(safeNext('/sign-in?next=/x', '/services')).toBe('/services');
  });
  it('starts a specialist at their day', () => {
    expect(homeFor('specialist')).toBe('/my-day');
    expect(homeFor('coordinator')).toBe('/services');
  });
});
