import { m } from '#messages';
import type { Reply } from '#protocol';

type Problem = NonNullable<Reply<'readExternalCalendar'>['problem']>;

const words: Record<Problem, () => string> = {
  'address-refused': m.calendar_problem_address_refused,
  'not-found': m.calendar_problem_not_found,
  'not-allowed': m.calendar_problem_not_allowed,
  unreachable: m.calendar_problem_unreachable,
  'too-slow': m.calendar_problem_too_slow,
  'too-large': m.calendar_problem_too_large,
  'too-many-redirects': m.calendar_problem_too_many_redirects,
  'not-a-calendar': m.calendar_problem_not_a_calendar,
  'too-much': m.calendar_problem_too_much,
  'server-error': m.calendar_problem_server_error,
};
/** Why the own calendar could not be read, and what to do about it. */
export const problemWord = (problem: Problem): string => words[problem]();
