/**
 * M21: what a page says of its own connection is all that there is of some figures, and nothing says that it is true. What is
 * kept of it is no more than can be.
 */
export type PageReport = {
  roundTripMs: number | null;
  freezes: number;
  freezeMs: number;
  playedMs: number;
  concealedMs: number;
  joinMs: number | null;
};

/** Pages report every five seconds; a late timer makes two of them come a little closer. */
export const leastBetweenReportsMs = 4000;
/** A page whose report was lost tells of more than five seconds with the next. More is no figure of a page that is there. */
const mostBetweenReportsMs = 60_000;
/** So many pictures or sounds of others at the same time: more than are shown, or sent. */
const mostAtOnce = 12;
const mostRoundTripMs = 60_000;
/** Who waited longer has gone for coffee. */
const mostJoinMs = 300_000;
/** A picture that stands still does so for longer than this. */
const leastFreezeMs = 100;

/** `sinceMs`: since the last report that counted, or since the page came. Undefined where it comes too soon to count. */
export function believable<R extends PageReport>(report: R, sinceMs: number): R | undefined {
  if (sinceMs < leastBetweenReportsMs) return undefined;
  const mostMs = Math.min(sinceMs, mostBetweenReportsMs) * mostAtOnce;
  const atMost = (value: number, most: number) => (value >= 0 ? Math.min(value, most) : 0);
  const playedMs = atMost(report.playedMs, mostMs);
  const freezeMs = atMost(report.freezeMs, mostMs);
  const within = (value: number | null, most: number) =>
    value !== null && value >= 0 && value <= most ? value : null;
  return {
    ...report,
    roundTripMs: within(report.roundTripMs, mostRoundTripMs),
    joinMs: within(report.joinMs, mostJoinMs),
    playedMs,
    concealedMs: atMost(report.concealedMs, playedMs),
    freezeMs,
    freezes: atMost(report.freezes, Math.floor(freezeMs / leastFreezeMs)),
  };
}
