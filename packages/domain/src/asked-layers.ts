/**
 * M14: which layers of a picture its sender is asked for. Encoding, sending and decrypting what nobody shows costs the
 * sender's battery and uplink and the server's time, and is most of what a meeting of small tiles sends.
 */

/** How long (ms) a layer is still asked for after it was shown last. Lower stops and starts encoders with every page turned. */
export const keepLayerMs = 3000;
/**
 * How long (ms) a layer that is asked for anew may take until it can be shown: to the sender and back, a key frame, and the
 * two seconds for which mediasoup waits whether a layer that came back stays.
 */
export const settleLayerMs = 4500;

/** What is asked for of one picture. Layers count from 0, the smallest. */
export type AskedLayers = {
  upTo: number;
  /** The highest layer that is shown now. */
  shown: number;
  /** By layer: when (ms) it was shown last, and since when it has been asked for. */
  shownAt: readonly number[];
  askedAt: readonly number[];
};

/** A new picture comes with all of its layers. */
export const freshLayers = (layers: number, now: number): AskedLayers => ({
  upTo: layers - 1,
  shown: layers - 1,
  shownAt: Array<number>(layers).fill(now),
  askedAt: Array<number>(layers).fill(-Infinity),
});

/**
 * M14: the highest layer of which there is need. `receivers`: the layer that fills each receiver's tile, null where the
 * picture is not shown. The smallest is always needed, so that a tile that comes back has a picture at once. Until anybody
 * receives it, all but the sharpest: that is what the first one's path is trusted with at first anyway.
 */
export function neededLayer(layers: number, receivers: readonly (number | null)[]): number {
  if (receivers.length === 0) return Math.max(0, layers - 2);
  return Math.min(layers - 1, Math.max(0, ...receivers.map((layer) => layer ?? 0)));
}

/** M14: what to ask for now that this layer is the highest one needed. More at once, less once it has lasted. */
export function askLayers(asked: AskedLayers, needed: number, now: number): AskedLayers {
  const lately = Math.max(asked.shown, needed);
  const shownAt = asked.shownAt.map((at, layer) => (layer <= lately ? now : at));
  const upTo = shownAt.findLastIndex((at, layer) => layer <= needed || now - at < keepLayerMs);
  const askedAt = asked.askedAt.map((at, layer) => (layer > asked.upTo && layer <= upTo ? now : at));
  return { upTo, shown: needed, shownAt, askedAt };
}

/** The highest layer that the sender has had time to send: what is above it is not missing yet (M7). */
export const settledLayer = ({ upTo, askedAt }: AskedLayers, now: number): number =>
  Math.max(
    0,
    askedAt.findLastIndex((at, layer) => layer <= upTo && now - at >= settleLayerMs),
  );
