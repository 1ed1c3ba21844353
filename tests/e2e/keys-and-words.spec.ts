import type { BrowserContext, Locator, Page } from '@playwright/test';
import { drawScreen } from '../support/browser/draw-screen.ts';
import { BadNetwork } from '../support/browser/network.ts';
import {
  admit,
  desktop,
  guestPage,
  isWaiting,
  knock,
  phone,
  sees,
  staffPage,
  startAsHost,
  tile,
  twoInCall,
} from '../support/browser/visit-pages.ts';
import { fullVisit } from '../support/full-visit.ts';
import { bookVisit, sharedServer } from '../support/visit.ts';
import { expect, test } from '../support/visit-test.ts';

const control = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** The person's own choice in the browser's settings. */
const doubleText = (page: Page) =>
  page.evaluate(() => void (document.documentElement.style.fontSize = '200%'));

test('text twice as large: one can still turn the microphone off and leave, on a phone too; no word lies over another, and names can be read', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const { host, guest } = await twoInCall(browser, server, visit);
  await sees(guest, visit.host.name);
  await doubleText(guest);
  for (const name of ['Mikrofoni', 'Kamera', 'Lisää', 'Poistu'])
    await expect(control(guest, name)).toBeInViewport({ ratio: 1 });
  const name = tile(guest, visit.host.name).getByText(visit.host.name, { exact: true });
  await expect(name).toBeInViewport({ ratio: 1 });
  await control(guest, 'Lisää').click();
  await guest.getByRole('button', { name: 'Viestit' }).click();
  await expect(guest.getByRole('heading', { name: 'Viestit' })).toBeFocused();
  await guest.keyboard.press('Escape');
  await expect(control(guest, 'Lisää')).toBeFocused();

  await test.step('a hint leaves the own picture a picture', async () => {
    await control(guest, 'Mikrofoni').click();
    const own = guest.getByRole('article', { name: 'Oma kuvasi' });
    await expect(own.getByText('Muut eivät kuule sinua')).toBeVisible();
    await expect(guest.getByRole('log')).toContainText('Muut eivät kuule sinua');
    expect((await guest.locator('.own .picture').boundingBox())!.height).toBeGreaterThan(40);
    await control(guest, 'Mikrofoni').click();
  });

  await test.step('it has a place also once the own picture is put away', async () => {
    await guest.getByRole('button', { name: 'Piilota oma kuva' }).click();
    const hint = guest.getByRole('banner').getByText('Muut eivät kuule sinua');
    await expect(hint).toHaveCount(0);
    await control(guest, 'Mikrofoni').click();
    await expect(hint).toBeInViewport({ ratio: 1 });
    await control(guest, 'Mikrofoni').click();
    await control(guest, 'Lisää').click();
    await guest.getByRole('button', { name: 'Oma kuva' }).click();
  });

  await test.step('what is new is told at the control under which it is', async () => {
    await host.getByRole('button', { name: 'Viestit' }).click();
    await host.getByRole('textbox', { name: 'Kirjoita kaikille' }).fill('Hei!');
    await host.keyboard.press('Enter');
    await expect(guest.getByRole('button', { name: 'Lisää' })).toContainText('1');
    await host.keyboard.press('Escape');
  });

  await test.step('a notice leaves the faces more than half of the room', async () => {
    await guest.context().setOffline(true);
    const notice = guest.getByText('Yhteyttä palautetaan');
    await expect(notice).toBeVisible();
    const heightOf = async (part: Locator) => (await part.boundingBox())!.height;
    const notices = await heightOf(guest.getByRole('region', { name: 'Ilmoitukset' }));
    expect(await heightOf(guest.getByRole('main'))).toBeGreaterThan(notices);
    // The picture itself, without the words below, as wide as the phone lets it be.
    const picture = (await tile(guest, visit.host.name).locator('video').boundingBox())!;
    expect(picture.width).toBeGreaterThan(phone.width * 0.85);
    expect(picture.height).toBeGreaterThan(notices * 0.9);
    await guest.context().setOffline(false);
    await expect(notice).toBeHidden();
  });

  await test.step('a wide screen', async () => {
    await doubleText(host);
    await expect(control(host, 'Poistu')).toBeInViewport({ ratio: 1 });
    const words = await host
      .locator('.bar .word')
      .evaluateAll((all) => all.map((word) => word.getBoundingClientRect().toJSON() as DOMRect));
    for (const [index, { right }] of words.slice(0, -1).entries())
      expect(right).toBeLessThanOrEqual(words[index + 1]!.left);
  });
});

test('the focus is never lost: the call begins, somebody is let in, a notice is over, a menu closes, the panel’s opener is gone', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const guest = await guestPage(browser, server, visit.guests[0]!);
  await knock(guest);
  const host = await startAsHost(browser, server, visit);
  const stage = (page: Page) => page.getByRole('main');
  await expect(stage(host)).toBeFocused();

  await test.step('let in from the panel', async () => {
    await host.getByRole('button', { name: /^Ihmiset/ }).press('Enter');
    await host.getByRole('button', { name: 'Päästä sisään: Laura' }).press('Enter');
    await sees(host, 'Laura');
    await expect(host.getByRole('heading', { name: 'Ihmiset' })).toBeFocused();
    await expect(stage(guest)).toBeFocused();
  });

  await test.step('let in from the notice', async () => {
    await host.keyboard.press('Escape');
    await expect(host.getByRole('button', { name: /^Ihmiset/ })).toBeFocused();
    const requester = await staffPage(browser, server, visit.requester, `/visit/${visit.appointmentId}`);
    await requester.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
    await isWaiting(requester);
    await host.getByRole('button', { name: `Päästä sisään: ${visit.requester.name}` }).press('Enter');
    await expect(tile(host, visit.requester.name)).toBeVisible();
    await expect(stage(host)).toBeFocused();
    await requester.context().close();
  });

  await test.step('a menu in a panel: it has the focus, and Esc closes the menu alone', async () => {
    const people = host.getByRole('button', { name: /^Ihmiset/ });
    await people.press('Enter');
    const opener = host.locator('section.panel').getByRole('button', { name: 'Toiminnot: Laura' });
    await opener.press('Enter');
    await expect(host.getByRole('button', { name: 'Takaisin odotushuoneeseen' })).toBeFocused();
    await host.keyboard.press('Escape');
    await expect(opener).toBeFocused();
    await host.keyboard.press('Escape');
    await expect(people).toBeFocused();
    await control(host, 'Kamera').focus();
    await host.keyboard.press('Escape');
    await expect(control(host, 'Kamera')).toBeFocused();
  });

  await test.step('sharing is over', async () => {
    await drawScreen(host);
    await control(host, 'Jaa näyttö').press('Enter');
    await host.getByRole('button', { name: 'Lopeta jakaminen' }).press('Enter');
    await expect(guest.locator('figure')).toHaveCount(0);
    await expect(stage(host)).toBeFocused();
  });

  await test.step('a dialog that was opened from a menu, which is closed by then', async () => {
    await control(guest, 'Lisää').press('Enter');
    await control(guest, 'Laitteet').press('Enter');
    await guest.getByRole('dialog').waitFor();
    await guest.keyboard.press('Escape');
    await expect(control(guest, 'Lisää')).toBeFocused();
  });
});

test('what one sees end is read aloud, too: the connection is back, nobody shares a screen', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const network = new BadNetwork();
  try {
    const prepare = (context: BrowserContext) => network.attach(context);
    const { host, guest } = await twoInCall(browser, server, visit, { prepare });
    await sees(guest, visit.host.name);
    await drawScreen(host);
    await control(host, 'Jaa näyttö').click();
    const log = guest.getByRole('log');
    await expect(log).toContainText(`${visit.host.name} jakaa näyttönsä`);
    await host.getByRole('button', { name: 'Lopeta jakaminen' }).click();
    await expect(log).toContainText('Näytön jakaminen loppui');

    network.isDead = true;
    await guest.context().setOffline(true);
    await expect(guest.getByText('Yhteyttä palautetaan')).toBeVisible();
    await guest.waitForTimeout(3000);
    network.isDead = false;
    await guest.context().setOffline(false);
    await expect(log).toContainText('Yhteys on palautunut');
    await sees(guest, visit.host.name);
  } finally {
    network.close();
  }
});

test('with the system’s own colours one sees what is chosen, and how loud the microphone hears; with large text one can turn off what is tried', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const guest = await guestPage(browser, server, visit.guests[0]!, { forcedColors: 'active' });
  await guest.getByRole('button', { name: 'Kokeile kameraa ja ääntä' }).click();
  await guest.getByText('Kuvat ja ääni: kaikki').click();
  const dot = (name: string) =>
    guest
      .getByRole('radio', { name })
      .evaluate((radio) => getComputedStyle(radio, '::before').backgroundColor);
  expect(await dot('Kaikki')).not.toBe(await dot('Vain ääni'));
  await guest.getByRole('meter').locator('.on').first().waitFor();
  const grounds = await guest
    .getByRole('meter')
    .locator('span')
    .evaluateAll((bars) =>
      ['.on', ':not(.on)'].map((which) => {
        const bar = bars.find((each) => each.matches(which)) ?? document.body;
        return getComputedStyle(bar).backgroundColor;
      }),
    );
  expect(grounds[0]).not.toBe(grounds[1]);
  await guest.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
  await isWaiting(guest);
  await doubleText(guest);
  const camera = guest.getByRole('button', { name: 'Kamera' });
  await camera.scrollIntoViewIfNeeded();
  await expect(camera).toBeInViewport({ ratio: 1 });
  const whole = (await guest.getByRole('region', { name: 'Oma kuvasi' }).boundingBox())!;
  const { x, width } = (await camera.boundingBox())!;
  expect(x + width).toBeLessThanOrEqual(whole.x + whole.width);
  expect(await guest.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width);
});

test('a shared screen on a phone that is turned for it has the height for itself, although many are there', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await fullVisit(server, 6);
  try {
    const { host, guest } = await twoInCall(browser, server, visit);
    await sees(guest, visit.host.name);
    await drawScreen(host);
    await control(host, 'Jaa näyttö').click();
    const screen = guest.locator('figure video');
    await screen.waitFor();
    const upright = (await screen.boundingBox())!.width;
    await guest.setViewportSize({ width: phone.height, height: phone.width });
    // Of a screen of 1280 × 800 that is shown whole.
    await expect
      .poll(async () => ((await screen.boundingBox())!.height * 1280) / 800)
      .toBeGreaterThan(upright * 1.1);
    for (const article of (await guest.locator('article').all()).slice(0, 2))
      await expect(article).toBeInViewport({ ratio: 0.99 });
  } finally {
    visit.close();
  }
});

test('a long name that is written from the right is cut off at its end, not at its beginning', async ({
  browser,
}) => {
  const server = sharedServer();
  const name = 'نور الهدى عبد الرحمن الخطيب الأندلسي';
  const visit = await bookVisit(server, { guests: [name, 'Laura'] });
  const guest = await guestPage(browser, server, visit.guests[0]!);
  await knock(guest);
  const host = await startAsHost(browser, server, visit);
  await admit(host, name);
  await sees(host, name);
  await host.setViewportSize({ ...desktop, width: 320 });
  const isBeginningSeen = () =>
    tile(host, name)
      .getByText(name, { exact: true })
      .evaluate((line) => {
        const first = document.createRange();
        first.setStart(line.firstChild!, 0);
        first.setEnd(line.firstChild!, 3);
        const place = line.getBoundingClientRect();
        const { left, right } = first.getBoundingClientRect();
        return line.scrollWidth > line.clientWidth && left >= place.left && right <= place.right + 1;
      });
  await expect.poll(isBeginningSeen).toBe(true);
});
