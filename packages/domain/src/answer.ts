import type { Encounter } from './encounter.ts';
import type { FormAnswers } from './forms/filling.ts';
import { err, ok, type Result } from './result.ts';
import type { Instant } from './time.ts';

/** The specialist's structured answer. Advice leaves the decision where it was; a decision names its mandate. */
export type AnswerContent = {
  kind: 'advice' | 'decision' | null;
  recommendation: string;
  followUp: string;
  /** By what mandate a decision was made; unused for advice. */
  mandate: string;
  /** What was written in the form that the service adds to the answer. */
  form?: FormAnswers;
};
export type Answer =
  | { status: 'draft'; content: AnswerContent }
  | { status: 'signed'; content: AnswerContent; signedAt: Instant; signedBy: string };

export type AnswerRefusal =
  | { code: 'answer-signed' }
  | { code: 'answer-too-early'; from: Instant }
  | { code: 'answer-incomplete'; missing: (keyof AnswerContent)[] };

export const emptyAnswer: AnswerContent = { kind: null, recommendation: '', followUp: '', mandate: '' };

/** A1: a draft can be rewritten, a signed answer can't. */
export function writeAnswer(answer: Answer, content: AnswerContent): Result<Answer, AnswerRefusal> {
  return answer.status === 'signed' ? err({ code: 'answer-signed' }) : ok({ status: 'draft', content });
}

/** A4: a visit begins when its host comes in or when its time comes, whichever is first; nobody answers before that. */
export function signableFrom(startsAt: Instant, encounter: Encounter): Instant {
  const startedAt = encounter.status === 'planned' ? null : encounter.startedAt;
  return startedAt === null ? startsAt : Math.min(startsAt, startedAt);
}

/** A2: signing needs the kind and a recommendation; a decision needs its mandate. A3: signing is once and final. */
export function signAnswer(
  answer: Answer,
  by: string,
  now: Instant,
  from: Instant,
): Result<Answer, AnswerRefusal> {
  if (answer.status === 'signed') return err({ code: 'answer-signed' });
  if (now < from) return err({ code: 'answer-too-early', from });
  const { content } = answer;
  const missing: (keyof AnswerContent)[] = [];
  if (content.kind === null) missing.push('kind');
  if (content.recommendation.trim() === '') missing.push('recommendation');
  if (content.kind === 'decision' && content.mandate.trim() === '') missing.push('mandate');
  return missing.length > 0
    ? err({ code: 'answer-incomplete', missing })
    : ok({ status: 'signed', content, signedAt: now, signedBy: by });
}

/**
 * A5: what is written replaces only what its writer has seen. `basedOn` is when the server saved that, null for nothing
 * yet; a second device that knows an older draft is told instead of silently winning.
 */
export function isBasedOn(savedAt: Instant | null, basedOn: Instant | null): boolean {
  return savedAt === basedOn;
}
