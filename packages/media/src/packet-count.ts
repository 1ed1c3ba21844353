import type { Producer } from 'mediasoup/types';

/** RTP packets received, counted up over producers that come and go. */
export class PacketCount {
  total = 0;
  readonly #seen = new WeakMap<Producer, number>();

  /**
   * Adds what has come of this producer since it was asked for last. Called right before a producer closes it counts that one
   * to the end, since the worker answers in the order in which it is asked; only what a dying worker had not told is lost.
   */
  async add(producer: Producer): Promise<void> {
    const stats = await producer.getStats().catch(() => undefined);
    if (!stats) return;
    const packets = stats.reduce((sum, { packetCount }) => sum + packetCount, 0);
    const seen = this.#seen.get(producer) ?? 0;
    this.total += Math.max(0, packets - seen);
    this.#seen.set(producer, Math.max(packets, seen));
  }
}
