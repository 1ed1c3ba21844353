// The relays in C: the floor that no media server gets under, with and without encryption.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheRoot } from '../../../infra/mediasoup-worker/cache.mjs';
import { buildLibsrtp } from '../../../infra/mediasoup-worker/libsrtp.mjs';
import { temporaryFolder } from '../../../infra/lib/at-exit.mjs';
import { firstLine, stopper, type Contender } from './contender.ts';
import type { Place } from './place.ts';

const NAMES = { none: 'UDP relay in C', GCM: 'UDP relay in C with AES-256-GCM' } as const;

type Said = { port: number; ufrag: string; password: string; fingerprint: string };

/** Compiles and starts one; rejects where there is no C compiler or no OpenSSL to compile against. */
export async function startRelay(place: Place, encryption: keyof typeof NAMES): Promise<Contender> {
  const folder = temporaryFolder('relay');
  const { flags, note } = await srtpFlags();
  const [source, relay] = [join(import.meta.dirname, 'native', 'relay.c'), join(folder.path, 'relay')];
  const { status, stderr, error } = spawnSync('cc', ['-O3', '-o', relay, source, ...flags], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`relay.c could not be compiled: ${error?.message ?? stderr.trim()}`);
  const ip = place.address('server');
  const child = place.spawn('server', [relay, ip, encryption], { stdio: ['ignore', 'pipe', 'inherit'] });
  const { port, ufrag, password, fingerprint } = JSON.parse(await firstLine(child, 'The relay')) as Said;
  const stop = stopper(child);
  const notes = [
    note,
    encryption === 'none' ? 'passes on what it can’t read, to receivers who can’t either' : undefined,
  ].filter(Boolean);
  return {
    name: NAMES[encryption],
    pids: [child.pid!],
    address: {
      kind: 'relay',
      remote: {
        iceParameters: { usernameFragment: ufrag, password },
        iceCandidates: [{ ip, port, protocol: 'udp' }],
        fingerprint: { algorithm: 'sha-256', value: fingerprint },
      },
      isReadable: encryption === 'GCM',
    },
    ...(notes.length > 0 ? { note: notes.join('; ') } : {}),
    async stop() {
      await stop();
      folder.remove();
    },
  };
}

/** libsrtp on OpenSSL as it is released (the worker has a patch of ours besides), kept between runs; else the system’s. */
async function srtpFlags(): Promise<{ flags: string[]; note?: string }> {
  const folder = join(dirname(cacheRoot()), 'bench', 'libsrtp');
  const tree = join(folder, 'src', 'tree');
  if (!existsSync(join(tree, 'libsrtp2.a'))) {
    mkdirSync(folder, { recursive: true });
    await buildLibsrtp(folder, { logFile: join(folder, 'build.log'), asReleased: true });
  }
  const openssl = ['-lssl', '-lcrypto'];
  if (!existsSync(join(tree, 'libsrtp2.a'))) {
    return { flags: ['-lsrtp2', ...openssl], note: "with the system's libsrtp, which may be slower" };
  }
  // The tree keeps its headers in include/, and programs ask for srtp2/srtp.h.
  const include = join(folder, 'include');
  mkdirSync(include, { recursive: true });
  spawnSync('ln', ['-sfn', join(tree, 'include'), join(include, 'srtp2')]);
  const paths = ['-I', include, '-I', join(tree, 'crypto', 'include')];
  return { flags: [...paths, join(tree, 'libsrtp2.a'), ...openssl] };
}
