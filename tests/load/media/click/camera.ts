import type { types } from 'mediasoup-client';
import { wishFor } from '../../../../apps/web/src/lib/features/call/capture.ts';
import { pictureOptions, soundOptions } from '../../../../apps/web/src/lib/features/call/media/encodings.ts';

// What both sides send, to the last bit alike: the product's own camera, sizes and layers.

export const camera = () =>
  navigator.mediaDevices.getUserMedia({
    audio: wishFor('microphone', undefined),
    video: wishFor('camera', undefined),
  });

const wishes = { mode: 'auto', motion: false, music: false, smoothShare: false } as const;

export async function produceAll(device: types.Device, send: types.Transport, stream: MediaStream) {
  const [video] = stream.getVideoTracks();
  const [audio] = stream.getAudioTracks();
  const codec = device.sendRtpCapabilities.codecs!.find(({ mimeType }) => mimeType === 'video/VP8')!;
  await send.produce({ track: audio!, ...soundOptions('microphone', wishes) });
  await send.produce({ track: video!, codec, ...pictureOptions('camera', 'VP8', video!.getSettings()) });
}
