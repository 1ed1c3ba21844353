import { Type } from 'typebox';
import { languages, letterChannels, letterLimits, ownLetterKinds } from '#domain';
import { At, ShortText, nullable, oneOf, strict, textOf } from './schemas.ts';

export const LetterPlace = strict({
  kind: oneOf(ownLetterKinds),
  channel: oneOf(letterChannels),
  language: oneOf(languages),
});

/** What is too long by a little is told by the field; these bounds only keep a flood out. */
export const LetterWords = strict({
  subject: textOf(letterLimits.subject * 4),
  body: textOf(letterLimits.email * 2),
});

export const LetterTexts = strict({
  texts: Type.Array(
    strict({
      ...LetterPlace.properties,
      ...LetterWords.properties,
      own: nullable(strict({ writtenAt: At, writtenByName: ShortText })),
    }),
  ),
  standard: Type.Array(strict({ ...LetterPlace.properties, ...LetterWords.properties })),
  organisationName: ShortText,
  /** Where a test goes; null where the own account names no phone. */
  testTo: strict({ email: ShortText, sms: nullable(ShortText) }),
});
