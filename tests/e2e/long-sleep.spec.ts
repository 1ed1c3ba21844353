import type { BrowserContext } from '@playwright/test';
import { flows, things } from '../support/browser/counts.ts';
import { BadNetwork } from '../support/browser/network.ts';
import { hears, sees, tile, twoInCall } from '../support/browser/visit-pages.ts';
import { startServer } from '../support/start-server.ts';
import { bookVisit } from '../support/visit.ts';
import { expect, test } from '../support/visit-test.ts';

test('a laptop that slept for longer than its place is kept: the person is back without a reload, once and not twice', async ({
  browser,
}) => {
  const server = await startServer();
  const network = new BadNetwork();
  try {
    const visit = await bookVisit(server);
    const prepare = (context: BrowserContext) => network.attach(context);
    const { host, guest } = await twoInCall(browser, server, visit, { prepare });
    await sees(host, 'Laura');
    await sees(guest, visit.host.name);
    const before = { guest: await flows(guest), host: await flows(host), server: await things(server) };
    expect(before.server).toHaveLength(3);

    // Nothing of the page runs and nothing reaches it; ten minutes are the same as half a minute more than the grace time.
    const debuggerOf = await guest.context().newCDPSession(guest);
    await debuggerOf.send('Debugger.enable');
    await debuggerOf.send('Debugger.pause');
    network.isDead = true;
    await expect(tile(host, 'Laura')).toHaveCount(0, { timeout: 60_000 });
    network.isDead = false;
    const wokeAt = Date.now();
    await debuggerOf.send('Debugger.resume');
    await debuggerOf.send('Debugger.disable');

    await sees(host, 'Laura');
    await sees(guest, visit.host.name);
    console.log(`ten frames were there ${Date.now() - wokeAt} ms after the laptop woke up`);
    await hears(guest);
    await hears(host);
    await expect(tile(host, 'Laura')).toHaveCount(1);
    await expect(host.locator('audio')).toHaveCount(1);
    await expect
      .poll(async () => ({
        guest: await flows(guest),
        host: await flows(host),
        server: await things(server),
      }))
      .toEqual(before);
  } finally {
    network.close();
    await server.stop();
  }
});
