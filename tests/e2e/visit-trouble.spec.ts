import type { Browser, BrowserContext } from '@playwright/test';
import { flows } from '../support/browser/counts.ts';
import { listen, said } from '../support/browser/said.ts';
import { startServer } from '../support/start-server.ts';
import { bookVisit, sharedServer } from '../support/visit.ts';
import {
  admit,
  framesOf,
  guestPage,
  hears,
  isWaiting,
  knock,
  received,
  sees,
  staffPage,
  startAsHost,
  threeInCall,
  tile,
  twoInCall,
} from '../support/browser/visit-pages.ts';
import { expect, test } from '../support/visit-test.ts';

/** Two who see each other, and the guest's line to the server, which can be cut while media goes on. */
async function cuttableCall(browser: Browser) {
  const server = sharedServer();
  const visit = await bookVisit(server);
  let isCut = false;
  /** A request that still comes to the server, and whose answer does not come back. */
  let unheard: string | undefined;
  const open: { close(): Promise<void> }[] = [];
  const prepare = async (context: BrowserContext) => {
    await context.route('**/socket.io/**', (route) => (isCut ? route.abort() : route.continue()));
    await context.routeWebSocket('**/socket.io/**', (socket) => {
      if (isCut) return void socket.close();
      const server = socket.connectToServer();
      let isDeaf = false;
      socket.onMessage((message) => {
        const wasDeaf = isDeaf;
        isDeaf ||= unheard !== undefined && String(message).includes(`"${unheard}"`);
        server.send(message);
        // Once: what is said meanwhile would cut the next line, after it was mended.
        if (isDeaf && !wasDeaf) setTimeout(() => void drop(), 500);
      });
      server.onMessage((message) => isDeaf || socket.send(message));
      open.push(socket);
    });
  };
  const { host, guest } = await twoInCall(browser, server, visit, { prepare });
  await sees(host, 'Laura');
  await sees(guest, visit.host.name);
  const drop = async () => {
    isCut = true;
    for (const socket of open.splice(0)) await socket.close();
  };
  const cut = async () => {
    await drop();
    await expect(guest.getByText('Yhteyttä palautetaan')).toBeVisible();
  };
  const loseAnswerTo = (name: string) => void (unheard = name);
  const mend = () => {
    unheard = undefined;
    isCut = false;
  };
  const isBack = () => expect.poll(() => open.length).toBeGreaterThan(0);
  return { server, visit, host, guest, drop, cut, loseAnswerTo, mend, isBack };
}

test('ten seconds without the server: the tile says so, the person comes back into the same tile; a camera that is turned off or on meanwhile is so for everybody, and nothing else begins anew', async ({
  browser,
}) => {
  const { visit, host, guest, cut, loseAnswerTo, mend } = await cuttableCall(browser);
  const { made } = await received(guest);
  const before = [await flows(guest), await flows(host)];

  await cut();
  await expect(tile(host, 'Laura')).toContainText('Yhteys palautuu…');
  await guest.waitForTimeout(10_000);
  await expect(tile(host, 'Laura')).toHaveCount(1);
  const frames = await framesOf(host, 'Laura');
  mend();

  await expect(tile(host, 'Laura')).not.toContainText('Yhteys palautuu…');
  await expect(guest.getByText('Yhteyttä palautetaan')).toBeHidden();
  await expect(tile(host, 'Laura')).toHaveCount(1);
  await sees(host, 'Laura');
  await sees(guest, visit.host.name);
  // The same picture went on: nothing was made anew, neither here nor there.
  expect(await framesOf(host, 'Laura')).toBeGreaterThan(frames);
  expect((await received(guest)).made).toBe(made);
  await expect(host.locator('audio')).toHaveCount(1);

  await test.step('a camera that is turned off while the server is away is off, and can be turned on again', async () => {
    await cut();
    await test.step('what is told of a press that came to nothing covers no control', async () => {
      await guest.getByRole('button', { name: 'Käsi' }).click();
      const [news, bar] = [
        guest.locator('.toast'),
        guest.getByRole('region', { name: 'Puhelun painikkeet' }),
      ];
      const bottomOf = async () => {
        const { y, height } = (await news.boundingBox())!;
        return y + height;
      };
      expect(await bottomOf()).toBeLessThanOrEqual((await bar.boundingBox())!.y);
    });
    const camera = guest.getByRole('button', { name: 'Kamera' });
    await camera.click();
    await expect(camera).toHaveAttribute('aria-pressed', 'false');
    mend();
    await expect(guest.getByText('Yhteyttä palautetaan')).toBeHidden();
    await expect(tile(host, 'Laura').locator('video')).toHaveCount(0);
    await hears(host);
    await camera.click();
    await sees(host, 'Laura');
    await sees(guest, visit.host.name);
    expect((await received(guest)).made).toBe(made);
  });

  await test.step('[M23] one that is turned on meanwhile is on, also where the answer to that was lost', async () => {
    const camera = guest.getByRole('button', { name: 'Kamera' });
    for (const isHeard of [true, false]) {
      await camera.click();
      await expect(tile(host, 'Laura').locator('video')).toHaveCount(0);
      if (isHeard) await cut();
      else loseAnswerTo('producer:create');
      await camera.click();
      if (!isHeard) await expect(guest.getByText('Yhteyttä palautetaan')).toBeVisible();
      mend();
      await expect(guest.getByText('Yhteyttä palautetaan')).toBeHidden();
      await sees(host, 'Laura');
      await expect(tile(host, 'Laura').locator('video')).toHaveCount(1);
      await hears(host);
      await sees(guest, visit.host.name);
      expect((await received(guest)).made).toBe(made);
      await expect.poll(async () => [await flows(guest), await flows(host)]).toEqual(before);
    }
  });
});

// How soon is measured by the benchmark of media, on a machine that does nothing beside: here other pages are drawn meanwhile.
test('a media worker that is killed: everybody sees and hears again without a reload', async ({
  browser,
}) => {
  const server = await startServer();
  try {
    const visit = await bookVisit(server);
    const { host, guest, requester } = await threeInCall(browser, server, visit);
    for (const page of [host, guest, requester]) await hears(page);
    const health = (await (await fetch(`${server.baseURL}/api/health`)).json()) as {
      workers: { pid: number; rooms: number }[];
    };
    const busy = health.workers.find(({ rooms }) => rooms > 0);
    const killedAt = Date.now();
    process.kill(busy!.pid, 'SIGKILL');
    await Promise.all([
      sees(host, 'Laura'),
      sees(guest, visit.host.name),
      sees(guest, visit.requester.name),
      sees(requester, 'Laura'),
    ]);
    console.log(`pictures were back ${Date.now() - killedAt} ms after the worker was killed`);
    for (const page of [host, guest, requester]) await hears(page);
    await expect(host.locator('article[data-participant]')).toHaveCount(2);
  } finally {
    await server.stop();
  }
});

test('a server that is killed and starts again: everybody is back without a reload, who waited waits, who was muted is', async ({
  browser,
}) => {
  const first = await startServer();
  const visit = await bookVisit(first);
  const guest = await guestPage(browser, first, visit.guests[0]!, { prepare: listen });
  await knock(guest);
  const host = await startAsHost(browser, first, visit);
  await admit(host, 'Laura');
  await sees(host, 'Laura');
  await host.getByRole('button', { name: 'Mikrofoni' }).click();
  await expect(tile(guest, visit.host.name).getByText('Mikrofoni kiinni')).toBeAttached();
  const waiting = await staffPage(browser, first, visit.requester, `/visit/${visit.appointmentId}`);
  await waiting.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
  await isWaiting(waiting);
  const before = await Promise.all([host, guest].map(flows));
  await first.stop({ keepData: true, signal: 'SIGKILL' });
  await expect(host.getByText('Yhteyttä palautetaan')).toBeVisible();
  const second = await startServer({ dataFolder: first.dataFolder, port: first.port });
  try {
    for (const page of [host, guest, waiting])
      await expect(page.getByText('Yhteyttä palautetaan')).toBeHidden();
    await sees(host, 'Laura');
    await sees(guest, visit.host.name);
    await hears(host);
    await expect(tile(guest, visit.host.name).getByText('Mikrofoni kiinni')).toBeAttached();
    expect(await Promise.all([host, guest].map(flows))).toEqual(before);
    for (const page of [host, guest]) await expect(page.locator('article[data-participant]')).toHaveCount(1);
    // Who only came back a moment later is told neither as gone nor as come.
    expect((await said(guest)).filter((text) => /poistui|tuli tapaamiseen/.test(text))).toEqual([]);
    await isWaiting(waiting);
    expect((await received(waiting)).connections).toBe(0);
    await admit(host, visit.requester.name);
    await sees(host, visit.requester.name);
  } finally {
    await second.stop();
  }
});

test('two tabs of one guest: the second takes over, the first says so and can take it back', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const first = await guestPage(browser, server, visit.guests[0]!);
  await knock(first);
  const host = await startAsHost(browser, server, visit);
  await admit(host, 'Laura');
  await sees(host, 'Laura');
  const second = await guestPage(browser, server, visit.guests[0]!);
  await knock(second);
  await expect(first.getByRole('heading', { name: 'Tapaaminen on auki toisessa paikassa' })).toBeVisible();
  await sees(second, visit.host.name);
  await sees(host, 'Laura');
  await expect(tile(host, 'Laura')).toHaveCount(1);
  await first.getByRole('button', { name: 'Käytä tätä' }).click();
  await sees(first, visit.host.name);
  await expect(second.getByRole('heading', { name: 'Tapaaminen on auki toisessa paikassa' })).toBeVisible();
  await test.step('taken back without a network: the press is answered, and what it asked for comes with the network', async () => {
    await second.context().setOffline(true);
    await second.getByRole('button', { name: 'Käytä tätä' }).click();
    await expect(second.getByText('Pääset sisään heti, kun yhteys palaa.')).toBeVisible();
    await second.context().setOffline(false);
    await sees(second, visit.host.name);
  });
});

test('whoever has left stays out when the network comes back by itself, and so does a tab that was taken over while its network was gone', async ({
  browser,
}) => {
  const { server, visit, host, guest, drop, cut, mend, isBack } = await cuttableCall(browser);
  await cut();
  const second = await guestPage(browser, server, visit.guests[0]!);
  await knock(second);
  await sees(second, visit.host.name);
  mend();
  await expect(guest.getByRole('heading', { name: 'Tapaaminen on auki toisessa paikassa' })).toBeVisible();
  await sees(second, visit.host.name);

  await guest.getByRole('button', { name: 'Käytä tätä' }).click();
  await sees(guest, visit.host.name);
  await guest.getByRole('button', { name: 'Poistu' }).click();
  const hasLeft = guest.getByRole('heading', { name: 'Poistuit tapaamisesta' });
  await expect(hasLeft).toBeVisible();
  await drop();
  mend();
  await isBack();
  // For a knock to come through, if there were one.
  await guest.waitForTimeout(1000);
  await expect(hasLeft).toBeVisible();
  await expect(host.getByRole('button', { name: 'Päästä sisään: Laura' })).toHaveCount(0);
});

test('a browser without WebRTC is told which browser to use, and stays in the call for the chat, also where a proxy takes WebSockets and drops them', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const guest = await guestPage(browser, server, visit.guests[0]!);
  await guest.context().addInitScript(() => {
    Object.defineProperty(globalThis, 'RTCPeerConnection', { value: undefined });
  });
  await guest.context().routeWebSocket('**/socket.io/**', (socket) => void socket.close());
  await guest.reload();
  await knock(guest);
  await isWaiting(guest);
  const host = await startAsHost(browser, server, visit);
  await admit(host, 'Laura');
  await expect(guest.getByText('Tämä selain ei pysty videopuheluun')).toBeVisible();
});
