import type { MediaSeat } from './may-receive.ts';
import type { SpokenLanguage } from './spoken-language.ts';

/** M19: what a person listens to and, as an interpreter, speaks into; null is the floor, which is what was said. */
export type LanguageChannel = { hears: SpokenLanguage | null; speaksTo: SpokenLanguage | null };

export const theFloor: LanguageChannel = { hears: null, speaksTo: null };

/** M18: nobody speaks into a language that they are not here to interpret. */
export const channelFor = (
  { hears, speaksTo }: LanguageChannel,
  interprets: readonly SpokenLanguage[],
): LanguageChannel => ({
  hears,
  speaksTo: speaksTo !== null && interprets.includes(speaksTo) ? speaksTo : null,
});

/** M19: what is spoken into a language is heard by those who listen to it, and by nobody else. */
export const isInChannel = (receiver: MediaSeat, sender: MediaSeat): boolean =>
  (sender.speaksTo ?? null) === null || sender.speaksTo === receiver.hears;
