import type { Page } from '@playwright/test';
import { book, openDesk, signedIn } from '#support/desk-visit.ts';
import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/page-test.ts';

/** The browser's maker, whom no test asks: the address that it would give. */
const endpoint = 'https://push.example/device';
const giveAddress = (page: Page) =>
  page.addInitScript((address) => {
    const key = (length: number) => btoa('k'.repeat(length)).replaceAll('=', '').replaceAll('+', '-');
    let isOn = false;
    const made = {
      endpoint: address,
      toJSON: () => ({ endpoint: address, keys: { p256dh: key(65), auth: key(16) } }),
      unsubscribe: () => Promise.resolve(!(isOn = false)),
    };
    Object.assign(PushManager.prototype, {
      getSubscription: () => Promise.resolve(isOn ? made : null),
      subscribe: () => Promise.resolve(((isOn = true), made)),
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

  // What arrives from the browser's maker, as the browser hands it to the service worker.
  const cdp = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) =>
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      if (registrations[0]) resolve(registrations[0].registrationId);
    }),
  );
  await cdp.send('ServiceWorker.enable');
  const note = {
    ...{ title: 'Sinua odotetaan', body: 'Avaa Neuvo.', tag: 'a' },
    path: `/requests/${appointmentId}`,
  };
  await cdp.send('ServiceWorker.deliverPushMessage', {
    origin: new URL(page.url()).origin,
    registrationId: await registered,
    data: JSON.stringify(note),
  });
  const shown = () =>
    page.evaluate(async () => {
      const { ready } = navigator.serviceWorker;
      return (await (await ready).getNotifications()).map(({ title, data }) => [title, data] as unknown);
    });
  await expect.poll(shown).toEqual([['Sinua odotetaan', note.path]]);

  await page.getByRole('button', { name: desk.specialist.name }).click();
  await page.getByRole('menuitem', { name: 'Kirjaudu ulos' }).click();
  await expect(page).toHaveURL(/\/(sign-in)?$/);
  const again = await signedIn(browser, desk.specialist);
  const { endpoints: left } = (await (await again.request.get('/api/push')).json()) as {
    endpoints: string[];
  };
  expect(left).toEqual([]);
});
