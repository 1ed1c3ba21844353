import type { types } from 'mediasoup-client';
import type { VideoCodec } from '#domain';

/** The codec of this name among what a browser can encode, as `produce` takes it. */
export function codecNamed(
  capabilities: types.RtpCapabilities,
  name: VideoCodec,
): types.RtpCodecCapability | undefined {
  return capabilities.codecs?.find(
    ({ mimeType }) => mimeType.toLowerCase() === `video/${name.toLowerCase()}`,
  );
}

/**
 * The codec to send a picture in: the first that all others can decode and this browser can encode. A phone that encodes
 * H.264 in hardware and VP8 only in software takes H.264: its battery and its picture rate are worth more than the order.
 */
export function chooseCodec(
  allowed: readonly VideoCodec[],
  canEncode: (codec: VideoCodec) => boolean,
  isH264Cheaper = false,
): VideoCodec | undefined {
  const possible = allowed.filter(canEncode);
  return isH264Cheaper && possible[0] === 'VP8' && possible.includes('H264') ? 'H264' : possible[0];
}

let cheaper: Promise<boolean> | undefined;

/** Asks the browser once, on a phone or a tablet only: elsewhere VP8 in software costs nothing that one notices. */
export const isH264Cheaper = (): Promise<boolean> => (cheaper ??= askWhetherH264IsCheaper());

async function askWhetherH264IsCheaper(): Promise<boolean> {
  if (!matchMedia('(pointer: coarse)').matches || !('mediaCapabilities' in navigator)) return false;
  const isEfficient = async (contentType: string) => {
    const video = { contentType, width: 960, height: 540, bitrate: 1_200_000, framerate: 30 };
    const { supported, powerEfficient } = await navigator.mediaCapabilities.encodingInfo({
      type: 'webrtc',
      video,
    });
    return supported && powerEfficient;
  };
  try {
    return !(await isEfficient('video/VP8')) && (await isEfficient('video/H264'));
  } catch {
    return false; // A browser that does not know the question.
  }
}
