/** The name of the week that is shown. */
export const shownWeekId = 'shown-week';

/** What is pressed is gone once its week is there: the keyboard goes on at the name of the week. */
export const goOnAtWeek = (): void => document.getElementById(shownWeekId)?.focus({ preventScroll: true });
