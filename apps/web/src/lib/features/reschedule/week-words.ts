import { m } from '#messages';
import type { ApiError } from '#lib/api.ts';

/** What `TimesOfWeek` says to staff; a family is told in other words. */
export const staffWeekWords = () => ({
  none: m.staff_move_week_none(),
  noneNear: m.staff_move_none_near(),
  next: m.staff_move_week_next(),
  earlier: m.staff_move_week_earlier(),
  later: m.staff_move_week_later(),
});

/** Somebody else was quicker: the week is to be fetched again. */
export const isGone = ({ code }: ApiError): boolean => code === 'slot-taken' || code === 'slot-not-offered';
