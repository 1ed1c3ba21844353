import { describe, expect, it } from 'vitest';
import { worseAfterMs, type MediaSeat } from '#domain';
import { lookAtStep } from './direct-pictures.ts';
import type { PeerLink } from './peer-link.ts';
import { Peer } from './peer.ts';

const seat: MediaSeat = { participantId: 'mari', admitted: true, spaceId: 'plenary' };
/** Two pictures, of which the network carries one. */
const weak = () =>
  ({
    closed: false,
    close: () => undefined,
    consumers: new Map(
      [0, null].map((carried, n) => [
        `${n}`,
        { carried: { sent: 0, wanted: 0, carried }, fromParticipantId: `person-${n}` },
      ]),
    ),
  }) as unknown as PeerLink;

describe('a peer whose worker died', () => {
  it('[M7] is told anew what gets through, since its page has begun anew', () => {
    const peer = new Peer('peer', seat);
    const told = (from: number) => [from, from + worseAfterMs].map((now) => lookAtStep(peer, now));
    peer.opened(weak());
    expect(told(1000)).toEqual([false, true]);
    expect(peer.step.told).toBe('fewer');
    peer.lost();
    expect([peer.step.told, peer.without]).toEqual(['full', []]);
    peer.opened(weak());
    expect(told(9000)).toEqual([false, true]);
    expect(peer.without).toEqual(['person-1']);
  });
});
