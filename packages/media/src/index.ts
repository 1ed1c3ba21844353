export { closeReasons, MediaClosed, type CloseReason } from './close-reason.ts';
export type {
  Codecs,
  ConsumerDescription,
  MediaNotice,
  PeerMedia,
  RoomListener,
  Source,
  TransportOptions,
} from './media-notice.ts';
export { kindOf, sources } from './media-notice.ts';
export type { MediaRefusal, MediaRefusalCode } from './media-refusal.ts';
export type { IceServer, TurnSettings } from './ice-servers.ts';
export { MediaServer, type MediaCounts, type MediaTotals } from './media-server.ts';
export type { MediaLog, MediaSettings } from './media-settings.ts';
export { onTheSecond } from './on-the-second.ts';
export type { PeerHandle } from './peer-handle.ts';
export type { PeerStats } from './peer-link.ts';
export type { Echo, Probe } from './probe.ts';
export type { PeerVitals, Room } from './room.ts';
export type { RoomSnapshot } from './room-snapshot.ts';
export type { View } from './viewport.ts';
export type { WorkerHealth } from './worker-pool.ts';
