import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { book, openDesk, signedIn } from '#support/desk-visit.ts';

const dayOf = (at: number) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Helsinki' }).format(at);
const timeOf = (at: number) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Helsinki', timeStyle: 'short' }).format(at);

test('a series is planned, a day that is taken is solved, all is booked at once, and what follows gets another time', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  // A morning three weeks on is taken; the series meets it with its second meeting.
  const taken = await book(worker.request, desk, { days: 21 });
  const first = taken.startsAt - 7 * 24 * 3_600_000;
  const page = await worker.newPage();
  await page.goto(`/services/${desk.serviceId}`);
  await page.getByRole('link', { name: 'Varaa tapaamissarja' }).click();
  await page.getByLabel('Sarjan nimi').fill('Alueen työryhmä');
  await page.getByLabel('Kertoja').fill('520');
  await page.getByLabel('Alkaen').fill(dayOf(first));
  const weekday = new Intl.DateTimeFormat('fi', { timeZone: 'Europe/Helsinki', weekday: 'long' }).format(
    first,
  );
  await page.getByLabel('Viikonpäivä').selectOption({ label: weekday });
  await page.getByLabel('Kello', { exact: true }).fill(timeOf(taken.startsAt));
  await page.getByLabel('Lisää koollekutsuja').selectOption({ label: desk.worker.name });
  await page.getByLabel('Lisää koollekutsuja').selectOption({ label: desk.specialist.name });
  await page.getByRole('radio', { name: 'En kerro, kenestä on kyse' }).check();
  await page.getByRole('button', { name: 'Näytä kerrat' }).click();
  await expect(page.getByRole('alert')).toContainText('Sarjassa on enintään 80 kertaa');
  await page.getByLabel('Kertoja').fill('3');
  await page.getByLabel('Kesto minuutteina').fill('30');
  await page.getByRole('button', { name: 'Näytä kerrat' }).click();
  await expect(page.getByRole('heading', { name: 'Kertoja 3' })).toBeFocused();
  await expect(page.getByText(new RegExp(`Varattu: .*${desk.specialist.name}`))).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole('button', { name: 'Jätä pois: 2. kerta' }).click();
  await expect(page.getByText('Kaikki kerrat käyvät nyt.')).toBeVisible();
  await page.getByRole('button', { name: 'Varaa kaikki 2' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'Alueen työryhmä' })).toBeVisible();
  const rows = page.getByRole('row').filter({ has: page.getByRole('rowheader') });
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(0)).toContainText(desk.worker.name);
  await expect(rows.nth(1)).toContainText('Jätetty pois');
  await expect(rows.nth(2)).toContainText(desk.specialist.name);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.getByRole('link', { name: 'Muuta: 3. kerta' }).click();
  await page.getByRole('radio', { name: 'Tätä ja seuraavia' }).check();
  await page.getByLabel('Kello', { exact: true }).fill('11:15');
  await page.getByRole('button', { name: 'Näytä, mitä muuttuu' }).click();
  await expect(page.getByRole('heading', { name: 'Muuttuvia kertoja 1' })).toBeFocused();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole('radio', { name: 'Aika ei sovi' }).check();
  await page.getByRole('button', { name: 'Tee muutos' }).click();
  await expect(rows.nth(2)).toContainText('11.15–11.45');

  // The visit's own page leads back to its series.
  await rows.nth(2).getByRole('link').first().click();
  await page.getByRole('link', { name: 'Sarjan 3. kerta, kertoja on 3' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Alueen työryhmä' })).toBeVisible();
  await page.goto('/series');
  await expect(page.getByRole('link', { name: 'Alueen työryhmä' })).toBeVisible();
});
