import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MediaServer, Room } from './index.ts';
import { join, must, opus, startMedia, Told, until } from './testing.ts';

let media: MediaServer;
beforeAll(async () => {
  ({ media } = await startMedia({ workers: 2, peersPerWorker: 2 }));
});
afterAll(() => media.close('server-stopping'));

const red = { mimeType: 'audio/red', payloadType: 63, clockRate: 48_000, channels: 2 };
const withRed = (opusType = 111) => {
  const spoken = opus();
  return { ...spoken, codecs: [{ ...spoken.codecs[0]!, payloadType: opusType }, red] };
};
type Peer = Awaited<ReturnType<typeof join>>;
const produce = async ({ handle }: Peer, rtpParameters: object) =>
  must(await handle.produce({ source: 'microphone', kind: 'audio', rtpParameters })).producerId;
/** The codecs of what somebody was offered to hear. */
const heard = (told: Told, peerId: string) =>
  told
    .to(peerId, 'consumer:new')
    .map(({ rtpParameters }) =>
      (
        rtpParameters as { codecs: { mimeType: string; payloadType: number; parameters: object }[] }
      ).codecs.map(({ mimeType, payloadType, parameters }) => ({ mimeType, payloadType, parameters })),
    );
const plain = {
  mimeType: 'audio/opus',
  payloadType: 111,
  parameters: { minptime: 10, useinbandfec: 1, usedtx: 1 },
};

async function roomOf(id: string): Promise<{ room: Room; told: Told }> {
  const told = new Told();
  return { room: await media.openRoom(id, told), told };
}

test('[M15] who can decode RED is offered it with Opus under the sender’s own numbers, who can’t is offered Opus alone', async () => {
  const { room, told } = await roomOf('both');
  const a = await join(room, 'A');
  const b = await join(room, 'B', { ready: false });
  const { codecs = [], headerExtensions = [] } = b.media.routerRtpCapabilities;
  const known = codecs.map(({ mimeType }) => mimeType.toLowerCase());
  expect(known).toContain('audio/red');
  expect(known).not.toContain('audio/multiopus');
  await produce(a, withRed());
  must(await b.handle.ready({ codecs, headerExtensions }));
  await until(() => heard(told, 'B').length === 1);
  expect(heard(told, 'B')).toEqual([
    [plain, { mimeType: 'audio/red', payloadType: 63, parameters: { '': '111/111' } }],
  ]);

  const other = await roomOf('one');
  const c = await join(other.room, 'C');
  const d = await join(other.room, 'D', { ready: false });
  await produce(c, withRed());
  const without = codecs.filter(({ mimeType }) => mimeType.toLowerCase() !== 'audio/red');
  must(await d.handle.ready({ codecs: without, headerExtensions }));
  await until(() => heard(other.told, 'D').length === 1);
  expect(heard(other.told, 'D')).toEqual([[plain]]);
});

test('[M15] RED is taken from nobody whose Opus has another number inside, without Opus before it, or under a false name', async () => {
  const { room, told } = await roomOf('false');
  const [a, b] = [await join(room, 'A'), await join(room, 'B')];
  const first = await produce(a, withRed(109));
  expect(a.handle.redundancies()).toEqual([]);
  await until(() => heard(told, 'B').length === 1);
  expect(heard(told, 'B')).toEqual([[plain]]);
  must(await a.handle.closeProducer(first));
  const refused = async (codecs: object[]) => {
    const rtpParameters = { ...opus(), codecs };
    return a.handle.produce({ source: 'microphone', kind: 'audio', rtpParameters });
  };
  const alias = { mimeType: 'audio/multiopus', payloadType: 64, clockRate: 48_000, channels: 4 };
  for (const codecs of [[red], [alias], [red, opus().codecs[0]!].slice(0, 1)])
    expect(await refused(codecs)).toMatchObject({ ok: false, error: { code: 'bad-parameters' } });
  const both = await produce(a, { ...opus(), codecs: [opus().codecs[0]!, alias] });
  expect(both).toBeTruthy();
  expect(a.handle.redundancies()).toEqual([]);
  expect(b.handle.redundancies()).toEqual([]);
});
