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

/** What was told last, and what has been so since when without having been told. */
export type StepWatch = { told: MediaStep; next: MediaStep; since: number };

/** M7: how long (ms) a change lasts before it is told. Getting worse is told soon; better only once it holds. */
export const worseAfterMs = 1500;
export const betterAfterMs = 3000;

export const freshStep = (now: number): StepWatch => ({ told: 'full', next: 'full', since: now });

/** M7: what to tell now. A step that flickers is never told. */
export function watchStep(watch: StepWatch, step: MediaStep, now: number): StepWatch {
  if (step === watch.told) return { told: step, next: step, since: now };
  const since = step === watch.next ? watch.since : now;
  const isWorse = mediaSteps.indexOf(step) > mediaSteps.indexOf(watch.told);
  const told = now - since >= (isWorse ? worseAfterMs : betterAfterMs) ? step : watch.told;
  return { told, next: step, since };
}
