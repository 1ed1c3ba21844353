import type { BrowserContext, Page } from '@playwright/test';
import { flows } from '../support/browser/counts.ts';
import { BadNetwork } from '../support/browser/network.ts';
import {
  admit,
  guestPage,
  hears,
  isWaiting,
  knock,
  received,
  sees,
  startAsHost,
  tile,
  twoInCall,
} from '../support/browser/visit-pages.ts';
import { bookVisit, sharedServer } from '../support/visit.ts';
import { expect, test } from '../support/visit-test.ts';

/** Ms until the page has got a new frame and new sound since now. */
async function backAfter(page: Page): Promise<number> {
  const startedAt = Date.now();
  const before = await received(page);
  for (;;) {
    const now = await received(page);
    if (now.frames > before.frames && now.packets > before.packets) return Date.now() - startedAt;
    if (Date.now() - startedAt > 20_000) throw new Error('No picture came back within 20 s.');
    await page.waitForTimeout(50);
  }
}

test('a network that is dead for 2 s and for 8 s: everybody goes on by itself, and nothing is left twice', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const network = new BadNetwork();
  try {
    const prepare = (context: BrowserContext) => network.attach(context);
    const { host, guest } = await twoInCall(browser, server, visit, { prepare });
    await sees(host, 'Laura');
    await sees(guest, visit.host.name);
    const before = { guest: await flows(guest), host: await flows(host) };
    for (const [seconds, mostMs] of [
      [2, 1000],
      // Longer than a browser takes to call a connection lost; 20 s are tried in tests/networks.
      [8, 2000],
    ] as const) {
      network.isDead = true;
      await guest.context().setOffline(true);
      await guest.waitForTimeout(seconds * 1000);
      network.isDead = false;
      await guest.context().setOffline(false);
      const [atGuest, atHost] = await Promise.all([backAfter(guest), backAfter(host)]);
      console.log(`after ${seconds} s without a network: guest ${atGuest} ms, host ${atHost} ms (${mostMs})`);
      // Measured by the benchmark on a quiet machine; here it must only not be another order of magnitude.
      expect(Math.max(atGuest, atHost)).toBeLessThan(mostMs * 3);
      await sees(host, 'Laura');
      await sees(guest, visit.host.name);
      await expect(guest.getByText('Yhteyttä palautetaan')).toBeHidden();
      await expect(tile(host, 'Laura')).toHaveCount(1);
    }
    expect({ guest: await flows(guest), host: await flows(host) }).toEqual(before);
    await expect(host.locator('audio')).toHaveCount(1);
    await hears(guest);
    // The line to the server stays: nothing but sound and picture is cut, and the page says so.
    const cut = guest.getByText('Yhteyttä palautetaan');
    network.isDead = true;
    const since = Date.now();
    await cut.waitFor();
    console.log(`told after ${Date.now() - since} ms that nothing arrives`);
    // M25
    const away = tile(host, 'Laura').getByText('Yhteys palautuu');
    await away.waitFor();
    console.log(`the others after ${Date.now() - since} ms`);
    network.isDead = false;
    await cut.waitFor({ state: 'hidden' });
    await away.waitFor({ state: 'hidden' });
    await sees(guest, visit.host.name);
  } finally {
    network.close();
  }
});

test('a camera unplugged: another takes its place; every device gone: the call goes on, and all is back with the next', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const prepare = (context: BrowserContext) =>
    context.addInitScript(() => {
      const state = { isPlugged: true, tracks: [] as MediaStreamTrack[] };
      Object.assign(globalThis, { own: state });
      const { mediaDevices } = navigator;
      const ask = mediaDevices.getUserMedia.bind(mediaDevices);
      const list = mediaDevices.enumerateDevices.bind(mediaDevices);
      mediaDevices.getUserMedia = async (wish) => {
        if (!state.isPlugged) throw new DOMException('', 'NotFoundError');
        const stream = await ask(wish);
        state.tracks.push(...stream.getTracks());
        return stream;
      };
      mediaDevices.enumerateDevices = () => (state.isPlugged ? list() : Promise.resolve([]));
    });
  type Own = { own: { isPlugged: boolean; tracks: MediaStreamTrack[] } };
  const guest = await guestPage(browser, server, visit.guests[0]!, { prepare });
  const unplug = (what: 'microphone' | 'camera' | 'everything') =>
    guest.evaluate((which) => {
      const { own } = globalThis as unknown as Own;
      own.isPlugged = which !== 'everything';
      const live = own.tracks.filter(({ readyState }) => readyState === 'live');
      const kind = { microphone: 'audio', camera: 'video', everything: undefined }[which];
      for (const track of live) {
        if (kind && track.kind !== kind) continue;
        track.stop();
        track.dispatchEvent(new Event('ended'));
      }
    }, what);
  // Before joining, and while one waits.
  const anotherHears = guest.getByText('Mikrofoni irtosi. Nyt käytössä:');
  await guest.getByRole('button', { name: 'Kokeile kameraa ja ääntä' }).click();
  await expect(guest.locator('video')).toBeVisible();
  await unplug('microphone');
  await expect(anotherHears).toBeVisible();
  await guest.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
  await isWaiting(guest);
  await expect(anotherHears).toHaveCount(0);
  await unplug('microphone');
  await expect(anotherHears).toBeVisible();

  const host = await startAsHost(browser, server, visit);
  await admit(host, 'Laura');
  await sees(host, 'Laura');
  await hears(host);
  await unplug('camera');
  await expect(guest.getByText('Kamera irtosi. Nyt käytössä:')).toBeVisible();
  await sees(host, 'Laura');
  await unplug('everything');
  await expect(guest.getByText('Kamera irtosi. Voit jatkaa ilman sitä.')).toBeVisible();
  await expect(guest.getByText('Mikrofoni irtosi. Muut eivät kuule sinua.')).toBeVisible();
  await expect(tile(host, 'Laura').locator('video')).toHaveCount(0);
  await expect(tile(host, 'Laura').getByText('Mikrofoni kiinni')).toBeAttached();
  await sees(guest, visit.host.name);
  await hears(guest);
  await guest.evaluate(() => {
    (globalThis as unknown as Own).own.isPlugged = true;
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  });
  await expect(guest.getByText('Kamera on taas käytössä:')).toBeVisible();
  await expect(guest.getByText('Mikrofoni on taas käytössä:')).toBeVisible();
  await sees(host, 'Laura');
  await hears(host);
  // It asks for nothing, so it does not stay above the faces.
  await expect(guest.getByText('on taas käytössä:')).toHaveCount(0);
});

test('an ordinary phone call takes camera and microphone: one press and the visit goes on; a hidden page is sent no picture', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const guest = await guestPage(browser, server, visit.guests[0]!, {
    prepare: (context) =>
      context.addInitScript(() => {
        const tracks: MediaStreamTrack[] = [];
        Object.assign(globalThis, { ownTracks: tracks });
        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (wish) => {
          const stream = await ask(wish);
          tracks.push(...stream.getTracks());
          return stream;
        };
      }),
  });
  await knock(guest);
  const host = await startAsHost(browser, server, visit);
  await admit(host, 'Laura');
  await sees(host, 'Laura');
  await test.step('interrupted', async () => {
    await guest.evaluate(() => {
      const { ownTracks } = globalThis as unknown as { ownTracks: MediaStreamTrack[] };
      for (const track of ownTracks) track.dispatchEvent(new Event('mute'));
    });
    await expect(guest.getByText('Puhelu keskeytyi hetkeksi')).toBeVisible();
    await expect(tile(host, 'Laura').getByText('Mikrofoni kiinni')).toBeAttached();
    // Not a picture that stands still.
    await expect(tile(host, 'Laura').locator('video')).toHaveCount(0);
    await guest.getByRole('button', { name: 'Jatka puhelua painamalla' }).click();
    await expect(guest.getByText('Puhelu keskeytyi hetkeksi')).toBeHidden();
    await expect(tile(host, 'Laura').getByText('Mikrofoni kiinni')).toHaveCount(0);
    await sees(host, 'Laura');
    await hears(host);
  });

  await test.step('hidden, and back', async () => {
    await sees(guest, visit.host.name);
    const show = (isHidden: boolean) =>
      guest.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, isHidden);
    await show(true);
    await guest.waitForTimeout(500);
    const { frames } = await received(guest);
    await guest.waitForTimeout(1500);
    expect((await received(guest)).frames).toBe(frames);
    await hears(guest);
    await show(false);
    await sees(guest, visit.host.name, 5000);
  });
});

test('a camera that the server has cut off for sending too much: it is said, and can be turned on again; somebody else’s lost network is not taken for ours', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  // A browser keeps to the cap, so the notice is put into its line, and the producer closed as the server would.
  let cutOff: (() => void) | undefined;
  const prepare = (context: BrowserContext) =>
    context.routeWebSocket('**/socket.io/**', (page) => {
      const toServer = page.connectToServer();
      let asked: string | undefined;
      page.onMessage((message) => {
        const text = String(message);
        if (text.includes('"producer:create"') && text.includes('"camera"'))
          asked = /^42(\d+)/.exec(text)?.[1];
        toServer.send(message);
      });
      toServer.onMessage((message) => {
        page.send(message);
        const text = String(message);
        if (!asked || !text.startsWith(`43${asked}[`)) return;
        const producerId = /"producerId":"([^"]+)"/.exec(text)?.[1];
        const event = (name: string, data: object, id = '') => `42${id}${JSON.stringify([name, data])}`;
        cutOff = () => {
          toServer.send(event('request', { name: 'producer:close', data: { producerId } }, '987654'));
          const data = { producerId, source: 'camera', reason: 'too-much' };
          page.send(event('notice', { name: 'producer:closed', data }));
        };
      });
    });
  const guest = await guestPage(browser, server, visit.guests[0]!, { prepare });
  await knock(guest);
  const host = await startAsHost(browser, server, visit);
  await admit(host, 'Laura');
  await sees(host, 'Laura');
  const cut = cutOff!;
  cut();
  const notice = guest.getByText('Kamerasi lähetti liikaa dataa, joten se sammutettiin.');
  await expect(notice).toBeVisible();
  await expect(tile(host, 'Laura').locator('video')).toHaveCount(0);
  await guest.getByRole('button', { name: 'Ota uudelleen käyttöön' }).click();
  await sees(host, 'Laura');
  await test.step('a notice that comes late, of what is sent anew by now, changes nothing', async () => {
    cut();
    await guest.getByRole('button', { name: 'Käsi' }).click();
    await expect(tile(host, 'Laura').getByText('Käsi ylhällä')).toBeAttached();
    await expect(notice).toBeHidden();
    await sees(host, 'Laura');
  });

  await test.step('somebody else falls silent', async () => {
    const restarts: string[] = [];
    host.on('websocket', () => restarts.push('another line'));
    await guest.evaluate(() => {
      const { keptConnections } = globalThis as unknown as { keptConnections: RTCPeerConnection[] };
      for (const connection of keptConnections) connection.close();
    });
    await host.waitForTimeout(3500);
    expect(restarts).toEqual([]);
    await expect(host.getByText('Yhteyttä palautetaan')).toBeHidden();
  });
});
