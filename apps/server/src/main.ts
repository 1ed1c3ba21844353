import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { demoAccounts, demoPassword, openStore } from '#db';
import { MediaServer } from '#media';
import { buildApp } from './app.ts';
import { seedDemo } from './demo/seed-demo.ts';
import type { Deps } from './deps.ts';
import { startTicker } from './jobs/ticker.ts';
import { Live } from './live/live.ts';
import { demoDelivery, realDelivery } from './mail/delivery.ts';
import { readSettings, type Settings } from './settings.ts';
import { loadWeb } from './web.ts';

const root = new URL('../../../', import.meta.url);

/** Ends with one sentence a mistake; a stack trace helps nobody who installs a server. */
function fail(...sentences: string[]): never {
  for (const sentence of sentences) process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

const read = readSettings(process.env);
if (!read.ok) fail(...read.error);
await serve(read.value);

async function serve(settings: Settings): Promise<void> {
  const { workerBin, ...mediaSettings } = settings.media;
  if (!workerBin)
    fail('MEDIASOUP_WORKER_BIN is missing. Start with "npm start", which gets the mediasoup worker.');
  const log = pino({ level: settings.logLevel, base: null });
  const store = openStore(join(settings.dataFolder, 'neuvo.db'));
  const { announcedAddress, ...where } = mediaSettings;
  const media = await MediaServer.start(
    { ...where, workerBin, ...(announcedAddress === undefined ? {} : { announcedAddress }) },
    { log: (event) => log.info(event) },
  ).catch((error: Error) => fail(`The media server could not start: ${error.message}`));
  const deps: Deps = {
    settings,
    store,
    now: Date.now,
    live: new Live(),
    media,
    delivery: settings.demo ? demoDelivery(settings) : realDelivery(settings),
    log,
  };
  if (settings.demo) await seedDemo(deps);
  const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };
  const web = await loadWeb(new URL('apps/web/build/', root));
  const system = { version, demoAccounts: settings.demo ? demoAccounts : () => [] };
  const { http, registry } = await buildApp({ deps, system, web });
  const stopTicker = startTicker(deps, registry);

  await http
    .listen({ port: settings.port, host: settings.host })
    .catch(async (error: NodeJS.ErrnoException) => {
      await media.close('server-stopping');
      fail(
        error.code === 'EADDRINUSE'
          ? `Port ${settings.port} is taken by another program. Stop it, or start with PORT=3001 npm start.`
          : `The server cannot listen on ${settings.host}:${settings.port}: ${error.message}`,
      );
    });
  greet(settings);

  const stop = async () => {
    await stopTicker();
    await http.close();
    await media.close('server-stopping');
    store.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
}

function greet(settings: Settings): void {
  const lines = [``, `Neuvo is ready: ${settings.publicUrl.href}`];
  if (settings.demo) {
    lines.push('', `Demo log-ins (password for all: ${demoPassword})`);
    for (const { email, role, name, organisationName } of demoAccounts())
      lines.push(`  ${email.padEnd(34)} ${role.padEnd(12)} ${name}, ${organisationName}`);
    lines.push('', `Messages to families and staff: ${new URL('/dev/mailbox', settings.publicUrl).href}`);
  }
  process.stdout.write(`${lines.join('\n')}\n\n`);
}
