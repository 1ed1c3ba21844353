import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MediaCount } from './count-media.ts';
import { freePort } from '../../support/start-server.ts';
import type { Place } from './place.ts';
import type { RemoteTransport } from './rtc/sdp.ts';

export type Address =
  | { kind: 'bare'; url: string }
  /** With `tokens` people enter a visit that is there already, each with one of them. */
  | { kind: 'neuvo'; url: string; dataFolder: string; tokens?: string[] }
  | { kind: 'janus'; url: string }
  | { kind: 'relay'; remote: RemoteTransport; isReadable: boolean };

/** A server under test, running. */
export type Contender = {
  name: string;
  /** Its processes; their CPU is what is compared. */
  pids: number[];
  address: Address;
  /** What its row says beside the figure. */
  note?: string;
  /** Kills it with no time to say goodbye and starts it again on the same data and port; `pids` become the new ones. */
  restart?(): Promise<void>;
  /** How many of mediasoup's objects there are, by the worker's own word. */
  countMedia?(): Promise<MediaCount>;
  stop(): Promise<void>;
};

/** Starts one of the server scripts here and reads the line of JSON that it prints when it listens. */
async function startScript(place: Place, script: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = place.spawn('server', [process.execPath, join(import.meta.dirname, script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  });
  const line = await firstLine(child, script);
  return { child, said: JSON.parse(line) as { url: string; pids: number[]; dataFolder: string } };
}

export function firstLine(child: ChildProcess, what: string): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface(child.stdout!).once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${what} ended with ${code}.`)));
  });
}

export function stopper(child: ChildProcess): () => Promise<void> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return () => {
    child.kill('SIGTERM');
    return ended;
  };
}

export async function bareMediasoup(
  place: Place,
  { name = 'bare mediasoup', workerBin }: { name?: string; workerBin?: string } = {},
): Promise<Contender> {
  const options = { ip: place.address('server'), mediaPort: await freePort() };
  const { child, said } = await startScript(
    place,
    'bare-server.ts',
    [JSON.stringify(options)],
    workerBin ? { MEDIASOUP_WORKER_BIN: workerBin } : {},
  );
  return { name, pids: said.pids, address: { kind: 'bare', url: said.url }, stop: stopper(child) };
}

export async function neuvo(place: Place): Promise<Contender> {
  const { child, said } = await startScript(place, 'neuvo-server.ts', [place.address('server')]);
  const { url, pids, dataFolder } = said;
  const countFile = join(dataFolder, 'bench-count.json');
  return {
    name: 'Neuvo',
    pids,
    address: { kind: 'neuvo', url, dataFolder },
    restart: async () => {
      child.send('restart');
      const [restarted] = (await once(child, 'message')) as [number[]];
      pids.splice(0, pids.length, ...restarted);
    },
    countMedia: async () => {
      rmSync(countFile, { force: true });
      process.kill(pids[0]!, 'SIGUSR2');
      while (!existsSync(countFile)) await sleep(50);
      return JSON.parse(readFileSync(countFile, 'utf8')) as MediaCount;
    },
    stop: stopper(child),
  };
}
