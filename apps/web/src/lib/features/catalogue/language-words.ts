import { m } from '#messages';
import type { Reply } from '#protocol';

export type Spoken = Reply<'listSlotFilters'>['languages'][number];

/** A language that a practitioner works in, in the reader's own; one that is missing here does not compile. */
export const languageWords: Record<Spoken, () => string> = {
  fi: m.slots_language_fi,
  sv: m.slots_language_sv,
  en: m.slots_language_en,
  se: m.slots_language_se,
  fse: m.slots_language_fse,
  fss: m.slots_language_fss,
  smn: m.slots_language_smn,
  sms: m.slots_language_sms,
  ru: m.slots_language_ru,
  uk: m.slots_language_uk,
  et: m.slots_language_et,
  ar: m.slots_language_ar,
  so: m.slots_language_so,
  fa: m.slots_language_fa,
  ckb: m.slots_language_ckb,
  sq: m.slots_language_sq,
  tr: m.slots_language_tr,
  vi: m.slots_language_vi,
  th: m.slots_language_th,
  zh: m.slots_language_zh,
  es: m.slots_language_es,
  fr: m.slots_language_fr,
  de: m.slots_language_de,
};

/** Several, as one reads them: "suomi, ruotsi". */
export const languagesWord = (languages: readonly Spoken[]): string =>
  languages.map((each) => languageWords[each]()).join(', ');
