// SDP for libdatachannel, composed from mediasoup's or Janus' parts: the library speaks SDP alone.
import type { types } from 'mediasoup-client';

export type RemoteTransport = {
  iceParameters: { usernameFragment: string; password: string };
  iceCandidates: { ip: string; port: number; protocol: string }[];
  fingerprint: { algorithm: string; value: string };
};

export type Section = {
  kind: 'audio' | 'video';
  mid: string;
  payloadType: number;
  /** Streams that the other side sends in this section. */
  ssrcs: readonly number[];
};

type Direction = 'sendonly' | 'recvonly';

/** A whole description of the other side. `setup` is "passive" in an answer and "actpass" in an offer. */
export function remoteSdp(
  remote: RemoteTransport,
  setup: 'passive' | 'actpass',
  direction: Direction,
  sections: readonly Section[],
): string {
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    `a=group:BUNDLE ${sections.map(({ mid }) => mid).join(' ')}`,
    'a=ice-lite',
    `a=fingerprint:${remote.fingerprint.algorithm} ${remote.fingerprint.value}`,
    ...sections.flatMap((section) => sectionLines(remote, setup, direction, section)),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function sectionLines(remote: RemoteTransport, setup: string, direction: Direction, section: Section) {
  const { kind, mid, payloadType, ssrcs } = section;
  const codec = kind === 'audio' ? 'opus/48000/2' : 'VP8/90000';
  const candidates = remote.iceCandidates.filter(({ protocol }) => protocol === 'udp');
  return [
    `m=${kind} 9 UDP/TLS/RTP/SAVPF ${payloadType}`,
    'c=IN IP4 0.0.0.0',
    `a=mid:${mid}`,
    `a=${direction}`,
    'a=rtcp-mux',
    `a=rtpmap:${payloadType} ${codec}`,
    `a=setup:${setup}`,
    `a=ice-ufrag:${remote.iceParameters.usernameFragment}`,
    `a=ice-pwd:${remote.iceParameters.password}`,
    ...ssrcs.map((ssrc) => `a=ssrc:${ssrc} cname:bench`),
    ...candidates.map(
      ({ ip, port }, index) => `a=candidate:c${index} 1 udp 2113937151 ${ip} ${port} typ host generation 0`,
    ),
    'a=end-of-candidates',
  ];
}

/** What mediasoup says of a transport, as the description wants it. */
export function remoteOf(options: types.TransportOptions): RemoteTransport {
  const { iceParameters, iceCandidates, dtlsParameters } = options;
  const fingerprint =
    dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === 'sha-256') ??
    dtlsParameters.fingerprints[0]!;
  return {
    iceParameters,
    iceCandidates: iceCandidates.map(({ ip, address, port, protocol }) => ({
      ip: address ?? ip,
      port,
      protocol,
    })),
    fingerprint,
  };
}

/** Our own fingerprint out of the library's description. */
export function localFingerprint(sdp: string): { algorithm: 'sha-256'; value: string } {
  const value = /^a=fingerprint:sha-256 ([0-9A-F:]+)/im.exec(sdp)?.[1];
  if (!value) throw new Error('The load library gave no fingerprint.');
  return { algorithm: 'sha-256', value };
}
