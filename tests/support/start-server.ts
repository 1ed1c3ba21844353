import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { getWorker } from '../../infra/mediasoup-worker/get-worker.mjs';
import { root, serverNode, toolEnv } from '../../infra/lib/paths.mjs';
import { killGroup } from '../../infra/lib/run.mjs';

export interface RunningServer {
  baseURL: string;
  port: number;
  dataFolder: string;
  /** The server's process; a test that kills it learns here which one. */
  pid: number;
  /** Everything that it printed so far. */
  output(): string;
  /** Resolves when the process has ended, with its exit code or the signal's name. */
  ended: Promise<number | string>;
  /** Ends it and every process that it started; deletes its data unless `keepData`. Safe to call twice. */
  stop(options?: { signal?: NodeJS.Signals; keepData?: boolean }): Promise<void>;
}

export interface StartOptions {
  env?: Record<string, string>;
  /** Data of an earlier server, to start on what it left behind. */
  dataFolder?: string;
  port?: number;
  readyWithinMs?: number;
}

/** A machine that does much besides is no defect. */
const READY_WITHIN_MS = 120_000;
/** What the server has to say goodbye before it is killed: its own limit of 5 s, on a machine that may not let it. */
const GRACE_MS = 20_000;
/** One UDP and one TCP port a worker is what a server needs; the rest is room for tests that add workers. */
const MEDIA_PORTS = 20;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) killGroup(child.pid);
});

/** Starts apps/server in demo mode on free ports with data of its own and waits until it is healthy. */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  const port = options.port ?? (await freePort());
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'neuvo-data-'));
  const baseURL = `http://localhost:${port}`;
  const { path: worker } = await getWorker();
  const child = spawn(
    serverNode(),
    ['--import', join(root, 'infra/lib/end-with-parent.mjs'), 'apps/server/src/main.ts'],
    {
      cwd: root,
      // A group of its own, so that stop() reaches the media workers too.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: toolEnv({
        PORT: String(port),
        HOST: '127.0.0.1',
        NEUVO_DATA: dataFolder,
        NEUVO_DEMO: '1',
        PUBLIC_URL: baseURL,
        MEDIA_ANNOUNCED_ADDRESS: '127.0.0.1',
        MEDIA_PORTS: await freeMediaPorts(),
        MEDIASOUP_WORKER_BIN: worker,
        ...options.env,
      }),
    },
  );
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  }).finally(() => {
    // Whatever the server left behind in its group goes with it.
    killGroup(child.pid);
    running.delete(child);
  });
  const stop: RunningServer['stop'] = async ({ signal = 'SIGTERM', keepData = false } = {}) => {
    if (running.has(child)) child.kill(signal);
    const late = setTimeout(() => killGroup(child.pid), GRACE_MS);
    await ended;
    clearTimeout(late);
    if (!keepData && !options.dataFolder) rmSync(dataFolder, { recursive: true, force: true });
  };
  const problem = await whyNotHealthy(baseURL, ended, options.readyWithinMs ?? READY_WITHIN_MS);
  if (problem) {
    await stop({ signal: 'SIGKILL' });
    throw new Error(`The server did not start: ${problem}. It printed:\n${output}`);
  }
  return { baseURL, port, dataFolder, pid: child.pid!, output: () => output, ended, stop };
}

async function whyNotHealthy(baseURL: string, ended: Promise<unknown>, withinMs: number) {
  const deadline = Date.now() + withinMs;
  let end: string | undefined;
  void ended.then((how) => (end = `it ended with ${String(how)}`));
  let last = 'nothing answered';
  while (Date.now() < deadline) {
    if (end) return end;
    try {
      const response = await fetch(`${baseURL}/api/health`, { signal: AbortSignal.timeout(2_000) });
      if (response.status === 200) return undefined;
      last = `/api/health answers ${response.status}`;
    } catch {
      last = 'nothing answered';
    }
    await sleep(100);
  }
  return `${last} within ${withinMs} ms`;
}

/** A TCP port that nobody listens on now; the system does not hand it out again soon. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** Ranges already given out by this process. */
const given = new Set<number>();

/**
 * A free range for a server's media, as MEDIA_PORTS takes it. It lies below the ports that the system hands
 * out by itself, so that no outgoing connection can take one away between the look and the use.
 */
export async function freeMediaPorts(): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const first = 10_000 + MEDIA_PORTS * Math.floor(Math.random() * 1_000);
    if (given.has(first)) continue;
    const ports = Array.from({ length: MEDIA_PORTS }, (_, index) => first + index);
    const free = await Promise.all(ports.map(canListen));
    if (!free.every(Boolean)) continue;
    given.add(first);
    return `${first}-${first + MEDIA_PORTS - 1}`;
  }
  throw new Error(`No ${MEDIA_PORTS} free ports in a row were found for media.`);
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '0.0.0.0', () => probe.close(() => resolve(true)));
  });
}
