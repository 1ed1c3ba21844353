// Preloaded into the server by the benchmark: on SIGUSR2 writes how many of mediasoup's objects there are, by
// the worker's own dumps, to the file that BENCH_COUNT_FILE names.
import { renameSync, writeFileSync } from 'node:fs';
import { observer } from 'mediasoup';
import type { Router } from 'mediasoup/types';

export type MediaCount = { routers: number; transports: number; producers: number; consumers: number };

const routers = new Set<Router>();
observer.on('newworker', (worker) => {
  worker.observer.on('newrouter', (router) => {
    routers.add(router);
    router.observer.once('close', () => routers.delete(router));
  });
});

async function count(): Promise<MediaCount> {
  const dumps = await Promise.all([...routers].map((router) => router.dump()));
  return {
    routers: dumps.length,
    transports: dumps.reduce((sum, { transportIds }) => sum + transportIds.length, 0),
    producers: dumps.reduce((sum, { mapProducerIdConsumerIds }) => sum + mapProducerIdConsumerIds.length, 0),
    consumers: dumps.reduce((sum, { mapConsumerIdProducerId }) => sum + mapConsumerIdProducerId.length, 0),
  };
}

const file = process.env['BENCH_COUNT_FILE'];
if (file) {
  process.on('SIGUSR2', async () => {
    const counted = await count();
    writeFileSync(`${file}.new`, JSON.stringify(counted));
    renameSync(`${file}.new`, file);
  });
}
