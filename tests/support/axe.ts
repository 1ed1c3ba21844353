import { expect, type Page } from '@playwright/test';
import type axe from 'axe-core';
import type { AxeResults, RunOptions } from 'axe-core';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Half of what the readable one takes to be put into a page, which is most of what a look costs. */
const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

type WithAxe = { axe?: typeof axe };
type Fading = { transitionProperty?: string; playState: string; finished: Promise<unknown> };
type Drawing = {
  document: { getAnimations: () => Fading[] };
  requestAnimationFrame: (next: () => void) => void;
};

/** Colours fade, a part's after those of what it is in; in between there is too little contrast. */
const hasSettled = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const { document, requestAnimationFrame } = globalThis as unknown as Drawing;
    const fading = () =>
      document
        .getAnimations()
        .filter((each) => each.transitionProperty !== undefined && each.playState !== 'finished');
    for (let quiet = 0; quiet < 2; quiet = fading().length > 0 ? 0 : quiet + 1) {
      await Promise.all(fading().map((each) => each.finished.catch(() => undefined)));
      await new Promise<void>((next) => requestAnimationFrame(next));
    }
  });

/**
 * What axe finds on the page as it is now. It is put into a page once and run there: nothing of ours is in a frame that
 * scripts may run in, and what joins the results of frames takes several times as long as the rules.
 */
async function violationsOn(page: Page, options: RunOptions): Promise<AxeResults['violations']> {
  await hasSettled(page);
  if (!(await page.evaluate(() => Boolean((globalThis as WithAxe).axe)))) await page.evaluate(source);
  return page.evaluate(async (given) => (await (globalThis as WithAxe).axe!.run(given)).violations, {
    ...options,
    resultTypes: ['violations'],
  } satisfies RunOptions);
}

/** The colours of the page as it is now; what else axe looks at does not change with them. */
export async function hasContrast(page: Page, where: string): Promise<void> {
  const violations = await violationsOn(page, { runOnly: { type: 'rule', values: ['color-contrast'] } });
  expect(
    violations.flatMap(({ nodes }) => nodes.map((node) => node.html)),
    where,
  ).toEqual([]);
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** No violation of WCAG 2.2 AA that a machine can see, on the page as it is now; `without` leaves rules out. */
export async function isAccessible(page: Page, where = page.url(), without: string[] = []): Promise<void> {
  const violations = await violationsOn(page, {
    runOnly: { type: 'tag', values: RULES },
    rules: Object.fromEntries(without.map((rule) => [rule, { enabled: false }])),
  });
  const told = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((n) => n.html).join('\n  ')}`,
  );
  expect(told, where).toEqual([]);
}
