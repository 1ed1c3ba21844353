import { describe, expect, it } from 'vitest';
import { chooseCodec, codecNamed } from './codec-choice.ts';

const all = () => true;

describe('the codec that a picture is sent in', () => {
  it('is the first that the others can decode and this browser can encode', () => {
    expect(chooseCodec(['AV1', 'VP9', 'VP8'], (codec) => codec !== 'AV1')).toBe('VP9');
    expect(chooseCodec(['VP8', 'VP9'], all)).toBe('VP8');
  });
  it('is none when there is nothing in common', () => {
    expect(chooseCodec(['VP8'], (codec) => codec === 'H264')).toBeUndefined();
    expect(chooseCodec([], all)).toBeUndefined();
  });
  it('is H.264 where only that is cheap, if the others can decode it', () => {
    expect(chooseCodec(['VP8', 'VP9', 'H264'], all, true)).toBe('H264');
    expect(chooseCodec(['VP8', 'VP9'], all, true)).toBe('VP8');
    expect(chooseCodec(['AV1', 'VP9', 'VP8', 'H264'], all, true)).toBe('AV1');
  });
  it('is found by its name, whatever the case', () => {
    const capabilities = {
      codecs: [
        { kind: 'video' as const, mimeType: 'video/VP8', clockRate: 90_000, preferredPayloadType: 96 },
      ],
    };
    expect(codecNamed(capabilities, 'VP8')?.mimeType).toBe('video/VP8');
    expect(codecNamed(capabilities, 'AV1')).toBeUndefined();
  });
});
