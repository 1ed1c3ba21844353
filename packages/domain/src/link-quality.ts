import type { MediaStep } from './media-step.ts';

/** How a person's connection is, in three words that a host understands. */
export const linkQualities = ['good', 'weak', 'lost'] as const;
export type LinkQuality = (typeof linkQualities)[number];

/** What was measured over the last seconds, of one direction. Null where nothing was sent that way. */
export type LinkFacts = {
  lossShare: number | null;
  roundTripMs: number | null;
  step: MediaStep;
  gone: boolean;
};

/**
 * Above this share of lost packets speech is heard to suffer although Opus repairs single losses (ITU-T G.113 appendix I
 * puts the limit for packet-loss-concealing codecs at a few per cent).
 */
export const weakLossShare = 0.05;
/** A round trip above this makes people talk over each other: ITU-T G.114 recommends at most 400 ms one way, 150 is good. */
export const weakRoundTripMs = 400;

/** M11. */
export function linkQuality({ lossShare, roundTripMs, step, gone }: LinkFacts): LinkQuality {
  if (gone) return 'lost';
  const isWeak =
    (lossShare ?? 0) > weakLossShare ||
    (roundTripMs ?? 0) > weakRoundTripMs ||
    step === 'fewer' ||
    step === 'sound-only';
  return isWeak ? 'weak' : 'good';
}
