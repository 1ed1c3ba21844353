import type { MediaKind, Worker } from 'mediasoup/types';
import { afterEach, expect, test } from 'vitest';
import type { MediaServer } from './index.ts';
import { inWorkers, join, opus, startMedia, Told, workers } from './testing.ts';

// What is being made for somebody who is gone by the time that the worker answers.

let media: MediaServer | undefined;
afterEach(() => media?.close('server-stopping'));

/** A producer or a consumer. */
type Made = {
  kind: MediaKind;
  closed: boolean;
  observer: { once(name: 'close', listener: () => void): unknown };
};

/** Everything that the workers' routers come to hold on our side. */
function watched(of: Iterable<Worker>): Set<Made> {
  const open = new Set<Made>();
  const keep = (made: Made) => {
    open.add(made);
    made.observer.once('close', () => open.delete(made));
  };
  for (const worker of of)
    worker.observer.on('newrouter', (router) =>
      router.observer.on('newtransport', (transport) => {
        transport.observer.on('newproducer', keep);
        transport.observer.on('newconsumer', keep);
      }),
    );
  return open;
}

test('whoever leaves while a producer or a consumer is being made leaves none behind', async () => {
  ({ media } = await startMedia({ workers: 1 }));
  const open = watched(workers);
  const room = await media.openRoom('room', new Told());
  const [a, b] = [await join(room, 'A'), await join(room, 'B', { ready: false })];
  await a.speak();
  const microphone = { source: 'microphone', kind: 'audio', rtpParameters: opus() };
  const asked = [b.handle.ready(b.media.routerRtpCapabilities), b.handle.produce(microphone)];
  room.removePeer('B', 'taken-over');
  for (const answer of await Promise.all(asked)) expect(answer).toMatchObject({ ok: false });
  await inWorkers();
  expect([...open].map(({ kind, closed }) => [kind, closed])).toEqual([['audio', false]]);
});
