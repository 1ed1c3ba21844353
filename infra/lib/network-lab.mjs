import { spawn, spawnSync } from 'node:child_process';
import { ensurePackages, hasApt } from './apt.mjs';
import { findWholeChromium } from './chromium.mjs';
import { logFile } from './paths.mjs';
import { which } from './run.mjs';

/** From the range that is set aside for tests of networks (RFC 2544); nothing leaves the two namespaces. */
const addresses = { server: '198.18.7.1', home: '198.18.7.2', turn: '198.18.7.3', turn6: 'fd07::3' };

/** What the tests of hard networks run: a relay, a firewall, certificates. */
const packages = ['coturn', 'iproute2', 'nftables', 'openssl'];

/** False where namespaces or the tools can't be had; the tests of networks then say so instead of running. */
export async function canMakeLab(log) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  if (hasApt()) {
    const wanted = findWholeChromium() ? packages : [...packages, 'chromium'];
    await ensurePackages(wanted, { purpose: 'the tests of networks', log, logFile: logFile('networks') });
  }
  if (!findWholeChromium()) return false;
  if (!['ip', 'nft', 'turnserver', 'openssl'].every((name) => which(name) ?? which(name, '/usr/sbin:/sbin')))
    return false;
  return spawnSync('unshare', ['-n', 'true']).status === 0;
}

/**
 * Two network namespaces with a cable between them: `office` with the server (and, under an address of its own, a relay)
 * and `home` with a family. They go when this process ends, however it ends, with everything that runs in them.
 */
export function makeLab() {
  const names = { office: `neuvo-office-${process.pid}`, home: `neuvo-home-${process.pid}` };
  // It waits for the end of our pipe, so it outlives us by a moment.
  const janitor = spawn('sh', ['-c', JANITOR, 'janitor', names.office, names.home], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  janitor.unref();
  const office = `-n ${names.office}`;
  const home = `-n ${names.home}`;
  for (const step of [
    `netns add ${names.office}`,
    `netns add ${names.home}`,
    `link add cable netns ${names.office} type veth peer name cable netns ${names.home}`,
    ...[office, home].map((end) => `${end} link set lo up`),
    `${office} addr add ${addresses.server}/24 dev cable`,
    `${office} addr add ${addresses.turn}/24 dev cable`,
    `${office} addr add ${addresses.turn6}/64 dev cable nodad`,
    `${home} addr add ${addresses.home}/24 dev cable`,
    ...[office, home].map((end) => `${end} link set cable up`),
  ]) {
    const { status, stderr } = spawnSync('ip', step.split(' '), { encoding: 'utf8' });
    if (status !== 0) throw new Error(`ip ${step}: ${stderr.trim()}`);
  }
  return {
    /** What the tests, which run in the office, are told. */
    env: {
      NEUVO_LAB_HOME: names.home,
      NEUVO_LAB_SERVER: addresses.server,
      NEUVO_LAB_HOME_ADDRESS: addresses.home,
      NEUVO_LAB_TURN: addresses.turn,
      NEUVO_LAB_TURN6: addresses.turn6,
    },
    inOffice: (command) => ['ip', 'netns', 'exec', names.office, ...command],
    remove: () => janitor.stdin.end(),
  };
}

const JANITOR = `
cat > /dev/null
for name in "$@"; do
  ip netns pids "$name" 2> /dev/null | xargs -r kill -9
  ip netns del "$name" 2> /dev/null
done`;
