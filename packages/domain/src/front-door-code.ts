import { askFrom, type Asked } from './lost-link.ts';
import { minuteMs, type Instant } from './time.ts';

/** G7: longer lets a code that was read over a shoulder be used; shorter hurries who waits for a slow text message. */
export const codeLivesMs = 10 * minuteMs;
/** G7: more lets a stranger guess; of a million codes five tries find one in two hundred thousand. */
export const codeTries = 5;
export const codeLength = 6;
/** G8: a slow message and a wrong digit need a second code, nobody needs a sixth. */
const codesAnHour = 5;

/** A code that was sent, without the code. */
export type SentCode = { sentAt: Instant; tries: number };
export type CodeAnswer = 'right' | 'wrong' | 'used-up' | 'expired';

/** G7: what a try comes to. Used up and expired are told before it is looked at, so that a guess learns nothing more. */
export function tryCode({ sentAt, tries }: SentCode, isRight: boolean, now: Instant): CodeAnswer {
  // A clock that was set back makes no code live longer than it would have.
  if (Math.abs(now - sentAt) >= codeLivesMs) return 'expired';
  if (tries >= codeTries) return 'used-up';
  return isRight ? 'right' : 'wrong';
}

/** G8: whether one more code may go to an address now: five an hour, counted from the first; null when none may. */
export function codeTo(asked: Asked | undefined, now: Instant): Asked | null {
  const answer = askFrom(asked, now, codesAnHour);
  return 'keep' in answer ? answer.keep : null;
}
