import type { PersonQuality } from '#protocol';
import { isLost, isWeak } from './link-text.ts';

/** A dip that is over sooner is not worth a word; later, and the host has spoken to somebody who did not hear it. */
const lastsMs = 6000;
/** A link on the edge is good for some seconds again and again: sooner than this it would be told again and again. */
const goodForMs = 20_000;

/** Good, weak, with some pictures, with sound only. */
type Level = 0 | 1 | 2 | 3;
type Heard = { told: Level; now: Level; since: number };

/**
 * What a host who does not see the tiles hears of the others' connections: that one has become weak or weaker, once, and
 * that it is good again. One that is lost is told as that, and begins anew when it is back.
 */
export class LinkNews {
  readonly #heard = new Map<string, Heard>();

  /** `people`: everybody else who is in. Answers of whom to tell now; to be asked every second or so. */
  look(people: readonly PersonQuality[], now: number): PersonQuality[] {
    const there = people.filter((quality) => !isLost(quality));
    for (const id of this.#heard.keys())
      if (!there.some(({ participantId }) => participantId === id)) this.#heard.delete(id);
    return there.filter((quality) => this.#isNews(quality, now));
  }

  #isNews(quality: PersonQuality, now: number): boolean {
    const level = levelOf(quality);
    const heard = this.#heard.get(quality.participantId) ?? { told: 0, now: 0, since: now };
    if (heard.now !== level) Object.assign(heard, { now: level, since: now });
    this.#heard.set(quality.participantId, heard);
    const isWorse = level > heard.told && now - heard.since >= lastsMs;
    const isGoodAgain = level === 0 && heard.told > 0 && now - heard.since >= goodForMs;
    if (isWorse || isGoodAgain) heard.told = level;
    return isWorse || isGoodAgain;
  }
}

function levelOf(quality: PersonQuality): Level {
  if (!isWeak(quality)) return 0;
  if (quality.receives !== 'weak') return 1;
  return quality.step === 'sound-only' ? 3 : quality.step === 'fewer' ? 2 : 1;
}
