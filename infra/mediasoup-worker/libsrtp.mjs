import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { hasApt } from '../lib/apt.mjs';
import { run } from '../lib/run.mjs';
import { LIBSRTP_PATCH } from './cache.mjs';

const SOURCE_LISTS = [
  '/etc/apt/sources.list.d/debian.sources',
  '/etc/apt/sources.list.d/ubuntu.sources',
  '/etc/apt/sources.list',
];

/** Turns an apt list of binary packages (either of its two notations) into one of source packages. */
export function asSourceList(text) {
  return text.replace(/^Types:.*$/gm, 'Types: deb-src').replace(/^deb\s/gm, 'deb-src ');
}

/**
 * Debian's libsrtp is built on NSS, which costs about twice the CPU a packet. Builds the same source on
 * OpenSSL in `folder`; returns where it is, or undefined when the source can't be had. The machine's own apt
 * lists are neither changed nor needed, and no rights are either. `asReleased` goes without our patch.
 */
export async function buildLibsrtp(folder, { logFile, asReleased = false }) {
  const list = SOURCE_LISTS.find((path) => existsSync(path));
  if (!list || !hasApt()) return undefined;
  const [parts, lists, cache, src] = ['parts', 'lists', 'cache', 'src'].map((name) => join(folder, name));
  for (const path of [parts, join(lists, 'partial'), join(cache, 'archives/partial'), src]) {
    mkdirSync(path, { recursive: true });
  }
  // apt downloads as a user of its own, who must be able to walk in here.
  chmodSync(folder, 0o755);
  writeFileSync(join(parts, `src${/\.\w+$/.exec(list)[0]}`), asSourceList(readFileSync(list, 'utf8')));
  const options = {
    'Dir::Etc::sourcelist': '/dev/null',
    'Dir::Etc::sourceparts': parts,
    'Dir::State::lists': lists,
    'Dir::Cache': cache,
    'Acquire::Languages': 'none',
    'Acquire::Retries': '1',
  };
  const apt = ['-q', ...Object.entries(options).map(([key, value]) => `-o${key}=${value}`)];
  const steps = [
    // A source that lacks deb-src makes the update fail although the lists that matter came.
    { command: 'apt-get', args: [...apt, 'update'], timeoutMs: 90_000, mayFail: true },
    { command: 'apt-get', args: [...apt, 'source', '--download-only', 'libsrtp2'], timeoutMs: 60_000 },
  ];
  for (const { command, args, timeoutMs, mayFail } of steps) {
    const { code } = await run(command, args, { cwd: src, logFile, timeoutMs });
    if (code !== 0 && !mayFail) return undefined;
  }
  const archive = readdirSync(src).find((name) => /^libsrtp2_.*\.orig\.tar\.\w+$/.test(name));
  if (!archive) return undefined;
  return compile(src, archive, { logFile, asReleased });
}

async function compile(src, archive, { logFile, asReleased }) {
  const tree = join(src, 'tree');
  mkdirSync(tree);
  const unpack = ['--strip-components=1', '--no-same-owner', '-xf', join(src, basename(archive)), '-C', tree];
  const patch = ['-p1', '-d', tree, '-i', join(import.meta.dirname, LIBSRTP_PATCH)];
  const did = async (command, args) => (await run(command, args, { cwd: tree, logFile })).code === 0;
  if (!(await did('tar', unpack))) return undefined;
  if (!asReleased && (await did('patch', ['--dry-run', ...patch])) && !(await did('patch', patch)))
    return undefined;
  const commands = [
    ['sh', ['./configure', '--enable-openssl', 'CFLAGS=-O3 -fPIC']],
    ['make', ['-j2', 'libsrtp2.a']],
  ];
  for (const [command, args] of commands) if (!(await did(command, args))) return undefined;
  return existsSync(join(tree, 'libsrtp2.a')) ? tree : undefined;
}
