import type { Language } from './request.ts';
import { err, ok, type Result } from './result.ts';

/** What an organisation may say in its own words (Z1): to families, and to professionals what their request is offered. */
export const ownLetterKinds = [
  ...(['invitation', 'new-link', 'moved', 'cancellation', 'reminder', 'form-reminder', 'code'] as const),
  ...(['offer', 'offer-lapsed', 'offer-gone'] as const),
] as const;
export type OwnLetterKind = (typeof ownLetterKinds)[number];
export const letterChannels = ['email', 'sms'] as const;
export type LetterChannel = (typeof letterChannels)[number];
export type LetterText = { subject: string; body: string };

/** What stands in braces in a text and is filled in for each recipient. */
export const letterWords = [
  ...(['name', 'when', 'before', 'inviter', 'organisation', 'link', 'contact'] as const),
  ...(['service', 'specialist', 'until', 'page', 'code'] as const),
] as const;
export type LetterWord = (typeof letterWords)[number];

/** Characters; a text message of more than two parts is a letter. */
export const letterLimits = { subject: 120, email: 4000, sms: 300 } as const;

const wordsOf: Record<OwnLetterKind, readonly LetterWord[]> = {
  invitation: ['name', 'when', 'inviter', 'organisation', 'link', 'contact'],
  'new-link': ['name', 'when', 'inviter', 'organisation', 'link', 'contact'],
  moved: ['name', 'when', 'before', 'inviter', 'organisation', 'link', 'contact'],
  cancellation: ['name', 'when', 'inviter', 'organisation', 'contact'],
  reminder: ['name', 'when', 'inviter', 'organisation', 'contact'],
  'form-reminder': ['name', 'when', 'link', 'contact'],
  code: ['code', 'organisation'],
  offer: ['name', 'when', 'until', 'link', 'service', 'specialist', 'page'],
  'offer-lapsed': ['name', 'when', 'until', 'service', 'specialist', 'page'],
  'offer-gone': ['name', 'when', 'service', 'specialist', 'page'],
};
/** Z2: what is known of every recipient; `before` of a visit that moved only, a link where the letter brings one. */
export const wordsFor = (kind: OwnLetterKind): readonly LetterWord[] => wordsOf[kind];

/** Z2: without these nobody could come, answer or confirm, or would know what is meant. */
export const neededFor = (kind: OwnLetterKind): readonly LetterWord[] =>
  wordsOf[kind].filter(
    (word) => word === 'when' || word === 'link' || word === 'code' || (word === 'until' && kind === 'offer'),
  );

/** A subject is read over a shoulder and kept by mail servers: no secret link, no code and nobody's number in it. */
export const subjectWords = (kind: OwnLetterKind): readonly LetterWord[] =>
  wordsOf[kind].filter((word) => !['link', 'contact', 'code', 'page'].includes(word));

/** Z8: professionals are not written to in Northern Sámi. */
export const isWrittenIn = (kind: OwnLetterKind, language: Language): boolean =>
  language !== 'se' || !kind.startsWith('offer');

export type LetterProblem = 'required' | 'too-long' | 'unknown-word' | 'word-missing';
export type LetterProblems = { subject?: LetterProblem; body?: LetterProblem };

const inBraces = /\{([^{}\n]*)\}/g;
/** The words in braces of a text, known or not, each once. */
export const wordsIn = (text: string): string[] => [
  ...new Set([...text.matchAll(inBraces)].map(([, word]) => word!)),
];

/** What the words in braces are called in the language of a text. */
export type WordNames = Readonly<Record<LetterWord, string>>;

/** Z8: a stored text with its words in the language that it is written in. */
export const showWords = (text: string, names: WordNames): string =>
  text.replaceAll(inBraces, (braces, word: string) => (isWord(word) ? `{${names[word]}}` : braces));

/** Z8: as a text is stored, whatever language its words are in; what is no word in either stays and is refused. */
export const storeWords = (text: string, names: WordNames): string =>
  text.replaceAll(inBraces, (braces, typed: string) => {
    const said = typed.trim().toLowerCase();
    const word = letterWords.find((each) => names[each] === said) ?? (isWord(said) ? said : undefined);
    return word === undefined ? braces : `{${word}}`;
  });
const isWord = (text: string): text is LetterWord => (letterWords as readonly string[]).includes(text);

/** Z2: a text that can be sent; trimmed, a subject in one line, and a text message without a subject. */
export function checkLetterText(
  kind: OwnLetterKind,
  channel: LetterChannel,
  text: LetterText,
): Result<LetterText, LetterProblems> {
  const subject = channel === 'sms' ? '' : text.subject.replaceAll(/\s+/g, ' ').trim();
  const body = text.body.replaceAll('\r\n', '\n').trim();
  const problems: LetterProblems = {};
  if (channel === 'email') {
    const found = problemOf(subject, subjectWords(kind), [], letterLimits.subject);
    if (found) problems.subject = found;
  }
  const found = problemOf(body, wordsFor(kind), neededFor(kind), letterLimits[channel]);
  if (found) problems.body = found;
  return Object.keys(problems).length > 0 ? err(problems) : ok({ subject, body });
}

function problemOf(
  text: string,
  allowed: readonly string[],
  needed: readonly string[],
  limit: number,
): LetterProblem | undefined {
  if (text === '') return 'required';
  if (text.length > limit) return 'too-long';
  const used = wordsIn(text);
  if (used.some((word) => !allowed.includes(word))) return 'unknown-word';
  if (needed.some((word) => !used.includes(word))) return 'word-missing';
  return undefined;
}

/** Fills in what stands in braces. What is filled in is never looked at again, whatever somebody is called. */
export const fillLetterText = (
  { subject, body }: LetterText,
  values: Readonly<Partial<Record<LetterWord, string>>>,
): LetterText => {
  const fill = (text: string) =>
    text.replaceAll(inBraces, (braces, word: string) => values[word as LetterWord] ?? braces);
  return { subject: fill(subject), body: fill(body) };
};
