import { describe, expect, it } from 'vitest';
import { pictureOptions, soundOptions, tuningOf, type SendWishes } from './encodings.ts';

const usual: SendWishes = { mode: 'auto', motion: false, music: false, smoothShare: false };
const large = { width: 960, height: 540 };
const small = { width: 640, height: 360 };
const modes = (options: ReturnType<typeof pictureOptions>) =>
  options.encodings?.map(({ scalabilityMode }) => scalabilityMode);

describe('how a camera is encoded', () => {
  it('sends one stream a layer with VP8 and H.264: three, or two of a small picture', () => {
    expect(pictureOptions('camera', 'VP8', large).encodings).toHaveLength(3);
    expect(pictureOptions('camera', 'H264', small).encodings).toHaveLength(2);
    expect(pictureOptions('camera', 'VP8', { width: 540, height: 960 }).encodings).toHaveLength(3);
  });
  it('sends one stream with its layers inside with VP9 and AV1', () => {
    expect(modes(pictureOptions('camera', 'VP9', large))).toEqual(['L3T3_KEY']);
    expect(modes(pictureOptions('camera', 'AV1', small))).toEqual(['L2T3_KEY']);
  });
  it('sends only the smallest stream, and fewer pictures, of whoever saves data', () => {
    const saver = { ...usual, mode: 'saver' } as const;
    expect(tuningOf('camera', 'VP8', saver)).toMatchObject({
      maxStream: 0,
      maxFramerate: 12,
      scaleDownBy: 1,
    });
    expect(tuningOf('camera', 'VP9', saver).scaleDownBy).toBe(4);
    expect(tuningOf('camera', 'VP8', usual)).toMatchObject({ maxFramerate: 30, scaleDownBy: 1 });
  });
  it('keeps every picture a second where movement is what is said, also of whoever saves data', () => {
    const signing = { ...usual, mode: 'saver', motion: true } as const;
    expect(tuningOf('camera', 'VP8', signing)).toMatchObject({
      contentHint: 'motion',
      maxFramerate: 30,
      degradation: 'maintain-framerate',
    });
  });
  it('[M26] can be received with half of its frames, but where movement is what is said or few are sent anyway', () => {
    const rates = (codec: 'VP8' | 'VP9', wishes: Partial<SendWishes>) =>
      tuningOf('camera', codec, { ...usual, ...wishes }).rates;
    expect([rates('VP8', {}), rates('VP9', {})]).toEqual([2, 3]);
    expect([rates('VP8', { motion: true }), rates('VP9', { mode: 'saver' })]).toEqual([1, 1]);
  });
  it('[M20] sends whoever signs in full also while data is saved: signs in a thumbnail are not read', () => {
    const signing = { ...usual, mode: 'saver' as const, motion: true, isSigning: true };
    for (const codec of ['VP8', 'VP9'] as const)
      expect(tuningOf('camera', codec, signing)).toEqual(
        tuningOf('camera', codec, { ...usual, motion: true }),
      );
  });
});

describe('how a shared screen is encoded', () => {
  it('is sharp and slow, and smooth on request', () => {
    expect(tuningOf('screen', 'AV1', usual)).toMatchObject({ contentHint: 'detail', maxFramerate: 15 });
    expect(tuningOf('screen', 'AV1', { ...usual, smoothShare: true })).toMatchObject({
      contentHint: 'motion',
      maxFramerate: 30,
    });
  });
  it('has layers in time only where the codec has them inside', () => {
    expect(modes(pictureOptions('screen', 'AV1', large))).toEqual(['L1T3']);
    expect(pictureOptions('screen', 'VP8', large).encodings).toHaveLength(2);
  });
  it('is not made smaller by saving data: text must stay readable', () => {
    expect(tuningOf('screen', 'VP9', { ...usual, mode: 'saver' }).scaleDownBy).toBe(1);
  });
});

describe('how sound is encoded', () => {
  it('is repaired on the way, and silent while nobody speaks', () => {
    expect(soundOptions('microphone', usual).codecOptions).toMatchObject({
      opusFec: true,
      opusNack: true,
      opusDtx: true,
      opusStereo: false,
    });
  });
  it('keeps what is quiet in music', () => {
    expect(soundOptions('microphone', { ...usual, music: true }).codecOptions).toMatchObject({
      opusDtx: false,
      opusMaxAverageBitrate: 96_000,
    });
  });
});
