import type { MediaSeat } from './may-receive.ts';
import type { SpokenLanguage } from './spoken-language.ts';

/** M19: what a person listens to and, as an interpreter, speaks into; null is the floor, which is what was said. */
export type LanguageChannel = { hears: SpokenLanguage | null; speaksTo: SpokenLanguage | null };

export const theFloor: LanguageChannel = { hears: null, speaksTo: null };

/** M20: those that one sees: Finnish and Finland-Swedish sign language. They have no channel of sound. */
export const signLanguages = ['fse', 'fss'] as const satisfies readonly SpokenLanguage[];

export const isSignLanguage = (language: string): boolean => signLanguages.some((each) => each === language);

/** M20: whether this one's picture is what that receiver follows. */
export const signsFor = (sender: Pick<MediaSeat, 'signs'>, receiver: Pick<MediaSeat, 'hears'>): boolean =>
  sender.signs?.some((language) => language === receiver.hears) ?? false;

/** M18, M20: nobody speaks into a language that they are not here to interpret. */
export const channelFor = (
  { hears, speaksTo }: LanguageChannel,
  interprets: readonly SpokenLanguage[],
): LanguageChannel => ({
  hears,
  speaksTo: speaksTo !== null && interprets.includes(speaksTo) && !isSignLanguage(speaksTo) ? speaksTo : null,
});

/** M19: what is spoken into a language is heard by those who listen to it, and by nobody else. */
export const isInChannel = (receiver: MediaSeat, sender: MediaSeat): boolean =>
  (sender.speaksTo ?? null) === null || sender.speaksTo === receiver.hears;
