// The whole product as the benchmark starts it: in whichever namespace this process is. Its one argument is the
// address that the load reaches it at. Told "restart", it kills the server, starts it again and says its processes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { freePort, startServer } from '../../support/start-server.ts';

const ip = process.argv[2]!;
const port = await freePort();
const env: Record<string, string> = {
  NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'count-media.ts')).href}`,
  // The health check asks on loopback, the load from outside.
  HOST: '0.0.0.0',
  PUBLIC_URL: `http://${ip}:${port}`,
  MEDIA_ANNOUNCED_ADDRESS: ip,
  MEDIA_WORKERS: '1',
  LOG_LEVEL: 'error',
};
const dataFolder = mkdtempSync(join(tmpdir(), 'neuvo-bench-'));
env.BENCH_COUNT_FILE = join(dataFolder, 'bench-count.json');
let server = await startServer({ port, env, dataFolder });

async function pids(): Promise<number[]> {
  const health = (await (await fetch(`${server.baseURL}/api/health`)).json()) as {
    workers: { pid: number }[];
  };
  return [server.pid, ...health.workers.map(({ pid }) => pid)];
}

console.log(JSON.stringify({ url: `http://${ip}:${port}`, pids: await pids(), dataFolder }));

process.on('message', async () => {
  await server.stop({ signal: 'SIGKILL', keepData: true });
  server = await startServer({ port, env, dataFolder });
  process.send!(await pids());
});
const stop = () =>
  void server.stop().finally(() => {
    rmSync(dataFolder, { recursive: true, force: true });
    process.exit(0);
  });
process.once('SIGTERM', stop).once('disconnect', stop);
