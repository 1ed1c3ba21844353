import type { Page } from '@playwright/test';
import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/page-test.ts';
import { book, knock, openDesk, openLive, signedIn, widerThanScreen } from '#support/desk-visit.ts';

const row = (page: Page, appointmentId: string) => page.locator(`[data-appointment="${appointmentId}"]`);

test('somebody who arrives is seen on My day at once, and nothing that one can press moves', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId, guestName, guestToken } = await book(worker.request, desk);
  const specialist = await signedIn(browser, desk.specialist);
  const page = await specialist.newPage();
  await openLive(page, '/my-day');
  const panel = page.getByRole('region', { name: 'Odotushuone' });
  await expect(panel).toContainText('Kukaan ei odota nyt');
  await expect(row(page, appointmentId)).toContainText('Varattu');
  const open = page.getByRole('link', { name: 'Avaa tapaaminen' });
  await expect(open).toHaveAttribute('href', `/visit/${appointmentId}`);
  const before = await open.boundingBox();
  // A page that nobody looks at tells it in its title.
  await page.evaluate(() => (document.hasFocus = () => false));

  const guest = await knock(guestToken);

  await expect(panel).toContainText(guestName);
  await expect(panel).toContainText('Yhteys kunnossa');
  await expect(row(page, appointmentId)).toContainText('Joku odottaa');
  await expect(page.getByText(`${guestName} saapui odotushuoneeseen`)).toBeVisible();
  await expect(page).toHaveTitle(`${guestName} odottaa – Neuvo`);
  expect(await open.boundingBox()).toEqual(before);

  await page.evaluate(() => {
    document.hasFocus = () => true;
    window.dispatchEvent(new Event('focus'));
  });
  await expect(page).toHaveTitle('Oma päivä – Neuvo');

  guest.disconnect();
  await expect(panel).toContainText('Yhteys poikki juuri nyt');
  await isAccessible(page);
});

test('a specialist who reads a request hears of an arrival there too, and opens the visit from it', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { guestName, guestToken, appointmentId } = await book(worker.request, desk);
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  await openLive(page, `/requests/${appointmentId}`);
  await expect(page.getByRole('heading', { name: 'Kysymys' })).toBeVisible();
  const guest = await knock(guestToken);
  const news = page.locator('.toast', { hasText: guestName });
  await news.getByRole('button', { name: 'Avaa' }).click();
  await expect(page).toHaveURL(`/visit/${appointmentId}`);
  guest.disconnect();
});

test('a cancelled visit shows as cancelled to the specialist without a reload, and its time is free again', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId, startsAt } = await book(worker.request, desk, { days: 3 });
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  const date = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Helsinki' }).format(startsAt);
  await openLive(page, `/my-day?date=${date}`);
  await expect(row(page, appointmentId)).toContainText('Varattu');

  const answer = await worker.request.post(`/api/appointments/${appointmentId}/cancel`, {
    data: { reason: 'family-cancelled', note: '' },
  });
  expect(answer.status()).toBe(200);

  await expect(row(page, appointmentId)).toContainText('Peruttu');
  const slots = await worker.request.get(`/api/services/${desk.serviceId}/slots?week=${date}`);
  const { days } = (await slots.json()) as {
    days: { slots: { startsAt: number; state: string }[] }[];
  };
  const slot = days.flatMap((day) => day.slots).find((each) => each.startsAt === startsAt);
  expect(slot?.state).toBe('free');
});

test('the day is in the address: the days before and after, back, and a date that does not exist', async ({
  browser,
}) => {
  const desk = openDesk();
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  await page.goto('/my-day?date=2026-12-31');
  await expect(page.getByText('31. joulukuuta')).toBeVisible();
  await page.getByRole('link', { name: 'Seuraava päivä' }).click();
  await expect(page).toHaveURL('/my-day?date=2027-01-01');
  await expect(page.getByText('1. tammikuuta', { exact: false }).first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'Seuraava päivä' })).toBeFocused();
  await page.goBack();
  await expect(page.getByText('31. joulukuuta')).toBeVisible();
  await page.getByRole('link', { name: 'Tänään' }).click();
  await expect(page).toHaveURL('/my-day');
  await page.goto('/my-day?date=2026-02-31');
  await expect(page.getByRole('link', { name: 'Tänään' })).toHaveAttribute('aria-current', 'date');
});

test('an empty day is said kindly and names the next visit; it fills without a reload', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { startsAt } = await book(worker.request, desk, { days: 5 });
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  await openLive(page, '/my-day');
  await expect(page.getByRole('heading', { name: 'Tänään ei ole tapaamisia' })).toBeVisible();
  const day = new Intl.DateTimeFormat('fi', {
    timeZone: 'Europe/Helsinki',
    day: 'numeric',
    month: 'numeric',
  });
  await expect(page.getByText(`Seuraava on`)).toContainText(day.format(startsAt));
  await isAccessible(page);

  const { appointmentId } = await book(worker.request, desk);
  await expect(row(page, appointmentId)).toBeVisible();
});

test('on a phone My day fits, in the dark too', async ({ browser }) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { guestToken, guestName } = await book(worker.request, desk);
  const specialist = await signedIn(browser, desk.specialist, {
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
  });
  const page = await specialist.newPage();
  await openLive(page, '/my-day');
  const guest = await knock(guestToken);
  await expect(page.getByRole('region', { name: 'Odotushuone' })).toContainText(guestName);
  expect(await widerThanScreen(page)).toBe(0);
  await isAccessible(page);
  guest.disconnect();
});
