import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { turnConfig } from '../../infra/turn/turn-config.mjs';
import { chromiumLaunchOptions } from './chromium.ts';
import { freePort, startServer, type RunningServer } from './start-server.ts';

const asked = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: these tests run in the lab that npm test makes.`);
  return value;
};

/** The lab as a test sees it: the server's, the family's and the relay's address, and the family's namespace. */
export const lab = () => ({
  server: asked('NEUVO_LAB_SERVER'),
  home: asked('NEUVO_LAB_HOME'),
  homeAddress: asked('NEUVO_LAB_HOME_ADDRESS'),
  turn: asked('NEUVO_LAB_TURN'),
  turn6: asked('NEUVO_LAB_TURN6'),
});

const turnSecret = 'a secret for tests of networks';

/** Runs a command where the family is. */
export const atHome = (...command: string[]): string =>
  execFileSync('ip', ['netns', 'exec', lab().home, ...command], { encoding: 'utf8' });

/** A firewall around the family: rules of one nftables output chain. Replaces the one that there was. */
export function wall(...rules: string[]): void {
  const chain = `chain out { type filter hook output priority 0; ${rules.join('; ')}; }`;
  execFileSync('ip', ['netns', 'exec', lab().home, 'nft', '-f', '-'], {
    input: `flush ruleset\ntable inet wall {\n${chain}\n}\n`,
  });
}

export const noWall = (): string => atHome('nft', 'flush', 'ruleset');

/** The whole server, reachable from the home, whose families it offers a relay. `publicURL`: as the home sees it. */
export async function startLabServer(): Promise<RunningServer & { publicURL: string }> {
  const { server, turn } = lab();
  const port = await freePort();
  const publicURL = `http://${server}:${port}`;
  const running = await startServer({
    port,
    env: {
      HOST: '0.0.0.0',
      PUBLIC_URL: publicURL,
      MEDIA_ANNOUNCED_ADDRESS: server,
      TURN_URLS: `turns:${turn}:443?transport=tcp`,
      TURN_SECRET: turnSecret,
    },
  });
  return { ...running, publicURL };
}

/** A browser at home. `spki`: the hash of a certificate that nobody signed and that it takes all the same. */
export async function homeBrowser(publicURL: string, spki?: string): Promise<Browser> {
  const folder = mkdtempSync(join(tmpdir(), 'neuvo-home-'));
  // Nothing that a home asks for is on the loopback: with it Chromium takes it for the network until it looks again, 1.5 s after the cable.
  const { executablePath, args, headless } = chromiumLaunchOptions({ without: ['--allow-loopback'] });
  const wrapper = join(folder, 'chromium');
  writeFileSync(wrapper, `#!/bin/sh\nexec ip netns exec ${lab().home} ${executablePath} "$@"\n`);
  chmodSync(wrapper, 0o755);
  return chromium.launch({
    headless,
    executablePath: wrapper,
    args: [
      ...args,
      `--unsafely-treat-insecure-origin-as-secure=${publicURL}`,
      ...(spki ? [`--ignore-certificate-errors-spki-list=${spki}`] : []),
    ],
  });
}

export type Relay = { spki: string; stop(): void };

/** A real coturn with the configuration that an installation gets; only the certificate is its own. */
export async function startRelay(): Promise<Relay> {
  const { turn, turn6, server } = lab();
  const folder = mkdtempSync(join(tmpdir(), 'neuvo-turn-'));
  const [key, cert, config] = ['key.pem', 'cert.pem', 'turnserver.conf'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const subject = ['-subj', '/CN=relay', '-addext', `subjectAltName=IP:${turn}`];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
  const text = turnConfig({
    secret: turnSecret,
    mediaAddresses: [server],
    realm: 'lab',
    listenIps: [turn, turn6],
    cert,
    key,
    pidFile: join(folder, 'pid'),
  });
  writeFileSync(config, text);
  // coturn gives up its rights, and then still has to read these.
  for (const file of [folder, key, cert, config]) chmodSync(file, 0o755);
  const relay = spawn('turnserver', ['-c', config, '--prod'], { stdio: ['ignore', 'pipe', 'pipe'] });
  await listening(relay, turn, 443);
  const der = execFileSync('openssl', ['x509', '-in', cert, '-pubkey', '-noout']).toString();
  const body = Buffer.from(der.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return { spki: createHash('sha256').update(body).digest('base64'), stop: () => void relay.kill('SIGKILL') };
}

/** What coturn's own client says when it asks the relay for a way to `peer`. */
export function askRelayFor(peer: string): string {
  const { turn } = lab();
  // IPv6 peers need an IPv6 allocation.
  const family = peer.includes(':') ? ['-x'] : [];
  const client = [
    'turnutils_uclient',
    ...family,
    '-t',
    '-n',
    '1',
    '-m',
    '1',
    '-W',
    turnSecret,
    '-u',
    'test',
    '-e',
    peer,
    '-p',
    '3478',
  ];
  try {
    return execFileSync('timeout', ['8', ...client, turn], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return `${stdout}${stderr}`;
  }
}

async function listening(child: ChildProcess, host: string, port: number): Promise<void> {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data: Buffer) => (output += String(data)));
  for (let tries = 0; tries < 100; tries++) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, host, () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The relay does not listen: ${output}`);
}
