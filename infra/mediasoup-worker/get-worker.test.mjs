import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../lib/problem.mjs';
import { cacheKey, distroName } from './cache.mjs';
import { findWorker, getWorker } from './get-worker.mjs';
import { asSourceList } from './libsrtp.mjs';
import { fileInTar, prebuiltUrl } from './prebuilt.mjs';

describe('the worker cache', () => {
  const same = {
    version: '3.27.1',
    recipeHash: 'abcdef0123456789',
    platform: 'linux',
    arch: 'x64',
    distro: 'debian12',
  };

  it('is keyed by everything that decides whether a binary fits', () => {
    expect(cacheKey(same)).toBe('3.27.1-abcdef012345-linux-x64-debian12');
    for (const other of [
      { version: '3.28.0' },
      { recipeHash: 'f'.repeat(16) },
      { arch: 'arm64' },
      { distro: 'debian13' },
    ]) {
      expect(cacheKey({ ...same, ...other })).not.toBe(cacheKey(same));
    }
  });

  it('reads the distribution with and without quotes, and lives without one', () => {
    expect(distroName('NAME="Debian"\nID=debian\nVERSION_ID="12"\n')).toBe('debian12');
    expect(distroName('')).toBe('');
  });
});

describe('MEDIASOUP_WORKER_BIN', () => {
  it.each([
    ['does not exist', undefined, 'no such file'],
    ['is not executable', 0o644, 'not executable'],
    ['is something else', 0o755, 'does not run as a mediasoup worker'],
  ])('is refused in one sentence when it %s', async (_what, mode, why) => {
    const folder = mkdtempSync(join(tmpdir(), 'neuvo-bin-'));
    const path = join(folder, 'worker');
    if (mode) {
      writeFileSync(path, '#!/bin/sh\nexit 0\n');
      chmodSync(path, mode);
    }
    await expect(findWorker({ env: { MEDIASOUP_WORKER_BIN: path } })).rejects.toThrow(why);
    rmSync(folder, { recursive: true });
  });
});

describe('a worker that is not there yet', () => {
  let home;
  let lines;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'neuvo-cache-'));
    lines = [];
  });
  afterEach(() => rmSync(home, { recursive: true }));

  /** A program that answers as a worker does, and says who made it. */
  const program = (path, maker) => {
    writeFileSync(path, `#!/bin/sh\n# ${maker}\nexit 41\n`);
    chmodSync(path, 0o755);
  };
  const builds = async ({ take }) => {
    const path = join(home, 'built');
    program(path, 'built');
    await take(path);
    return 'libsrtp on OpenSSL';
  };
  const buildFails = () => Promise.reject(new Problem('compiling failed: "no memory"'));
  const neverAsked = () => Promise.reject(new Error('nobody should ask'));
  const downloads = async (_packageJson, target) => void program(target, 'downloaded');

  /** `means` says what the machine can do, as far as that is asked. */
  const get = (means, options = {}) =>
    getWorker({
      env: { XDG_CACHE_HOME: home },
      log: (line) => lines.push(line),
      use: {
        whyNotBuilt: async () => undefined,
        buildWorker: neverAsked,
        downloadPrebuilt: neverAsked,
        ...means,
      },
      ...options,
    });
  const maker = ({ path }) => readFileSync(path, 'utf8').split('\n')[1];

  it('is built here where that can be done, since upstream has faults that ours is patched for', async () => {
    const worker = await get({ buildWorker: builds });
    expect(maker(worker)).toBe('# built');
    expect(worker).toMatchObject({ origin: 'built here with libsrtp on OpenSSL' });
    expect(worker.lacks).toBeUndefined();
    expect(lines.join()).toContain('about 90 s');
    expect(await get({}, { improve: true })).toMatchObject({
      origin: 'built here with libsrtp on OpenSSL (cached)',
    });
  });

  it("is upstream's where it can't be built, which is said with what it lacks and what to do", async () => {
    const tools = { whyNotBuilt: async () => 'run "sudo apt-get install cmake"' };
    const worker = await get({ ...tools, downloadPrebuilt: downloads });
    expect(maker(worker)).toBe('# downloaded');
    expect(worker.lacks).toMatch(/without our patches.*sudo apt-get install cmake.*next start builds it/);
    expect(worker.lacks).not.toContain('\n');
    expect(lines.join()).not.toContain('90 s');
  });

  it('replaces it once it can be built, at a start and not in the middle of something else', async () => {
    const tools = { whyNotBuilt: async () => 'install cmake' };
    await get({ ...tools, downloadPrebuilt: downloads });
    expect(maker(await get({}))).toBe('# downloaded');
    // Still not: nothing is downloaded again.
    expect(maker(await get(tools, { improve: true }))).toBe('# downloaded');
    const worker = await get({ buildWorker: builds }, { improve: true });
    expect(maker(worker)).toBe('# built');
    expect(worker.lacks).toBeUndefined();
  });

  it('is upstream’s after a build that failed, and no later start spends its minutes on that again', async () => {
    const worker = await get({ buildWorker: buildFails, downloadPrebuilt: downloads });
    expect(maker(worker)).toBe('# downloaded');
    expect(worker.lacks).toMatch(/no memory.*remove .* to try again/);
    const later = await get({ buildWorker: neverAsked }, { improve: true });
    expect(later.lacks).toBe(worker.lacks);
  });

  it('keeps the one that it has when building a better one fails', async () => {
    await get({ whyNotBuilt: async () => 'install cmake', downloadPrebuilt: downloads });
    const worker = await get({ buildWorker: buildFails }, { improve: true });
    expect(maker(worker)).toBe('# downloaded');
    expect(worker.lacks).toContain('no memory');
  });

  it('is a problem in one sentence that names both ways when there is none', async () => {
    const offline = async () => 'no answer in time';
    const none = get({ whyNotBuilt: async () => 'install cmake', downloadPrebuilt: offline });
    await expect(none).rejects.toThrow(/install cmake.*no answer in time.*MEDIASOUP_WORKER_BIN/);
    const broken = get({ buildWorker: buildFails, downloadPrebuilt: offline });
    await expect(broken).rejects.toThrow(/no memory.*no answer in time/);
    await expect(broken).rejects.toBeInstanceOf(Problem);
  });

  it('never keeps what does not run here', async () => {
    const wrong = (path) => {
      writeFileSync(path, '#!/bin/sh\nexit 3\n');
      chmodSync(path, 0o755);
    };
    const buildWorker = async ({ take }) => {
      wrong(join(home, 'built'));
      await take(join(home, 'built'));
      return 'libsrtp on OpenSSL';
    };
    const downloadPrebuilt = async (_packageJson, target) => void wrong(target);
    await expect(get({ buildWorker, downloadPrebuilt })).rejects.toThrow(
      /does not run here.*ended with code 3/,
    );
    expect(await findWorker({ env: { XDG_CACHE_HOME: home } })).toBeUndefined();
  });
});

describe('the prebuilt worker', () => {
  it('is asked for by the name that upstream gives it', () => {
    expect(
      prebuiltUrl({
        version: '3.27.1',
        platform: 'linux',
        arch: 'x64',
        kernel: '6.1.0-9',
        base: 'https://example.org',
      }),
    ).toBe('https://example.org/3.27.1/mediasoup-worker-3.27.1-linux-x64-kernel6.tgz');
  });

  const entry = (name, content, type = '0') => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(content.length.toString(8).padStart(11, '0'), 124);
    header.write(type, 156);
    return Buffer.concat([header, Buffer.from(content), Buffer.alloc((512 - (content.length % 512)) % 512)]);
  };

  it('is the one file of that name; paths, links and cut archives give nothing', () => {
    const good = entry('mediasoup-worker', 'binary');
    expect(fileInTar(Buffer.concat([entry('../../evil', 'x'), good]), 'mediasoup-worker')?.toString()).toBe(
      'binary',
    );
    expect(fileInTar(entry('../mediasoup-worker', 'x'), 'mediasoup-worker')).toBeUndefined();
    expect(fileInTar(entry('mediasoup-worker', '', '2'), 'mediasoup-worker')).toBeUndefined();
    expect(fileInTar(good.subarray(0, 515), 'mediasoup-worker')).toBeUndefined();
  });
});

it("turns both notations of apt's lists into source lists", () => {
  expect(asSourceList('Types: deb\nURIs: http://example.org\n')).toBe(
    'Types: deb-src\nURIs: http://example.org\n',
  );
  expect(asSourceList('deb http://example.org bookworm main\n')).toBe(
    'deb-src http://example.org bookworm main\n',
  );
});
