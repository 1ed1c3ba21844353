// Notices at once that a link carries no longer what is sent over it. Pure.

/** What a browser has counted of everything that came, since it began, and when (ms of a steady clock). */
export type ArrivalCount = { received: number; lost: number; bytes: number; at: number };

/** A link that loses so much of one look is choked: random loss of a bad radio link stays below, for most of the time. */
const chokedShare = 0.2;
/** Fewer lost packets than this are chance. */
const chokedPackets = 6;
/** From here on another look is worth its price. */
const doubtfulShare = 0.1;
const doubtfulPackets = 3;

/** Whether a link may have begun to lose a large part of what is sent. */
export const isDoubtful = (before: ArrivalCount, now: ArrivalCount): boolean =>
  loses(before, now, doubtfulPackets, doubtfulShare);

function loses(before: ArrivalCount, now: ArrivalCount, packets: number, share: number): boolean {
  const lost = now.lost - before.lost;
  return lost >= packets && lost >= (now.received - before.received + lost) * share;
}

/**
 * What comes through, in kbit/s, of a link that lost a large part of what was sent between two looks; undefined while it
 * did not.
 */
export function chokedTo(before: ArrivalCount, now: ArrivalCount): number | undefined {
  const ms = now.at - before.at;
  if (ms <= 0 || !loses(before, now, chokedPackets, chokedShare)) return undefined;
  return Math.round(((now.bytes - before.bytes) * 8) / ms);
}
