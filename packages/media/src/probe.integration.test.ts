import { afterEach, expect, test } from 'vitest';
import type { MediaServer } from './index.ts';
import { dtls, inWorkers, must, opus, startMedia, until, vp8 } from './testing.ts';

let media: MediaServer | undefined;
afterEach(async () => media?.close('server-stopping'));

async function open(over: Parameters<typeof startMedia>[0] = { workers: 1 }) {
  media = (await startMedia(over)).media;
  return (await media.openProbe('A'))!;
}

test('a test of the connection sends back what it is sent, and leaves nothing behind', async () => {
  const probe = await open();
  const before = await inWorkers();
  const { routerRtpCapabilities, send } = probe.media;
  const sound = must(await probe.echo('audio', opus(), routerRtpCapabilities));
  const picture = must(await probe.echo('video', vp8(), routerRtpCapabilities));
  expect([sound.kind, picture.kind]).toEqual(['audio', 'video']);
  must(await probe.connect(send.id, dtls()));
  must(await probe.play());
  expect((await inWorkers()).handlers).toBeGreaterThan(before.handlers);
  probe.close();
  probe.close();
  await until(async () => (await inWorkers()).routers === 0);
  expect(await probe.play()).toMatchObject({ ok: false, error: { code: 'room-closed' } });
});

test('garbage, a second track of a kind and foreign transports are refused', async () => {
  const probe = await open();
  const { routerRtpCapabilities } = probe.media;
  expect(await probe.connect('x', dtls())).toMatchObject({ error: { code: 'unknown-transport' } });
  expect(await probe.connect(probe.media.recv.id, { role: 1 })).toMatchObject({
    error: { code: 'bad-parameters' },
  });
  expect(await probe.echo('audio', {}, routerRtpCapabilities)).toMatchObject({
    error: { code: 'bad-parameters' },
  });
  must(await probe.echo('audio', opus(), routerRtpCapabilities));
  expect(await probe.echo('audio', opus(), routerRtpCapabilities)).toMatchObject({
    error: { code: 'source-taken' },
  });
});

test('a browser that can decode nothing of ours is told before it joins', async () => {
  const probe = await open();
  const codecs = probe.media.routerRtpCapabilities.codecs!.filter(({ kind }) => kind === 'audio');
  expect(await probe.echo('video', vp8(), { codecs })).toMatchObject({ error: { code: 'no-common-codec' } });
});

test('tests of the connection are bounded, and each one that ends makes room', async () => {
  media = (await startMedia({ workers: 1 })).media;
  const opened = await Promise.all(Array.from({ length: 45 }, (_, n) => media!.openProbe(`P${n}`)));
  const running = opened.filter((probe) => probe !== undefined);
  expect(running).toHaveLength(40);
  running[0]!.close();
  expect(await media.openProbe('another')).toBeDefined();
  // Whoever tries again ends the own earlier one, and keeps nobody else out.
  expect(await media.openProbe('another')).toBeDefined();
  expect(await running[1]!.play()).toMatchObject({ ok: true });
});

test('credentials for the TURN server are handed out with an end, each time others', async () => {
  const turn = { urls: ['turns:turn.example.fi:443?transport=tcp'], secret: 'a secret of coturn' };
  const probe = await open({ workers: 1, turn });
  const again = (await media!.openProbe('B'))!;
  const [first] = probe.media.iceServers;
  const [second] = again.media.iceServers;
  expect(first!.urls).toEqual(turn.urls);
  expect(first!.credential).not.toBe(second!.credential);
  expect(Number(first!.username.split(':')[0]) * 1000).toBeGreaterThan(Date.now());
  expect(JSON.stringify(first)).not.toContain(turn.secret);
});
