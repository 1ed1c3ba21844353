import type { WebRtcTransport } from 'mediasoup/types';
import type { PeerConsumer } from './peer-consumer.ts';
import type { PeerLink } from './peer-link.ts';
import type { Peer } from './peer.ts';

/**
 * A path that moves (another network, an ICE restart) has lost packets: a picture then waits for a key frame, and asking for
 * it here, where the new path is known first, saves the round trip in which a receiver notices. What the peer receives is
 * asked for anew, and what it sends, once for each of its producers.
 */
export function watchPath(peer: Peer, link: PeerLink, peers: ReadonlyMap<string, Peer>): void {
  onMove(link.recv, () => askKeyFrames([...link.consumers.values()]));
  onMove(link.send, () => {
    const received = [...peers.values()].flatMap(({ link: other }) => [...(other?.consumers.values() ?? [])]);
    const byProducer = new Map(
      received
        .filter(({ fromPeerId, isFlowing }) => fromPeerId === peer.id && isFlowing)
        .map((consumer) => [consumer.consumer.producerId, consumer]),
    );
    askKeyFrames([...byProducer.values()]);
  });
}

/** Milliseconds in which a path that moves again and again is asked for once: a sender gives no more key frames anyway. */
const CALM_MS = 500;

function onMove(transport: WebRtcTransport, moved: () => void): void {
  let isFirst = true;
  let resting: NodeJS.Timeout | undefined;
  let movedSince = false;
  const ask = () => {
    movedSince = false;
    moved();
    resting = setTimeout(() => {
      resting = undefined;
      if (movedSince) ask();
    }, CALM_MS).unref();
  };
  transport.on('iceselectedtuplechange', () => {
    if (isFirst) isFirst = false;
    else if (resting) movedSince = true;
    else ask();
  });
}

function askKeyFrames(consumers: readonly PeerConsumer[]): void {
  for (const { consumer, isFlowing } of consumers)
    // A consumer that closes in this very moment needs none.
    if (consumer.kind === 'video' && isFlowing) consumer.requestKeyFrame().catch(() => {});
}
