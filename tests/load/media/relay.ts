// The relays in C: the floor that no media server gets under, with and without encryption.
import { type ChildProcess, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { cacheRoot } from '../../../infra/mediasoup-worker/cache.mjs';
import { buildLibsrtp } from '../../../infra/mediasoup-worker/libsrtp.mjs';
import { temporaryFolder } from '../../../infra/lib/at-exit.mjs';
import { firstLine, stopper, type Contender } from './contender.ts';
import type { Load } from './generator.ts';
import type { Place } from './place.ts';

export type Relay = Contender & { note?: string; load: (plan: RelayPlan) => Promise<Load> };
export type RelayPlan = { receivers: number; packetsPerS: number; bytes: number };

/** Compiles and starts one; rejects where there is no C compiler. */
export async function startRelay(place: Place, encryption: 'none' | 'AES-GCM'): Promise<Relay> {
  const folder = temporaryFolder('relay');
  const { flags, note } = encryption === 'none' ? { flags: [], note: undefined } : await srtpFlags();
  const [relay, udpLoad] = ['relay', 'udp-load'].map((name) => {
    const [source, output] = [join(import.meta.dirname, 'native', `${name}.c`), join(folder.path, name)];
    const { status, stderr, error } = spawnSync('cc', ['-O3', '-o', output, source, ...flags], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${name}.c could not be compiled: ${error?.message ?? stderr.trim()}`);
    return output;
  }) as [string, string];
  const address = place.address('server');
  const child = place.spawn('server', [relay, address], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await firstLine(child, 'The relay');
  const stop = stopper(child);
  return {
    name: encryption === 'none' ? 'UDP relay in C' : 'UDP relay in C with AES-256-GCM',
    pids: [child.pid!],
    address: { kind: 'relay' },
    ...(note ? { note } : {}),
    load: ({ receivers, packetsPerS, bytes }) => {
      const args = [address, port, String(receivers), String(packetsPerS), String(bytes)];
      return Promise.resolve(
        udpLoadOf(place.spawn('load', [udpLoad, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })),
      );
    },
    async stop() {
      await stop();
      folder.remove();
    },
  };
}

function udpLoadOf(child: ChildProcess): Load {
  const answers: ((line: string) => void)[] = [];
  createInterface(child.stdout!).on('line', (line) => answers.shift()?.(line));
  const ask = (what: string) =>
    new Promise<string>((resolve) => {
      answers.push(resolve);
      child.stdin!.write(`${what}\n`);
    });
  return {
    pid: child.pid!,
    profiles: [],
    start: async () => void (await ask('start')),
    pause: async () => void (await ask('pause')),
    count: async () => {
      const [sent, metered] = (await ask('count')).split(' ').map(Number) as [number, number];
      return { sent, metered, lost: 0 };
    },
    close: stopper(child),
  };
}

/** The libsrtp on OpenSSL that the worker is linked with, kept between runs; else the system's. */
async function srtpFlags(): Promise<{ flags: string[]; note?: string }> {
  const folder = join(dirname(cacheRoot()), 'bench', 'libsrtp');
  const tree = join(folder, 'src', 'tree');
  if (!existsSync(join(tree, 'libsrtp2.a'))) {
    mkdirSync(folder, { recursive: true });
    await buildLibsrtp(folder, { logFile: join(folder, 'build.log') });
  }
  const withSrtp = ['-DWITH_SRTP'];
  if (!existsSync(join(tree, 'libsrtp2.a'))) {
    return { flags: [...withSrtp, '-lsrtp2'], note: "with the system's libsrtp, which may be slower" };
  }
  // The tree keeps its headers in include/, and programs ask for srtp2/srtp.h.
  const include = join(folder, 'include');
  mkdirSync(include, { recursive: true });
  spawnSync('ln', ['-sfn', join(tree, 'include'), join(include, 'srtp2')]);
  const flags = ['-I', include, '-I', join(tree, 'crypto', 'include'), join(tree, 'libsrtp2.a'), '-lcrypto'];
  return { flags: [...withSrtp, ...flags] };
}
