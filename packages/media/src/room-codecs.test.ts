import { expect, test } from 'vitest';
import { moreCodecsEveryMs } from '#domain';
import { Peer } from './peer.ts';
import type { PeerLink } from './peer-link.ts';
import { RoomCodecs } from './room-codecs.ts';

const everything = ['VP8', 'VP9', 'H264', 'AV1'];

function person(id: string) {
  const peer = new Peer(id, { participantId: id, admitted: true, spaceId: 'plenary' });
  peer.opened({ closed: false } as PeerLink);
  return peer;
}

function roomOfTwo() {
  const peers = ['honest', 'guest', 'another'].map(person);
  const here = new Map(peers.slice(0, 2).map((peer) => [peer.id, peer]));
  const told: string[][] = [];
  const codecs = new RoomCodecs(here, (peerId, { data }) => {
    if (peerId === 'honest') told.push([...(data as { camera: string[] }).camera]);
  });
  const says = (at: number, list: string[], now: number) => {
    peers[at]!.rtpCapabilities = {
      codecs: list.map((codec) => ({ mimeType: `video/${codec}`, kind: 'video', clockRate: 90_000 })),
    } as Peer['rtpCapabilities'];
    codecs.tell(now);
  };
  /** The third comes or somebody goes. */
  const comes = (at: number) => void here.set(peers[at]!.id, peers[at]!);
  const goes = (at: number, now: number) => {
    here.delete(peers[at]!.id);
    codecs.tell(now);
  };
  says(0, everything, 0);
  says(1, everything, 0);
  return { told, says, comes, goes, codecs };
}

test('[M9] what somebody can’t decode is not sent from then on', () => {
  const { told, says } = roomOfTwo();
  says(1, ['VP8'], 1000);
  expect(told).toEqual([['VP8']]);
});
test('[M9] a page that keeps changing what it can decode has everybody’s camera coded anew once in a while, not each time', () => {
  const { told, says } = roomOfTwo();
  const lists = [['VP8'], everything, ['VP9'], ['H264'], ['VP8', 'H264'], []];
  const seconds = 120;
  for (let now = 0; now < seconds * 1000; now += 100) says(1, lists[(now / 100) % lists.length]!, now);
  // Each time that there is more again, it can be less as often as there are codecs.
  expect(told.length).toBeLessThanOrEqual(
    (1 + (seconds * 1000) / moreCodecsEveryMs) * (1 + everything.length),
  );
});
test('[M9] what everybody can decode again is allowed by itself, once it has been a while', () => {
  const { told, says, codecs } = roomOfTwo();
  says(1, ['VP8'], 1000);
  says(1, everything, 2000);
  says(1, ['VP8'], 3000);
  says(1, everything, 4000);
  expect(told).toEqual([['VP8'], everything, ['VP8']]);
  expect(codecs.now.camera).toEqual(['VP8']);
  codecs.tell(2000 + moreCodecsEveryMs);
  expect(told.at(-1)).toEqual(everything);
});
test('[M9] who comes and can decode nothing of what is sent does not wait for it, however shortly ago more was allowed', () => {
  const { told, says, comes, goes } = roomOfTwo();
  says(1, ['H264'], 1000);
  goes(1, 2000);
  comes(1);
  says(1, ['H264'], 3000);
  goes(1, 4000);
  expect(told).toEqual([['H264'], everything, ['H264']]);
  comes(2);
  says(2, ['VP8', 'VP9'], 5000);
  expect(told.at(-1)).toEqual(['VP8', 'VP9']);
});
test('[M9] that holds once in a while for each person, whether they stay or come again', () => {
  const { told, says, comes, goes } = roomOfTwo();
  const seconds = 120;
  for (let now = 0; now < seconds * 1000; now += 200) {
    says(1, now % 400 === 0 ? ['VP8'] : ['H264'], now);
    if (now % 1000 === 0) {
      goes(1, now);
      comes(1);
    }
  }
  const wideningsInAWhile = 2;
  expect(told.length).toBeLessThanOrEqual(
    (1 + (wideningsInAWhile * seconds * 1000) / moreCodecsEveryMs) * (1 + everything.length),
  );
});
test('[M9] nobody’s picture is taken away for somebody who has nothing in common with them', () => {
  const { told, says, comes } = roomOfTwo();
  says(1, ['H264'], 1000);
  says(1, everything, 40_000);
  says(1, ['H264'], 41_000);
  comes(2);
  says(2, ['VP8'], 42_000);
  expect(told.at(-1)).toEqual(['H264']);
});
