// Who speaks, from how loud is what comes. Pure.

/** A microphone below this (dBov) is silent: the server's threshold too. Lower lights up for a fan, higher misses a quiet child. */
const voiceDb = -60;
/** Loud in so many looks of the last ones is speech; a click or a cup is in one. */
const loudLooks = 2;
const lastLooks = 3;
/** Who spoke still speaks for so long (ms): the pauses between words must not flicker. */
const pauseMs = 450;
/** How many can be shown as speaking at once. */
const mostSpeakers = 4;

/** One person's last looks, newest first, in dBov, and when (ms of a steady clock) they last spoke. */
export type Voice = { looks: readonly number[]; spokeAt: number };
export type Voices = ReadonlyMap<string, Voice>;

/** Linear loudness as browsers give it, 0 to 1, in dBov (-127 to 0). */
export const decibels = (level: number): number =>
  level > 0 ? Math.max(-127, 20 * Math.log10(level)) : -127;

/** After another look: how loud (dBov) everybody is who can be heard. Who can't be heard any more is forgotten. */
export function heardAgain(before: Voices, levels: ReadonlyMap<string, number>, now: number): Voices {
  return new Map(
    [...levels].map(([id, db]) => {
      const known = before.get(id);
      const looks = [db, ...(known?.looks ?? [])].slice(0, lastLooks);
      const isLoud = looks.filter((each) => each >= voiceDb).length >= loudLooks;
      return [id, { looks, spokeAt: isLoud ? now : (known?.spokeAt ?? -Infinity) }];
    }),
  );
}

/** Who speaks, the loudest first. */
export function speaking(voices: Voices, now: number): string[] {
  const loudness = ({ looks }: Voice) => Math.max(...looks);
  return [...voices]
    .filter(([, { spokeAt }]) => now - spokeAt < pauseMs)
    .sort(([, a], [, b]) => loudness(b) - loudness(a))
    .slice(0, mostSpeakers)
    .map(([id]) => id);
}

/** Loudness changes all the time; that somebody else speaks, or is now the loudest, is news. */
export const isNews = (before: readonly string[], now: readonly string[]): boolean =>
  before[0] !== now[0] || before.length !== now.length || now.some((id) => !before.includes(id));
