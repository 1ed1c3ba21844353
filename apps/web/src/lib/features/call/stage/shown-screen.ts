/** Somebody's shared screen; `sharedSince`: as the server told it (ms). */
export type Shared = { participantId: string; sharedSince?: number | undefined };

/** M24: for everybody alike, also where two began in the same moment. */
export function isSharedAfter(one: Shared, other: Shared): boolean {
  const laterMs = (one.sharedSince ?? 0) - (other.sharedSince ?? 0);
  return laterMs > 0 || (laterMs === 0 && one.participantId > other.participantId);
}

/** M24: of several screens the one that is shown. */
export const shownScreen = <T extends Shared>(screens: readonly T[]): T | undefined =>
  screens.reduce<T | undefined>((last, each) => (last && isSharedAfter(last, each) ? last : each), undefined);
