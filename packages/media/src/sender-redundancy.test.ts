import { expect, test } from 'vitest';
import type { MediaNotice } from './media-notice.ts';
import type { Peer } from './peer.ts';
import { redCodec } from './red.ts';
import { redundancyOfNew, SenderRedundancy } from './sender-redundancy.ts';

/** Two people, one of whom speaks and loses packets, and what the speaker was told. */
function start() {
  const speaks = {
    kind: 'audio',
    rtpParameters: { codecs: [redCodec] },
    id: 'voice',
    score: [{ score: 10 }],
  };
  const producer = speaks as never as Parameters<typeof redundancyOfNew>[0];
  const measured = { sendLossShare: 0.06, receiveLossShare: 0, carriesKbps: 1000 };
  const peer = (id: string, over: object = {}) =>
    ({
      id,
      measured,
      mode: 'auto',
      rtpCapabilities: { codecs: [redCodec] },
      link: { producers: new Map(), consumers: new Map([['c', { consumer: { producerId: 'voice' } }]]) },
      ...over,
    }) as never as Peer;
  const own = {
    producer,
    source: 'microphone' as const,
    asked: undefined,
    redundancy: redundancyOfNew(producer),
  };
  const speaker = peer('S', { link: { producers: new Map([['voice', own]]), consumers: new Map() } });
  const peers = new Map([
    ['S', speaker],
    ['H', peer('H')],
  ]);
  const told: [string, MediaNotice][] = [];
  const routers = { count: 1 };
  const redundancy = new SenderRedundancy(peers, routers, (...notice) => told.push(notice));
  const isOn = () => {
    redundancy.review(0);
    const [to, notice] = told.at(-1) ?? [];
    if (notice) expect([to, notice.name]).toEqual(['S', 'producer:redundancy']);
    return notice?.name === 'producer:redundancy' && notice.data.isOn;
  };
  return { peers, peer, told, routers, speaks, isOn };
}

test('[M15] who loses packets is asked to send sound twice, and told once', () => {
  const { isOn, told } = start();
  expect(isOn()).toBe(true);
  expect(isOn()).toBe(true);
  expect(told).toHaveLength(1);
});

test('[M15] no longer as soon as somebody is here who can’t decode it, and again when they have left', () => {
  const { isOn, peers, peer } = start();
  expect(isOn()).toBe(true);
  peers.set('N', peer('N', { rtpCapabilities: { codecs: [] } }));
  expect(isOn()).toBe(false);
  peers.delete('N');
  expect(isOn()).toBe(true);
  // Who has not said yet is sent nothing yet.
  peers.set('N', peer('N', { rtpCapabilities: undefined }));
  expect(isOn()).toBe(true);
});

test('[M15] no longer once the room is on two workers: a pipe knows no stream before plain Opus came', () => {
  const { isOn, routers } = start();
  expect(isOn()).toBe(true);
  routers.count = 2;
  expect(isOn()).toBe(false);
});

test('[M15] not before a packet of plain Opus has come, without which the worker knows no stream', () => {
  const { isOn, speaks } = start();
  const score = speaks.score;
  speaks.score = [];
  expect(isOn()).toBe(false);
  speaks.score = score;
  expect(isOn()).toBe(true);
});

test('[M15] not where nobody hears it, nor over a way to one of those who do that is narrow', () => {
  const { isOn, peers, peer } = start();
  peers.delete('H');
  expect(isOn()).toBe(false);
  const narrow = { sendLossShare: 0, receiveLossShare: 0, carriesKbps: 90 };
  peers.set('N', peer('N', { measured: narrow }));
  expect(isOn()).toBe(false);
  // Sound alone teaches the worker nothing of the way.
  peers.set('N', peer('N', { measured: { ...narrow, carriesKbps: 0 } }));
  expect(isOn()).toBe(false);
  // Not measured yet.
  peers.set('N', peer('N', { measured: { ...narrow, carriesKbps: null } }));
  expect(isOn()).toBe(true);
});

test('[M15] not to or from somebody who chose to save data', () => {
  const { isOn, peers, peer } = start();
  peers.set('H', peer('H', { mode: 'saver' }));
  expect(isOn()).toBe(false);
  peers.set('H', peer('H'));
  expect(isOn()).toBe(true);
  Object.assign(peers.get('S')!, { mode: 'sound-only' });
  expect(isOn()).toBe(false);
});
