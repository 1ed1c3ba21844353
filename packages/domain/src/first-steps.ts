/** K7: what has to be there before anybody can book, in the order in which an administrator sees to it. */
export const firstSteps = [
  'letters',
  'organisations',
  'phones',
  'specialists',
  'askers',
  'forms',
  'service',
  'hours',
] as const;
export type FirstStep = (typeof firstSteps)[number];
/** Without these, too, a visit can be booked. */
const optional: readonly FirstStep[] = ['organisations', 'phones', 'forms'];

export type ToldStep = { step: FirstStep; isDone: boolean; isOptional: boolean };

/**
 * What is there of an organisation and those below it. `phones`: each has a number that a family can call; `askers` may book or send requests; a `service` is in use and names
 * a specialist and an organisation that may ask; `hours` are kept for such a service.
 */
export type FirstFacts = Record<FirstStep, boolean> & {
  /** Whether it stands below no other: whoever is above sees to it. */
  isTop: boolean;
  /** Whether it, or one below, may ask for a service of somebody else. */
  mayAskElsewhere: boolean;
};

/** K7: the steps with what is done, or null where nothing has to be said. */
export function stepsToTell({ isTop, mayAskElsewhere, ...done }: FirstFacts): ToldStep[] | null {
  const steps = firstSteps.map((step) => ({
    ...{ step, isDone: done[step], isOptional: optional.includes(step) },
  }));
  const isReady = steps.every(({ isDone, isOptional }) => isDone || isOptional);
  return isReady || !isTop || mayAskElsewhere ? null : steps;
}
