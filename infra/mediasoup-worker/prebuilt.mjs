import { writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { gunzipSync } from 'node:zlib';

/** Until the answer begins: higher makes every first start without a way out wait for nothing. */
const ANSWER_MS = 5_000;
/** For the whole file, once it is coming: lower would throw away a download that a slow line could finish. */
const DOWNLOAD_MS = 20_000;
/** The worker is some 10 MB; the limit keeps a wrong or hostile archive from filling the memory. */
const MAX_UNPACKED_BYTES = 200 * 1024 * 1024;

/** The name that mediasoup's own install step asks for. */
export function prebuiltUrl({ version, platform, arch, kernel, base }) {
  const kernelPart = platform === 'linux' ? `-kernel${kernel.split('.')[0]}` : '';
  return `${base}/${version}/mediasoup-worker-${version}-${platform}-${arch}${kernelPart}.tgz`;
}

/** Upstream's releases, or the mirror that mediasoup's own variable names. */
export function prebuiltBase(packageJson, env = process.env) {
  const repository = packageJson.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
  return env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL || `${repository}/releases/download`;
}

/**
 * Downloads upstream's worker into `target`, with one attempt. Returns undefined when it is there, else why
 * not. Upstream publishes no checksum or signature beside it, so what holds is TLS to the release page; the
 * caller still checks that the binary runs.
 */
export async function downloadPrebuilt(packageJson, target, env = process.env) {
  if (env.MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD) return 'skipped as asked';
  const url = prebuiltUrl({
    version: packageJson.version,
    platform: process.platform,
    arch: process.arch,
    kernel: release(),
    base: prebuiltBase(packageJson, env),
  });
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), ANSWER_MS);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok) return `the release page answered ${response.status}`;
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(), DOWNLOAD_MS);
    const archive = Buffer.from(await response.arrayBuffer());
    const binary = fileInTar(
      gunzipSync(archive, { maxOutputLength: MAX_UNPACKED_BYTES }),
      process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker',
    );
    if (!binary) return 'the archive holds no worker';
    writeFileSync(target, binary, { mode: 0o755 });
    return undefined;
  } catch (error) {
    return abort.signal.aborted ? 'no answer in time' : (error.cause?.code ?? error.message);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The content of one regular file at the top of a tar archive. Everything else in the archive is ignored:
 * no path from it ever reaches the file system.
 */
export function fileInTar(tar, name) {
  const text = (start, length) => tar.toString('utf8', start, start + length).split('\0')[0];
  for (let offset = 0; offset + 512 <= tar.length;) {
    const entry = text(offset, 100).replace(/^\.\//, '');
    const size = Number.parseInt(text(offset + 124, 12).trim() || '0', 8);
    const type = text(offset + 156, 1);
    if (!Number.isFinite(size) || size < 0) return undefined;
    const start = offset + 512;
    if (entry === name && (type === '' || type === '0') && start + size <= tar.length) {
      return tar.subarray(start, start + size);
    }
    offset = start + Math.ceil(size / 512) * 512;
  }
  return undefined;
}
