import { gzipSync } from 'node:zlib';
import type { Response } from '@playwright/test';
import { isAccessible } from '../support/axe.ts';
import { bookVisit, inDatabase, sharedServer } from '../support/visit.ts';
import {
  admit,
  contextOf,
  guestPage,
  hears,
  isWaiting,
  knock,
  phone,
  sees,
  staffPage,
  startAsHost,
  tile,
  twoInCall,
} from '../support/browser/visit-pages.ts';
import { expect, test } from '../support/visit-test.ts';

test('no page of a visit has a violation that axe can see, light or dark', async ({ browser }) => {
  const server = sharedServer();
  const visit = await bookVisit(server, { guests: ['Laura', 'Jari'] });
  const guest = await guestPage(browser, server, visit.guests[0]!);
  await guest.getByRole('heading', { name: 'Hei Laura!' }).waitFor();
  await isAccessible(guest, 'invitation');
  await guest.emulateMedia({ colorScheme: 'dark' });
  await isAccessible(guest, 'invitation in the dark');
  await guest.getByRole('button', { name: 'Kokeile kameraa ja ääntä' }).click();
  await guest.locator('video').waitFor();
  await isAccessible(guest, 'device check in the dark');
  await guest.emulateMedia({ colorScheme: 'light' });
  await isAccessible(guest, 'device check');
  await guest.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
  await isWaiting(guest);
  await isAccessible(guest, 'waiting room');
  // On its side a phone shows the words, and not a picture in their place.
  await guest.setViewportSize({ width: phone.height, height: phone.width });
  await expect(guest.getByText('ottaa sinut vastaan')).toBeInViewport({ ratio: 1 });
  await guest.setViewportSize(phone);
  const host = await staffPage(browser, server, visit.host, `/visit/${visit.appointmentId}`);
  await host.getByRole('button', { name: 'Aloita tapaaminen' }).waitFor();
  await isAccessible(host, "the host's device check");
  await host.getByRole('button', { name: 'Aloita tapaaminen' }).click();
  await host.getByText('Laura odottaa odotushuoneessa').waitFor();
  await isAccessible(host, 'the call before anybody is in');
  await admit(host, 'Laura');
  await sees(host, 'Laura');
  const jari = await guestPage(browser, server, visit.guests[1]!);
  await knock(jari);
  await host.getByText('Jari odottaa odotushuoneessa').waitFor();
  for (const panel of ['Ihmiset', 'Viestit', 'Pyyntö']) {
    await host.getByRole('button', { name: panel }).click();
    await expect(host.getByRole('heading', { name: panel })).toBeFocused();
    await isAccessible(host, `the call with ${panel}`);
  }
  for (const dialog of ['Laitteet', 'Näppäimet', 'Poistu']) {
    await host.getByRole('button', { name: dialog }).click();
    await host.getByRole('dialog').waitFor();
    await isAccessible(host, `the dialog of ${dialog}`);
    await host.keyboard.press('Escape');
  }
  await isAccessible(guest, 'the call on a phone');
  await guest.getByRole('button', { name: 'Lisää' }).click();
  await isAccessible(guest, 'the call on a phone, more controls');
  await host.getByRole('button', { name: 'Toiminnot: Laura' }).first().click();
  await host.getByRole('button', { name: 'Takaisin odotushuoneeseen' }).click();
  await guest.getByText('Odota vielä hetki').waitFor();
  await isAccessible(guest, 'put back');
  await guest.getByRole('button', { name: 'Poistu odotushuoneesta' }).click();
  await guest.getByRole('heading', { name: 'Poistuit tapaamisesta' }).waitFor();
  await isAccessible(guest, 'left');
  await host.getByRole('button', { name: 'Poistu' }).click();
  await host.getByRole('button', { name: 'Päätä tapaaminen kaikilta' }).click();
  await host.getByRole('heading', { name: 'Päätetäänkö' }).waitFor();
  await host.getByRole('button', { name: 'Päätä tapaaminen kaikilta' }).click();
  // Who was never let in is not thanked for having been there.
  await jari.getByRole('heading', { name: 'Tämä tapaaminen on päättynyt' }).waitFor();
  await isAccessible(jari, 'over before one came in');
  await host.getByRole('heading', { name: 'Tapaaminen on päättynyt' }).waitFor();
  await isAccessible(host, "the host's end");
  await guest.goto(`${server.baseURL}/v#wrong`);
  await guest.getByRole('heading', { name: 'Linkki ei toimi' }).waitFor();
  await isAccessible(guest, 'wrong link');
});

test('the whole way of a family with the keyboard alone', async ({ browser }) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const guest = await guestPage(browser, server, visit.guests[0]!, {
    viewport: { width: 1280, height: 800 },
  });
  const pressTab = async (name: string) => {
    const wanted = guest.getByRole('button', { name, exact: true });
    await wanted.waitFor();
    for (let presses = 0; presses < 30; presses++) {
      if (await wanted.evaluate((button) => button === document.activeElement)) return;
      await guest.keyboard.press('Tab');
    }
    throw new Error(`${name} was not reached with Tab.`);
  };
  await pressTab('Kokeile kameraa ja ääntä');
  await guest.keyboard.press('Enter');
  await expect(guest.getByRole('heading', { name: 'Kokeile kameraa ja ääntä' })).toBeFocused();
  await pressTab('Siirry odotushuoneeseen');
  await guest.keyboard.press('Enter');
  await expect(guest.getByRole('heading', { name: 'Olet oikeassa paikassa' })).toBeFocused();
  const host = await startAsHost(browser, server, visit);
  await admit(host, 'Laura');
  await sees(guest, visit.host.name);

  const microphone = guest.getByRole('button', { name: 'Mikrofoni', exact: true });
  await guest.keyboard.press('m');
  await expect(microphone).toHaveAttribute('aria-pressed', 'false');
  await expect(guest.getByRole('log')).toContainText('Mikrofoni on pois päältä');
  await guest.keyboard.press('h');
  await expect(host.getByRole('log')).toContainText('Laura nosti käden');
  await guest.keyboard.press('c');
  await expect(guest.getByRole('heading', { name: 'Viestit' })).toBeFocused();
  await test.step('letters of a message do nothing else, also when one begins to type as soon as the chat is open', async () => {
    await guest.keyboard.type('mvhc');
    await expect(guest.getByRole('textbox', { name: 'Kirjoita kaikille' })).toBeFocused();
    await expect(microphone).toHaveAttribute('aria-pressed', 'false');
    await guest.keyboard.press('Enter');
    await expect(host.getByRole('log')).toContainText('Viesti, Laura: mvhc');
    await guest.keyboard.press('Escape');
    await expect(guest.getByRole('textbox')).toHaveCount(0);
    await expect(guest.getByRole('button', { name: 'Viestit' })).toBeFocused();
  });
  await test.step('the single letters can be turned off', async () => {
    await pressTab('Näppäimet');
    await guest.keyboard.press('Enter');
    await guest.getByRole('checkbox').focus();
    await guest.keyboard.press('Space');
    await guest.keyboard.press('Escape');
    await guest.keyboard.press('m');
    await expect(microphone).toHaveAttribute('aria-pressed', 'false');
  });
  await test.step('whether the call fills the screen is told', async () => {
    const fullScreen = guest.getByRole('button', { name: 'Koko näyttö' });
    for (const isFull of ['true', 'false']) {
      await fullScreen.press('Enter');
      await expect(fullScreen).toHaveAttribute('aria-pressed', isFull);
    }
  });
  await pressTab('Poistu');
  await guest.keyboard.press('Enter');
  await expect(guest.getByRole('heading', { name: 'Poistuit tapaamisesta' })).toBeFocused();
});

test('on a phone nothing of the call lies outside the screen, and no control is smaller than a thumb', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const { guest } = await twoInCall(browser, server, visit);
  await sees(guest, visit.host.name);
  for (const width of [320, 360, 375, 390]) {
    await guest.setViewportSize({ width, height: 700 });
    await expect(tile(guest, visit.host.name)).toBeInViewport({ ratio: 0.99 });
    expect(await guest.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    for (const button of await guest
      .getByRole('region', { name: 'Puhelun painikkeet' })
      .getByRole('button')
      .all()) {
      await expect(button).toBeInViewport({ ratio: 0.99 });
      const box = (await button.boundingBox())!;
      expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
      // One word, not broken in its middle.
      const linesOf = (word: Element) => {
        const range = document.createRange();
        range.selectNodeContents(word);
        return range.getClientRects().length;
      };
      const word = button.locator('.word');
      if (!/\s/.test(await word.innerText())) expect(await word.evaluate(linesOf)).toBe(1);
    }
  }
  await test.step('turned on its side it still shows the face', async () => {
    await guest.setViewportSize({ width: 844, height: 390 });
    await expect(tile(guest, visit.host.name)).toBeInViewport({ ratio: 0.99 });
    await guest.getByRole('button', { name: 'Viestit' }).click();
    const panel = guest.getByRole('region', { name: 'Viestit' });
    await expect(panel.getByRole('textbox')).toBeInViewport({ ratio: 0.99 });
    await expect(panel.getByRole('button', { name: 'Lähetä' })).toBeInViewport({ ratio: 0.99 });
    // As low as a notice above leaves it: a new line takes nothing from sight of what is being written.
    await guest.setViewportSize({ width: 844, height: 330 });
    const field = panel.getByRole('textbox');
    for (const text of ['Hei!', 'Kuuletteko?']) {
      await field.fill(text);
      await field.press('Enter');
      await expect(panel.getByText(text, { exact: true })).toBeAttached();
      await expect(field).toBeEmpty();
      await expect(field).toBeInViewport({ ratio: 0.9 });
    }
  });
});

test('a shared screen takes the stage at the others and goes when it is stopped', async ({ browser }) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const guest = await guestPage(browser, server, visit.guests[0]!);
  await knock(guest);
  const host = await staffPage(browser, server, visit.host, `/visit/${visit.appointmentId}`);
  await host.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 });
    const paint = canvas.getContext('2d')!;
    setInterval(() => paint.fillRect(Math.random() * 1280, Math.random() * 720, 20, 20), 60);
    navigator.mediaDevices.getDisplayMedia = () => Promise.resolve(canvas.captureStream(10));
  });
  await host.getByRole('button', { name: 'Aloita tapaaminen' }).click();
  await admit(host, 'Laura');
  await sees(guest, visit.host.name);
  await host.getByRole('button', { name: 'Jaa näyttö' }).click();
  await expect(guest.locator('figure')).toContainText(`${visit.host.name} jakaa näyttönsä`);
  const shown = () =>
    guest
      .locator('figure video')
      .evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);
  await expect.poll(shown).toBeGreaterThan(5);
  await sees(guest, visit.host.name);
  await host.getByRole('button', { name: 'Lopeta jakaminen' }).click();
  await expect(guest.locator('figure')).toHaveCount(0);
  await sees(guest, visit.host.name);
});

test('a browser that keeps sound silent shows one large button, and then one hears', async ({ browser }) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const guest = await guestPage(browser, server, visit.guests[0]!);
  await guest.context().addInitScript(() => {
    let isAllowed = false;
    addEventListener('click', () => (isAllowed = true), { capture: true });
    const play = HTMLAudioElement.prototype.play;
    HTMLAudioElement.prototype.play = function () {
      const isSound = this.tagName === 'AUDIO' && this.isConnected;
      return isSound && !isAllowed
        ? Promise.reject(new DOMException('', 'NotAllowedError'))
        : play.call(this);
    };
    // The clicks on the way in do not count: as after a reload in the call.
    addEventListener('joined-for-test', () => (isAllowed = false));
  });
  await guest.reload();
  await knock(guest);
  await isWaiting(guest);
  await guest.evaluate(() => dispatchEvent(new Event('joined-for-test')));
  const host = await startAsHost(browser, server, visit);
  await admit(host, 'Laura');
  await guest.getByRole('button', { name: 'Kuuntele: avaa ääni painamalla' }).click();
  await expect(guest.getByRole('button', { name: 'Kuuntele: avaa ääni painamalla' })).toBeHidden();
  await hears(guest);
});

test("the page speaks the guest's language, and keeps the one that is chosen", async ({ browser }) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const guest = await guestPage(browser, server, visit.guests[0]!, { locale: 'en-GB' });
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Hei Laura!');
  await guest.getByRole('combobox', { name: 'Kieli, språk, language' }).selectOption('sv');
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Hej Laura!');
  const saved = () =>
    inDatabase(
      server,
      (db) =>
        (
          db
            .prepare("SELECT language FROM participant WHERE appointment_id = ? AND kind = 'guest'")
            .get(visit.appointmentId) as { language: string }
        ).language,
    );
  await expect.poll(saved).toBe('sv');
  const elsewhere = await guestPage(browser, server, visit.guests[0]!, { locale: 'fi-FI' });
  await expect(elsewhere.getByRole('heading', { level: 1 })).toHaveText('Hej Laura!');
});

test('the page of a link brings at most 120 kB of script before it is used, and keeps the token to itself', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const guest = visit.guests[0]!;
  const context = await contextOf(browser, server, { viewport: phone });
  const page = await context.newPage();
  const scripts: Promise<number>[] = [];
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url()));
  const weigh = (response: Response) => {
    if ((response.headers()['content-type'] ?? '').includes('javascript'))
      scripts.push(response.body().then((body) => gzipSync(body).length));
  };
  page.on('response', weigh);
  await page.goto(guest.link);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  // What comes from here on belongs to the call, and its page may close before all of it has come.
  page.off('response', weigh);
  const scriptBytes = (await Promise.all(scripts)).reduce((sum, bytes) => sum + bytes, 0);
  console.log(`script before the page is used: ${Math.round(scriptBytes / 100) / 10} kB gzip`);
  expect(scriptBytes).toBeGreaterThan(10_000);
  expect(scriptBytes).toBeLessThanOrEqual(120_000);
  await knock(page);
  await isWaiting(page);
  expect(addresses.filter((address) => address.split('#')[0]!.includes(guest.token))).toEqual([]);
  const kept = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
  );
  expect(kept).not.toContain(guest.token);
});
