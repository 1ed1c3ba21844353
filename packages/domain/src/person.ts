import { plainName } from './plain-name.ts';
import { addressFits, normalisePhone } from './request.ts';
import type { Role } from './permissions.ts';
import type { SpokenLanguage } from './spoken-language.ts';
import { err, ok, type Result } from './result.ts';

/** What an administrator writes about somebody who gets an account. */
export type PersonFields = {
  name: string;
  email: string;
  title: string;
  phone: string;
  role: Role;
  language: 'fi' | 'sv' | 'en';
  organisationId: string;
  /** S13: what they work in; as it was where it is left out. */
  languages?: SpokenLanguage[];
};

/** Shorter is guessed; longer is written on a note. */
export const minPasswordLength = 12;
/** U3: long enough to come back from a holiday's first week, short enough that an old mail opens nothing. */
export const passwordLinkMs = 7 * 86_400_000;

/** U1: what keeps an account from being saved. `managedIds` are the organisations that the administrator manages. */
export function checkPerson(
  fields: PersonFields,
  managedIds: readonly string[],
): Result<PersonFields, { field: string; code: string }[]> {
  const problems: { field: string; code: string }[] = [];
  const need = (held: boolean, field: string, code: string) => void (held || problems.push({ field, code }));
  need(plainName(fields.name) !== '', 'name', 'required');
  need(addressFits({ channel: 'email', address: fields.email }), 'email', 'email');
  need(fields.phone.trim() === '' || normalisePhone(fields.phone) !== null, 'phone', 'phone');
  need(managedIds.includes(fields.organisationId), 'organisationId', 'required');
  return problems.length > 0
    ? err(problems)
    : ok({ ...fields, name: plainName(fields.name), email: fields.email.trim() });
}
