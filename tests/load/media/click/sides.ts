import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from '@playwright/test';
import { build } from 'vite';

/** One of the two things that are compared. Every page given to it has the probe installed and is blank. */
export type Side = {
  name: string;
  /** The server's processes: Node and the mediasoup worker. */
  pids: number[];
  /** Makes a page send one camera and one microphone; resolves when both are produced. */
  send(page: Page): Promise<void>;
  /** Makes a page receive as `count` people. */
  receive(page: Page, count: number): Promise<void>;
  /** Brings a page to where one click joins, and gives the selector of what to click. */
  beforeClick(page: Page): Promise<string>;
  stop(): Promise<void>;
};

/** The bare harness: bare-server.ts with bare-page.ts. `mediaPort` is one free port number. */
export async function bareSide(name: string, mediaPort: number): Promise<Side> {
  const folder = mkdtempSync(join(tmpdir(), 'neuvo-bench-'));
  const pageFile = join(folder, 'page.js');
  writeFileSync(pageFile, await bundlePage('bare-page.ts'));
  const server = spawn(
    process.execPath,
    [
      join(import.meta.dirname, '../bare-server.ts'),
      JSON.stringify({ ip: '127.0.0.1', mediaPort, pageFile }),
    ],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  );
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface(server.stdout!).once('line', resolve);
    server.once('exit', (code) => reject(new Error(`The bare harness ended with ${code}.`)));
  });
  const { url, pids } = JSON.parse(line) as { url: string; pids: number[] };
  return {
    name,
    pids,
    async send(page) {
      await page.goto(url);
      await page.evaluate(() => (window as never as { load: { send(): Promise<void> } }).load.send());
    },
    async receive(page, count) {
      await page.goto(url);
      await page.evaluate(
        (people) =>
          (window as never as { load: { receive(count: number): Promise<void> } }).load.receive(people),
        count,
      );
    },
    async beforeClick(page) {
      await page.goto(url);
      // The devices were tried before, as on Neuvo's page.
      await page.locator('#join:enabled').waitFor();
      return '#join';
    },
    async stop() {
      server.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One of the scripts here, with what it imports, as one piece that a page can run. */
export async function bundlePage(file: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry: join(import.meta.dirname, file), formats: ['iife'], name: 'loadPage' },
    },
  });
  const [{ output }] = result as unknown as [{ output: { code: string }[] }];
  return output[0]!.code;
}
