import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { missingForBuild } from '../mediasoup-worker/build.mjs';
import { findWorker } from '../mediasoup-worker/get-worker.mjs';
import { hasApt } from './apt.mjs';
import { findChromium } from './chromium.mjs';
import { installState } from './install.mjs';
import { root, serverNode, toolEnv } from './paths.mjs';
import { dataFolder, whyPortFails } from './preflight.mjs';
import { run } from './run.mjs';

const fine = (text) => ({ state: 'fine', text });
/** Not there, and either not needed or got by the next start. */
const open = (text) => ({ state: 'open', text });
const wrong = (text) => ({ state: 'wrong', text });

/** What `npm run doctor` looks at, in the order in which a start needs it. */
export const checks = [
  { name: 'Node', look: lookAtNode },
  { name: 'npm packages', look: lookAtPackages },
  { name: 'mediasoup worker', look: lookAtWorker },
  { name: 'tools to build the worker', look: lookAtBuildTools },
  { name: 'room for media that arrives', look: lookAtBuffer },
  { name: 'web app', look: lookAtWeb },
  { name: 'Chromium (for npm test)', look: lookAtChromium },
  { name: 'data folder', look: lookAtData },
  { name: 'port', look: lookAtPort },
  { name: 'settings', look: lookAtSettings },
];

function lookAtNode() {
  const version = (path) => spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim();
  if (!installState().present)
    return open(`${process.version} runs this; the server's own comes with the packages`);
  return fine(`${version(serverNode())} runs the server, ${process.version} runs this`);
}

function lookAtPackages() {
  const { present, wrong: differing } = installState();
  if (!present) return open('not installed; "npm start" installs them, or run "npm ci"');
  if (differing.length > 0)
    return open(`not what the lock says (${differing.join(', ')} …); "npm start" corrects it`);
  return fine('as package-lock.json says');
}

async function lookAtWorker() {
  const worker = await findWorker();
  if (!worker) return open('none yet; "npm start" builds or downloads one');
  const { path, origin, lacks } = worker;
  return lacks ? open(`${path}, ${origin}: ${lacks}`) : fine(`${path}, ${origin}`);
}

async function lookAtBuildTools() {
  const missing = await missingForBuild();
  if (missing.length === 0) return fine('all there');
  const how = hasApt() ? `apt-get install ${missing.join(' ')}` : 'install them';
  return open(
    `${missing.join(', ')} missing; without them upstream's worker is used, which lacks our patches: ${how}`,
  );
}

/** The kernel of another system than Linux has no such bound, or none that it tells. */
function lookAtBuffer() {
  const bound = '/proc/sys/net/core/rmem_max';
  const file = 'infra/install/neuvo-sysctl.conf';
  const [, wanted] = /^net\.core\.rmem_max = (\d+)$/m.exec(readFileSync(join(root, file), 'utf8'));
  if (!existsSync(bound)) return fine('as much as this system gives');
  const bytes = Number(readFileSync(bound, 'utf8'));
  if (bytes >= Number(wanted)) return fine(`${bytes} bytes`);
  return open(
    `net.core.rmem_max is ${bytes}; sound is lost when a media worker waits for its core: cp ${file} /etc/sysctl.d/neuvo.conf && sysctl --system`,
  );
}

function lookAtWeb() {
  const built = existsSync(join(root, 'apps/web/build/.inputs'));
  return built
    ? fine('built; a start builds it again when its sources changed')
    : open('not built yet; "npm start" does');
}

function lookAtChromium() {
  const found = findChromium();
  return found ? fine(found) : open('none; "npm test" gets one, or install it and set CHROMIUM_BIN');
}

function lookAtData() {
  const folder = dataFolder();
  let nearest = folder;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK);
  } catch {
    return wrong(
      `${folder} can't be written; give this user the right to, or set NEUVO_DATA to another folder`,
    );
  }
  if (nearest !== folder) return open(`${folder} does not exist yet; the first start makes it`);
  const bytes = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size, 0);
  return fine(`${folder}, writable, ${(bytes / 1024 / 1024).toFixed(1)} MB`);
}

async function lookAtPort() {
  const port = Number(process.env.PORT || 3000);
  const reason = await whyPortFails(port, process.env.HOST || '0.0.0.0');
  if (!reason) return fine(`${port} is free`);
  if (reason !== 'EADDRINUSE')
    return wrong(`${port} can't be listened on (${reason}); set PORT or HOST to another`);
  const neuvo = await answersAsNeuvo(port);
  return neuvo
    ? fine(`${port} is in use by a running Neuvo`)
    : wrong(`${port} is in use; set PORT to another`);
}

async function answersAsNeuvo(port) {
  try {
    const response = await fetch(`http://localhost:${port}/api/health`, {
      signal: AbortSignal.timeout(2_000),
    });
    return response.headers.get('content-type')?.startsWith('application/json') ?? false;
  } catch {
    return false;
  }
}

/** The server's own reading of its settings, by its own Node: this one may not know TypeScript. */
async function lookAtSettings() {
  if (!installState().present) return open('checked once the packages are installed');
  const script = `
    const { readSettings } = await import('./apps/server/src/settings.ts');
    const result = readSettings({ ...process.env, NEUVO_DEMO: process.env.NEUVO_DEMO ?? '1' });
    console.log('RESULT' + JSON.stringify(result.ok ? [] : result.error));
  `;
  const { output } = await run(serverNode(), ['--input-type=module', '-e', script], {
    cwd: root,
    env: toolEnv(),
  });
  const line = output.split('\n').find((each) => each.startsWith('RESULT'));
  if (!line) return wrong(`they could not be read: ${output.trim().split('\n').at(-1)}`);
  const mistakes = JSON.parse(line.slice('RESULT'.length));
  return mistakes.length === 0
    ? fine('valid')
    : wrong(mistakes.map((mistake) => `\n    ${mistake}`).join(''));
}
