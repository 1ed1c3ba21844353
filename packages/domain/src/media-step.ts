/** How much of what a receiver shows gets through, from everything to sound alone. */
export const mediaSteps = ['full', 'reduced', 'fewer', 'sound-only'] as const;
export type MediaStep = (typeof mediaSteps)[number];

/** One picture that should flow: the layer that fills its tile, and the one that the network carries now. */
export type Carried = {
  /** The best layer that the sender sends now, 0 up; null when nothing comes from the sender, which is no fault of ours. */
  sent: number | null;
  wanted: number;
  carried: number | null;
};

/** M7: what the network does to the pictures of one receiver. */
export function stepOf(pictures: readonly Carried[]): MediaStep {
  const possible = pictures.filter(({ sent }) => sent !== null);
  const without = possible.filter(({ carried }) => carried === null).length;
  if (possible.length > 0 && without === possible.length) return 'sound-only';
  if (without > 0) return 'fewer';
  const isReduced = possible.some(
    ({ sent, wanted, carried }) => (carried ?? 0) < Math.min(wanted, sent ?? wanted),
  );
  return isReduced ? 'reduced' : 'full';
}

/** What was told last, what is so now and since when (ms), and since when it has been on this side of each two neighbouring steps. */
export type StepWatch = { told: MediaStep; now: MediaStep; at: number; since: readonly number[] };

/**
 * M7: how long (ms) a change lasts before it is told. Getting worse is told soon; better only once it holds, and so is what is
 * worse now in this way, now in that: a picture that begins anew is left out for a moment.
 */
export const worseAfterMs = 1500;
export const betterAfterMs = 3000;

const rank = (step: MediaStep): number => mediaSteps.indexOf(step);

export const freshStep = (now: number): StepWatch => ({
  told: 'full',
  now: 'full',
  at: now,
  since: mediaSteps.slice(1).map(() => now),
});

/**
 * M7: what to tell now: what it has been at least, or at best, for its time. A step that flickers is never told; what is bad
 * all the time, now more, now less, is.
 */
export function watchStep(watch: StepWatch, step: MediaStep, now: number): StepWatch {
  const [is, was, told] = [rank(step), rank(watch.now), rank(watch.told)];
  const at = is === was ? watch.at : now;
  const since = watch.since.map((from, side) => (was > side === is > side ? from : now));
  const lasts = (from: number | undefined) => from !== undefined && now - from >= betterAfterMs;
  const worse =
    now - at >= worseAfterMs ? is : since.findLastIndex((from, side) => side < is && lasts(from)) + 1;
  const better = since.findIndex((from, side) => side >= is && lasts(from));
  const best = better < 0 ? mediaSteps.length : better;
  return { told: mediaSteps[Math.min(Math.max(told, worse), best)] ?? watch.told, now: step, at, since };
}

/** How long (ms) pictures are short in one way before more is tried: at first they wait for a key frame, and a queue empties. */
const triedAfterMs = 900;

/** M13: less than is wanted gets through, in the same way for a while or, now more and now less, for longer. */
export const needsHelp = ({ now: step, at, since }: StepWatch, now: number): boolean =>
  step !== 'full' && (now - at >= triedAfterMs || now - (since[0] ?? now) >= betterAfterMs);
