import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheKey, distroName } from './cache.mjs';
import { findWorker } from './get-worker.mjs';
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
