// Notices at once that a link carries no longer what is sent over it. Pure.

/** What a browser has counted of everything that came, since it began, and when (ms of a steady clock). */
export type ArrivalCount = { received: number; lost: number; bytes: number; frames: number; at: number };

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

/** A link that gets full lets less than this share of the pictures through, and of what they weigh, from one look to the next. */
const slowedShare = 0.6;
/** Below so many pictures expected in one look, fewer of them are chance. */
const fewestFrames = 2;
/** What came before is known after so many ms; sound alone never fills a link that pictures came over. */
const knownAfterMs = 300;
const leastKbps = 200;

/**
 * What comes, in kbit/s, of pictures that come more slowly all of a sudden than in the looks before, oldest first; undefined
 * while they don't. Either the link is full and a queue builds up, long before anything is lost, or less is sent: only who
 * sends knows.
 */
export function slowedTo(before: readonly ArrivalCount[], now: ArrivalCount): number | undefined {
  const first = before[0];
  const last = before.at(-1);
  if (!first || !last || last.at - first.at < knownAfterMs || now.at <= last.at) return undefined;
  const rate = (from: ArrivalCount, to: ArrivalCount, what: 'bytes' | 'frames') =>
    (to[what] - from[what]) / (to.at - from.at);
  const usualKbps = rate(first, last, 'bytes') * 8;
  const kbps = rate(last, now, 'bytes') * 8;
  const usualFrames = rate(first, last, 'frames');
  if (usualKbps < leastKbps || usualFrames * (now.at - last.at) < fewestFrames) return undefined;
  const isSlow = kbps < usualKbps * slowedShare && rate(last, now, 'frames') < usualFrames * slowedShare;
  return isSlow ? Math.round(kbps) : undefined;
}
