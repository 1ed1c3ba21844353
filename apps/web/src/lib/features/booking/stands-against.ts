import type { Reply } from '#protocol';

/** What stands against a time that is taken in spite of it (H14): for a new visit, or for one that is moved there. */
export type Look = Reply<'lookAtTime'> | Reply<'lookAtMove'>;

/** Whether anything does that can be overridden; otherwise it is taken as any other time. */
export const isException = ({ isOffered, busy }: Look): boolean => !isOffered || busy.length > 0;

/** Whether it can be had at all. */
export const canBeTaken = ({ hasBegun, busy }: Look): boolean =>
  !hasBegun && busy.every(({ canBeOverridden }) => canBeOverridden);
