/** M8: how many of the loudest open microphones are sent when more are open. Six voices are a quarrel already. */
export const voicesSent = 6;

/** Quick: a voice that was held back comes in with the next report. Less than this and a short word has too few packets to be counted. */
const quickReportMs = 300;
/** Nobody is held back: reports only order the pictures (M6), and each wakes the server. */
const calmReportMs = 1000;

/** M8: how often (ms) it is reported who is heard; undefined where nothing depends on it, since nobody sees two people. */
export function reportVoicesEveryMs(people: number, openMicrophones: number): number | undefined {
  if (openMicrophones > voicesSent) return quickReportMs;
  return people > 2 ? calmReportMs : undefined;
}

/** A voice that is being sent counts as this much louder (dB), so that two equal ones do not take turns word by word. */
const holdDb = 6;
/** How fast (dB a report) a voice fades in the ranking: pauses between words must not cost it the place. */
const fadeDb = 4;
/** Loudness (dBov) from which a microphone can be heard. Lower takes a fan for a voice, higher misses a quiet child. */
export const audibleDb = -60;

/** Loudness by microphone, in dBov (−127 to 0), as it counts for the ranking. */
export type Ranking = ReadonlyMap<string, number>;

/**
 * M8: louder counts at once, quieter fades with each report, until it could not be heard: then it is silent. Microphones that
 * are closed are forgotten.
 */
export function rankVoices(
  before: Ranking,
  levels: ReadonlyMap<string, number>,
  open: Iterable<string>,
  isNewReport = true,
): Ranking {
  const ranking = new Map<string, number>();
  for (const id of open) {
    const faded = (before.get(id) ?? -Infinity) - (isNewReport ? fadeDb : 0);
    const level = Math.max(levels.get(id) ?? -Infinity, faded);
    if (level >= audibleDb) ranking.set(id, level);
  }
  return ranking;
}

/**
 * M8: the open microphones that are not sent now. Only what can be heard is ever held back: whoever is silent stays
 * let through (Opus sends next to nothing then), so that the first syllable of the next speaker is not cut off.
 */
export function heldBack(
  ranking: Ranking,
  openCount: number,
  before: ReadonlySet<string>,
): ReadonlySet<string> {
  if (openCount <= voicesSent) return new Set();
  const loudest = [...ranking].sort(
    ([a, x], [b, y]) =>
      y + (before.has(b) ? 0 : holdDb) - (x + (before.has(a) ? 0 : holdDb)) || (a < b ? -1 : 1),
  );
  return new Set(loudest.slice(voicesSent).map(([id]) => id));
}
