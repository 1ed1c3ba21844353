import type {
  MediaKind,
  RtpCapabilities,
  RtpCodecParameters,
  RtpEncodingParameters,
  RtpHeaderExtensionUri,
  RtpParameters,
} from 'mediasoup/types';
import { codecsReceived, codecsSent, isRed } from './red.ts';
import { attempt, BadInput, field, fields, integer, list, oneOf, optional, text, truth } from './input.ts';

/** Higher lets a client make us compare more; a browser lists about 40 before they are reduced. */
const MAX_CAPABILITY_CODECS = 100;
/** One codec with its RTX; a client that offers some alternatives still fits. */
const MAX_SENT_CODECS = 8;
const MAX_EXTENSIONS = 64;
/** Simulcast layers of a video. More would cost the sender upload for sizes that nobody shows. */
const MAX_VIDEO_ENCODINGS = 3;
/** Keys of an fmtp line, and feedback kinds of a codec. */
const MAX_PARAMETERS = 32;
const UINT32 = 0xffff_ffff;
const INT32 = 0x7fff_ffff;

const mimeType = text(/^(audio|video)\/[a-z0-9][a-z0-9._-]{0,39}$/i);
const parameterKey = text(/^[a-z0-9][a-z0-9._-]{0,63}$/i);
const parameterText = text(/^[\x20-\x7e]{0,256}$/);
const parameterNumber = integer(-INT32, INT32);
const payloadType = integer(0, 127);
const ssrc = integer(1, UINT32);
const rid = text(/^[a-z0-9_-]{1,16}$/i);
const mid = text(/^[a-z0-9._-]{1,32}$/i);
const uri = text(/^[\x21-\x7e]{1,200}$/);
const token = text(/^[\x21-\x7e]{1,64}$/);

/** What a client says it can decode, as a fresh object, or undefined where it is malformed. */
export function readRtpCapabilities(value: unknown): RtpCapabilities | undefined {
  return attempt(() => {
    const given = fields(value);
    return {
      codecs: codecsReceived(list(MAX_CAPABILITY_CODECS, readCapability)(field(given, 'codecs'))),
      ...optional(given, 'headerExtensions', list(MAX_EXTENSIONS, readCapabilityExtension)),
    };
  });
}

/**
 * What a client is about to send, as a fresh object, or undefined where it is malformed, larger than the
 * limits above, contradicts itself, or is not of `kind`. `knownUris` are the header extensions of the
 * router; others are refused.
 */
export function readRtpParameters(
  value: unknown,
  kind: MediaKind,
  knownUris: ReadonlySet<string>,
): RtpParameters | undefined {
  return attempt(() => {
    const given = fields(value);
    const readExtension = (entry: unknown) => {
      const of = fields(entry);
      const known = uri(field(of, 'uri'));
      if (!knownUris.has(known)) throw new BadInput('unknown header extension');
      return {
        uri: known as RtpHeaderExtensionUri,
        id: integer(1, 255)(field(of, 'id')),
        ...optional(of, 'encrypt', truth),
      };
    };
    const readRtcp = (entry: unknown) => {
      const of = fields(entry);
      return { ...optional(of, 'cname', parameterText), ...optional(of, 'reducedSize', truth) };
    };
    const parameters = {
      ...optional(given, 'mid', mid),
      codecs: codecsSent(list(MAX_SENT_CODECS, readCodec)(field(given, 'codecs'))),
      ...optional(given, 'headerExtensions', list(MAX_EXTENSIONS, readExtension)),
      encodings: list(kind === 'audio' ? 1 : MAX_VIDEO_ENCODINGS, readEncoding)(field(given, 'encodings')),
      ...optional(given, 'rtcp', readRtcp),
    };
    checkCodecs(parameters.codecs, kind);
    checkEncodings(parameters.encodings, parameters.codecs, 'mid' in parameters);
    return parameters;
  });
}

function readCapability(value: unknown) {
  const given = fields(value);
  return {
    kind: oneOf(['audio', 'video'])(field(given, 'kind')),
    preferredPayloadType: payloadType(field(given, 'preferredPayloadType')),
    ...readCodecBase(given),
  };
}

function readCodec(value: unknown) {
  const given = fields(value);
  return { payloadType: payloadType(field(given, 'payloadType')), ...readCodecBase(given) };
}

function readCodecBase(given: Record<string, unknown>) {
  const named = { mimeType: mimeType(field(given, 'mimeType')) };
  return {
    ...named,
    clockRate: integer(1, 1_000_000)(field(given, 'clockRate')),
    ...optional(given, 'channels', integer(1, 8)),
    // What RED repeats is known without being told, and told in a form that no other codec has.
    ...(isRed(named) ? {} : optional(given, 'parameters', readCodecSettings)),
    ...optional(given, 'rtcpFeedback', list(MAX_PARAMETERS, readFeedback)),
  };
}

function readCodecSettings(value: unknown): Record<string, string | number> {
  const entries = Object.entries(fields(value));
  if (entries.length > MAX_PARAMETERS) throw new BadInput('too many codec parameters');
  return Object.fromEntries(
    entries.map(([key, entry]) => [
      parameterKey(key),
      key === 'apt'
        ? payloadType(entry)
        : typeof entry === 'number'
          ? parameterNumber(entry)
          : parameterText(entry),
    ]),
  );
}

function readFeedback(value: unknown) {
  const given = fields(value);
  return { type: token(field(given, 'type')), ...optional(given, 'parameter', parameterText) };
}

function readCapabilityExtension(value: unknown) {
  const given = fields(value);
  return {
    kind: oneOf(['audio', 'video'])(field(given, 'kind')),
    // Only ever compared with the router's own list, so an unknown one does no harm.
    uri: uri(field(given, 'uri')) as RtpHeaderExtensionUri,
    preferredId: integer(1, 255)(field(given, 'preferredId')),
    ...optional(given, 'preferredEncrypt', truth),
    ...optional(given, 'direction', oneOf(['sendrecv', 'sendonly', 'recvonly', 'inactive'])),
  };
}

function readEncoding(value: unknown): RtpEncodingParameters {
  const given = fields(value);
  return {
    ...optional(given, 'ssrc', ssrc),
    ...optional(given, 'rid', rid),
    ...optional(given, 'codecPayloadType', payloadType),
    ...optional(given, 'rtx', (rtx) => ({ ssrc: ssrc(field(fields(rtx), 'ssrc')) })),
    ...optional(given, 'dtx', truth),
    ...optional(given, 'scalabilityMode', text(/^[LS][1-3]T[1-3](h|_KEY|_KEY_SHIFT)?$/)),
    ...optional(given, 'maxBitrate', integer(1, 100_000_000)),
  };
}

const isRtx = (codec: RtpCodecParameters) => /\/rtx$/i.test(codec.mimeType);

function checkCodecs(codecs: RtpCodecParameters[], kind: MediaKind): void {
  const media = codecs.filter((codec) => !isRtx(codec));
  const payloadTypes = new Set(media.map((codec) => codec.payloadType));
  const fits =
    media.length > 0 &&
    new Set(codecs.map((codec) => codec.payloadType)).size === codecs.length &&
    codecs.every((codec) => codec.mimeType.toLowerCase().startsWith(`${kind}/`)) &&
    codecs.every((codec) => !isRtx(codec) || payloadTypes.has(codec.parameters?.['apt'] as number));
  if (!fits) throw new BadInput('codecs contradict each other or the kind');
}

/** Each stream must be told from the others by its SSRC or its RID, or be the only one of its MID. */
function checkEncodings(
  encodings: RtpEncodingParameters[],
  codecs: RtpCodecParameters[],
  hasMid: boolean,
): void {
  const ssrcs = encodings.flatMap((encoding) => [encoding.ssrc ?? [], encoding.rtx?.ssrc ?? []].flat());
  const rids = encodings.flatMap((encoding) => encoding.rid ?? []);
  const fits =
    encodings.length > 0 &&
    new Set(ssrcs).size === ssrcs.length &&
    new Set(rids).size === rids.length &&
    encodings.every(
      ({ ssrc, rid }) => ssrc !== undefined || rid !== undefined || (hasMid && encodings.length === 1),
    ) &&
    encodings.every(
      ({ codecPayloadType }) =>
        codecPayloadType === undefined ||
        codecs.some((codec) => codec.payloadType === codecPayloadType && !isRtx(codec)),
    );
  if (!fits) throw new BadInput('encodings cannot be told apart');
}
