// The whole product as the benchmark starts it: in whichever namespace this process is. Its one argument is the
// address that the load reaches it at.
import { freePort, startServer } from '../../support/start-server.ts';

const ip = process.argv[2]!;
const port = await freePort();
const server = await startServer({
  port,
  env: {
    // The health check asks on loopback, the load from outside.
    HOST: '0.0.0.0',
    PUBLIC_URL: `http://${ip}:${port}`,
    MEDIA_ANNOUNCED_ADDRESS: ip,
    MEDIA_WORKERS: '1',
    LOG_LEVEL: 'error',
  },
});
const health = (await (await fetch(`${server.baseURL}/api/health`)).json()) as { workers: { pid: number }[] };
const pids = [server.pid, ...health.workers.map(({ pid }) => pid)];
console.log(JSON.stringify({ url: `http://${ip}:${port}`, pids, dataFolder: server.dataFolder }));
const stop = () => void server.stop().finally(() => process.exit(0));
process.once('SIGTERM', stop).once('disconnect', stop);
