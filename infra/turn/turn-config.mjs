// `node infra/turn/turn-config.mjs > /etc/turnserver.conf`: coturn's configuration from Neuvo's own settings, so that the
// two never disagree. The functions are imported by tests, which start a real coturn with what they give.
import { pathToFileURL } from 'node:url';

/**
 * Everything that a relay must never reach: this machine, its neighbours, and their IPv4 addresses dressed as IPv6, which
 * coturn 4.6 lets through unless they are named. Only then is the media server's own address let in again.
 */
const denied = [
  '0.0.0.0-255.255.255.255',
  '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
  '::ffff:0.0.0.0-::ffff:255.255.255.255',
];

/**
 * @typedef {{ secret: string, mediaAddresses: string[], realm: string, listenIps?: string[], port?: number, tlsPort?: number,
 *   cert?: string, key?: string, minPort?: number, maxPort?: number, pidFile?: string }} TurnConfig
 */

/** The text of turnserver.conf. Without `cert` and `key` there is no TLS, which only a test wants. */
export function turnConfig(/** @type {TurnConfig} */ config) {
  const {
    secret,
    mediaAddresses,
    realm,
    port = 3478,
    tlsPort = 443,
    minPort = 49_152,
    maxPort = 65_535,
  } = config;
  const lines = [
    `listening-port=${port}`,
    config.cert ? `tls-listening-port=${tlsPort}` : 'no-tls',
    'no-dtls',
    ...(config.listenIps ?? []).flatMap((ip) => [`listening-ip=${ip}`, `relay-ip=${ip}`]),
    ...(config.cert ? [`cert=${config.cert}`, `pkey=${config.key}`, 'no-tlsv1', 'no-tlsv1_1'] : []),
    'fingerprint',
    'use-auth-secret',
    `static-auth-secret=${secret}`,
    `realm=${realm}`,
    `min-port=${minPort}`,
    `max-port=${maxPort}`,
    ...(config.pidFile ? [`pidfile=${config.pidFile}`] : []),
    '# A peer has two transports; a third and fourth are there while the network changes.',
    'user-quota=12',
    'total-quota=2400',
    '# Bytes a second of one allocation: twice what a person may send and receive.',
    'max-bps=1500000',
    'stale-nonce=600',
    'no-cli',
    'no-multicast-peers',
    'no-tcp-relay',
    'no-software-attribute',
    '# The log of a relay is a list of who talked when: none is kept.',
    'log-file=stdout',
    'simple-log',
    ...denied.map((range) => `denied-peer-ip=${range}`),
    ...mediaAddresses.map((address) => `allowed-peer-ip=${address}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Reads Neuvo's settings; the sentence says what is missing. */
export function configFromEnv(/** @type {Record<string, string | undefined>} */ env) {
  const secret = env.TURN_SECRET;
  const mediaAddresses = (env.MEDIA_ANNOUNCED_ADDRESS ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
  const host = /^turns?:([^:?]+)/.exec(env.TURN_URLS ?? '')?.[1];
  const { TURN_CERT: cert, TURN_KEY: key } = env;
  const missing = Object.entries({ TURN_SECRET: secret, TURN_URLS: host, TURN_CERT: cert, TURN_KEY: key })
    .filter(([, value]) => !value)
    .map(([name]) => name);
  if (missing.length > 0) throw new Error(`Missing: ${missing.join(', ')}.`);
  const numeric = mediaAddresses.filter((address) => /^[\d.]+$|:/.test(address));
  if (numeric.length === 0 || numeric.length < mediaAddresses.length)
    throw new Error(
      'MEDIA_ANNOUNCED_ADDRESS must be the IP addresses of the media server: coturn lets nothing else through.',
    );
  return turnConfig({ secret, mediaAddresses, realm: host, cert, key });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    process.stdout.write(configFromEnv(process.env));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
