import type { Source } from './media-notice.ts';
import type { Peer } from './peer.ts';

export type RoomSnapshot = {
  peers: {
    peerId: string;
    participantId: string;
    /** Process id of the worker that carries the peer; undefined while it is being opened. */
    worker: number | undefined;
    transports: string[];
    producers: { id: string; source: Source; paused: boolean }[];
    consumers: {
      id: string;
      producerId: string;
      fromParticipantId: string;
      source: Source;
      paused: boolean;
      /** M6: the higher, the earlier it is served. */
      priority: number;
    }[];
  }[];
};

/** What mediasoup's own objects say that there is. */
export function snapshotOf(peers: Iterable<Peer>): RoomSnapshot {
  return {
    peers: [...peers].map(({ id, seat, link }) => ({
      peerId: id,
      participantId: seat.participantId,
      worker: link?.room.media.pid,
      transports: link ? [link.send.id, link.recv.id] : [],
      producers: [...(link?.producers.values() ?? [])].map(({ producer, source }) => ({
        id: producer.id,
        source,
        paused: producer.paused,
      })),
      consumers: [...(link?.consumers.values() ?? [])].map(({ consumer, fromParticipantId, source }) => ({
        id: consumer.id,
        producerId: consumer.producerId,
        fromParticipantId,
        source,
        paused: consumer.paused,
        priority: consumer.priority,
      })),
    })),
  };
}
