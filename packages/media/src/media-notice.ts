import type { MediaStep, VideoCodec } from '#domain';
import type {
  DtlsParameters,
  IceCandidate,
  IceParameters,
  MediaKind,
  RtpCapabilities,
  RtpParameters,
} from 'mediasoup/types';
import type { IceServer } from './ice-servers.ts';

export const sources = ['microphone', 'camera', 'screen', 'screen-audio'] as const;

/** What a producer sends; a peer has at most one producer of each. */
export type Source = (typeof sources)[number];

export const kindOf: Readonly<Record<Source, MediaKind>> = {
  microphone: 'audio',
  camera: 'video',
  screen: 'video',
  'screen-audio': 'audio',
};

/** What mediasoup-client's createSendTransport and createRecvTransport take. */
export type TransportOptions = {
  id: string;
  iceParameters: IceParameters;
  iceCandidates: IceCandidate[];
  dtlsParameters: DtlsParameters;
};

/** What a client needs to load its device and make both of its transports. */
export type LinkMedia = {
  routerRtpCapabilities: RtpCapabilities;
  send: TransportOptions;
  recv: TransportOptions;
};

/** What each kind of picture may be coded with so that everybody present can decode it, the best first (M9). */
export type Codecs = { camera: VideoCodec[]; screen: VideoCodec[] };

/** Everything that a client needs to take part. */
export type PeerMedia = LinkMedia & { iceServers: IceServer[]; codecs: Codecs };

/** What a client needs to play one consumer. */
export type ConsumerDescription = {
  consumerId: string;
  producerId: string;
  /** Who is seen or heard. */
  participantId: string;
  kind: MediaKind;
  source: Source;
  rtpParameters: RtpParameters;
  producerPaused: boolean;
  /** M24: since when (ms) a screen is shared, as it was said with the producer. */
  sharedSince?: number;
};

/** Up to which layer, 0 up, one of a peer's own pictures is to be sent (M14). */
export type ProducerLayers = { producerId: string; upTo: number };

/** Whether one of a peer's own sounds is to be sent twice (M15). */
export type ProducerRedundancy = { producerId: string; isOn: boolean };

/** One of a peer's own producers that was closed because it sent far more than it may (M12). */
export type CutOff = { producerId: string; source: Source; reason: 'too-much' };

/** Told to one peer's client, in this order, each at most once. */
export type MediaNotice =
  | { name: 'consumer:new'; data: ConsumerDescription }
  | { name: 'consumer:closed' | 'consumer:paused' | 'consumer:resumed'; data: { consumerId: string } }
  /**
   * The worker died and every id is new. The client closes its transports, makes both anew at once (its
   * device stays loaded: the capabilities are the same), produces again and calls ready().
   */
  | { name: 'media:rebuilt'; data: PeerMedia }
  | { name: 'media:codecs'; data: Codecs }
  /** M7: what gets through to this peer, and the participants whose picture is left out for want of bandwidth. */
  | { name: 'media:step'; data: { step: MediaStep; without: string[] } }
  /** M14: the highest layer of one of the peer's own pictures that anybody needs now, 0 up. */
  | { name: 'producer:layers'; data: ProducerLayers }
  /** M15: one of the peer's own sounds is to be sent twice from now on, or no longer. */
  | { name: 'producer:redundancy'; data: ProducerRedundancy }
  | { name: 'producer:closed'; data: CutOff };

export type RoomListener = {
  notice(peerId: string, notice: MediaNotice): void;
};
