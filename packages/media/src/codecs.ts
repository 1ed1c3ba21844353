import type { RouterOptions } from 'mediasoup/types';
import { opusPayloadType, redCodec } from './red.ts';

/**
 * What a router speaks, the preferred first: a client that is not told otherwise sends the first video
 * codec that it can. NACK for Opus is part of mediasoup's own capabilities and takes effect where the
 * client asks for it and a consumer is made with `enableRtx`; in-band FEC and DTX are the sender's choice and pass through.
 */
export const mediaCodecs: NonNullable<RouterOptions['mediaCodecs']> = [
  {
    kind: 'audio',
    mimeType: 'audio/opus',
    clockRate: 48_000,
    channels: 2,
    preferredPayloadType: opusPayloadType,
    parameters: { useinbandfec: 1, usedtx: 1 },
  },
  redCodec,
  {
    kind: 'video',
    mimeType: 'video/VP8',
    clockRate: 90_000,
    // In kbit/s. Higher starts sharp but floods a phone's uplink in its first second; lower shows a
    // blurred face for longer.
    parameters: { 'x-google-start-bitrate': 800 },
  },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: {
      'packetization-mode': 1,
      'profile-level-id': '42e01f', // constrained baseline, which every phone decodes in hardware
      'level-asymmetry-allowed': 1,
      'x-google-start-bitrate': 800,
    },
  },
  {
    kind: 'video',
    mimeType: 'video/VP9',
    clockRate: 90_000,
    parameters: { 'profile-id': 0, 'x-google-start-bitrate': 800 },
  },
  {
    kind: 'video',
    mimeType: 'video/AV1',
    clockRate: 90_000,
    parameters: { 'x-google-start-bitrate': 800 },
  },
];
