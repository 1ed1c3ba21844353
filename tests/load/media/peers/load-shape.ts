import type { StreamShape } from '../rtc/stream.ts';

/** What every sender of a load sends. */
export type LoadShape = { video: StreamShape[]; audio?: StreamShape };

/** One camera in one layer, as even as a metronome: what contenders are compared with. */
export const plain = (packetsPerS: number, bytes: number): LoadShape => ({
  video: [{ kind: 'video', framesPerS: packetsPerS, packetsPerFrame: 1, bytes }],
});

/**
 * A camera in three layers of about 145, 490 and 800 kbit/s at 30 frames a second or every other of them, and a microphone of 20 ms
 * frames.
 */
export const camera: LoadShape = {
  video: [
    { kind: 'video', framesPerS: 30, packetsPerFrame: 1, bytes: 605, hasHalfRate: true },
    { kind: 'video', framesPerS: 30, packetsPerFrame: 2, bytes: 1_020, hasHalfRate: true },
    { kind: 'video', framesPerS: 30, packetsPerFrame: 3, bytes: 1_130, hasHalfRate: true },
  ],
  audio: { kind: 'audio', framesPerS: 50, packetsPerFrame: 1, bytes: 110 },
};

/** The same, every packet carrying the moment at which it was sent. */
export function timed({ video, audio }: LoadShape): LoadShape {
  const time = (shape: StreamShape) => ({ ...shape, isTimed: true });
  return { video: video.map(time), ...(audio ? { audio: time(audio) } : {}) };
}

export const packetsPerS = ({ framesPerS, packetsPerFrame }: StreamShape): number =>
  framesPerS * packetsPerFrame;
