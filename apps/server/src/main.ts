import { existsSync, readFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { pino } from 'pino';
import { demoAccounts, demoPassword, isDemoData, isEmpty, lockFolder, openStore } from '#db';
import { MediaServer } from '#media';
import { buildApp } from './app.ts';
import { keepBeforeUpdate } from './before-update.ts';
import { seedDemo } from './demo/seed-demo.ts';
import type { Deps } from './deps.ts';
import { demoCalendars } from './demo/demo-calendar.ts';
import { fetchBy, realPolicy } from './external-calendar/fetch-calendar.ts';
import { startTicker } from './jobs/ticker.ts';
import { Live } from './live/live.ts';
import { Metrics } from './metrics.ts';
import { demoDelivery, realDelivery } from './mail/delivery.ts';
import { mediaLog } from './media-log.ts';
import { withoutMessage } from './plugins/errors.ts';
import { pushBy, realPushPolicy } from './push/send-push.ts';
import { readSettings, type Settings } from './settings.ts';
import { gapsIn } from './settings-gaps.ts';
import { stayUp } from './stay-up.ts';
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
  const build = new URL('apps/web/build/', root);
  if (!existsSync(new URL('handler.js', build)))
    fail('The web app is not built. Start with "npm start", or build it with "npm run build".');
  const unlock = lockFolder(settings.dataFolder);
  if (!unlock)
    fail(
      `Another Neuvo server is running on ${settings.dataFolder}. Stop it, or set NEUVO_DATA to another folder.`,
    );
  const log = pino({ level: settings.logLevel, base: null });
  stayUp(process, log);
  const kept = await keepBeforeUpdate(settings.dataFolder);
  if (!kept.ok) fail(kept.error);
  const store = openStore(join(settings.dataFolder, 'neuvo.db'));
  const metrics = new Metrics();
  const { turn, ...where } = mediaSettings;
  const media = await MediaServer.start(
    { ...where, workerBin, ...(turn ? { turn } : {}) },
    { log: mediaLog({ log, metrics }) },
  ).catch((error: Error) => fail(`The media server could not start: ${error.message}`));
  const fetchReally = fetchBy(realPolicy(settings.icsAllowHttp));
  const deps: Deps = {
    settings,
    store,
    now: Date.now,
    live: new Live((error) =>
      log.error({ event: 'publish-failed', stack: error instanceof Error ? withoutMessage(error) : '' }),
    ),
    media,
    delivery: settings.demo ? demoDelivery(settings) : realDelivery(settings),
    fetchCalendar: settings.demo ? demoCalendars(fetchReally) : fetchReally,
    sendPush: pushBy(realPushPolicy, contactOf(settings)),
    metrics,
    log,
  };
  const { hasDemoData, isFilled } = store.read((tx) => ({
    hasDemoData: isDemoData(tx),
    isFilled: !isEmpty(tx),
  }));
  // Everybody knows the demo's passwords, and a demo's mailbox shows everybody's links.
  if (!settings.demo && hasDemoData)
    fail(
      `${settings.dataFolder} holds the demo's data. Set NEUVO_DATA to another folder for a real installation.`,
    );
  if (settings.demo && isFilled && !hasDemoData)
    fail(
      `${settings.dataFolder} holds a real installation. Start it with NEUVO_DEMO=0, or set NEUVO_DATA for the demo.`,
    );
  if (settings.demo) await seedDemo(deps);
  const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };
  const system = { version, demoAccounts: settings.demo ? demoAccounts : () => [] };
  const { http, registry } = await buildApp({ deps, system, web: await loadWeb(build) });
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
  // A server that is killed later would leave nothing for the next start, which is then most wanted soon.
  flushCompileCache();

  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    await stopTicker();
    await http.close();
    await media.close('server-stopping');
    store.close();
    unlock();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
}

/** Whom a browser's maker can turn to about our notifications. */
function contactOf({ publicUrl, mailFrom }: Settings): string {
  return publicUrl.protocol === 'https:'
    ? publicUrl.origin
    : `mailto:${/[^\s<>]+@[^\s<>]+/.exec(mailFrom)?.[0]}`;
}

function greet(settings: Settings): void {
  const lines = [``, `Neuvo is ready: ${settings.publicUrl.href}`];
  if (settings.demo) {
    lines.push('', `Demo log-ins (password for all: ${demoPassword})`);
    for (const { email, role, name, organisationName } of demoAccounts())
      lines.push(`  ${email.padEnd(34)} ${role.padEnd(12)} ${name}, ${organisationName}`);
    lines.push('', `Messages to families and staff: ${new URL('/dev/mailbox', settings.publicUrl).href}`);
  }
  const gaps = gapsIn(settings);
  if (gaps.length > 0) lines.push('', ...gaps);
  process.stdout.write(`${lines.join('\n')}\n\n`);
}
