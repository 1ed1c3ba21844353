import { m } from '#messages';
import type { Language } from './format.ts';

/** Z8: what stands in braces in an own text, as the language of the text calls it; by the word that is stored. */
export const letterWordNames = (language: Language) => {
  const options = { locale: language };
  return {
    name: m.mail_brace_name({}, options),
    when: m.mail_brace_when({}, options),
    before: m.mail_brace_before({}, options),
    inviter: m.mail_brace_inviter({}, options),
    organisation: m.mail_brace_organisation({}, options),
    link: m.mail_brace_link({}, options),
    contact: m.mail_brace_contact({}, options),
    service: m.mail_brace_service({}, options),
    specialist: m.mail_brace_specialist({}, options),
    until: m.mail_brace_until({}, options),
    page: m.mail_brace_page({}, options),
    code: m.mail_brace_code({}, options),
  };
};
