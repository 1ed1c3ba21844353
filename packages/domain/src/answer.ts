import { err, ok, type Result } from './result.ts';
import type { Instant } from './time.ts';

/** The specialist's structured answer. Advice leaves the decision where it was; a decision names its mandate. */
export type AnswerContent = {
  kind: 'advice' | 'decision' | null;
  recommendation: string;
  followUp: string;
  /** By what mandate a decision was made; unused for advice. */
  mandate: string;
};
export type Answer =
  | { status: 'draft'; content: AnswerContent }
  | { status: 'signed'; content: AnswerContent; signedAt: Instant; signedBy: string };

export type AnswerRefusal =
  { code: 'answer-signed' } | { code: 'answer-incomplete'; missing: (keyof AnswerContent)[] };

export const emptyAnswer: AnswerContent = { kind: null, recommendation: '', followUp: '', mandate: '' };

/** A1: a draft can be rewritten, a signed answer can't. */
export function writeAnswer(answer: Answer, content: AnswerContent): Result<Answer, AnswerRefusal> {
  return answer.status === 'signed' ? err({ code: 'answer-signed' }) : ok({ status: 'draft', content });
}

/** A2: signing needs the kind and a recommendation; a decision needs its mandate. A3: signing is once and final. */
export function signAnswer(answer: Answer, by: string, now: Instant): Result<Answer, AnswerRefusal> {
  if (answer.status === 'signed') return err({ code: 'answer-signed' });
  const { content } = answer;
  const missing: (keyof AnswerContent)[] = [];
  if (content.kind === null) missing.push('kind');
  if (content.recommendation.trim() === '') missing.push('recommendation');
  if (content.kind === 'decision' && content.mandate.trim() === '') missing.push('mandate');
  return missing.length > 0
    ? err({ code: 'answer-incomplete', missing })
    : ok({ status: 'signed', content, signedAt: now, signedBy: by });
}
