import { atMost, type Row } from '../report.ts';

/** How long an answer took, in ms. A wrong one throws. */
export function timeOf(what: string, answer: () => boolean): number {
  const before = performance.now();
  const isRight = answer();
  const ms = performance.now() - before;
  if (!isRight) throw new Error(`${what}: nothing was found`);
  return ms;
}

/** How long each question took (ms), shortest first, after a warm-up of a tenth of them. A wrong answer throws. */
export function timesOf<T>(
  what: string,
  questions: readonly T[],
  answer: (question: T) => boolean,
): number[] {
  questions.slice(0, Math.ceil(questions.length / 10)).forEach(answer);
  return questions.map((question) => timeOf(what, () => answer(question))).sort((a, b) => a - b);
}

/** Of sorted times, the one that a share of them does not exceed. */
export const share = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;

/** One row: each question once, the time that nineteen of twenty keep to. */
export function p95Of<T>(
  what: string,
  limitMs: number,
  questions: readonly T[],
  answer: (question: T) => boolean,
): Row {
  return atMost(what, share(timesOf(what, questions, answer), 0.95), 'ms', limitMs);
}
