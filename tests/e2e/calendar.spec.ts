import type { APIRequestContext, Page } from '@playwright/test';
import { expect, test } from '../support/page-test.ts';
import { addDays, localDateOf, mondayOf } from '#domain';
import type { Reply } from '#protocol';
import { isAccessible } from '../support/axe.ts';
import { book, firstSlot, openDesk, openLive, signedIn, widerThanScreen } from '#support/desk-visit.ts';

const visit = (page: Page, appointmentId: string) => page.locator(`.ec a[href="/requests/${appointmentId}"]`);
const listed = (page: Page, appointmentId: string) => page.locator(`[data-entry="${appointmentId}"]`);
const inDays = (days: number) => addDays(localDateOf(Date.now()), days);
/**
 * Where somebody stands in the team's calendar of so many days: a team of other tests' people may fill several pages before.
 * How many are on a page depends on the number of days alone.
 */
async function pageInTeam(request: APIRequestContext, name: string, date: string, days: number) {
  const to = addDays(date, days - 1);
  for (let page = 1, pages = 1; page <= pages; page++) {
    const answer = await request.get(`/api/calendar?scope=team&from=${date}&to=${to}&page=${page}`);
    const found = (await answer.json()) as Reply<'readCalendar'>;
    if (found.people.some((person) => person.name === name)) return page;
    pages = found.pages;
  }
  throw new Error(`${name} is on no page of the team`);
}
const clock = (at: number) =>
  new Intl.DateTimeFormat('fi', { timeZone: 'Europe/Helsinki', hour: 'numeric', minute: '2-digit' }).format(
    at,
  );

test('a visit that is booked or cancelled comes and goes without a reload, and whoever stands on another stays there', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const first = await book(worker.request, desk, { days: 3 });
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await openLive(page, `/calendar?date=${inDays(3)}`, 'calendar:watch');
  await expect(visit(page, first.appointmentId)).toContainText('K.A., 2016');
  await visit(page, first.appointmentId).focus();

  const second = await book(worker.request, desk, { days: 3 });
  await expect(visit(page, second.appointmentId)).toBeVisible();
  await expect(visit(page, first.appointmentId)).toBeFocused();
  // Two times of one day lie below each other, not on each other.
  const [one, two] = [
    await visit(page, first.appointmentId).boundingBox(),
    await visit(page, second.appointmentId).boundingBox(),
  ];
  expect(two!.y).toBeGreaterThanOrEqual(one!.y + one!.height - 2);

  await worker.request.post(`/api/appointments/${second.appointmentId}/cancel`, {
    data: { reason: 'family-cancelled', note: '' },
  });
  await expect(visit(page, second.appointmentId)).toHaveCount(0);
  await expect(visit(page, first.appointmentId)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/requests/${first.appointmentId}`);
  await page.goBack();
  await expect(visit(page, first.appointmentId)).toBeVisible();
  // Nothing of the component breaks the policy that forbids inline style and script.
  expect(errors).toEqual([]);
});

test('days, weeks and months are gone through by link, key and date; the address keeps all, and back works', async ({
  browser,
}) => {
  const desk = openDesk();
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  await page.goto('/calendar');
  const heading = page.getByRole('heading', { level: 2 }).first();
  await expect(page.getByText('Kello on nyt')).toBeVisible();
  await expect(page.locator('.ec-now-indicator')).toBeVisible();
  await expect(page.locator('.ec-col-head.ec-today')).toBeVisible();

  await page.getByRole('link', { name: 'Seuraava viikko' }).click();
  await expect(page).toHaveURL(`/calendar?date=${inDays(7)}`);
  await expect(page.getByRole('link', { name: 'Seuraava viikko' })).toBeFocused();
  await page.getByRole('region', { name: /^Kalenteri:/ }).focus();
  await page.keyboard.press('PageDown');
  await expect(page).toHaveURL(`/calendar?date=${inDays(14)}`);
  await page.keyboard.press('PageDown');
  await expect(page).toHaveURL(`/calendar?date=${inDays(21)}`);
  await page.keyboard.press('PageUp');
  await expect(page).toHaveURL(`/calendar?date=${inDays(14)}`);
  await page.goBack();
  await expect(page).toHaveURL(`/calendar?date=${inDays(21)}`);

  await page.getByLabel('Siirry päivään').fill('2027-03-28');
  await expect(page).toHaveURL('/calendar?date=2027-03-28');
  await expect(heading).toContainText(/viikko 12/i);
  await page.getByText('Kuukausi', { exact: true }).click();
  await expect(page).toHaveURL('/calendar?span=month&date=2027-03-28');
  await expect(heading).toContainText(/maaliskuu 2027/i);
  await page.getByRole('link', { name: 'Edellinen kuukausi' }).click();
  await expect(heading).toContainText(/helmikuu 2027/i);
  // From a month to the hours of others: nothing that is gone is asked to scroll.
  const broken: string[] = [];
  page.on('pageerror', ({ message }) => broken.push(message));
  await page.getByText('Tiimin', { exact: true }).click();
  await page.getByText('Päivä', { exact: true }).click();
  await expect(page.locator('.ec-resource-time-grid, .ec-time-grid').first()).toBeVisible();
  await page.goBack();
  await page.goBack();
  await expect(heading).toContainText(/helmikuu 2027/i);
  expect(broken).toEqual([]);
  await page.getByText('Luettelo', { exact: true }).click();
  await expect(page).toHaveURL('/calendar?span=month&as=list&date=2027-02-01');
  await page.reload();
  await expect(heading).toContainText(/helmikuu 2027/i);
  await page.getByRole('link', { name: 'Tänään' }).click();
  await expect(page).toHaveURL('/calendar?span=month&as=list');
});

test('a colleague’s time is taken and nothing more; whoever asked for a visit sees it in the service’s calendar', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId, startsAt } = await book(worker.request, desk, { days: 2 });
  const date = inDays(2);

  const elina = await signedIn(browser, { email: 'elina.saarikko@sairaala.example' });
  const colleague = await elina.newPage();
  const onPage = await pageInTeam(elina.request, desk.specialist.name, date, 1);
  await colleague.goto(`/calendar?whose=team&span=day&as=list&date=${date}&page=${onPage}`);
  const row = colleague.locator('li', { hasText: desk.specialist.name });
  await expect(row).toContainText('Varattu');
  await expect(row).toContainText(clock(startsAt));
  await expect(row.getByRole('link')).toHaveCount(0);
  await expect(colleague.locator('body')).not.toContainText('K.A.');
  await colleague.getByText('Kalenteri', { exact: true }).last().click();
  await expect(colleague.locator('.ec-col-head', { hasText: desk.specialist.name })).toBeVisible();

  const asker = await worker.newPage();
  await asker.goto('/calendar?whose=service');
  await expect(asker.getByText('Kun valitset palvelun')).toBeVisible();
  await asker.getByLabel('Palvelu', { exact: true }).selectOption({ value: desk.serviceId });
  await asker.getByLabel('Siirry päivään').fill(date);
  await expect(asker).toHaveURL(`/calendar?whose=service&service=${desk.serviceId}&date=${date}`);
  await expect(visit(asker, appointmentId)).toBeVisible();
});

test('on a phone the calendar is a list that fits, in the dark too; every view passes axe', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId } = await book(worker.request, desk, { days: 2 });
  const specialist = await signedIn(browser, desk.specialist, {
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
  });
  const phone = await specialist.newPage();
  await phone.goto(`/calendar?date=${inDays(2)}`);
  await expect(listed(phone, appointmentId)).toContainText('K.A., 2016');
  await expect(phone.locator('.ec')).toHaveCount(0);
  expect(await widerThanScreen(phone)).toBe(0);
  await isAccessible(phone, 'calendar on a phone');

  const own = await signedIn(browser, desk.specialist);
  const page = await own.newPage();
  const date = inDays(2);
  const inTeam = (days: number) => pageInTeam(own.request, desk.specialist.name, date, days);
  for (const address of [
    'span=day',
    'span=week',
    'span=month',
    `whose=team&span=day&page=${await inTeam(1)}`,
    `whose=team&page=${await inTeam(7)}`,
    `whose=team&span=month&page=${await inTeam(31)}`,
  ]) {
    await page.goto(`/calendar?${address}&date=${date}`);
    await expect(page.locator('.ec')).toBeVisible();
    await expect(visit(page, appointmentId).first()).toBeVisible();
    await isAccessible(page, address);
  }
});

test('on a printed month two visits of one day lie below each other, and no line says now', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const both = [await book(worker.request, desk, { days: 3 }), await book(worker.request, desk, { days: 3 })];
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  await page.goto(`/calendar?span=month&date=${inDays(3)}`);
  for (const { appointmentId } of both) await expect(visit(page, appointmentId)).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  // The component measures anew a moment after the sheet is laid out.
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(undefined)))),
  );
  const [one, two] = await Promise.all(
    both.map(({ appointmentId }) => visit(page, appointmentId).boundingBox()),
  );
  expect(two!.y).toBeGreaterThanOrEqual(one!.y + one!.height);

  await page.goto('/calendar');
  await expect(page.locator('.ec-now-indicator')).toHaveCount(1);
  await expect(page.locator('.ec-now-indicator')).toBeHidden();
});

test('it prints on a wide page, without what is there to press', async ({ browser }) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId } = await book(worker.request, desk, { days: 2 });
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  await page.goto(`/calendar?date=${inDays(2)}`);
  await expect(visit(page, appointmentId)).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('main').getByText(desk.specialist.name)).toBeVisible();
  await expect(page.getByText('Tulostettu')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Tulosta' })).toBeHidden();
  await expect(page.getByLabel('Siirry päivään')).toBeHidden();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  const boxes = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map((box) =>
    box.slice(1).map(Number),
  );
  expect(boxes.length).toBe(1);
  expect(boxes[0]![0]!).toBeGreaterThan(boxes[0]![1]!);

  // Paper can't be scrolled: the last day of the team's month is on it too.
  await page.emulateMedia({ media: 'screen' });
  const onPage = await pageInTeam(page.request, desk.specialist.name, inDays(2), 31);
  await page.goto(`/calendar?whose=team&span=month&page=${onPage}&date=${inDays(2)}`);
  await expect(visit(page, appointmentId).first()).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 1045, height: 718 });
  await expect(async () => {
    const last = (await page.locator('.ec-col-head').last().boundingBox())!;
    expect(last.x + last.width).toBeLessThanOrEqual(1045 + 1);
  }).toPass();
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.emulateMedia({ media: 'screen' });
  await page.goto(`/calendar?date=${inDays(2)}`);
  await expect(visit(page, appointmentId)).toBeVisible();

  // Paper is wider than a phone; what a phone shows is printed, not the grid that has not come yet.
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.locator('.days')).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 1045, height: 718 });
  await expect(listed(page, appointmentId)).toBeVisible();
});

test('the own calendar is connected by its address, takes times away, and is disconnected with all that came from it', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  await openLive(page, '/calendar/external', 'calendar:watch');
  const field = page.getByLabel('Kalenterin osoite');
  const connect = page.getByRole('button', { name: 'Yhdistä kalenteri' });
  await connect.click();
  await expect(page.getByText('Täytä tämä kohta.')).toBeVisible();
  await field.fill('http://kalenteri.sairaala.example/secret-token.ics');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Osoitteen pitää alkaa https://')).toBeVisible();
  await expect(field).toHaveValue('http://kalenteri.sairaala.example/secret-token.ics');
  await expect(field).toBeFocused();
  await isAccessible(page, 'an address that can’t be one');

  await field.fill('webcal://kalenteri.sairaala.example/secret-token.ics');
  await connect.click();
  await expect(page.getByText('Ajan tasalla')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('kalenteri.sairaala.example')).toBeVisible();
  await expect(page.locator('body')).not.toContainText('secret-token');
  await isAccessible(page, 'a connected calendar');

  // Next week's Wednesday, 9.00–10.30, is one of the demo calendar's times; the desk's hours begin at nine.
  const wednesday = addDays(mondayOf(localDateOf(Date.now())), 9);
  await page.goto(`/calendar?date=${wednesday}`);
  await expect(page.locator('.ec').getByText('Varattu (oma kalenteri)').first()).toBeVisible();
  const days = Math.round((Date.parse(wednesday) - Date.parse(inDays(0))) / 86_400_000);
  expect(clock(await firstSlot(worker.request, desk, days))).toBe('10.30');

  await page.getByRole('link', { name: 'Oma muu kalenteri' }).click();
  await page.getByRole('button', { name: 'Katkaise yhteys' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Takaisin' }).click();
  await expect(page.getByText('Ajan tasalla')).toBeVisible();
  await page.getByRole('button', { name: 'Katkaise yhteys' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Katkaise yhteys' }).click();
  await expect(connect).toBeVisible();
  expect(clock(await firstSlot(worker.request, desk, days))).toBe('9.00');

  // An address of this very machine is refused, and what to do is said.
  await field.fill('https://127.0.0.1/calendar.ics');
  await connect.click();
  await expect(
    page.getByText('Osoite johtaa paikkaan, josta emme hae mitään.', { exact: false }),
  ).toBeVisible({
    timeout: 20_000,
  });
  await page.goto('/calendar');
  await expect(page.getByText('Oman kalenterisi hakeminen ei onnistu')).toBeVisible();
});
