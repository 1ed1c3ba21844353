import { rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { SMTPServer } from 'smtp-server';
import { type RunningServer, startServer } from '#support/start-server.ts';
import { mailConnections } from '../mail/delivery.ts';

/** Where a letter is when the power goes. */
const steps = ['the line is open', 'half-written', 'taken, not told', 'told', 'done'] as const;
type Step = (typeof steps)[number];

/** A mail server that says at which step a letter is, and takes every letter. */
async function startMailServer(at: (step: Step) => void, isAwaited: () => Promise<unknown>) {
  /** The Message-IDs of all that it has taken, as often as it has. */
  const taken: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    closeTimeout: 50,
    onConnect: (_session, done) =>
      void isAwaited().then(() => {
        at('the line is open');
        done();
      }),
    onData: (stream, _session, done) => {
      let source = '';
      stream.on('data', (chunk: Buffer) => {
        source += chunk.toString('utf8');
        at('half-written');
      });
      stream.on('end', () => {
        taken.push(/^Message-ID: <([^@>]+)@/im.exec(source)![1]!);
        at('taken, not told');
        done();
        at('told');
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return { taken, url, stop: () => new Promise<void>((resolve) => server.close(resolve)) };
}

const lettersIn = (folder: string) => {
  const db = new Sqlite(join(folder, 'neuvo.db'), { readonly: true });
  const rows = db.prepare(`SELECT id, status FROM outbox_message WHERE channel = 'email'`).all();
  db.close();
  return rows as { id: string; status: string }[];
};

it('kill -9 at every step of a letter loses none, and repeats only those in hand, under the same id', async () => {
  let running = Promise.withResolvers<RunningServer>();
  let awaited: Step = 'done';
  let seen = 0;
  const mail = await startMailServer(
    (step) => {
      // The third, so that letters are on several lines at once and some are behind us.
      if (step === awaited && ++seen === 3)
        void running.promise.then(({ pid }) => process.kill(pid, 'SIGKILL'));
    },
    () => running.promise,
  );
  let folder: string | undefined;
  for (awaited of steps) {
    seen = 0;
    running = Promise.withResolvers();
    const env = { SMTP_URL: mail.url, MEDIA_WORKERS: '1' };
    const server = await startServer({ env, ...(folder && { dataFolder: folder }) });
    running.resolve(server);
    folder = server.dataFolder;
    if (awaited !== 'done') expect(await server.ended, awaited).toBe('SIGKILL');
    else {
      const left = () => lettersIn(server.dataFolder).filter(({ status }) => status === 'waiting');
      while (left().length > 0) await sleep(50);
      await server.stop({ keepData: true });
    }
    const sent = lettersIn(folder).filter(({ status }) => status === 'sent');
    // Nothing counts as sent that nobody took.
    for (const { id } of sent) expect(mail.taken, awaited).toContain(id);
  }
  await mail.stop();
  const letters = lettersIn(folder!);
  rmSync(folder!, { recursive: true, force: true });
  expect(letters.length).toBeGreaterThan(20);
  expect(letters.filter(({ status }) => status !== 'sent')).toEqual([]);
  expect([...new Set(mail.taken)].sort()).toEqual(letters.map(({ id }) => id).sort());
  // At each blow after a letter was taken, as many can be in hand as there are lines.
  expect(mail.taken.length - letters.length).toBeLessThanOrEqual((steps.length - 1) * mailConnections);
});
