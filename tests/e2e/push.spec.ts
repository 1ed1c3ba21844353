import type { Page } from '@playwright/test';
import { book, openDesk, signedIn } from '#support/desk-visit.ts';
import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/page-test.ts';

/** The browser's maker, whom no test asks: the address that it would give. */
const endpoint = 'https://push.example/device';
const giveAddress = (page: Page) =>
  page.addInitScript((address) => {
    const key = (length: number) => btoa('k'.repeat(length)).replaceAll('=', '').replaceAll('+', '-');
    const made = {
      endpoint: address,
      toJSON: () => ({ endpoint: address, keys: { p256dh: key(65), auth: key(16) } }),
      unsubscribe: () => (sessionStorage.removeItem('push'), Promise.resolve(true)),
    };
    Object.assign(PushManager.prototype, {
      getSubscription: () => Promise.resolve(sessionStorage.getItem('push') ? made : null),
      subscribe: () => (sessionStorage.setItem('push', 'on'), Promise.resolve(made)),
    });
  }, endpoint);

test('[Z6] notifications are turned on for this device, are shown without anybody’s name, lead to the visit, and end with signing out', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId } = await book(worker.request, desk);
  const context = await signedIn(browser, desk.specialist, { permissions: ['notifications'] });
  const page = await context.newPage();
  await giveAddress(page);
  await page.goto('/my-day');
  await page.getByRole('button', { name: 'Ilmoitukset päälle' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('yhteiskäyttöisellä laitteella')).toBeVisible();
  await isAccessible(page);
  await dialog.getByRole('button', { name: 'Ilmoitukset päälle' }).click();
  await expect(page.getByText('Ilmoitukset ovat päällä tällä laitteella.')).toBeVisible();
  const endpoints = async () =>
    ((await (await context.request.get('/api/push')).json()) as { endpoints: string[] }).endpoints;
  expect(await endpoints()).toEqual([endpoint]);

  // As if the browser's maker had sent it, and as if what is then shown were pressed: neither can be had without a network.
  const [background] = context.serviceWorkers();
  const note = {
    ...{ title: 'Sinua odotetaan', body: 'Avaa Neuvo.', tag: 'a' },
    path: `/requests/${appointmentId}`,
  };
  const shown = await background!.evaluate(async (text) => {
    const all: unknown[] = [];
    const world = globalThis as unknown as {
      registration: { showNotification: (title: string, options: { data: string }) => Promise<void> };
      PushEvent: new (name: string, init: { data: string }) => Event;
    };
    world.registration.showNotification = (title, { data }) => Promise.resolve(void all.push(title, data));
    dispatchEvent(new world.PushEvent('push', { data: text }));
    return Promise.resolve(all);
  }, JSON.stringify(note));
  expect(shown).toEqual([note.title, note.path]);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Ilmoitukset pois' })).toBeVisible();
  await background!.evaluate((data) => {
    const world = globalThis as unknown as { ExtendableEvent: new (name: string) => Event };
    const press = new world.ExtendableEvent('notificationclick');
    dispatchEvent(Object.assign(press, { notification: { data, close: () => undefined } }));
  }, note.path);
  await expect(page).toHaveURL(new RegExp(`${note.path}$`));

  await page.getByRole('button', { name: desk.specialist.name }).click();
  await page.getByText('Kirjaudu ulos').click();
  await expect(page).toHaveURL(/\/(sign-in)?$/);
  const again = await signedIn(browser, desk.specialist);
  const { endpoints: left } = (await (await again.request.get('/api/push')).json()) as {
    endpoints: string[];
  };
  expect(left).toEqual([]);
});
