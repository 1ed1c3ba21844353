import type { Page } from '@playwright/test';
import { minuteMs } from '#domain';
import { bookVisit, inDatabase, sharedServer } from '../support/visit.ts';
import {
  guestPage,
  hears,
  isWaiting,
  knock,
  sees,
  startAsHost,
  admit,
} from '../support/browser/visit-pages.ts';
import { expect, test } from '../support/visit-test.ts';

const hourMs = 3_600_000;

/** A phone whose clock is wrong by so much. */
async function withClockOff(page: Page, byMs: number): Promise<void> {
  await page.context().addInitScript((off) => {
    const Real = Date;
    const now = () => Real.now() + off;
    globalThis.Date = new Proxy(Real, {
      construct: (target, args: []) => (args.length === 0 ? new target(now()) : new target(...args)),
      get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
    });
  }, byMs);
  await page.reload();
}

const skews = [
  ['an hour fast', hourMs],
  ['an hour slow', -hourMs],
] as const;

for (const [words, byMs] of skews)
  test(`a phone whose clock is ${words} counts down to the right moment, waits, is admitted, sees and hears`, async ({
    browser,
  }) => {
    const server = sharedServer();
    const visit = await bookVisit(server, { startsInMin: 40 });
    const guest = await guestPage(browser, server, visit.guests[0]!);
    await withClockOff(guest, byMs);
    await knock(guest);
    await expect(guest.getByRole('heading', { name: 'Olet ajoissa' })).toBeVisible();
    // The door opens 15 minutes before the visit.
    await expect(guest.locator('.clock')).toHaveText(/2[345]:\d\d/);
    inDatabase(server, (db) =>
      db
        .prepare('UPDATE appointment SET starts_at = ? WHERE id = ?')
        .run(Date.now() + 10 * minuteMs, visit.appointmentId),
    );
    await isWaiting(guest);
    const host = await startAsHost(browser, server, visit);
    await admit(host, 'Laura');
    await sees(guest, visit.host.name);
    await hears(guest);
    await sees(host, 'Laura');
  });
