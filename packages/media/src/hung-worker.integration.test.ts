import { expect, test } from 'vitest';
import { HUNG_AFTER, MediaWorker } from './media-worker.ts';
import { mediaSettings, seat, startMedia, Told, until } from './testing.ts';

async function stopped() {
  const settings = await mediaSettings();
  const media = await MediaWorker.start(settings, [settings.ports.min, settings.ports.min + 1]);
  process.kill(media.pid, 'SIGSTOP');
  let asked = 0;
  const ask = (times: number) => {
    for (let n = 0; n < times; n++) void media.measure(++asked * 2000).catch(() => undefined);
  };
  return { media, ask };
}

test('a worker that lives and answers nothing any more is ended, so that another takes its place', async ({
  onTestFinished,
}) => {
  const { media, ask } = await stopped();
  onTestFinished(() => media.close());
  ask(HUNG_AFTER);
  expect(media.alive).toBe(true);
  ask(1);
  await until(() => expect(media.alive).toBe(false));
});

test('one that was only slow is not', async ({ onTestFinished }) => {
  const { media, ask } = await stopped();
  onTestFinished(() => media.close());
  ask(HUNG_AFTER);
  process.kill(media.pid, 'SIGCONT');
  // It answers in the order in which it is asked.
  await media.worker.getResourceUsage();
  process.kill(media.pid, 'SIGSTOP');
  ask(HUNG_AFTER);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(media.alive).toBe(true);
  process.kill(media.pid, 'SIGCONT');
});

test('whoever was on it is told of other transports', async ({ onTestFinished }) => {
  const { media } = await startMedia({ workers: 1 });
  onTestFinished(() => media.close('server-stopping'));
  const told = new Told();
  const room = await media.openRoom('room', told);
  await room.addPeer('A', seat('A'));
  process.kill(media.health().workers[0]!.pid, 'SIGSTOP');
  await until(() => expect(told.to('A', 'media:rebuilt')).toHaveLength(1), 30_000);
});
