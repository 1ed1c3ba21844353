import type { BrowserContext } from '@playwright/test';
import { BadNetwork } from '../support/browser/network.ts';
import { soundHeard, without } from '../support/browser/sending.ts';
import { admit, guestPage, hears, knock, twoInCall } from '../support/browser/visit-pages.ts';
import { bookVisit, sharedServer } from '../support/visit.ts';
import { expect, test } from '../support/visit-test.ts';

/** What the wire says: a browser's statistics call both of them Opus. */
const opus = 111;
const red = 63;

test('[M15] sound is sent twice while packets are lost, once as soon as somebody comes who can’t decode that, and everybody hears all the time', async ({
  browser,
}) => {
  // It waits twenty seconds for calm, and for two other things that the network has to show first.
  test.setTimeout(150_000);
  const server = sharedServer();
  const visit = await bookVisit(server, { guests: ['Laura', 'Jari'] });
  const network = new BadNetwork();
  const counted = (way: 'up' | 'down', type: number) => network.payloads[way].get(type) ?? 0;
  const grows = async (way: 'up' | 'down', type: number) => {
    const before = counted(way, type);
    await expect.poll(() => counted(way, type), { timeout: 30_000 }).toBeGreaterThan(before + 20);
  };
  const standsStill = async (type: number) => {
    const now = () => counted('up', type) + counted('down', type);
    let before = -1;
    await expect(async () => {
      const was = before;
      before = now();
      expect(before).toBe(was);
    }).toPass({ timeout: 30_000, intervals: [1000] });
  };
  try {
    const { host, guest } = await twoInCall(browser, server, visit, {
      prepare: (context: BrowserContext) => network.attach(context),
    });
    await Promise.all([hears(host), hears(guest)]);
    await grows('up', opus);
    expect(counted('up', red) + counted('down', red)).toBe(0);

    await test.step('packets are lost', async () => {
      network.lossShare = 0.05;
      // Each way for itself: what a busy machine delays looks like a full way, which is spared.
      for (const way of ['up', 'down'] as const)
        await expect.poll(() => counted(way, red), { timeout: 30_000 }).toBeGreaterThan(20);
      const [before, beforeHost] = [await soundHeard(guest), await soundHeard(host)];
      await new Promise((resolve) => setTimeout(resolve, 5000));
      for (const [page, was] of [
        [guest, before],
        [host, beforeHost],
      ] as const) {
        const now = await soundHeard(page);
        const share = (now.concealed - was.concealed) / (now.total - was.total);
        // What can't be decoded is concealed whole; a busy machine conceals some of everything.
        expect(share).toBeLessThan(0.2);
      }
      await Promise.all([hears(host), hears(guest)]);
    });

    await test.step('silenced and heard again', async () => {
      const microphone = guest.getByRole('button', { name: 'Mikrofoni' });
      await microphone.click();
      await microphone.click();
      await Promise.all([grows('up', red), hears(host)]);
    });

    const jari = await guestPage(browser, server, visit.guests[1]!, { prepare: without('audio/red') });
    await test.step('somebody comes who can’t decode it', async () => {
      await knock(jari);
      await admit(host, 'Jari');
      await Promise.all([hears(jari), hears(host), hears(guest)]);
      await Promise.all([grows('up', opus), grows('down', opus), standsStill(red)]);
    });

    await test.step('he leaves, and packets are lost still', async () => {
      await jari.getByRole('button', { name: 'Poistu' }).click();
      await grows('up', red);
      await Promise.all([hears(host), hears(guest)]);
    });

    await test.step('nothing is lost any more', async () => {
      network.lossShare = 0;
      await expect(async () => {
        const before = counted('up', opus);
        await expect.poll(() => counted('up', opus), { timeout: 1000 }).toBeGreaterThan(before + 10);
      }).toPass({ timeout: 45_000 });
      await standsStill(red);
      await Promise.all([hears(host), hears(guest)]);
    });
  } finally {
    network.close();
  }
});
