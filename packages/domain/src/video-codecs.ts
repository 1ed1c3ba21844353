/** Video codecs that we forward, as SDP names them. */
export const videoCodecs = ['AV1', 'VP9', 'VP8', 'H264'] as const;
export type VideoCodec = (typeof videoCodecs)[number];

/**
 * M9: in which order a source would like to be coded. A camera is VP8: three independent layers, cheap on every phone. A
 * shared screen is AV1 or VP9 where all can, since their tools for text halve what a slide costs.
 */
export const codecWishes: Readonly<Record<'camera' | 'screen', readonly VideoCodec[]>> = {
  camera: ['VP8', 'VP9', 'H264', 'AV1'],
  screen: ['AV1', 'VP9', 'VP8', 'H264'],
};

/**
 * M9: what a source may be coded with, the best first: only what everybody who is here can decode. `receivers` is one
 * list for each peer. Empty when they have nothing in common.
 */
export function commonCodecs(
  wish: readonly VideoCodec[],
  receivers: readonly (readonly VideoCodec[])[],
): VideoCodec[] {
  return wish.filter((codec) => receivers.every((known) => known.includes(codec)));
}

/** How long (ms) no other codec is allowed after one was. Lower lets a page that changes its mind restart everybody's camera more often. */
export const moreCodecsEveryMs = 30_000;

/** M9: what to tell, the best first. Less at once; more, or others altogether, only when it was not more a short while ago. */
export const nextCodecs = (
  told: readonly VideoCodec[],
  wanted: readonly VideoCodec[],
  mayBeMore: boolean,
): readonly VideoCodec[] => {
  if (mayBeMore) return wanted;
  const both = wanted.filter((codec) => told.includes(codec));
  return both.length > 0 ? both : told;
};
