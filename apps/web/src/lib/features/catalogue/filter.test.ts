import { describe, expect, it } from 'vitest';
import { matches, readFilter } from './filter.ts';

const local = (fi: string, sv: string, en: string) => ({ fi, sv, en });
const service = {
  name: local('Nuorisopsykiatria', 'Ungdomspsykiatri', 'Adolescent psychiatry'),
  purpose: local('Kun nuoren vointi huolettaa', 'När en ung person mår dåligt', 'When you are worried'),
  providerName: 'Suvannon keskussairaala',
  ageMin: 13,
  ageMax: 17,
};
const filter = (query: string) => readFilter(new URLSearchParams(query));

describe('the search of the catalogue', () => {
  it.each(['', 'q=', 'q=NUORI', 'q=worried suvannon', 'q=ungdom', 'age=13', 'age=17&q=vointi'])(
    'finds the service with ?%s',
    (query) => expect(matches(service, filter(query))).toBe(true),
  );
  it.each(['q=hammas', 'q=nuori hammas', 'age=12', 'age=18'])('does not with ?%s', (query) =>
    expect(matches(service, filter(query))).toBe(false),
  );
  it.each(['age=abc', 'age=-1', 'age=1e1', 'age=999'])('ignores ?%s, which is no age', (query) =>
    expect(filter(query).age).toBeUndefined(),
  );
});
