/**
 * M13: how a receiver's path is tried for more. The worker's congestion control learns only from what it sends: while little
 * is sent because little is known to get through, it learns nothing, and a picture that was dropped would stay away for
 * 10 s and more. So the path is probed, step by step, with a few padding packets.
 */

/** A path that loses more than this share is not tried: congestion control lowers its estimate above it (10 %, GCC section 6). */
export const triedBelowLoss = 0.1;
/** Loss is learnt from pictures and from tries only: a figure that has not changed for so long (ms) says nothing of the path now. */
export const lossHoldsMs = 1500;
/** How many times what is known to get through is tried next. Higher climbs in fewer tries and delays sound more when it fails. */
export const tryFactor = 2;
/** A try has succeeded when the estimate reaches this share of it; the estimator itself leaves 5 to 15 % unused. */
const reachedShare = 0.75;
/** How long (ms) a try has to show in the estimate: a round trip and the receiver's report, which comes every 50 to 250 ms. */
const answeredWithinMs = 450;
/** After a try that failed, how long (ms) until the next. Lower climbs back sooner and takes more from a path that stays weak. */
const failedWaitMs = 900;
/** What the estimate must exceed what is wanted by: a picture is not of the same size all the time. */
const margin = 1.1;
/** A picture that was taken up and lost again within this time (ms) was taken up too early: the next time waits twice as long. */
const tooEarlyWithinMs = 10_000;
const maxTakeUpWaitMs = 60_000;

/** Congestion control that believes in more than so many times what comes through has not noticed yet. */
const unnoticedFactor = 1.3;
/** The share of what comes through that is sent until more has been tried: the queue on the way has to empty. */
const easedShare = 0.8;
/** What is kept of the rate for what is shown already, as its multiple: a picture is not of the same size all the time. */
const keptFactor = 1.2;
/** How long (ms) after a path was choked it is not tried for more. */
export const easedForMs = 1500;

export type Climb = {
  /** Bits per second tried last, when (ms), and whether that is still open. */
  tried: { bps: number; at: number } | null;
  /** When (ms) pictures were taken up last, and how long to wait before they are again. */
  takenUpAt: number | null;
  takeUpWaitMs: number;
  /** The loss last learnt, and since when (ms) it is that figure. */
  loss: { share: number; since: number };
};

/**
 * M13: bits per second to send from now on to a receiver who sees that only `arrivingBps` come through of what is sent;
 * undefined where congestion control has noticed already.
 */
export function easedTo(estimateBps: number, arrivingBps: number): number | undefined {
  return estimateBps > arrivingBps * unnoticedFactor ? emptyingBps(arrivingBps) : undefined;
}

/**
 * M13: bits per second to send so that a queue empties through a path that carries so many.
 *
 * @param smallestBps What the smallest pictures take: a queue may be gone as soon as it came, and pictures must not go away for
 *   that.
 */
export const emptyingBps = (carriedBps: number, smallestBps = 0): number =>
  Math.round(Math.max(carriedBps * easedShare, smallestBps * keptFactor));

/**
 * M13: bits per second below which the estimate is not let fall while more is tried; 0: it may. Congestion control takes a try
 * that fails as a sign to send less than now, and while little is sent that is less than the smallest picture takes: what got
 * through without loss flows on.
 */
export function keptBps(shownBps: number, estimateBps: number, lossShare: number): number {
  return lossShare > triedBelowLoss ? 0 : Math.round(Math.min(shownBps * keptFactor, estimateBps));
}

/** M13: what to remember of a path that was choked just now. */
export const easedClimb = (bps: number, now: number): Climb => ({
  ...freshClimb,
  // As if more had been tried and had failed.
  tried: { bps: bps * tryFactor, at: now + easedForMs - answeredWithinMs - failedWaitMs },
});

export const freshClimb: Climb = {
  tried: null,
  takenUpAt: null,
  takeUpWaitMs: 0,
  loss: { share: 0, since: 0 },
};

/** What is known of a receiver who gets less than is wanted. */
export type ClimbFacts = {
  /** Bits per second that the path is believed to carry. */
  estimateBps: number;
  /** Bits per second that everything wanted takes. */
  wantedBps: number;
  /** Share of packets that the path lost lately, 0 to 1. */
  lossShare: number;
  /** Milliseconds of a steady clock. */
  now: number;
};

export type ClimbAct =
  { name: 'wait' } | { name: 'try'; fromBps: number; toBps: number } | { name: 'take-up' };

/**
 * M13: whether it has not shown yet what came of what was tried last. What was kept for what is shown must not be let go until
 * then: congestion control lowers its estimate late, also after a picture has grown.
 */
export const isTrying = ({ tried }: Climb, now: number): boolean =>
  tried !== null && now - tried.at < answeredWithinMs + failedWaitMs;

/** M13: what to do now, and what to remember. */
export function climb(
  before: Climb,
  { estimateBps, wantedBps, lossShare, now }: ClimbFacts,
): { state: Climb; act: ClimbAct } {
  const goal = wantedBps * margin;
  const loss = lossShare === before.loss.share ? before.loss : { share: lossShare, since: now };
  const state = { ...before, loss };
  if (estimateBps >= goal) return takeUp({ ...state, tried: null }, now);
  if (loss.share > triedBelowLoss && now - loss.since < lossHoldsMs) return { state, act: { name: 'wait' } };
  const { tried } = state;
  if (tried && estimateBps < tried.bps * reachedShare && isTrying(state, now))
    return { state, act: { name: 'wait' } };
  // The last one is a little higher than the goal: what is measured of a try is a little less than the try.
  const toBps = Math.round(Math.min(estimateBps * tryFactor, goal / reachedShare));
  return {
    state: { ...state, tried: { bps: toBps, at: now } },
    act: { name: 'try', fromBps: estimateBps, toBps },
  };
}

function takeUp(state: Climb, now: number): { state: Climb; act: ClimbAct } {
  const { takenUpAt, takeUpWaitMs } = state;
  if (takenUpAt === null || now - takenUpAt > takeUpWaitMs + tooEarlyWithinMs)
    return { state: { ...state, takenUpAt: now, takeUpWaitMs: 0 }, act: { name: 'take-up' } };
  const waitMs = takeUpWaitMs || 1000;
  if (now - takenUpAt < waitMs) return { state, act: { name: 'wait' } };
  return {
    state: { ...state, takenUpAt: now, takeUpWaitMs: Math.min(waitMs * 2, maxTakeUpWaitMs) },
    act: { name: 'take-up' },
  };
}
