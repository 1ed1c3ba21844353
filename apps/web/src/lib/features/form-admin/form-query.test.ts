import { describe, expect, it } from 'vitest';
import { askFor, readQuery } from './form-query.ts';

const ask = (address: string) => askFor(readQuery(new URLSearchParams(address)));

describe('the list of form templates', () => {
  it('asks the server for what the address says', () =>
    expect(ask('q=+mittari+&kind=instrument&state=all&sort=-services&page=2')).toBe(
      '/api/managed-forms?kind=instrument&state=all&sort=services&order=down&page=2&q=mittari',
    ));
  it.each(['kind=x', 'state=x', 'sort=x', 'page=0', 'page=99999'])('ignores ?%s', (address) =>
    expect(ask(address)).toBe(ask('')),
  );
});
