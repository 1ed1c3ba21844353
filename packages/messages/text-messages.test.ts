import { describe, expect, it } from 'vitest';
import { m } from '#messages';
import { dateTimeIn, type Language } from '#messages/format';
import { isBasicText, textMessageParts } from '#messages/text-message-parts';

type Text = (values: Record<string, string>, options: { locale: Language }) => string;
const texts = Object.entries(m as unknown as Record<string, Text>).filter(([key]) =>
  /^(mail|door_mail|family_vote_mail|waitlist_mail)_(.*_)?sms$|^mail_place_(on_site|call_number)$/.test(key),
);
const at = Date.UTC(2026, 10, 26, 12, 30);
const token = 'w'.repeat(43);
/** As long as they get: the longest name of a wellbeing services county, an address of 80 letters, a long name with its number. */
const valuesIn = (language: Language): Record<string, string> => ({
  when: dateTimeIn(language, at),
  before: dateTimeIn(language, at - 86_400_000),
  until: dateTimeIn(language, at + 86_400_000),
  link: `https://neuvo.pohjois-pohjanmaa.fi/v#${token}`,
  page: 'https://neuvo.pohjois-pohjanmaa.fi/requests/sent/0123456789abcdefghijkl',
  contact: 'Marjo-Riitta Kortesluoma-Heikkilä, 040 123 4567',
  organisation: 'Pohjois-Pohjanmaan hyvinvointialue',
  code: '123456',
  list: [0, 1, 2].map((days) => dateTimeIn(language, at + days * 86_400_000)).join(', '),
  phone: '+47 412 34 567',
  address: 'Perhekeskus Kaakkuri, Kaakkurinkulma 12 A 3, 90420 Oulu',
  place: 'Perhekeskus Kaakkuri, Kaakkurinkulma 12 A 3, 90420 Oulu',
});
/** Every part is paid for, and an old phone joins more than a few in the wrong order. */
const mostParts: Record<Language, number> = { fi: 2, sv: 2, en: 2, se: 4 };

describe.each(Object.keys(mostParts) as Language[])('a text message in %s', (language) => {
  it.each(texts)('%s is not longer than it may be, with the longest values that there are', (key, text) => {
    const said = text(valuesIn(language), { locale: language });
    expect([key, said, /[{}]|undefined/.test(said)]).toEqual([key, said, false]);
    expect([said, textMessageParts(said) <= mostParts[language]]).toEqual([said, true]);
  });
});
it.each(['fi', 'sv', 'en'] as const)('in %s no sign of ours makes every letter cost two', (language) => {
  const dear = texts.flatMap(([key, text]) =>
    isBasicText(text(valuesIn(language), { locale: language })) ? [] : [key],
  );
  expect([texts.length > 20, dear]).toEqual([true, []]);
});
