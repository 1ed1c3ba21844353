import { describe, expect, it } from 'vitest';
import {
  matches,
  pageOfServices,
  readFilter,
  readServiceOrder,
  sortServices,
  writeFilter,
} from './filter.ts';

const local = (fi: string, sv: string, en: string) => ({ fi, sv, en });
const service = {
  name: local('Nuorisopsykiatria', 'Ungdomspsykiatri', 'Adolescent psychiatry'),
  purpose: local('Kun nuoren vointi huolettaa', 'När en ung person mår dåligt', 'When you are worried'),
  providerName: 'Suvannon keskussairaala',
  tier: 3,
  ageMin: 13,
  ageMax: 17,
};
const filter = (query: string) => readFilter(new URLSearchParams(query));

describe('the search of the catalogue', () => {
  it.each(['', 'q=', 'q=NUORI', 'q=worried suvannon', 'q=ungdom', 'age=13', 'age=17&q=vointi', 'tier=3'])(
    'finds the service with ?%s',
    (query) => expect(matches(service, filter(query))).toBe(true),
  );
  it.each(['q=hammas', 'q=nuori hammas', 'age=12', 'age=18', 'tier=2', 'tier=3&age=18'])(
    'does not with ?%s',
    (query) => expect(matches(service, filter(query))).toBe(false),
  );
  it.each(['age=abc', 'age=-1', 'age=1e1', 'age=999'])('ignores ?%s, which is no age', (query) =>
    expect(filter(query).age).toBeUndefined(),
  );
});

it.each(['tier=0', 'tier=5', 'tier=x', 'tier=33', 'tier='])('ignores ?%s, which is no tier', (query) =>
  expect([filter(query).tier, matches(service, filter(query))]).toEqual([undefined, true]),
);

describe('the order of the catalogue', () => {
  const listed = [
    { ...service, name: local('Perheneuvonta', '', ''), tier: 1, nextFreeAt: null, providerName: 'Suvanto' },
    { ...service, name: local('Äitiysneuvonta', '', ''), tier: 1, nextFreeAt: 30, providerName: 'Hiekkala' },
    { ...service, name: local('Arviointi', '', ''), tier: 3, nextFreeAt: 20, providerName: 'Sairaala' },
  ];
  const inOrder = (address: string) =>
    sortServices(listed, readServiceOrder(new URLSearchParams(address)), ({ name }) => name.fi).map(
      ({ name }) => name.fi.slice(0, 2),
    );
  it.each([
    ['', ['Pe', 'Äi', 'Ar']],
    ['sort=-tier', ['Ar', 'Pe', 'Äi']],
    ['sort=name', ['Ar', 'Pe', 'Äi']],
    ['sort=provider', ['Äi', 'Ar', 'Pe']],
    ['sort=next', ['Ar', 'Äi', 'Pe']],
    ['sort=-next', ['Äi', 'Ar', 'Pe']],
    ['sort=x', ['Pe', 'Äi', 'Ar']],
  ])('is with ?%s %j', (address, names) => expect(inOrder(address)).toEqual(names));

  it('goes by pages of twenty, and past the end is the last', () => {
    const many = Array.from({ length: 41 }, (_, n) => n);
    expect(pageOfServices(many, 2)).toMatchObject({ page: 2, pages: 3, rows: many.slice(20, 40) });
    expect(pageOfServices(many, 9)).toMatchObject({ page: 3, rows: [40] });
    expect(pageOfServices([], 1)).toEqual({ page: 1, pages: 1, rows: [] });
  });
  it('stays in the address when somebody searches, from its first page on', () =>
    expect(writeFilter(' mieli ', '', new URLSearchParams('sort=next&language=sv&page=2&age=9'))).toBe(
      '?sort=next&language=sv&q=mieli',
    ));
});
