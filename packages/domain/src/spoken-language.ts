/**
 * S13: the languages that a practitioner may work in, by ISO 639-1 where it has one and else 639-3: those of Finland (fse and
 * fss are Finnish and Finland-Swedish sign language, smn and sms Inari and Skolt Sámi), then those most spoken by families here.
 */
// prettier-ignore
export const spokenLanguages = [
  'fi', 'sv', 'en', 'se', 'fse', 'fss', 'smn', 'sms',
  'ru', 'uk', 'et', 'ar', 'so', 'fa', 'ckb', 'sq', 'tr', 'vi', 'th', 'zh', 'es', 'fr', 'de',
] as const;
export type SpokenLanguage = (typeof spokenLanguages)[number];
