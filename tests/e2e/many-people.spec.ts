import type { Page } from '@playwright/test';
import { isAccessible } from '../support/axe.ts';
import {
  admit,
  guestPage,
  knock,
  received,
  sees,
  startAsHost,
  tile,
} from '../support/browser/visit-pages.ts';
import { fullVisit } from '../support/full-visit.ts';
import { sharedServer } from '../support/visit.ts';
import { expect, test } from '../support/visit-test.ts';

const tiles = (page: Page) =>
  page
    .locator('article[data-participant]')
    .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')!.split(',')[0]!));

test('twenty-five people: nine tiles, four on a phone; who speaks comes in front, and nobody else moves', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await fullVisit(server, 23);
  try {
    const host = await startAsHost(browser, server, visit);
    await expect(host.locator('article[data-participant]')).toHaveCount(9);
    const before = await tiles(host);

    // Laura comes last and is heard at once: the test microphone beeps every second.
    const laura = await guestPage(browser, server, visit.guests[0]!);
    await knock(laura);
    await admit(host, 'Laura');
    await sees(host, 'Laura');
    const after = await tiles(host);
    expect(after).toHaveLength(9);
    expect(after.filter((name, index) => name !== before[index])).toEqual(['Laura']);
    await isAccessible(host, 'the call with three pages');

    await test.step('a phone shows four', async () => {
      await expect(laura.locator('article[data-participant]')).toHaveCount(4);
      await expect(laura.getByText('1/6', { exact: true })).toBeVisible();
      expect(await laura.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      for (const article of await laura.locator('article').all())
        await expect(article).toBeInViewport({ ratio: 0.99 });
      await isAccessible(laura, 'the call with six pages on a phone');
    });

    await test.step('who is on another page is not sent, and is told in words below', async () => {
      await laura.getByRole('button', { name: 'Mikrofoni' }).click();
      await host.keyboard.press('PageDown');
      await expect(host.getByText('2/3', { exact: true })).toBeVisible();
      await expect(tile(host, 'Laura')).toHaveCount(0);
      const others = host.getByRole('list', { name: 'Ei kuvassa nyt' });
      await expect(others.getByRole('button', { name: 'Näytä Laura' })).toBeVisible();
      await host.waitForTimeout(500);
      const { frames } = await received(host);
      await host.waitForTimeout(1500);
      expect((await received(host)).frames).toBe(frames);
      // Whoever raises a hand there comes first among them, and is told how many were before.
      await laura.getByRole('button', { name: 'Käsi' }).click();
      await expect(others.getByRole('button').first()).toHaveAccessibleName('Näytä Laura, käsi ylhällä');
      await host.keyboard.press('h');
      await expect(others.getByText('Käsi ylhällä, 1. vuorossa')).toBeAttached();
    });

    await test.step('turning back shows the picture at once', async () => {
      const turnedAt = Date.now();
      await host.getByRole('button', { name: 'Edelliset ihmiset' }).click();
      await sees(host, 'Laura', 5000);
      console.log(`ten frames were there ${Date.now() - turnedAt} ms after the page was turned back`);
    });

    await test.step('somebody who is asked for by name comes in front', async () => {
      const others = host.getByRole('list', { name: 'Ei kuvassa nyt' });
      const [wanted] = await others.getByRole('button').allInnerTexts();
      await others.getByRole('button', { name: `Näytä ${wanted}`, exact: true }).click();
      await expect(tile(host, wanted!).first()).toBeVisible();
      await expect(host.locator('article[data-participant]')).toHaveCount(9);
    });
  } finally {
    visit.close();
  }
});
