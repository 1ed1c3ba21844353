import type { BrowserContext, Page } from '@playwright/test';
import { isAccessible } from '../support/axe.ts';
import { BadNetwork } from '../support/browser/network.ts';
import {
  admit,
  desktop,
  guestPage,
  hears,
  knock,
  received,
  sees,
  staffPage,
  startAsHost,
  tile,
  twoInCall,
} from '../support/browser/visit-pages.ts';
import { bookVisit, sharedServer } from '../support/visit.ts';
import { expect, test } from '../support/visit-test.ts';

/** What a page sends of its pictures now: codec, streams that flow, their size and how many pictures a second at most. */
const sends = (page: Page) =>
  page.evaluate(async () => {
    const { keptConnections } = globalThis as unknown as { keptConnections: RTCPeerConnection[] };
    const found: { codec: string; mode: string; hint: string; rate: number; width: number }[] = [];
    for (const connection of keptConnections) {
      if (connection.connectionState === 'closed') continue;
      for (const sender of connection.getSenders()) {
        if (sender.track?.kind !== 'video') continue;
        const rates = sender.getParameters().encodings.map(({ maxFramerate }) => maxFramerate ?? 0);
        const stats = await sender.getStats();
        for (const each of stats.values() as Iterable<RTCOutboundRtpStreamStats & { active?: boolean }>) {
          if (each.type !== 'outbound-rtp' || each.active === false) continue;
          const codec = stats.get(each.codecId ?? '') as { mimeType: string } | undefined;
          found.push({
            codec: codec?.mimeType ?? '',
            mode: (each as { scalabilityMode?: string }).scalabilityMode ?? '',
            hint: sender.track.contentHint,
            rate: rates[0] ?? 0,
            width: each.frameWidth ?? 0,
          });
        }
      }
    }
    return found;
  });

const openDevices = async (page: Page) => {
  const devices = page.getByRole('button', { name: 'Laitteet' });
  if (!(await devices.isVisible())) await page.getByRole('button', { name: 'Lisää' }).click();
  await devices.click();
  return page.getByRole('dialog', { name: 'Kamera, mikrofoni ja ääni' });
};

test('saving data and sound only: less is sent both ways, it is said, kept on this device, and taken back', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const { host, guest } = await twoInCall(browser, server, visit);
  await sees(guest, visit.host.name);
  await sees(host, 'Laura');

  await test.step('saving: one small stream leaves the device, with fewer pictures', async () => {
    const dialog = await openDevices(guest);
    await dialog.getByRole('radio', { name: 'Säästä dataa' }).check();
    await isAccessible(guest, 'the dialog of devices with its choices');
    await guest.keyboard.press('Escape');
    await expect(guest.getByText('Säästät dataa: kuvat ovat pieniä.')).toBeVisible();
    await expect
      .poll(async () => (await sends(guest)).map(({ rate, width }) => [rate, width <= 320]))
      .toEqual([[12, true]]);
    await sees(host, 'Laura');
    await sees(guest, visit.host.name);
  });

  await test.step('sound only: no picture comes or goes, the own camera rests, sound goes on', async () => {
    const dialog = await openDevices(guest);
    await dialog.getByRole('radio', { name: 'Vain ääni' }).check();
    await guest.keyboard.press('Escape');
    await expect(guest.getByText('Vain ääni: et näe kuvia, ja oma kamerasi on pois päältä.')).toBeVisible();
    await expect(tile(host, 'Laura').locator('video')).toHaveCount(0);
    await expect(tile(guest, visit.host.name).locator('video')).toHaveCount(0);
    await expect(guest.getByRole('button', { name: 'Kamera' })).toHaveAttribute('aria-pressed', 'false');
    const { frames } = await received(guest);
    await hears(guest);
    expect((await received(guest)).frames).toBeLessThanOrEqual(frames);
    await host.getByRole('button', { name: 'Ihmiset' }).click();
    await expect(host.getByText('Vain ääni (oma valinta)')).toBeVisible();
  });

  await test.step('a reload keeps the choice', async () => {
    await guest.reload();
    await expect(guest.getByText('Vain ääni: et näe kuvia, ja oma kamerasi on pois päältä.')).toBeVisible();
    await hears(guest);
    expect(await sends(guest)).toEqual([]);
  });

  await guest.getByRole('button', { name: 'Takaisin kaikkeen' }).click();
  await sees(guest, visit.host.name);
  await sees(host, 'Laura');
});

test('a picture that is shown small is sent small, and shown large it is sharp again and never stands still', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const { host, guest } = await twoInCall(browser, server, visit);
  await sees(guest, visit.host.name);
  // Whoever speaks is never shown in the smallest picture; now that is the guest.
  await host.getByRole('button', { name: 'Mikrofoni' }).click();
  const streamsSent = async () => (await sends(host)).length;
  const shownWidth = () =>
    tile(guest, visit.host.name)
      .locator('video')
      .evaluate((video: HTMLVideoElement) => video.videoWidth);
  await expect.poll(streamsSent).toBe(1);
  const smallWidth = await shownWidth();

  await guest.setViewportSize(desktop);
  await sees(guest, visit.host.name, 3000);
  await expect.poll(streamsSent).toBe(2);
  await expect.poll(shownWidth).toBeGreaterThan(smallWidth);
  await expect(guest.getByText('Yhteytesi on heikko')).toBeHidden();
  await sees(guest, visit.host.name);
});

test('a network that gets too weak for pictures: it is told in words to both, and everything comes back by itself', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const network = new BadNetwork();
  try {
    const prepare = (context: BrowserContext) => network.attach(context);
    const guest = await guestPage(browser, server, visit.guests[0]!, { prepare });
    await knock(guest);
    const host = await startAsHost(browser, server, visit);
    await admit(host, 'Laura');
    await sees(guest, visit.host.name);
    await host.getByRole('button', { name: 'Ihmiset' }).click();
    await expect(host.getByText('Yhteys on hyvä')).toBeVisible();

    network.kbps = 80;
    await expect(guest.getByText('Yhteytesi on heikko: nyt kulkee vain ääni.')).toBeVisible({
      timeout: 30_000,
    });
    await expect(guest.getByText('Kuva on nyt pois, koska yhteytesi on heikko')).toBeVisible();
    await expect(host.getByText('Yhteys on heikko: Laura saa vain äänen')).toBeVisible();
    await expect(tile(host, 'Laura')).toContainText('Heikko yhteys: saa vain äänen');
    await isAccessible(guest, 'the call over a weak network');
    await hears(guest);

    network.kbps = Infinity;
    const goodAt = Date.now();
    await sees(guest, visit.host.name, 30_000);
    console.log(`ten frames were there ${Date.now() - goodAt} ms after the network was good again`);
    await expect(guest.getByText('Kuva on nyt pois, koska yhteytesi on heikko')).toBeHidden();
  } finally {
    network.close();
  }
});

test('[M5] [M7] saving data is chosen before joining; each step of a weak network is told in its own words, with buttons to choose otherwise', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  // What the server would tell of a network that is as weak; how it comes to that is tried above and in the benchmark.
  let tell: ((step: string, without: (string | null)[]) => void) | undefined;
  const prepare = (context: BrowserContext) =>
    context.routeWebSocket('**/socket.io/**', (page) => {
      page.connectToServer();
      tell = (step, without) =>
        page.send(`42${JSON.stringify(['notice', { name: 'media:step', data: { step, without } }])}`);
    });
  const guest = await guestPage(browser, server, visit.guests[0]!, { prepare });
  await guest.getByRole('button', { name: 'Kokeile kameraa ja ääntä' }).click();
  await guest.getByText('Kuvat ja ääni: kaikki').click();
  await guest.getByRole('radio', { name: 'Säästä dataa' }).check();
  await guest.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
  const host = await startAsHost(browser, server, visit);
  await admit(host, 'Laura');
  await sees(guest, visit.host.name);
  await expect(guest.getByText('Säästät dataa: kuvat ovat pieniä.')).toBeVisible();
  await expect
    .poll(async () => (await sends(guest)).map(({ rate, width }) => [rate, width <= 320]))
    .toEqual([[12, true]]);
  await guest.getByRole('button', { name: 'Takaisin kaikkeen' }).click();
  await expect(guest.getByText('Säästät dataa: kuvat ovat pieniä.')).toBeHidden();

  const hostId = await tile(guest, visit.host.name).getAttribute('data-participant');
  const notice = (text: string) => guest.getByRole('status').filter({ hasText: text });
  const buttons = (text: string) => notice(text).getByRole('button').allInnerTexts();

  tell!('reduced', []);
  const smaller = 'Yhteytesi on heikko: kuvat ovat nyt pienempiä.';
  await expect(notice(smaller)).toBeVisible();
  expect(await buttons(smaller)).toEqual(expect.arrayContaining(['Säästä dataa', 'Vain ääni']));
  tell!('fewer', [hostId]);
  const fewer = `Yhteytesi on heikko: kuva on nyt pois (${visit.host.name}). Ääni kuuluu.`;
  await expect(notice(fewer)).toBeVisible();
  await expect(notice(smaller)).toBeHidden();
  expect(await buttons(fewer)).toEqual(expect.arrayContaining(['Säästä dataa', 'Vain ääni']));
  tell!('sound-only', [hostId]);
  const sound = 'Yhteytesi on heikko: nyt kulkee vain ääni.';
  await expect(notice(sound)).toBeVisible();
  await notice(sound).getByRole('button', { name: 'Vain ääni' }).click();
  await expect(notice('Vain ääni: et näe kuvia, ja oma kamerasi on pois päältä.')).toBeVisible();
  tell!('full', []);
  await guest.getByRole('button', { name: 'Takaisin kaikkeen' }).click();
  await expect(guest.getByText('Yhteytesi on heikko')).toBeHidden();
  await sees(guest, visit.host.name);
});

/** A browser that does not know this codec, neither to send nor to receive. */
const without = (codec: 'video/AV1' | 'video/VP8') => (context: BrowserContext) =>
  context.addInitScript((unknown) => {
    const original = RTCPeerConnection.prototype.addTransceiver;
    RTCPeerConnection.prototype.addTransceiver = function (...wish) {
      const transceiver = original.apply(this, wish);
      const kind = typeof wish[0] === 'string' ? wish[0] : wish[0].kind;
      const codecs = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
      transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => mimeType !== unknown));
      return transceiver;
    };
  }, codec);

test('movement, music and a shared screen are sent as what they are', async ({ browser }) => {
  const server = sharedServer();
  const visit = await bookVisit(server, { guests: ['Laura', 'Jari'] });
  const guest = await guestPage(browser, server, visit.guests[0]!);
  await knock(guest);
  const host = await staffPage(browser, server, visit.host, `/visit/${visit.appointmentId}`);
  await host.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 });
    const paint = canvas.getContext('2d')!;
    setInterval(() => paint.fillRect(Math.random() * 1280, Math.random() * 720, 20, 20), 60);
    let asked = 0;
    navigator.mediaDevices.getDisplayMedia = () =>
      asked++ === 0
        ? Promise.reject(new DOMException('', 'NotAllowedError'))
        : Promise.resolve(canvas.captureStream(15));
  });
  await host.getByRole('button', { name: 'Aloita tapaaminen' }).click();
  await admit(host, 'Laura');
  await sees(guest, visit.host.name);

  await test.step('movement first', async () => {
    const dialog = await openDevices(host);
    await dialog.getByRole('checkbox', { name: 'Liike ensin' }).check();
    await dialog.getByRole('checkbox', { name: 'Musiikki' }).check();
    await host.keyboard.press('Escape');
    await expect.poll(async () => (await sends(host)).map(({ hint }) => hint)).toContain('motion');
    await sees(guest, visit.host.name);
    await hears(guest);
  });

  await test.step('a picker that is closed says nothing', async () => {
    await host.getByRole('button', { name: 'Jaa näyttö' }).click();
    await expect(host.getByRole('button', { name: 'Jaa näyttö' })).toHaveAttribute('aria-pressed', 'false');
    await expect(host.getByText('Jaat näyttösi muille')).toBeHidden();
  });

  const screen = async () => (await sends(host)).filter(({ width }) => width === 1280);
  const isShown = async (page: Page) => {
    const frames = () =>
      page
        .locator('figure video')
        .evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);
    const before = await frames();
    await expect.poll(frames).toBeGreaterThan(before + 5);
  };

  await test.step('a screen is sharp text in the codec of screens, and smooth when asked', async () => {
    await host.getByRole('button', { name: 'Jaa näyttö' }).click();
    await expect(guest.getByText(`${visit.host.name} jakaa näyttönsä`)).toBeVisible();
    await expect
      .poll(screen)
      .toEqual([{ codec: 'video/AV1', mode: 'L1T3', hint: 'detail', rate: 15, width: 1280 }]);
    await host.getByRole('button', { name: 'Jaa video sulavasti' }).click();
    await expect
      .poll(async () => (await screen()).map(({ hint, rate }) => [hint, rate]))
      .toEqual([['motion', 30]]);
    await isShown(guest);
  });

  await test.step('[M9] somebody comes who can’t decode that: the screen goes on for all in what they can', async () => {
    const jari = await guestPage(browser, server, visit.guests[1]!, { prepare: without('video/AV1') });
    await knock(jari);
    await admit(host, 'Jari');
    await expect.poll(async () => (await screen()).map(({ codec }) => codec)).toEqual(['video/VP9']);
    await isShown(jari);
    await isShown(guest);
    await sees(guest, visit.host.name);
    await sees(jari, visit.host.name);
    await jari.getByRole('button', { name: 'Poistu' }).click();
    await expect.poll(async () => (await screen()).length).toBe(1);
    await isShown(guest);
  });
});

test('[M9] somebody comes who can’t decode VP8: cameras go on in VP9, whose layers are inside one stream, small and large', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const guest = await guestPage(browser, server, visit.guests[0]!, { prepare: without('video/VP8') });
  await knock(guest);
  const host = await startAsHost(browser, server, visit);
  await expect.poll(async () => (await sends(host)).map(({ codec }) => codec)).toContain('video/VP8');
  await admit(host, 'Laura');
  await sees(guest, visit.host.name);
  await sees(host, 'Laura');
  const camera = async (page: Page) => (await sends(page)).map(({ codec, mode }) => `${codec} ${mode}`);
  // The test's camera gives no more than two layers.
  await expect.poll(() => camera(host)).toEqual(['video/VP9 L2T3_KEY']);
  await expect.poll(() => camera(guest)).toEqual(['video/VP9 L2T3_KEY']);
  const { width } = (await sends(host))[0]!;

  // Whoever speaks is never shown in the smallest picture; now that is the guest.
  await host.getByRole('button', { name: 'Mikrofoni' }).click();
  const shownWidth = () =>
    tile(guest, visit.host.name)
      .locator('video')
      .evaluate((video: HTMLVideoElement) => video.videoWidth);
  await guest.setViewportSize({ width: 320, height: 480 });
  await expect.poll(shownWidth).toBe(width / 2);
  await sees(guest, visit.host.name);
  await guest.setViewportSize(desktop);
  await expect.poll(shownWidth).toBe(width);
  await sees(guest, visit.host.name);
});
