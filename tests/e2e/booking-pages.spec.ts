import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { hasContrast, isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/page-test.ts';
import {
  adolescent,
  browserOf,
  freeSlot,
  hold,
  mondayIn,
  requestPage,
  social,
  startAfresh,
} from './booking-steps.ts';

const texts = (locale: string): Record<string, unknown> =>
  Object.assign(
    {},
    ...['booking', 'ui', 'staff'].map((name) =>
      JSON.parse(readFileSync(`packages/messages/${locale}/${name}.json`, 'utf8')),
    ),
  ) as Record<string, unknown>;
const finnish = texts('fi');

/** Every line on the page that is one of our Finnish sentences and not also one of this language's. */
async function finnishLines(page: Page, locale: 'sv' | 'en'): Promise<string[]> {
  const own = texts(locale);
  const foreign = new Set(
    Object.entries(finnish).flatMap(([key, text]) =>
      typeof text === 'string' && own[key] !== text && !text.includes('{') ? [text] : [],
    ),
  );
  // A message's subject is in the language of whoever it went to.
  const subjects = await page.locator('main .subject, main article h2').allInnerTexts();
  const lines = (await page.locator('body').innerText())
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !subjects.includes(line));
  // The product's own name is also the Finnish word for advice.
  foreign.delete('Neuvo');
  return lines.filter((line) => foreign.has(line) || /\b(booking|ui|staff)_[a-z]+_/.test(line));
}

for (const locale of ['sv', 'en'] as const) {
  test(`every page of booking speaks ${locale}, and none says a word of Finnish instead`, async ({
    browser,
  }) => {
    const page = await browserOf(browser, 'maria', { language: locale });
    await startAfresh(page.request, adolescent);
    const slot = await freeSlot(page.request, adolescent, 5);
    await hold(page.request, adolescent, slot);
    const seen: Record<string, string[]> = {};
    for (const [address, ready] of [
      ['/services', 'article'],
      [`/services/${adolescent}?week=${mondayIn(5)}`, '.week'],
      [requestPage(adolescent, slot), '#confirm-form'],
      ['/dev/mailbox', 'nav li'],
    ] as const) {
      await page.goto(address);
      await page.locator(ready).first().waitFor();
      if (address.includes('request')) {
        await page.locator('input[value=new-case]').check();
        await page.locator('#guests').click();
        await page.locator('#confirm-form [type=submit]').click();
        await expect(page.locator('.summary')).toBeFocused();
      }
      const lines = await finnishLines(page, locale);
      if (lines.length > 0) seen[address] = lines;
    }
    expect(seen).toEqual({});
    await startAfresh(page.request, adolescent);
    await page.context().close();
  });
}

// Every page is looked at by every-page.spec.ts; here the states that one only comes to by using them.
test('axe finds nothing in the states of booking on a phone, nor in their colours in the dark', async ({
  browser,
}) => {
  const page = await browserOf(browser, 'leena', { size: { width: 390, height: 844 } });
  const look = async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    await isAccessible(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await hasContrast(page, 'dark');
  };
  await startAfresh(page.request, social);
  const slot = await freeSlot(page.request, social, 6);
  await page.goto('/services?q=eilöydy');
  await expect(page.getByRole('heading', { name: 'Haulla ei löytynyt palveluja' })).toBeVisible();
  await look();
  await hold(page.request, social, slot);
  await page.goto(`/services/${social}?week=${mondayIn(6)}`);
  await page.locator('.week').waitFor();
  await look();
  await page.goto(requestPage(social, slot));
  await page.locator('#guests').click();
  await page.getByRole('combobox', { name: /Työntekijät/ }).fill('a');
  await look();
  await page.keyboard.press('Escape');
  await page.locator('#confirm-form [type=submit]').click();
  await expect(page.locator('.summary')).toBeFocused();
  await look();
  await startAfresh(page.request, social);
  await page.context().close();
});

test('a specialist and an administrator see services and times, and nothing to book with', async ({
  browser,
}) => {
  for (const [person, service] of [
    ['elina', adolescent],
    ['admin', social],
  ] as const) {
    const page = await browserOf(browser, person);
    await page.goto('/services');
    await expect(page.getByRole('link', { name: /^Katso ajat/ }).first()).toBeVisible();
    await expect(page.getByRole('link', { name: /^Valitse aika/ })).toHaveCount(0);
    await page.goto(`/services/${service}?week=${mondayIn(2)}`);
    await expect(page.locator('.slot').first()).toBeVisible();
    await expect(page.locator('button.slot')).toHaveCount(0);
    await page.goto(`/services/${service}/request`);
    await expect(page.getByRole('heading', { name: 'Sinä et voi tehdä konsultaatiopyyntöä' })).toBeVisible();
    await isAccessible(page);
    await page.goto(`/services/${service}/panel`);
    await expect(page.getByRole('heading', { name: 'Sinä et voi tehdä konsultaatiopyyntöä' })).toBeVisible();
    await isAccessible(page);
    await page.context().close();
  }
});

test('an empty catalogue says why and what to do', async ({ browser }) => {
  const page = await browserOf(browser, 'pekka');
  await page.route('**/api/services', (route) => route.fulfill({ json: { services: [] } }));
  await page.goto('/services');
  await expect(
    page.getByRole('heading', { name: 'Organisaatiollesi ei ole vielä avattu palveluja' }),
  ).toBeVisible();
  await isAccessible(page);
  await page.context().close();
});

test('the search keeps words and age in the address and finds its way back', async ({ browser }) => {
  const page = await browserOf(browser, 'pekka');
  await page.goto('/services');
  await page.getByLabel('Lapsen ikä').fill('15');
  await expect(page).toHaveURL(/\?age=15$/);
  await expect(page.locator('article')).toHaveCount(2);
  await page.getByLabel('Hae palvelua').fill('nuoriso ');
  await expect(page.locator('article')).toHaveCount(1);
  await expect(page.getByLabel('Hae palvelua')).toHaveValue('nuoriso ');
  await page.getByLabel('Hae palvelua').fill('hammas');
  await page.getByRole('link', { name: 'Tyhjennä haku' }).press('Enter');
  await expect(page.locator('article')).toHaveCount(3);
  // What was pressed is gone: by keyboard one goes on at the top of the page, and not of the window.
  await expect(page.getByRole('main')).toBeFocused();
  await expect(page.getByLabel('Hae palvelua')).toHaveValue('');
  await page.context().close();
});

test('a week in the address that is no week, or beyond the last times, has a way on', async ({ browser }) => {
  const page = await browserOf(browser, 'pekka');
  await page.goto(`/services/${social}?week=eilen`);
  await expect(page.locator('button.slot').first()).toBeVisible();
  await page.goto(`/services/${social}?week=${mondayIn(30)}`);
  // What is pressed is gone with the week, and the keyboard goes on at the name of the other.
  await page.getByRole('link', { name: /^Siirry viikolle/ }).press('Enter');
  await expect(page.locator('button.slot').first()).toBeVisible();
  await expect(page.getByRole('heading', { name: /^Viikko/ })).toBeFocused();
  await page.context().close();
});

test('without a time the request sends the person to choose one', async ({ browser }) => {
  const page = await browserOf(browser, 'aino');
  await startAfresh(page.request, adolescent);
  await page.goto(`/services/${adolescent}/request`);
  await expect(page).toHaveURL(new RegExp(`/services/${adolescent}$`));
  await page.context().close();
});

test('the log tells the administrator what happened, and a failed message can be tried again', async ({
  browser,
}) => {
  const leena = await browserOf(browser, 'leena');
  await leena.request.get('/api/appointments');
  await leena.context().close();
  const page = await browserOf(browser, 'admin');
  await page.goto('/log');
  await expect(page.getByRole('cell', { name: 'Katsoi luetteloa' }).first()).toBeVisible();
  await isAccessible(page);

  // What it is narrowed to stands in the address: a reload, and whoever gets the link, sees the same.
  const rows = page.getByRole('table').getByRole('row');
  await page.getByLabel('Tekijän nimi').fill('ahola');
  await page.getByLabel('Aihe').selectOption({ label: 'Sarjat' });
  await expect(page).toHaveURL(/who=ahola/);
  await expect(page).toHaveURL(/topic=series/);
  // R8: a series is named by its service; what somebody called it can tell of a client.
  const booked = rows.filter({ hasText: 'Varasi sarjan' });
  await expect(booked).toContainText('Lastenpsykiatrinen etäkonsultaatio');
  await expect(booked).not.toContainText('Alueen lasten mielenterveyden työryhmä');
  await expect(rows.filter({ hasText: 'Katsoi luetteloa' })).toHaveCount(0);
  await page.reload();
  await expect(page.getByLabel('Tekijän nimi')).toHaveValue('ahola');
  await expect(rows.filter({ hasText: 'Varasi sarjan' })).toHaveCount(1);
  await page.getByLabel('Viimeinen päivä').fill('2020-01-31');
  await expect(page.getByRole('heading', { name: 'Mikään tapahtuma ei vastaa rajausta' })).toBeVisible();
  await isAccessible(page);
  await page.getByRole('link', { name: 'Poista rajaus' }).press('Enter');
  await expect(page).toHaveURL(/\/log$/);
  await expect(page.getByLabel('Viimeinen päivä')).toHaveValue('');
  await expect(page.getByLabel('Tekijän nimi')).toHaveValue('');
  await expect(page.getByRole('cell', { name: 'Katsoi luetteloa' }).first()).toBeVisible();

  // Demo mode delivers everything, so the failed one is made up here.
  const message = { at: Date.now(), channel: 'sms', attempts: 5, bounced: false, lastError: 'ECONNREFUSED' };
  const failed = { ...message, id: 'b', kind: 'new-link', status: 'failed' };
  const sent = { ...message, id: 'a', kind: 'invitation', status: 'sent', attempts: 1, lastError: null };
  const returned = { ...message, channel: 'email', id: 'c', kind: 'invitation', status: 'failed' };
  const bounced = { ...returned, attempts: 1, bounced: true, lastError: 'DSN 5.1.1' };
  await page.route('**/api/outbox', (route) =>
    route.fulfill({ json: { messages: [failed, bounced], next: 'failed.1.b' } }),
  );
  await page.route('**/api/outbox?after=failed.1.b', (route) =>
    route.fulfill({ json: { messages: [failed, sent], next: null } }),
  );
  await page.route('**/api/outbox/b/retry', (route) => route.fulfill({ json: {} }));
  await page.getByRole('link', { name: 'Lähtevät viestit' }).click();
  await expect(page.getByRole('row').nth(1)).toContainText('Epäonnistui');
  await expect(page.getByRole('row').nth(2)).toContainText('Palautui');
  await isAccessible(page);
  const older = page.getByRole('button', { name: 'Näytä vanhempia' });
  await older.click();
  await expect(page.getByRole('row')).toHaveCount(4);
  await expect(older).toHaveCount(0);
  await page.getByRole('button', { name: 'Yritä uudelleen' }).click();
  await expect(page.getByText('Viesti lähetetään uudelleen.')).toBeVisible();

  // Narrowed, it is the server's own list.
  await page.getByLabel('Tila').selectOption({ label: 'Lähetetty' });
  await expect(page.getByRole('row').filter({ hasText: 'Epäonnistui' })).toHaveCount(0);
  await expect(page.getByRole('row').filter({ hasText: 'Lähetetty' }).first()).toBeVisible();
  await page.getByLabel('Viimeinen päivä').fill('2020-01-31');
  await expect(page.getByRole('heading', { name: 'Mikään viesti ei vastaa rajausta' })).toBeVisible();
  await isAccessible(page);
  await page.goBack();
  await expect(page.getByLabel('Viimeinen päivä')).toHaveValue('');
  await expect(page).toHaveURL('/log?view=messages&status=sent');
  await page.context().close();
});
