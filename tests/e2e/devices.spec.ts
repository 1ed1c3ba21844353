import { isAccessible } from '../support/axe.ts';
import { listen, said } from '../support/browser/said.ts';
import { admit, contextOf, isWaiting, phone, startAsHost, tile } from '../support/browser/visit-pages.ts';
import { bookVisit, sharedServer } from '../support/visit.ts';
import { expect, test } from '../support/visit-test.ts';

type Trouble = {
  what: string;
  /** What the browser says when a page asks for a device. */
  error: 'NotReadableError' | 'NotFoundError';
  devices: 'none' | 'listed';
  told: RegExp;
};

const troubles: Trouble[] = [
  {
    what: 'camera and microphone in use by another program',
    error: 'NotReadableError',
    devices: 'listed',
    told: /toinen ohjelma/i,
  },
  { what: 'no devices at all', error: 'NotFoundError', devices: 'none', told: /ei löytynyt|ei löydy/i },
];

for (const { what, error, devices, told } of troubles)
  test(`${what}: the guest is told, and joins and is heard of all the same`, async ({ browser }) => {
    const server = sharedServer();
    const visit = await bookVisit(server);
    const context = await contextOf(browser, server, { viewport: phone });
    await listen(context);
    await context.addInitScript(
      ({ name, isEmpty }) => {
        const refuse = () => Promise.reject(new DOMException('Refused by the test.', name));
        navigator.mediaDevices.getUserMedia = refuse;
        if (isEmpty) navigator.mediaDevices.enumerateDevices = () => Promise.resolve([]);
      },
      { name: error, isEmpty: devices === 'none' },
    );
    const guest = await context.newPage();
    await guest.goto(visit.guests[0]!.link);
    await guest.getByRole('button', { name: 'Kokeile kameraa ja ääntä' }).click();
    await expect(guest.getByText(told).first()).toBeVisible();
    // Nor does it go on saying that the browser asks.
    await expect(guest.getByText('Selain kysyy luvan')).toBeHidden();
    await isAccessible(guest, what);
    // Read aloud once: not first of the one and then of both.
    expect((await said(guest)).filter((text) => told.test(text))).toHaveLength(1);

    const onward = devices === 'none' ? 'Jatka ilman kameraa ja mikrofonia' : /odotushuoneeseen$/;
    await guest.getByRole('button', { name: onward }).click();
    await isWaiting(guest);
    const host = await startAsHost(browser, server, visit);
    await admit(host, 'Laura');
    await expect(tile(host, 'Laura')).toBeVisible();
    await expect(tile(host, 'Laura').getByText('Mikrofoni kiinni')).toBeAttached();
    await expect(tile(guest, visit.host.name).locator('video')).toBeVisible();
    // Writing still works for somebody who can be neither seen nor heard.
    await guest.getByRole('button', { name: 'Viestit' }).click();
    await guest.getByRole('textbox', { name: 'Kirjoita kaikille' }).fill('Kuulen teidät.');
    await guest.keyboard.press('Enter');
    await host.getByRole('button', { name: /^Viestit/ }).click();
    await expect(host.getByText('Kuulen teidät.', { exact: true })).toBeVisible();
  });

test('a camera that another program lets go of: who tries again by keyboard goes on at the switches', async ({
  browser,
}) => {
  const server = sharedServer();
  const visit = await bookVisit(server);
  const context = await contextOf(browser, server, { viewport: phone });
  await context.addInitScript(() => {
    const { mediaDevices } = navigator;
    const ask = mediaDevices.getUserMedia.bind(mediaDevices);
    Object.assign(globalThis, { refusal: 'NotReadableError' });
    mediaDevices.getUserMedia = (wish) => {
      const { refusal, isCovered } = globalThis as unknown as { refusal?: string; isCovered?: true };
      // One that was never drawn on gives no picture, like a camera behind its own switch.
      if (isCovered) return Promise.resolve(document.createElement('canvas').captureStream(0));
      return refusal ? Promise.reject(new DOMException('Refused by the test.', refusal)) : ask(wish);
    };
  });
  const guest = await context.newPage();
  await guest.goto(visit.guests[0]!.link);
  await guest.getByRole('button', { name: 'Kokeile kameraa ja ääntä' }).click();
  const retry = guest.getByRole('button', { name: 'Yritä uudelleen' });
  await retry.press('Enter');
  await expect(retry).toBeFocused();
  await guest.evaluate(() => Object.assign(globalThis, { refusal: undefined }));
  await retry.press('Enter');
  await expect(retry).toHaveCount(0);
  await expect(guest.getByRole('button', { name: 'Mikrofoni' })).toBeFocused();

  await test.step('and so where nothing was pressed: a camera that is plugged in', async () => {
    const camera = guest.getByRole('button', { name: 'Kamera' });
    await camera.press('Enter');
    await guest.evaluate(() => Object.assign(globalThis, { refusal: 'NotFoundError' }));
    await camera.press('Enter');
    await retry.focus();
    await guest.evaluate(() => {
      Object.assign(globalThis, { refusal: undefined });
      navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    });
    await expect(retry).toHaveCount(0);
    await expect(guest.getByRole('button', { name: 'Mikrofoni' })).toBeFocused();
  });
  await test.step('a camera that is on and gives no picture', async () => {
    const camera = guest.getByRole('button', { name: 'Kamera' });
    await camera.click();
    await guest.evaluate(() => Object.assign(globalThis, { isCovered: true }));
    await camera.click();
    await expect(guest.getByText('Kamera ei anna kuvaa')).toBeVisible();
    await guest.evaluate(() => Object.assign(globalThis, { isCovered: undefined }));
    await camera.click();
    await camera.click();
    await expect(guest.getByText('Kamera ei anna kuvaa')).toHaveCount(0);
  });
});
