import { codecWishes, commonCodecs, videoCodecs, type VideoCodec } from '#domain';
import type { RtpCapabilities } from 'mediasoup/types';
import type { Codecs } from './media-notice.ts';

/** The video codecs that a client says it can decode, as far as we forward them. */
export function decodable({ codecs = [] }: RtpCapabilities): VideoCodec[] {
  const known = new Set(codecs.map(({ mimeType }) => mimeType.toLowerCase()));
  return videoCodecs.filter((codec) => known.has(`video/${codec.toLowerCase()}`));
}

/** M9, for everybody who can receive now. Where all have nothing in common, what most can decode is left to chance. */
export function codecsFor(receivers: readonly RtpCapabilities[]): Codecs {
  const lists = receivers.map(decodable);
  const of = (source: 'camera' | 'screen') => {
    const common = commonCodecs(codecWishes[source], lists);
    return common.length > 0 ? common : [...codecWishes[source]];
  };
  return { camera: of('camera'), screen: of('screen') };
}
