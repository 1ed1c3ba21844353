import { expect, it } from 'vitest';
import { checkPerson, type PersonFields } from './person.ts';

const good: PersonFields = {
  name: ' Veera Virta ',
  email: 'veera.virta@lehtola.example',
  title: 'Psykologi',
  phone: '',
  role: 'specialist',
  language: 'fi',
  organisationId: 'org',
};
const problems = (change: Partial<PersonFields>) => {
  const checked = checkPerson({ ...good, ...change }, ['org']);
  return checked.ok ? [] : checked.error.map(({ field, code }) => `${field}: ${code}`);
};

it('[U1] an account needs a name, an address that mail reaches, and an organisation that is managed', () => {
  expect(problems({})).toEqual([]);
  expect(problems({ name: ' ', email: 'veera', phone: '1', organisationId: 'other' })).toEqual([
    'name: required',
    'email: email',
    'phone: phone',
    'organisationId: required',
  ]);
});
