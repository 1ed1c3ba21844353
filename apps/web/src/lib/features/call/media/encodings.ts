import type { types } from 'mediasoup-client';
import type { MediaMode, VideoCodec } from '#domain';

export type Source = 'microphone' | 'camera' | 'screen' | 'screen-audio';

export const isPicture = (source: Source): source is 'camera' | 'screen' =>
  source === 'camera' || source === 'screen';

/** What a person chose that changes what is sent. */
export type SendWishes = {
  mode: MediaMode;
  /** Movement before sharpness: sign language, a child who shows something. */
  motion: boolean;
  /** Sound that is not only speech. */
  music: boolean;
  /** A shared screen that moves: a video. Otherwise it is text, and sharp. */
  smoothShare: boolean;
  /** M20: what is seen of this person is their language. */
  isSigning?: boolean;
};

/** The least picture of which Chromium sends all three layers, in pixels: smaller ones have two, upright ones too. */
const threeLayersFrom = 960 * 540;

/** Pictures a second. A saver's small picture moves less often too, since half the pictures cost half as much. */
const cameraRate = 30;
const saverRate = 12;
const textRate = 15;
const smoothRate = 30;

export type Size = { width?: number | undefined; height?: number | undefined };

const hasThreeLayers = ({ width = 0, height = 0 }: Size): boolean => width * height >= threeLayersFrom;
/** Whether cameras of these two sizes are sent in the same layers. A browser leaves out the sharpest of layers that don't fit. */
export const areLayeredAlike = (a: Size, b: Size): boolean => hasThreeLayers(a) === hasThreeLayers(b);
/** Codecs that carry their layers inside one stream; the others send one stream a layer. */
const isLayered = (codec: VideoCodec): boolean => codec === 'VP9' || codec === 'AV1';

/** As `pictureOptions` has them. */
const ratesOf = (codec: VideoCodec): number => (isLayered(codec) ? 3 : 2);

/** How sound is encoded. FEC and NACK repair what a weak network loses. */
export function soundOptions(
  source: 'microphone' | 'screen-audio',
  wishes: SendWishes,
): types.ProducerOptions {
  const isMusic = source === 'screen-audio' || wishes.music;
  return {
    codecOptions: {
      opusStereo: false,
      opusFec: true,
      opusNack: true,
      // Sends next to nothing while a person is silent; music has no silence that one may cut.
      opusDtx: !isMusic,
      opusMaxAverageBitrate: isMusic ? 96_000 : 40_000,
    },
  };
}

/** How a picture is encoded. Low layers are cheap: a thumbnail or a weak link costs a tenth of the full picture. */
export function pictureOptions(
  source: 'camera' | 'screen',
  codec: VideoCodec,
  size: Size,
): types.ProducerOptions {
  if (source === 'camera')
    return { encodings: cameraEncodings(codec, size), codecOptions: { videoGoogleStartBitrate: 600 } };
  const encodings: types.RtpEncodingParameters[] = isLayered(codec)
    ? [{ maxBitrate: 2_000_000, scalabilityMode: 'L1T3' }]
    : [
        { scaleResolutionDownBy: 2, maxBitrate: 500_000, scalabilityMode: 'L1T2' },
        { scaleResolutionDownBy: 1, maxBitrate: 2_000_000, scalabilityMode: 'L1T2' },
      ];
  return { encodings, codecOptions: { videoGoogleStartBitrate: 1000 } };
}

function cameraEncodings(codec: VideoCodec, size: Size): types.RtpEncodingParameters[] {
  const three = hasThreeLayers(size);
  if (isLayered(codec))
    return [{ maxBitrate: three ? 1_400_000 : 600_000, scalabilityMode: three ? 'L3T3_KEY' : 'L2T3_KEY' }];
  return three
    ? [
        { scaleResolutionDownBy: 4, maxBitrate: 120_000, scalabilityMode: 'L1T2' },
        { scaleResolutionDownBy: 2, maxBitrate: 350_000, scalabilityMode: 'L1T2' },
        { scaleResolutionDownBy: 1, maxBitrate: 1_200_000, scalabilityMode: 'L1T2' },
      ]
    : [
        { scaleResolutionDownBy: 2, maxBitrate: 150_000, scalabilityMode: 'L1T2' },
        { scaleResolutionDownBy: 1, maxBitrate: 500_000, scalabilityMode: 'L1T2' },
      ];
}

/** What may change while a picture is sent, without sending it anew. */
export type Tuning = {
  contentHint: '' | 'motion' | 'detail' | 'music';
  maxFramerate: number;
  /** The highest stream that is sent, for a codec with one stream a layer. */
  maxStream: number;
  /** How much smaller the one stream of a layered codec is sent. */
  scaleDownBy: number;
  degradation: 'balanced' | 'maintain-framerate' | 'maintain-resolution';
  /** Frame rates that one may receive of it (temporal layers). With one, nobody is sent half of the frames (M26). */
  rates: number;
};

export function tuningOf(source: 'camera' | 'screen', codec: VideoCodec, wishes: SendWishes): Tuning {
  if (source === 'screen') {
    const { smoothShare } = wishes;
    return {
      contentHint: smoothShare ? 'motion' : 'detail',
      maxFramerate: smoothShare ? smoothRate : textRate,
      maxStream: allStreams,
      scaleDownBy: 1,
      degradation: smoothShare ? 'maintain-framerate' : 'maintain-resolution',
      rates: ratesOf(codec),
    };
  }
  const isSaving = wishes.mode !== 'auto' && !wishes.isSigning;
  return {
    contentHint: wishes.motion ? 'motion' : '',
    // Fewer pictures a second would take the signs apart.
    maxFramerate: isSaving && !wishes.motion ? saverRate : cameraRate,
    maxStream: isSaving ? 0 : allStreams,
    scaleDownBy: isSaving && isLayered(codec) ? 4 : 1,
    degradation: wishes.motion ? 'maintain-framerate' : 'balanced',
    rates: isSaving || wishes.motion ? 1 : ratesOf(codec),
  };
}

/** More than there are ever streams of one picture. */
const allStreams = 3;
