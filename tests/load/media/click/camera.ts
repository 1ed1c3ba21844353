import type { types } from 'mediasoup-client';

// What both sides send, to the last bit alike.

/** Two layers below 960 × 540, since Chromium drops the largest of three there. */
const LAYERS: types.RtpEncodingParameters[] = [
  { scaleResolutionDownBy: 2, maxBitrate: 150_000, scalabilityMode: 'L1T3' },
  { scaleResolutionDownBy: 1, maxBitrate: 900_000, scalabilityMode: 'L1T3' },
];

export const camera = () =>
  navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360, frameRate: 30 } });

export async function produceAll(send: types.Transport, stream: MediaStream): Promise<void> {
  const [video] = stream.getVideoTracks();
  const [audio] = stream.getAudioTracks();
  await send.produce({ track: audio!, codecOptions: { opusDtx: false, opusFec: true } });
  await send.produce({ track: video!, encodings: LAYERS, codecOptions: { videoGoogleStartBitrate: 800 } });
}
