// One file, however long: every test drags, types or keys in the same week, with the same few helpers.
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../support/page-test.ts';
import { addDays, localDateOf, mondayOf } from '#domain';
import { isAccessible } from '../support/axe.ts';
import {
  book,
  openDesk,
  signedIn,
  staleOwnCalendar,
  widerThanScreen,
  type Desk,
} from '#support/desk-visit.ts';

/** A week in which the desk's hours, 9–12 on every day, all are to come. */
const week = () => addDays(mondayOf(localDateOf(Date.now())), 7);
const day = (index: number) => addDays(week(), index);
const daysUntil = (date: string) =>
  Math.round((Date.parse(date) - Date.parse(localDateOf(Date.now()))) / 86_400_000);

const column = (page: Page, index: number) => page.locator('.column').nth(index);
const block = (page: Page, name: string) => page.locator('.block').and(page.getByRole('button', { name }));
const said = (page: Page) => page.locator('[role=status].visually-hidden').first();

async function openHours(page: Page, path = '/hours'): Promise<void> {
  await page.goto(`${path}?week=${week()}`);
  await block(page, 'maanantai 9.00–12.00').waitFor();
}
async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Tallenna', exact: true }).click();
}

/** Drags from hour to hour in the columns of the grid, as a hand would: in steps. */
async function drag(
  page: Page,
  from: [column: number, hour: number],
  to: [column: number, hour: number],
  firstHour = 7,
) {
  const scroller = page.locator('.scroller');
  await scroller.evaluate((element, hour) => (element.scrollTop = hour * 48), firstHour);
  await scroller.scrollIntoViewIfNeeded();
  const at = async ([index, hour]: [number, number]) => {
    const box = (await column(page, index).boundingBox())!;
    return { x: box.x + box.width / 3, y: box.y + (hour / 24) * box.height };
  };
  const [start, end] = [await at(from), await at(to)];
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
  await page.mouse.move(end.x, end.y, { steps: 4 });
  await page.mouse.up();
}

/** The times of a day that the worker's open booking page shows. */
const offeredOn = (page: Page, date: string): Locator =>
  page.locator(`section[aria-labelledby$="${date}"] li`);

async function bookingPage(desk: Desk, page: Page): Promise<void> {
  const watching = new Promise<void>((resolve) =>
    page.on('websocket', (socket) => {
      let asked = false;
      socket.on('framesent', ({ payload }) => (asked ||= payload.includes('slots:watch')));
      socket.on('framereceived', () => asked && resolve());
    }),
  );
  await page.goto(`/services/${desk.serviceId}?week=${week()}`);
  await offeredOn(page, day(0)).first().waitFor();
  await watching;
}

test('hours that are drawn, moved and resized with the mouse are booked from at once', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await (await signedIn(browser, desk.worker)).newPage();
  await bookingPage(desk, worker);
  await expect(offeredOn(worker, day(2))).toHaveCount(18);

  const page = await (await signedIn(browser, desk.specialist)).newPage();
  await openHours(page);
  await drag(page, [0, 13], [0, 14.5]);
  await expect(block(page, 'maanantai 13.00–14.30')).toBeFocused();
  await expect(said(page)).toHaveText('maanantai 13.00–14.30');
  // From the middle of a block: moved. From its lower edge: resized.
  await drag(page, [2, 10], [2, 14]);
  await expect(block(page, 'keskiviikko 13.00–16.00')).toBeVisible();
  await drag(page, [3, 11.95], [3, 10.45]);
  await expect(block(page, 'torstai 9.00–10.30')).toBeVisible();
  // Escape while the button is down leaves everything as it was.
  const box = (await block(page, 'perjantai 9.00–12.00').boundingBox())!;
  await page.mouse.move(box.x + 20, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 20, box.y + 160, { steps: 4 });
  await page.keyboard.press('Escape');
  // Let go on the block itself: that is no press on it.
  await page.mouse.move(box.x + 20, box.y + 70);
  await page.mouse.up();
  await expect(block(page, 'perjantai 9.00–12.00')).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await save(page);
  await expect(page.getByText('Ajat on tallennettu')).toBeVisible();
  // News covers nothing that one saves with.
  const [news, button] = await Promise.all(
    [page.locator('.toast'), page.getByRole('button', { name: 'Lisää ajat' })].map((each) =>
      each.boundingBox(),
    ),
  );
  expect(news!.x).toBeGreaterThan(button!.x + button!.width);
  await expect(offeredOn(worker, day(0))).toHaveCount(18 + 9);
  // What is gone stays in its place, as gone, so that nothing moves under the pointer.
  const free = (index: number) => offeredOn(worker, day(index)).getByRole('button', { disabled: false });
  await expect(free(2).first()).toContainText('13.00');
  await expect(free(3)).toHaveCount(9);
  await page.reload();
  await expect(block(page, 'maanantai 13.00–14.30')).toBeVisible();
});

test('the same by keyboard and form, with what overlaps told beside it', async ({ browser }) => {
  const desk = openDesk();
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  // What comes at the second try takes the button with it: the keyboard goes on at the top of the page.
  await page.route('**/api/hours/**', (route) => route.abort());
  await page.goto(`/hours?week=${week()}`);
  const again = page.getByRole('button', { name: 'Yritä uudelleen' });
  await again.waitFor();
  await page.unroute('**/api/hours/**');
  await again.press('Enter');
  await block(page, 'tiistai 9.00–12.00').waitFor();
  await expect(page.locator('#main')).toBeFocused();
  await block(page, 'tiistai 9.00–12.00').focus();
  for (const [key, text] of [
    ['ArrowDown', 'tiistai 9.15–12.15'],
    ['Shift+ArrowDown', 'tiistai 9.15–12.30'],
    ['ArrowRight', 'keskiviikko 9.15–12.30'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(said(page)).toHaveText(text);
    await expect(block(page, text)).toBeFocused();
  }
  await expect(block(page, 'keskiviikko 9.15–12.30. Ajat menevät päällekkäin')).toBeVisible();
  await save(page);
  await expect(page.getByRole('alert')).toContainText('Ajat menevät päällekkäin');
  await block(page, 'keskiviikko 9.15–12.30').focus();
  await page.keyboard.press('Control+z');
  await expect(block(page, 'tiistai 9.15–12.30')).toBeVisible();
  await block(page, 'perjantai').focus();
  await page.keyboard.press('Delete');
  await expect(said(page)).toHaveText('Poistettu: perjantai 9.00–12.00');

  await page.getByRole('button', { name: 'Lisää ajat' }).click();
  const dialog = page.getByRole('dialog', { name: 'Lisää ajat' });
  await dialog.getByLabel('Viikonpäivä').selectOption('5');
  await dialog.getByLabel('Alkaa').fill('22:00');
  await dialog.getByLabel('Päättyy').fill('22:00');
  await dialog.getByRole('button', { name: 'Lisää ajat' }).click();
  await expect(dialog).toContainText('Alku ja loppu ovat samat');
  await dialog.getByLabel('Päättyy').fill('01:00');
  await page.keyboard.press('Enter');
  await expect(block(page, 'perjantai 22.00 – seuraavana päivänä 1.00').first()).toBeAttached();
  // Their tail is a part of them to the mouse, too: it moves them, and their end is there.
  await drag(page, [5, 0.5], [5, 0], 0);
  await expect(said(page)).toHaveText('perjantai 21.30 – seuraavana päivänä 0.30');
  await drag(page, [5, 0.45], [5, 1.95], 0);
  await expect(said(page)).toHaveText('perjantai 21.30 – seuraavana päivänä 2.00');
  for (let undone = 0; undone < 2; undone++) await page.keyboard.press('Control+z');
  await save(page);
  await expect(page.getByText('Ajat on tallennettu')).toBeVisible();
  // The keyboard stays where it was pressed, also when that is gone.
  const saved = page.getByRole('button', { name: 'Tallenna', exact: true });
  await expect(saved).toBeFocused();
  // Once the last of them is removed it is on the week itself, and takes that back from there.
  const blocks = page.locator('[data-hours]');
  for (let left = await blocks.count(); left > 0; left--) {
    await blocks.first().press('Delete');
    await expect(blocks).toHaveCount(left - 1);
  }
  await page.keyboard.press('Control+z');
  await expect(said(page)).toHaveText('Kumottu');
  await expect(blocks.first()).toBeFocused();
  await page.getByRole('button', { name: 'Hylkää muutokset' }).press('Enter');
  await expect(saved).toBeFocused();
  await page.reload();
  await expect(page.getByRole('button', { name: 'perjantai 22.00 – seuraavana päivänä 1.00' })).toHaveCount(
    3,
  );
});

test('removing hours with bookings in them asks what becomes of each', async ({ browser }) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const first = await book(worker.request, desk, { days: daysUntil(day(1)) });
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  await openHours(page);
  await block(page, 'tiistai 9.00–12.00').focus();
  await page.keyboard.press('Delete');
  await save(page);
  const dialog = page.getByRole('dialog', { name: 'Ajoissa on varattuja käyntejä' });
  await expect(dialog).toContainText(desk.worker.name);
  // Nothing is decided for the person, and thinking better of it saves nothing.
  await dialog.getByRole('button', { name: 'Tallenna muutos' }).click();
  await expect(dialog).toContainText('Valitse jokaiselle käynnille');
  await expect(dialog.getByRole('radio').first()).toBeFocused();
  await dialog.getByRole('button', { name: 'Palaa muokkaamaan' }).click();
  await expect(page.getByText('Mitään ei tallennettu')).toBeVisible();

  // Meanwhile another one is booked into the same hours.
  await save(page);
  await dialog.getByText('Pidetään silti').click();
  const second = await book(worker.request, desk, { days: daysUntil(day(1)) });
  await dialog.getByRole('button', { name: 'Tallenna muutos' }).click();
  await expect(dialog).toContainText('Käynnit muuttuivat sillä välin');
  await dialog.getByText('Perutaan', { exact: true }).last().click();
  await dialog.getByRole('button', { name: 'Tallenna ja peru käynnit' }).click();
  await expect(dialog).toContainText('Täytä tämä kohta');
  await dialog.getByLabel('Perumisen syy').fill('Koulutuspäivä.');
  await dialog.getByRole('button', { name: 'Tallenna ja peru käynnit' }).click();
  await expect(page.getByText('Ajat on tallennettu')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Tallenna', exact: true })).toBeFocused();

  const status = async ({ appointmentId }: { appointmentId: string }) =>
    (
      (await (await worker.request.get(`/api/appointments/${appointmentId}`)).json()) as {
        appointment: { status: string; cancelReason: string | null };
      }
    ).appointment;
  expect(await status(first)).toMatchObject({ status: 'booked' });
  expect(await status(second)).toMatchObject({ status: 'cancelled', cancelReason: 'Koulutuspäivä.' });
});

test('a coordinator finds a specialist, gives them hours of another kind and days off, and undoes it', async ({
  browser,
}) => {
  const desk = openDesk();
  const leena = await signedIn(browser, { email: 'leena.ahola@suvanto.example' });
  const page = await leena.newPage();
  await page.goto('/hours');
  await page.getByLabel('Etsi nimellä').fill(desk.specialist.name);
  await page.getByRole('link', { name: `Avaa ajat: ${desk.specialist.name}` }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    `${desk.specialist.name}: vastaanottoajat`,
  );

  await page.getByRole('button', { name: 'Uudet viikkoajat' }).click();
  await page.getByLabel('Ensimmäinen päivä').fill(week());
  await page.getByLabel('Viimeinen päivä').fill(addDays(week(), -1));
  await page.getByLabel('Toistuvat').selectOption('2');
  await page.getByLabel('Kierron ensimmäinen viikko').fill(week());
  await save(page);
  await expect(page.getByRole('alert')).toContainText('Viimeisen päivän pitää olla ensimmäisen jälkeen');
  await expect(page.getByRole('alert')).toContainText('Lisää ainakin yhdet ajat');
  // Half a date has no value, and is no "until further notice" all the same.
  await page.getByLabel('Viimeinen päivä').fill('');
  await page.getByLabel('Viimeinen päivä').pressSequentially('12');
  await save(page);
  await expect(page.getByLabel('Viimeinen päivä')).toBeFocused();
  await expect(page.getByLabel('Viimeinen päivä')).toHaveAccessibleDescription(/Päivämäärä on kesken/);
  await page.getByLabel('Viimeinen päivä').press('Backspace');
  await page.getByLabel('Viimeinen päivä').fill('');
  await page.getByRole('button', { name: 'Lisää ajat' }).click();
  const form = page.getByRole('dialog', { name: 'Lisää ajat' });
  await form.getByLabel('Kierron viikko').selectOption('1');
  await form.getByLabel('Viikonpäivä').selectOption('6');
  await form.getByLabel('Alkaa').fill('14:00');
  await form.getByLabel('Päättyy').fill('15:00');
  await form.getByRole('button', { name: 'Lisää ajat' }).click();
  await save(page);
  await expect(page.getByText('Ajat on tallennettu')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Joka toinen viikko' })).toBeVisible();

  await page.getByRole('button', { name: 'Poissaolo' }).click();
  const off = page.getByRole('dialog', { name: 'Poissaolo' });
  await isAccessible(page, 'the dialog of an absence');
  await off.getByLabel('Ensimmäinen päivä').fill(day(5));
  await off.getByLabel('Viimeinen päivä').fill(day(4));
  await off.getByRole('button', { name: 'Tallenna' }).click();
  await expect(off).toContainText('Viimeisen päivän pitää olla ensimmäisen jälkeen');
  await off.getByLabel('Viimeinen päivä').fill(day(6));
  await off.getByRole('button', { name: 'Tallenna' }).click();
  await expect(page.getByText('Poikkeus on tallennettu')).toBeVisible();
  const worker = await signedIn(browser, desk.worker);
  const free = async (index: number) => {
    const answer = await worker.request.get(`/api/services/${desk.serviceId}/slots?week=${week()}`);
    const { days } = (await answer.json()) as { days: { slots: unknown[] }[] };
    return days[index]!.slots.length;
  };
  expect([await free(4), await free(5), await free(6)]).toEqual([18, 0, 0]);
  // So slow that the news of it overtakes the answer: the list is drawn anew once the press has been seen to.
  const isHours = (url: URL) => url.pathname.startsWith('/api/hours/');
  await page.route(isHours, async (route) => {
    if (route.request().method() === 'GET') await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue();
  });
  await page.getByRole('button', { name: /^Poista: Poissaolo/ }).click();
  await expect(page.getByRole('heading', { name: 'Poikkeukset' })).toBeFocused();
  await page.unroute(isHours);
  await expect(page.getByText('Tulevia poikkeuksia ei ole')).toBeVisible();
  expect(await free(5)).toBe(18 + 6);
  await page.getByRole('button', { name: 'Kumoa' }).last().click();
  await expect(page.getByRole('button', { name: /^Poista: Poissaolo/ })).toBeVisible();
  await expect(page.getByText(/^Palautettu: Poissaolo: /)).toBeVisible();

  // W4: a colleague removes it while its dialog is open.
  await page.getByRole('button', { name: /^Muokkaa: Poissaolo/ }).click();
  await off.getByLabel('Viimeinen päivä').fill(day(5));
  const hours = await (await page.request.get(`/api/hours/${desk.specialist.id}`)).json();
  const [{ id }] = (hours as { exceptions: [{ id: string }] }).exceptions;
  await page.request.post(`/api/hours/${desk.specialist.id}/exceptions/${id}/remove`, {
    data: {},
    headers: { origin: new URL(page.url()).origin },
  });
  await off.getByRole('button', { name: 'Tallenna' }).click();
  await expect(off).toContainText('Tätä poikkeusta ei enää ole');
  await off.getByRole('button', { name: 'Tallenna uutena poikkeuksena' }).click();
  await expect(off).toBeHidden();
  await expect(page.getByRole('button', { name: /^Poista: Poissaolo/ })).toBeVisible();
});

test('extra hours and those of another day are chosen in their dialogs, drawn in the week and booked from', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const free = async (index: number) => {
    const answer = await worker.request.get(`/api/services/${desk.serviceId}/slots?week=${week()}`);
    const { days } = (await answer.json()) as { days: { slots: unknown[] }[] };
    return days[index]!.slots.length;
  };
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  await openHours(page);
  await page.getByRole('button', { name: 'Lisäaika' }).click();
  const extra = page.getByRole('dialog', { name: 'Lisäaika' });
  await extra.getByLabel('Päivä').fill(day(0));
  await extra.getByLabel('Alkaa').fill('18:00');
  await extra.getByLabel('Päättyy').fill('19:00');
  // The words beside a box are that box's, not those of a field of the page behind.
  const box = extra.getByRole('checkbox', { name: desk.serviceName });
  await expect(box).toBeChecked();
  await extra.getByText(desk.serviceName).click();
  await expect(box).not.toBeChecked();
  await extra.getByRole('button', { name: 'Tallenna' }).click();
  await expect(extra).toContainText('Valitse ainakin yksi palvelu');
  await expect(box).toBeFocused();
  await extra.getByText(desk.serviceName).click();
  await extra.getByRole('button', { name: 'Tallenna' }).click();
  await expect(page.getByText('Poikkeus on tallennettu')).toBeVisible();
  await expect(page.getByText('Muutoksia ei ole tallennettu')).toHaveCount(0);
  expect(await free(0)).toBe(18 + 6);

  await page.getByRole('button', { name: 'Siirrä päivän ajat' }).click();
  const moved = page.getByRole('dialog', { name: 'Siirrä päivän ajat' });
  await moved.getByLabel('Päivä, jolta').fill(day(1));
  await expect(moved.getByText(/^Ajat silloin: /), 'the hours of that day are proposed').toBeVisible();
  await moved.getByLabel('Päivä, jolle').fill(day(2));
  await moved.getByLabel('Alkaa').fill('14:00');
  await moved.getByLabel('Päättyy').fill('15:00');
  await moved.getByRole('button', { name: 'Tallenna' }).click();
  await expect(page.getByRole('button', { name: /^Poista: / })).toHaveCount(2);
  expect([await free(1), await free(2)]).toEqual([0, 18 + 6]);

  // Hours in which nothing is booked are in the calendar too: on a Saturday, and in the evening.
  await page.goto(`/calendar?date=${day(0)}`);
  await expect(page.locator('.ec-col-head')).toHaveCount(7);
  await expect(page.locator('.ec-sidebar').getByText('18.00', { exact: true })).toBeVisible();
});

test('that the own calendar elsewhere is stale is told where the hours are kept, to its owner alone', async ({
  browser,
}) => {
  const desk = openDesk();
  staleOwnCalendar(desk);
  const told = 'Oman kalenterisi varatut ajat ovat vanhentuneet';
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  await openHours(page);
  await expect(page.getByText(told)).toBeVisible();
  const leena = await (await signedIn(browser, { email: 'leena.ahola@suvanto.example' })).newPage();
  await openHours(leena, `/hours/${desk.specialist.id}`);
  await expect(leena.getByText(told)).toHaveCount(0);
  await page.goto('/calendar');
  await expect(page.getByText(told)).toBeVisible();
});

test('what somebody else has saved is not written over, and nothing typed is lost', async ({ browser }) => {
  const desk = openDesk();
  const specialist = await signedIn(browser, desk.specialist);
  const page = await specialist.newPage();
  // The page asks again once its live line stands: whoever is at a block by then stays there.
  let asked = 0;
  const isHours = /\/api\/hours\/[^/]+\?week=/;
  const again = page.waitForResponse((response) => isHours.test(response.url()) && ++asked === 2);
  await openHours(page);
  await block(page, 'maanantai 9.00–12.00').focus();
  await again;
  await expect(block(page, 'maanantai 9.00–12.00')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByText('Muutoksia ei ole tallennettu')).toBeVisible();
  // A reload keeps it, and leaving asks.
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await expect(page.getByText('Jatkat siitä, mihin jäit')).toBeVisible();
  await expect(block(page, 'maanantai 9.15–12.15')).toBeVisible();
  await page.getByRole('link', { name: 'Oma päivä' }).click();
  await page.getByRole('button', { name: 'Jatka muokkausta' }).click();

  const leena = await (await signedIn(browser, { email: 'leena.ahola@suvanto.example' })).newPage();
  await openHours(leena, `/hours/${desk.specialist.id}`);
  await block(leena, 'tiistai 9.00–12.00').focus();
  await leena.keyboard.press('ArrowDown');
  await save(leena);
  await expect(leena.getByText('Ajat on tallennettu')).toBeVisible();

  await save(page);
  await expect(page.getByText('Joku muu on muuttanut näitä aikoja')).toBeVisible();
  await expect(block(page, 'maanantai 9.15–12.15')).toBeVisible();
  await page.getByRole('button', { name: 'Näytä uusimmat' }).click();
  await expect(block(page, 'tiistai 9.15–12.15')).toBeVisible();
  await expect(block(page, 'maanantai 9.00–12.00')).toBeVisible();
});

test('a month says how many times each day has, leads to its week by keyboard, and follows what is booked', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const page = await worker.newPage();
  await bookingPage(desk, page);
  await page.locator('summary', { hasText: 'Vapaat ajat kuukausittain' }).focus();
  await page.keyboard.press('Enter');
  const month = page.locator('details', { hasText: 'Vapaat ajat kuukausittain' });
  // The month goes with the week: with its Thursday.
  const far = day(3);
  const of = (date: string, free: number) => {
    const [, number = 0, dayOfMonth = 0] = date.split('-').map(Number);
    return month.getByRole('link', {
      name: new RegExp(` ${dayOfMonth}\\.${number}\\.(\\d{4})?: ${free} vapaa`),
    });
  };
  await expect(of(far, 18)).toBeVisible();
  await book(worker.request, desk, { days: daysUntil(far) });
  await expect(of(far, 17)).toBeVisible();
  expect(await widerThanScreen(page)).toBe(0);
  await isAccessible(page, 'the month');
  // Before this month there is none to go back to, and the keyboard goes on at the other arrow.
  const [back, on] = ['Edellinen kuukausi', 'Seuraava kuukausi'].map((name) =>
    month.getByRole('button', { name }),
  );
  await on!.press('Enter');
  for (let months = 0; months < 3 && (await back!.isEnabled()); months++) await back!.press('Enter');
  await expect(on!).toBeFocused();
  while (!(await of(far, 17).isVisible())) {
    await on!.press('Enter');
    await month.locator('table').waitFor();
  }
  await of(far, 17).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`week=${week()}$`));
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await widerThanScreen(page)).toBe(0);
});

test('on a phone a tap makes hours and a finger drags them', async ({ browser }) => {
  const desk = openDesk();
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const page = await (await signedIn(browser, desk.specialist, phone)).newPage();
  await openHours(page);
  // By keyboard, what is below the screen comes up from behind the bar to save with.
  await page.locator('summary', { hasText: 'Asetukset' }).focus();
  await page.keyboard.press('Tab');
  const bar = (await page.locator('.save-bar').boundingBox())!;
  const back = (await page.getByRole('link', { name: 'Edellinen viikko' }).boundingBox())!;
  expect(back.y + back.height).toBeLessThanOrEqual(bar.y);
  const scroller = page.locator('.scroller');
  await scroller.evaluate((element) => (element.scrollTop = 7 * 48));
  await scroller.scrollIntoViewIfNeeded();
  const box = (await column(page, 0).boundingBox())!;
  await page.touchscreen.tap(box.x + 20, box.y + 14.25 * 48);
  await expect(block(page, 'maanantai 14.00–15.00')).toBeVisible();
  const made = (await block(page, 'maanantai 14.00–15.00').boundingBox())!;
  const touch = await page.context().newCDPSession(page);
  const [x, y] = [made.x + 15, made.y + 24];
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
  for (const by of [10, 25, 48])
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x, y: y + by }] });
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect(block(page, 'maanantai 15.00–16.00')).toBeVisible();
  await save(page);
  await expect(page.getByText('Ajat on tallennettu')).toBeVisible();
});
