import type {
  RouterRtpCodecCapability,
  RtpCapabilities,
  RtpCodecCapability,
  RtpCodecParameters,
  RtpParameters,
} from 'mediasoup/types';

/**
 * RED (RFC 2198): a packet of Opus carries the one before it once more, so that a lost one costs no second round trip (M15).
 * mediasoup knows no audio/red, and its worker drops the packets of what it takes for a mere addition to a codec. Sound it
 * forwards unread, whatever it is. So towards mediasoup, and nowhere else, RED bears the name of a codec that no browser
 * offers and no client may name.
 */
const alias = {
  mimeType: 'audio/multiopus',
  clockRate: 48_000,
  channels: 4,
  parameters: { channel_mapping: '0,1,2,3', num_streams: 2, coupled_streams: 2 },
} as const;

/**
 * The blocks inside a packet bear the payload type that the sender gave to Opus, and nobody rewrites them on the way: the
 * receivers must call Opus the same. All browsers that know RED call it this.
 */
export const opusPayloadType = 111;
const redPayloadType = 63;

export const redCodec: RouterRtpCodecCapability = {
  kind: 'audio',
  ...alias,
  parameters: { ...alias.parameters },
  preferredPayloadType: redPayloadType,
};

type Codec = { mimeType: string; channels?: number; parameters?: unknown };
const isNamed = (name: string, { mimeType }: Codec) => mimeType.toLowerCase() === name;
const isAlias = (codec: Codec): boolean => isNamed(alias.mimeType, codec);
export const isRed = (codec: Codec): boolean => isNamed('audio/red', codec);

const named = <C extends Codec>(codec: C): C =>
  isRed(codec) ? { ...codec, ...alias, parameters: { ...alias.parameters } } : codec;

const told = <C extends Codec>(codec: C): C =>
  isAlias(codec)
    ? // Its only parameter has no name.
      {
        ...codec,
        mimeType: 'audio/red',
        channels: 2,
        parameters: { '': `${opusPayloadType}/${opusPayloadType}` },
      }
    : codec;

/** Whether this may be sent, or received, with RED. */
export const knowsRed = ({ codecs = [] }: { codecs?: readonly Codec[] | undefined }): boolean =>
  codecs.some(isAlias);

/** What a client can receive, as mediasoup is to hear it. */
export const codecsReceived = (codecs: readonly RtpCodecCapability[]): RtpCodecCapability[] =>
  codecs.filter((codec) => !isAlias(codec)).map(named);

/**
 * What a client is about to send, as mediasoup is to hear it. RED comes after the Opus that it repeats: until a packet of the
 * first codec has come, the worker knows no stream.
 */
export function codecsSent(codecs: readonly RtpCodecParameters[]): RtpCodecParameters[] {
  const [first] = codecs;
  const fits = first && isNamed('audio/opus', first) && first.payloadType === opusPayloadType;
  return codecs.filter((codec) => !isAlias(codec) && (fits || !isRed(codec))).map(named);
}

/** mediasoup's words as a client is to hear them. */
export const capabilitiesTold = (capabilities: RtpCapabilities): RtpCapabilities => ({
  ...capabilities,
  ...(capabilities.codecs && { codecs: capabilities.codecs.map(told) }),
});
export const parametersTold = (parameters: RtpParameters): RtpParameters => ({
  ...parameters,
  codecs: parameters.codecs.map(told),
});
