import { describe, expect, it } from 'vitest';
import { askFor, readQuery } from './list-query.ts';

const ask = (address: string) => askFor(readQuery(new URLSearchParams(address)));

describe('the list of services in the address', () => {
  it('begins with what is in use, by name', () =>
    expect(ask('')).toBe('/api/managed-services?state=active&sort=name&order=up&page=1'));
  it('asks for the longest first', () => expect(ask('sort=-length')).toContain('sort=length&order=down'));
  it('keeps search, state and page', () =>
    expect(ask('q=+puhe+&state=archived&page=3')).toMatch(/state=archived.*page=3&q=puhe$/));
  it('asks for the services of one organisation', () =>
    expect(ask('organisation=org-1')).toMatch(/&provider=org-1$/));
  it.each(['organisation=%2F', 'state=x', 'sort=x', 'page=0', 'page=-1', 'page=99999', 'page=1.5'])(
    'ignores ?%s',
    (address) => expect(ask(address)).toBe(ask('')),
  );
});
