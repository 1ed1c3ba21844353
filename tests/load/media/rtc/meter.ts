import { isRtcp, momentOf } from './rtp.ts';

/** What a receiver got: packets, and those missing by the gaps in the sequence numbers. */
export class Meter {
  packets = 0;
  lost = 0;
  /** Milliseconds from sending to arrival of packets that say when they were sent; whoever reads them empties it. */
  readonly delaysMs: number[] = [];
  readonly #last = new Map<number, number>();

  readonly take = (packet: Buffer): void => {
    if (packet.length < 12 || isRtcp(packet)) return;
    this.packets++;
    const moment = momentOf(packet);
    if (moment !== undefined) this.delaysMs.push(performance.now() - moment);
    const ssrc = packet.readUInt32BE(8);
    const sequence = packet.readUInt16BE(2);
    const last = this.#last.get(ssrc);
    const step = last === undefined ? 1 : (sequence - last) & 0xffff;
    // A step of half the numbers and more is a packet that comes late, and was counted as lost.
    if (step < 0x8000) {
      this.lost += step === 0 ? 0 : step - 1;
      this.#last.set(ssrc, sequence);
    } else if (this.lost > 0) this.lost--;
  };
}
