import { mayReceiveFrom, type MediaPolicy } from '#domain';
import type { MediaNotice, Source } from './media-notice.ts';
import type { MediaLog } from './media-settings.ts';
import { PeerConsumer } from './peer-consumer.ts';
import type { OwnProducer, PeerLink } from './peer-link.ts';
import type { Peer } from './peer.ts';

export type Reconcilable = {
  readonly peers: ReadonlyMap<string, Peer>;
  /** As it is when it is asked: it may have changed while a consumer was being made. */
  policy(): MediaPolicy;
  notice(peerId: string, notice: MediaNotice): void;
  /** A consumer was made: whether it flows is decided before its peer hears of it. */
  made(consumer: PeerConsumer): void;
  /** A peer has other pictures than before: one more wants its place, and one that is gone makes room for the next. */
  picturesChanged(receiver: Peer): void;
  log: MediaLog;
};

/**
 * Makes the consumers of a room what M1–M4 and M19 say, and is the only place that makes or closes one. Call it
 * after anything changed: a seat, the policy, a producer, a peer. What is no longer allowed is closed
 * before this returns and before anything is opened; resolves when everything is open, and never rejects.
 */
export async function reconcile(room: Reconcilable): Promise<void> {
  const peers = [...room.peers.values()];
  for (const receiver of peers) closeForbidden(room, receiver);
  await Promise.all(
    peers.flatMap((receiver) => peers.flatMap((sender) => openMissing(room, receiver, sender))),
  );
}

function closeForbidden(room: Reconcilable, receiver: Peer): void {
  const link = receiver.link;
  if (!link) return;
  let isFewer = false;
  for (const [consumerId, { consumer, fromPeerId, source }] of link.consumers) {
    if (isWanted(room, receiver, link, fromPeerId, consumer.producerId, source)) continue;
    consumer.close();
    link.consumers.delete(consumerId);
    room.notice(receiver.id, { name: 'consumer:closed', data: { consumerId } });
    isFewer ||= consumer.kind === 'video';
  }
  if (isFewer) room.picturesChanged(receiver);
}

function openMissing(room: Reconcilable, receiver: Peer, sender: Peer): Promise<void>[] {
  const link = receiver.link;
  if (!link?.rtpCapabilities || !sender.link) return [];
  return [...sender.link.producers.values()]
    .filter(
      ({ producer, source }) =>
        mayReceiveFrom(receiver.seat, sender.seat, source, room.policy()) && !link.receives(producer.id),
    )
    .map((own) => open(room, receiver, link, sender, own));
}

/** Judged anew each time it matters: nothing that was true before an await is taken for true after it. */
function isWanted(
  room: Reconcilable,
  receiver: Peer,
  link: PeerLink,
  fromPeerId: string,
  producerId: string,
  source: Source,
): boolean {
  const sender = room.peers.get(fromPeerId);
  return (
    room.peers.get(receiver.id) === receiver &&
    receiver.link === link &&
    sender?.link?.producers.has(producerId) === true &&
    mayReceiveFrom(receiver.seat, sender.seat, source, room.policy())
  );
}

async function open(
  room: Reconcilable,
  receiver: Peer,
  link: PeerLink,
  sender: Peer,
  { producer, source, sharedSince }: OwnProducer,
): Promise<void> {
  const { rtpCapabilities } = link;
  const ids = { receiver: receiver.id, sender: sender.id, producerId: producer.id };
  const from = sender.link?.room;
  if (!rtpCapabilities || !from) return;
  const isStill = () => isWanted(room, receiver, link, sender.id, producer.id, source);
  link.consuming.add(producer.id);
  try {
    await link.room.reach(producer.id, from);
    if (!isStill()) return;
    if (!link.room.router.canConsume({ producerId: producer.id, rtpCapabilities }))
      return room.log({ event: 'cannot-consume', ...ids });
    // Paused, so that nothing flows before the client can play it: the key frame asked for on resuming
    // is then the one that it shows.
    const consumer = await link.recv.consume({
      producerId: producer.id,
      rtpCapabilities,
      paused: true,
      // Without it mediasoup takes NACK away from sound, and what a receiver loses is never sent again.
      enableRtx: true,
    });
    if (!isStill()) return consumer.close();
    const seen = { peerId: sender.id, participantId: sender.seat.participantId, source, sharedSince };
    const received = new PeerConsumer(consumer, seen);
    const { id: consumerId } = consumer;
    link.consumers.set(consumerId, received);
    room.made(received);
    if (consumer.kind === 'video') room.picturesChanged(receiver);
    room.notice(receiver.id, { name: 'consumer:new', data: received.describe() });
    consumer.on('producerpause', () =>
      room.notice(receiver.id, { name: 'consumer:paused', data: { consumerId } }),
    );
    consumer.on('producerresume', () =>
      room.notice(receiver.id, { name: 'consumer:resumed', data: { consumerId } }),
    );
  } catch (error) {
    // Either end closed meanwhile, which is told elsewhere, or the worker refused, which is worth a look.
    if (isStill())
      room.log({ event: 'consume-failed', ...ids, error: error instanceof Error ? error.name : 'unknown' });
  } finally {
    link.consuming.delete(producer.id);
  }
}
