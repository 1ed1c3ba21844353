import type { Producer } from 'mediasoup/types';

/** RTP packets received, counted up over producers that come and go. */
export class PacketCount {
  total = 0;
  readonly #seen = new WeakMap<Producer, number>();

  async add(producer: Producer): Promise<void> {
    const stats = await producer.getStats().catch(() => []);
    const packets = stats.reduce((sum, { packetCount }) => sum + packetCount, 0);
    this.total += Math.max(0, packets - (this.#seen.get(producer) ?? 0));
    this.#seen.set(producer, packets);
  }
}
