import type { Reply } from '#protocol';
import { m } from '#messages';

export type Texts = Reply<'listTexts'>;
export type Text = Texts['texts'][number];
export type Place = Pick<Text, 'kind' | 'channel' | 'language'>;

export const kindNames: Record<Text['kind'], () => string> = {
  invitation: m.texts_kind_invitation,
  'new-link': m.texts_kind_new_link,
  moved: m.texts_kind_moved,
  cancellation: m.texts_kind_cancellation,
  reminder: m.texts_kind_reminder,
  'form-reminder': m.texts_kind_form_reminder,
  code: m.texts_kind_code,
  offer: m.texts_kind_offer,
  'offer-lapsed': m.texts_kind_offer_lapsed,
  'offer-gone': m.texts_kind_offer_gone,
};
export const channelNames: Record<Text['channel'], () => string> = { email: m.texts_email, sms: m.texts_sms };
export const languageNames: Record<Text['language'], () => string> = {
  fi: m.texts_language_fi,
  sv: m.texts_language_sv,
  en: m.texts_language_en,
  se: m.texts_language_se,
};
/** The languages that families are written to in. */
export const languagesShown = ['fi', 'sv', 'en', 'se'] as const;

export const nameOf = ({ kind, channel }: Pick<Place, 'kind' | 'channel'>): string =>
  `${kindNames[kind]()}, ${channelNames[channel]().toLowerCase()}`;
export const hrefOf = ({ language, kind, channel }: Place): string =>
  `/admin/texts/${language}/${kind}/${channel}`;
export const pathOf = ({ kind, channel, language }: Place): string =>
  `/api/letter-texts/${kind}/${channel}/${language}`;
