// Two people in a visit of Neuvo, each on the real page in a Chromium of their own.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { temporaryFolder } from '../../../../infra/lib/at-exit.mjs';
import { findWholeChromium } from '../../../../infra/lib/chromium.mjs';
import { Problem } from '../../../../infra/lib/problem.mjs';
import { chromiumLaunchOptions } from '../../../support/chromium.ts';
import { neuvo, type Contender } from '../contender.ts';
import { needFaults } from '../faults.ts';
import { Generator } from '../generator.ts';
import type { End, Place } from '../place.ts';
import { frameAfter, noteFrames } from './frames.ts';
import { speechFile } from './speech.ts';

export type Call = {
  /** Speaks and is seen; on the server's machine, so that the network to it never suffers. */
  near: Page;
  /** At the other end of the cable. */
  far: Page;
  stop(): Promise<void>;
};

const SEEN_WITHIN_MS = 30_000;

/** Measures in a call of its own, on a server of its own, whose network can be spoilt. */
export async function inCall<T>(
  place: Place,
  log: (line: string) => void,
  measure: (call: Call) => Promise<T>,
): Promise<T> {
  await needFaults(place, log);
  const product = await neuvo(place);
  try {
    const call = await openCall(place, product);
    try {
      return await measure(call);
    } finally {
      await call.stop();
    }
  } finally {
    await product.stop();
  }
}

export async function openCall(place: Place, product: Contender): Promise<Call> {
  const generator = new Generator(place);
  const folder = temporaryFolder('call');
  const speech = join(folder.path, 'speech.wav');
  writeFileSync(speech, speechFile());
  const browsers: Browser[] = [];
  const stop = async () => {
    for (const browser of browsers) await browser.close();
    generator.stop();
    folder.remove();
  };
  try {
    const links = await generator.visit(product, 2);
    const open = async (end: End, link: string) => {
      const browser = await launchAt(place, end, product, folder.path, speech);
      browsers.push(browser);
      const context = await browser.newContext({
        locale: 'fi-FI',
        reducedMotion: 'reduce',
        // Large enough that a notice above the picture does not make a smaller one enough.
        viewport: { width: 1600, height: 1000 },
      });
      const page = await context.newPage();
      await noteFrames(page);
      await page.goto(link);
      await page.getByRole('button', { name: 'Kokeile kameraa ja ääntä' }).click();
      await page.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
      return page;
    };
    const near = await open('server', links[0]!);
    const far = await open('load', links[1]!);
    await Promise.all([near, far].map((page) => frameAfter(page, 0, SEEN_WITHIN_MS)));
    return { near, far, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A Chromium in a namespace: what is launched is a script that enters it and becomes the browser. */
async function launchAt(place: Place, end: End, product: Contender, folder: string, speech: string) {
  const options = chromiumLaunchOptions({ framesPerSecond: 30 });
  const whole = findWholeChromium();
  if (!whole) throw new Problem('there is no whole Chromium, and without a window it refuses a camera here');
  const script = join(folder, `chromium-${end}`);
  const command = place.enter(end, [whole]).map((word) => `'${word}'`);
  writeFileSync(script, `#!/bin/sh\nexec ${command.join(' ')} "$@"\n`);
  chmodSync(script, 0o755);
  const origin = 'url' in product.address ? product.address.url : '';
  return chromium.launch({
    ...options,
    executablePath: script,
    args: [
      ...options.args,
      // Cameras are for secure pages only, and certificates are not what is measured.
      `--unsafely-treat-insecure-origin-as-secure=${origin}`,
      `--use-file-for-fake-audio-capture=${speech}`,
    ],
  });
}
