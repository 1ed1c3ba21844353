import type { Page } from '@playwright/test';
import { guestPage, sees, staffPage, twoInCall } from '../support/browser/visit-pages.ts';
import { bookVisit, sharedServer } from '../support/visit.ts';
import { expect, test } from '../support/visit-test.ts';

/** Loads the page anew over a network that is lost with the first request like this one, after one like those before it. */
async function loadHalf(page: Page, ...like: RegExp[]): Promise<{ mend: () => Promise<void> }> {
  let isLost = false;
  const lost = new Promise<void>((resolve) => {
    void page.route('**/*', (route) => {
      const isNext = like[0]?.test(new URL(route.request().url()).pathname) === true;
      if (isNext) like.shift();
      isLost ||= like.length === 0;
      if (!isLost) return route.continue();
      resolve();
      return route.abort('internetdisconnected');
    });
  });
  await page.reload({ waitUntil: 'commit' });
  await lost;
  return { mend: () => page.unroute('**/*') };
}

const waits = (page: Page) => page.getByRole('heading', { name: 'Yhteys puuttuu' });

test('a family’s page whose network is lost while it opens says so, and opens by itself when it is back: nothing of it, half of it, all but the visit', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const guest = await guestPage(browser, server, visit.guests[0]!);
  const invitation = guest.getByRole('heading', { name: 'Hei Laura!' });
  await expect(invitation).toBeVisible();

  await test.step('nothing but the frame has come', async () => {
    const { mend } = await loadHalf(guest, /\/_app\//);
    await expect(waits(guest)).toBeVisible();
    await mend();
    await expect(invitation).toBeVisible();
    await expect(waits(guest)).toHaveCount(0);
  });
  await test.step('its looks have not come', async () => {
    const { mend } = await loadHalf(guest, /\.css$/);
    await mend();
    await expect
      .poll(() => guest.evaluate(() => [...document.styleSheets].length), { timeout: 30_000 })
      .toBeGreaterThan(1);
    await expect(invitation).toBeVisible();
  });
  await test.step('the page itself is missing', async () => {
    const { mend } = await loadHalf(guest, /\/_app\/immutable\/nodes\/(?!0\.)/);
    await expect(waits(guest)).toBeVisible();
    await mend();
    await expect(invitation).toBeVisible();
  });
  await test.step('the visit can’t be asked for', async () => {
    const { mend } = await loadHalf(guest, /^\/api\//);
    await expect(guest.getByRole('heading', { name: 'Yhteys ei toimi juuri nyt' })).toBeVisible();
    await mend();
    await expect(invitation).toBeVisible();
  });
});

test('staff: a session that can’t be asked for is no fault of ours, and the page opens by itself', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const page = await staffPage(browser, server, visit.requester, `/requests/${visit.appointmentId}`);
  const heading = page.getByRole('heading', { level: 1, name: 'Lastenpsykiatrinen etäkonsultaatio' });
  await expect(heading).toBeVisible();
  const { mend } = await loadHalf(page, /^\/api\/session/);
  await expect(waits(page)).toBeVisible();
  await mend();
  await expect(heading).toBeVisible();
});

test('who loads the page anew in the call over a network that is lost is back in it by itself, without pressing anything', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const { host, guest } = await twoInCall(browser, server, visit);
  await sees(guest, visit.host.name);
  for (const [page, other, ...like] of [
    [guest, visit.host.name, /^\/api\/guest\/visit/],
    // The part of the page with the call in it.
    [guest, visit.host.name, /^\/api\/guest\/visit/, /^\/_app\//],
    [host, 'Laura', /^\/api\/appointments/],
  ] as const) {
    const { mend } = await loadHalf(page, ...like);
    await page.waitForTimeout(1000);
    await mend();
    await sees(page, other);
  }
  await sees(guest, visit.host.name);
});
