import type { Page } from '@playwright/test';
import {
  admit,
  desktop,
  guestPage,
  hears,
  knock,
  moves,
  sees,
  staffPage,
  startAsHost,
  tile,
} from '../support/browser/visit-pages.ts';
import { openDevices, sends, without } from '../support/browser/sending.ts';
import { bookVisit, sharedServer } from '../support/visit.ts';
import { expect, test } from '../support/visit-test.ts';

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
    // M26: nobody is sent half of it.
    await expect
      .poll(async () => new Set((await sends(host)).map(({ mode }) => mode)))
      .toEqual(new Set(['L1T1']));
    await sees(guest, visit.host.name);
    await hears(guest);
  });

  await test.step('a picker that is closed says nothing', async () => {
    await host.getByRole('button', { name: 'Jaa näyttö' }).click();
    await expect(host.getByRole('button', { name: 'Jaa näyttö' })).toHaveAttribute('aria-pressed', 'false');
    await expect(host.getByText('Jaat näyttösi muille')).toBeHidden();
    await expect(host.getByText('Näyttöä ei voitu jakaa')).toBeHidden();
  });

  // Not by its size: a screen that may lose size for movement does on a busy machine.
  const screen = async () => (await sends(host)).filter(({ isCanvas }) => isCanvas);
  const isShown = (page: Page) =>
    moves(page, 'The screen', () =>
      page
        .locator('figure video')
        .evaluateAll(
          (videos) =>
            (videos[0] as HTMLVideoElement | undefined)?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
        ),
    );

  await test.step('a screen is sharp text in the codec of screens, and smooth when asked', async () => {
    await host.getByRole('button', { name: 'Jaa näyttö' }).click();
    await expect(guest.locator('figure')).toContainText(`${visit.host.name} jakaa näyttönsä`);
    await expect
      .poll(screen)
      .toEqual([{ codec: 'video/AV1', mode: 'L1T3', hint: 'detail', rate: 15, width: 1280, isCanvas: true }]);
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
