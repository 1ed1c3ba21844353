import { err, ok, type Result } from './result.ts';

/** What a family can be told of a visit that an organisation may say in its own words (Z1). */
export const ownLetterKinds = ['invitation', 'new-link', 'moved', 'cancellation', 'reminder'] as const;
export type OwnLetterKind = (typeof ownLetterKinds)[number];
export const letterChannels = ['email', 'sms'] as const;
export type LetterChannel = (typeof letterChannels)[number];
export type LetterText = { subject: string; body: string };

/** What stands in braces in a text and is filled in for each recipient. */
export const letterWords = ['name', 'when', 'before', 'inviter', 'organisation', 'link', 'contact'] as const;
export type LetterWord = (typeof letterWords)[number];

/** Characters; a text message of more than two parts is a letter. */
export const letterLimits = { subject: 120, email: 4000, sms: 300 } as const;

/** Z2: `before` is known of a visit that moved; a reminder and a cancellation have no link of their own. */
export const wordsFor = (kind: OwnLetterKind): readonly LetterWord[] =>
  letterWords.filter(
    (word) =>
      (word !== 'before' || kind === 'moved') &&
      (word !== 'link' || (kind !== 'reminder' && kind !== 'cancellation')),
  );

/** Z2: without these nobody could come, or would know what is meant. */
export const neededFor = (kind: OwnLetterKind): readonly LetterWord[] =>
  wordsFor(kind).filter((word) => word === 'when' || word === 'link');

/** A subject is read over a shoulder and kept by mail servers: no secret link and nobody's number in it. */
export const subjectWords = (kind: OwnLetterKind): readonly LetterWord[] =>
  wordsFor(kind).filter((word) => word !== 'link' && word !== 'contact');

export type LetterProblem = 'required' | 'too-long' | 'unknown-word' | 'word-missing';
export type LetterProblems = { subject?: LetterProblem; body?: LetterProblem };

const inBraces = /\{([^{}\n]*)\}/g;
/** The words in braces of a text, known or not, each once. */
export const wordsIn = (text: string): string[] => [
  ...new Set([...text.matchAll(inBraces)].map(([, word]) => word!)),
];

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
