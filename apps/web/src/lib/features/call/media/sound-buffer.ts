// How long sound waits before it is played, so that what was lost has the time to come again. Pure.

/** What a browser has counted of one incoming sound since it began. */
export type SoundCount = {
  received: number;
  /** Never came. */
  lost: number;
  /** How often something missing was asked for again. */
  asked: number;
  /** What came and was there already: where sound is sent twice (M15), one for each packet, and else next to none. */
  spare: number;
  /** Samples that were played, and those of them that stood in for what was missing while somebody spoke. */
  played: number;
  hidden: number;
};

/**
 * The share of packets that did not come at the first try, and the counters that it was learnt from. A browser does not tell
 * that it is sent RED; `spareShare` does. `hiddenShare` of the sound was made up.
 */
export type SoundLoss = { count: SoundCount; share: number; spareShare: number; hiddenShare: number };

/** How long sound waits, and when that may become less. */
export type SoundWait = { ms: number; until: number };

/** So many packets weigh as much as everything before them: a second of speech. */
const memoryPackets = 50;
/** Below this share the wait that the browser chooses itself is enough. */
const bearableShare = 0.03;
/** About so much may stay missing after all tries; hiding that is what a decoder is good at. */
const leftShare = 0.01;
/** From this share of copies on, sound is sent twice: nearly each packet brings one then. */
const twiceShare = 0.5;
/** More than this can't be mended by asking again. */
const worstShare = 0.5;
/**
 * One more try takes a round trip and at least this long: Chromium, which knows no round trip of sound that it only
 * receives, repeats what it misses every 100 ms (kStartUpRttMs of its RTCP module).
 */
const leastTryMs = 100;
/** Two packets of 20 ms until a gap is noticed. */
const noticeMs = 40;
/** ITU-T G.114 plans with no more than 400 ms one way; above that people talk over one another. Words come first, a little. */
const longestMs = 500;
/** A link that was bad is likely to be bad again, and every change of the wait is heard. */
const holdMs = 15_000;

/** What is known of the loss after another reading of the counters. */
export function lossAfter(before: SoundLoss | undefined, count: SoundCount): SoundLoss {
  const since = before?.count ?? nothing;
  // A repaired packet is taken off the lost ones again, so that they may become fewer.
  const lost = Math.max(0, count.lost - since.lost);
  const expected = count.received - since.received + lost;
  if (expected <= 0) return { ...(before ?? unknown), count };
  const missed = lost + Math.max(0, count.asked - since.asked);
  const share = Math.min(worstShare, missed / expected);
  const weight = 1 - Math.exp(-expected / memoryPackets);
  const towards = (was: number, is: number) => was + (is - was) * weight;
  const was = before ?? unknown;
  const spare = (count.spare - since.spare) / Math.max(1, count.received - since.received);
  const hidden = (count.hidden - since.hidden) / Math.max(1, count.played - since.played);
  return {
    count,
    share: towards(was.share, share),
    spareShare: towards(was.spareShare, Math.min(1, Math.max(0, spare))),
    hiddenShare: towards(was.hiddenShare, Math.min(1, Math.max(0, hidden))),
  };
}

const nothing: SoundCount = { received: 0, lost: 0, asked: 0, spare: 0, played: 0, hidden: 0 };
const unknown = { share: 0, spareShare: 0, hiddenShare: 0 };

/**
 * The wait in ms that lets asking again bring the loss down to what a decoder hides; 0 leaves it to the browser. Sound that is
 * sent twice has had its second try when the next packet comes, unless packets are lost in a row: then more is hidden, and it
 * waits as if it were sent once.
 */
export function waitFor(
  { share, spareShare, hiddenShare }: Omit<SoundLoss, 'count'>,
  roundTripMs: number,
): number {
  if (share < bearableShare) return 0;
  const isMended = spareShare > twiceShare && hiddenShare < leftShare;
  // After n tries more share^(n + 1) is missing.
  const more = Math.round(Math.log(leftShare) / Math.log(share) - 1);
  const tries = isMended ? more - 1 : Math.max(1, more);
  if (tries <= 0) return 0;
  return Math.min(longestMs, tries * Math.max(leastTryMs, roundTripMs) + noticeMs);
}

/** Longer at once, shorter only when nothing has called for as much for a while. */
export function holdWait(before: SoundWait | undefined, wantedMs: number, now: number): SoundWait {
  if (before && wantedMs < before.ms && now < before.until) return before;
  return { ms: wantedMs, until: now + holdMs };
}
