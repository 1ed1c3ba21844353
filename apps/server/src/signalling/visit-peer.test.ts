import { describe, expect, it } from 'vitest';
import type { PeerMedia } from '#media';
import type { PersonQuality } from '#protocol';
import { VisitPeer } from './visit-peer.ts';

describe('a page that begins anew with other transports', () => {
  it('[M11] is told again how everybody’s connection is, also when nothing of it has changed', () => {
    const told: string[] = [];
    const peer = new VisitPeer('elina', true, 'tab');
    peer.line = { page: { tell: (name) => void told.push(name) }, session: undefined, place: undefined };
    const people = [{ participantId: 'mari', receives: 'weak' } as PersonQuality];
    peer.tellQuality(people);
    peer.tellQuality(people);
    peer.tell('media:rebuilt', {} as PeerMedia);
    peer.tellQuality(people);
    expect(told).toEqual(['visit:quality', 'media:rebuilt', 'visit:quality']);
  });
});
