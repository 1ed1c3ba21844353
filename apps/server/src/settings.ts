import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { cpus, networkInterfaces } from 'node:os';
import { dirname, resolve } from 'node:path';
import { err, ok, type Result } from '#domain';
import { addressOf } from './mail/addresses.ts';

export type Settings = {
  port: number;
  host: string;
  dataFolder: string;
  demo: boolean;
  /** Whose word about the client's address counts: the reverse proxy's. As @fastify/proxy-addr takes it. */
  trustProxy: string;
  /** How people reach the server; links in messages start with it. */
  publicUrl: URL;
  media: {
    workers: number;
    listenIps: string[];
    announcedAddresses: string[];
    ports: { min: number; max: number };
    turn: { urls: string[]; secret: string } | undefined;
    workerBin: string | undefined;
  };
  /** What Prometheus shows to be let in; without it only this machine may ask. */
  metricsToken: string | undefined;
  /** The sender of messages, and the organizer in calendar files: an address, with a name or without. */
  mailFrom: string;
  /** Where mail that can't be delivered goes back to, the sender of the envelope; without one, to the sender of the message. */
  mailBounceAddress: string | undefined;
  /** What the mail server shows to hand over mail that came back (Z9); without one it can't. */
  mailBounceSecret: string | undefined;
  smtp: { url: string } | undefined;
  sms:
    { url: string; token: string | undefined; format: 'generic' | 'gatewayapi'; sender: string } | undefined;
  /** Practitioners' own calendars over http too, on a developer's machine: X5. */
  icsAllowHttp: boolean;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
};

type Env = Record<string, string | undefined>;

/**
 * Where browsers on this machine reach it. Firefox sends nothing to the loopback address, so it needs one that the network gave
 * this machine, if there is one.
 */
function ownAddresses(): string[] {
  const fromNetwork = Object.values(networkInterfaces())
    .flat()
    .find((each) => each?.family === 'IPv4' && !each.internal);
  return ['127.0.0.1', ...(fromNetwork ? [fromNetwork.address] : [])];
}

/** Reads and validates every setting; each mistake is one sentence that names the setting and says what it must be. */
export function readSettings(env: Env): Result<Settings, string[]> {
  const mistakes: string[] = [];
  const read = <T>(
    name: string,
    fallback: string,
    parse: (text: string) => T | undefined,
    must: string,
  ): T => {
    const text = env[name]?.trim() || fallback;
    const value = parse(text);
    if (value === undefined) mistakes.push(`${name} is "${text}" but must be ${must}.`);
    return value as T;
  };
  const optional = <T>(name: string, parse: (text: string) => T | undefined, must: string): T | undefined =>
    env[name]?.trim() ? read(name, '', parse, must) : undefined;

  const port = read('PORT', '3000', wholeNumber(0, 65_535), 'a port number from 0 to 65535');
  const host = read(
    'HOST',
    // The demo's mailbox shows everybody's links, so it is for this machine only unless one says otherwise.
    env.NEUVO_DEMO?.trim() === '0' ? '0.0.0.0' : '127.0.0.1',
    (text) => (/^[\w.:-]+$/.test(text) ? text : undefined),
    'an address to listen on',
  );
  const demo = read(
    'NEUVO_DEMO',
    '1',
    (text) => ({ '1': true, '0': false })[text],
    '1 (demo) or 0 (a real installation)',
  );
  const publicUrl = read(
    'PUBLIC_URL',
    `http://localhost:${port ?? 3000}`,
    webAddress,
    'an address like https://neuvo.example.fi',
  );
  const dataFolder = read('NEUVO_DATA', './data', writableFolder, 'a folder that Neuvo may write to');
  const ports = read('MEDIA_PORTS', '40000-40099', portRange, 'a range of ports like 40000-40099');
  const workers = read(
    'MEDIA_WORKERS',
    String(Math.max(1, cpus().length)),
    wholeNumber(1, 128),
    'a number from 1 to 128',
  );
  const listenIps = read(
    'MEDIA_LISTEN_IP',
    demo !== false && !env.MEDIA_ANNOUNCED_ADDRESS?.trim() ? ownAddresses().join(',') : '0.0.0.0',
    listOf(ipLike),
    'IP addresses of this machine, with commas between them',
  );
  const announcedAddresses =
    optional(
      'MEDIA_ANNOUNCED_ADDRESS',
      listOf(ipLike),
      'the IP addresses or the host name that people reach, with commas between them',
    ) ?? [];
  const turnUrls = optional(
    'TURN_URLS',
    listOf(turnAddress),
    'TURN addresses like turns:turn.example.fi:443?transport=tcp, with commas between them',
  );
  const turnSecret = optional(
    'TURN_SECRET',
    (text) => (text.length >= 16 ? text : undefined),
    'the secret that coturn knows as static-auth-secret, at least 16 characters',
  );
  if ((turnUrls === undefined) !== (turnSecret === undefined))
    mistakes.push('TURN_URLS and TURN_SECRET go together: one of them is missing.');
  const metricsToken = optional(
    'METRICS_TOKEN',
    (text) => (text.length >= 16 ? text : undefined),
    'a secret of at least 16 characters',
  );
  const smtpUrl = optional(
    'SMTP_URL',
    (text) => (/^smtps?:\/\/.+/.test(text) ? text : undefined),
    'an address like smtp://user:password@mail.example.fi:587',
  );
  const mailFrom = read(
    'MAIL_FROM',
    'Neuvo <neuvo@localhost>',
    (text) => (addressOf(text) ? text : undefined),
    'a sender like "Neuvo <neuvo@example.fi>"',
  );
  const mailBounceAddress = optional(
    'MAIL_BOUNCE_ADDRESS',
    (text) => (/^[^\s<>@]+@[^\s<>@]+$/.test(text) ? text : undefined),
    'an address like neuvo-bounces@example.fi, without a name',
  );
  const mailBounceSecret = optional(
    'MAIL_BOUNCE_SECRET',
    (text) => (/^[\x21-\x7e]{32,}$/.test(text) ? text : undefined),
    'a secret of at least 32 characters, as "openssl rand -hex 32" makes one',
  );
  const smsUrl = optional('SMS_GATEWAY_URL', webAddress, 'the HTTPS address of the SMS gateway');
  const smsFormat = read(
    'SMS_GATEWAY_FORMAT',
    'generic',
    (text) => (['generic', 'gatewayapi'] as const).find((format) => format === text),
    'generic or gatewayapi',
  );
  const smsSender = read(
    'SMS_SENDER',
    'Neuvo',
    // A name of the length that the networks carry, or a number.
    (text) => (/^([\w ]{1,11}|\+?\d{1,15})$/.test(text) ? text : undefined),
    'a name of at most 11 letters, or a number',
  );
  const logLevel = read(
    'LOG_LEVEL',
    demo ? 'warn' : 'info',
    logLevelOf,
    'fatal, error, warn, info, debug or silent',
  );
  const icsAllowHttp = read(
    'ICS_ALLOW_HTTP',
    '0',
    (text) => ({ '1': true, '0': false })[text],
    '1 (http too, in demo mode only) or 0',
  );
  if (demo === false && icsAllowHttp) mistakes.push('ICS_ALLOW_HTTP is for demo mode only: leave it out.');
  if (demo === false && env.PUBLIC_URL?.trim() === undefined)
    mistakes.push('PUBLIC_URL is missing: links in messages start with it.');
  if (demo === false && publicUrl?.protocol === 'http:' && publicUrl.hostname !== 'localhost')
    mistakes.push(
      `PUBLIC_URL is "${publicUrl.href}" but must start with https: a real installation carries client data.`,
    );
  if (mistakes.length > 0) return err(mistakes);

  return ok({
    port,
    host,
    dataFolder,
    demo,
    trustProxy: env.TRUST_PROXY?.trim() || 'loopback',
    publicUrl,
    media: {
      workers,
      listenIps,
      announcedAddresses,
      ports,
      turn: turnUrls && turnSecret ? { urls: turnUrls, secret: turnSecret } : undefined,
      workerBin: env.MEDIASOUP_WORKER_BIN,
    },
    metricsToken,
    mailFrom,
    mailBounceAddress,
    mailBounceSecret,
    smtp: smtpUrl === undefined ? undefined : { url: smtpUrl },
    sms: smsUrl && {
      url: smsUrl.href,
      token: env.SMS_GATEWAY_TOKEN,
      format: smsFormat,
      sender: smsSender,
    },
    icsAllowHttp,
    logLevel,
  });
}

const wholeNumber = (min: number, max: number) => (text: string) => {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= min && value <= max ? value : undefined;
};

function webAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
}

function portRange(text: string): { min: number; max: number } | undefined {
  const [min, max] = text.split('-').map(wholeNumber(1024, 65_535));
  return min !== undefined && max !== undefined && min <= max ? { min, max } : undefined;
}

const ipLike = (text: string) => (/^[\w.:-]+$/.test(text) ? text : undefined);

const turnAddress = (text: string) =>
  /^turns?:[\w.[\]:-]+(\?transport=(udp|tcp))?$/.test(text) ? text : undefined;

const listOf =
  <T>(parse: (text: string) => T | undefined) =>
  (text: string): T[] | undefined => {
    const parsed = text.split(',').map((each) => parse(each.trim()));
    return parsed.every((each) => each !== undefined) ? (parsed as T[]) : undefined;
  };

const logLevelOf = (text: string) =>
  (['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const).find((level) => level === text);

function writableFolder(text: string): string | undefined {
  const folder = resolve(text);
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    return undefined;
  }
}

/** Step by step, since Node's own recursive mkdir never returns where a file system refuses with ENOENT, as /proc does. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}
