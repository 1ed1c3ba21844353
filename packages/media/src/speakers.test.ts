import type { AudioLevelObserverVolume } from 'mediasoup/types';
import { expect, test } from 'vitest';
import { Peer } from './peer.ts';
import { speakersOf } from './speakers.ts';

const peers = new Map(
  [
    ['A', 'x'],
    ['B', 'x'],
    ['C', 'x'],
    ['D', 'y'],
  ].map(([id, spaceId]) => [
    id!,
    new Peer(id!, { participantId: `person-${id}`, admitted: true, spaceId: spaceId! }),
  ]),
);
const volume = (peerId: string, loudness: number) =>
  ({ producer: { appData: { peerId } }, volume: loudness }) as unknown as AudioLevelObserverVolume;

test('[M2][M4] a peer learns who speaks only of those whom it may receive, and of itself', () => {
  const { list, heardBy } = speakersOf(
    [volume('A', -20), volume('B', -30), volume('D', -40), volume('gone', -1)],
    peers,
    { screened: [['person-A', 'person-C']] },
  );
  const names = (levels: { participantId: string }[]) => levels.map(({ participantId }) => participantId);
  expect(names(list)).toEqual(['person-A', 'person-B', 'person-D']);
  expect(names(heardBy('A'))).toEqual(['person-A', 'person-B']);
  expect(names(heardBy('C'))).toEqual(['person-B']);
  expect(names(heardBy('D'))).toEqual(['person-D']);
  expect(heardBy('gone')).toEqual([]);
});
