import type { Producer } from 'mediasoup/types';
import { MAX_INCOMING_BITRATE } from './room-router.ts';

/**
 * M12: kbit/s above which a peer is not merely eager. Browsers keep to the cap that they are told; what sends three times
 * that is no browser, or a broken one.
 */
export const TOO_MUCH_KBPS = (3 * MAX_INCOMING_BITRATE) / 1000;
/** How many measurements in a row: one burst is a key frame of a large screen. */
export const TOO_MUCH_TIMES = 2;

/**
 * Of a peer's producers the one that alone sends too much. Undefined when there is none: what a closed producer's client still
 * sends reaches nobody, and must not cost another source its life.
 */
export async function loudestSender<T extends { producer: Producer }>(
  producers: readonly T[],
): Promise<T | undefined> {
  const rates = await Promise.all(
    producers.map(async (own) => {
      const stats = await own.producer.getStats().catch(() => []);
      return { own, bitrate: stats.reduce((sum, { bitrate }) => sum + bitrate, 0) };
    }),
  );
  const [most] = rates.sort((a, b) => b.bitrate - a.bitrate);
  return most && most.bitrate > (TOO_MUCH_KBPS * 1000) / 2 ? most.own : undefined;
}
