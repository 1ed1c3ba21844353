/**
 * M15: when sound is sent twice. A lost packet is then mended by the next one; asking for it again (NACK) takes a round trip
 * that sound has to wait for. The price is the sound's rate once more, so it is paid only where packets are lost and where
 * the way has room. What is lost on a full way is no reason: more would be lost.
 */

/** From this share of lost packets on: below it Opus and asking again leave nothing that one hears. */
const lossyShare = 0.03;
/** It goes on until nobody has lost as much as this for `calmForMs`: losses come in spells, and each change is a negotiation. */
const calmShare = 0.01;
const calmForMs = 20_000;
/**
 * What a way must carry: one voice sent twice is 105 kbit/s with all headers, and comes before any picture (M6). The estimate
 * moves with what is sent, so it begins with more than it needs to go on.
 */
const beginsAtKbps = 160;
const endsBelowKbps = 110;

export type Redundancy = {
  isOn: boolean;
  /** When (ms) too much was lost last. */
  lossyAt: number;
};

/** What is known of one sound now. */
export type SoundWays = {
  /** Everybody who is here can decode it, it can reach them, and nobody of them is sparing. */
  canAll: boolean;
  /** The greatest share that was lost lately: from the sender to us, or from us to one of those who hear it. */
  lossShare: number;
  /** What the narrowest way to those who hear it carries. */
  leastKbps: number;
};

export const freshRedundancy: Redundancy = { isOn: false, lossyAt: -Infinity };

/** Whether a way that is known to carry so much has room for it. The server looks at those who hear, a page at its own uplink. */
export const hasRoomForRedundancy = (kbps: number, isOn: boolean): boolean =>
  kbps >= (isOn ? endsBelowKbps : beginsAtKbps);

/** M15. Where somebody can't decode it, it ends at once. */
export function watchRedundancy(was: Redundancy, ways: SoundWays, now: number): Redundancy {
  const isLossy = ways.lossShare >= (was.isOn ? calmShare : lossyShare);
  const lossyAt = isLossy ? now : was.lossyAt;
  const hasRoom = hasRoomForRedundancy(ways.leastKbps, was.isOn);
  return { isOn: ways.canAll && hasRoom && now - lossyAt < calmForMs, lossyAt };
}
