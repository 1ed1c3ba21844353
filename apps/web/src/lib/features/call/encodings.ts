import type { types } from 'mediasoup-client';

export type Source = 'microphone' | 'camera' | 'screen' | 'screen-audio';

/** The least width at which Chromium sends all three layers of a simulcast. */
const threeLayersFromPx = 960;

/** How a source is encoded. Low layers are cheap: a thumbnail or a weak link costs a tenth of the full picture. */
export function encodingsFor(source: Source, track: MediaStreamTrack): Partial<types.ProducerOptions> {
  switch (source) {
    case 'microphone':
    case 'screen-audio':
      return {
        codecOptions: {
          opusStereo: false,
          opusFec: true,
          opusNack: true,
          // Sends next to nothing while a person is silent.
          opusDtx: source === 'microphone',
          opusMaxAverageBitrate: source === 'microphone' ? 40_000 : 96_000,
        },
      };
    case 'camera':
      return {
        encodings:
          (track.getSettings().width ?? 0) >= threeLayersFromPx
            ? [
                { scaleResolutionDownBy: 4, maxBitrate: 120_000, scalabilityMode: 'L1T2' },
                { scaleResolutionDownBy: 2, maxBitrate: 350_000, scalabilityMode: 'L1T2' },
                { scaleResolutionDownBy: 1, maxBitrate: 1_200_000, scalabilityMode: 'L1T2' },
              ]
            : [
                { scaleResolutionDownBy: 2, maxBitrate: 150_000, scalabilityMode: 'L1T2' },
                { scaleResolutionDownBy: 1, maxBitrate: 500_000, scalabilityMode: 'L1T2' },
              ],
        codecOptions: { videoGoogleStartBitrate: 600 },
      };
    case 'screen':
      // Text must be sharp; it may move slowly.
      return { encodings: [{ maxBitrate: 2_000_000 }], codecOptions: { videoGoogleStartBitrate: 1000 } };
  }
}
