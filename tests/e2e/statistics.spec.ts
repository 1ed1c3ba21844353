import { readFile } from 'node:fs/promises';
import { expect, test } from '../support/page-test.ts';
import { isAccessible } from '../support/axe.ts';
import { widerThanScreen } from '#support/desk-visit.ts';
import { browserOf } from './booking-steps.ts';

test('a coordinator narrows the figures, on a phone too, and takes the table away as a file', async ({
  browser,
}) => {
  const page = await browserOf(browser, 'leena');
  await page.goto('/my-day');
  await page.getByRole('navigation').getByRole('button', { name: 'Lisää' }).click();
  await page.getByRole('link', { name: 'Tilastot' }).click();
  const table = page.getByRole('table');
  await expect(table.getByRole('row', { name: /^Yhteensä/ })).toBeVisible();
  await expect(page.getByRole('img', { name: /^Pyynnöt ja käynnit\. Eniten: / })).toBeVisible();

  await page.getByLabel('Jaa').selectOption('service');
  await page.getByText('Rajaa ja jaa tarkemmin').click();
  await page.getByLabel('Ja vielä').selectOption('municipality');
  await page.getByLabel('Palvelutaso').selectOption('2');
  await expect(page).toHaveURL(/by=service&and=municipality&tier=2/);
  const row = table.getByRole('row', { name: /^Perheneuvonnan etäkonsultaatio/ });
  await expect(row).toBeVisible();
  await expect(table.getByRole('columnheader', { name: 'Hiekkalan kaupunki' })).toBeVisible();
  await expect(table.getByRole('rowheader', { name: /Lastenpsykiatrinen/ })).toHaveCount(0);
  const total = (await row.getByRole('cell').last().innerText()).trim();
  await isAccessible(page, 'statistics in two divisions');

  await page.setViewportSize({ width: 390, height: 844 });
  expect(await widerThanScreen(page)).toBe(0);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Lataa taulukko (CSV)' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^neuvo-\d{4}-\d\d-\d{4}-\d\d\.csv$/);
  const lines = (await readFile(await download.path(), 'utf8')).split('\r\n');
  expect(lines[0]).toMatch(/^\uFEFF"Palvelu";"Kunta";"Pyynnöt";/);
  const line = lines.find((each) => each.startsWith('"Perheneuvonnan etäkonsultaatio";"Yhteensä";'));
  expect(line?.split(';')[2]?.replaceAll('"', '')).toBe(total);
});

test('an administrator says how many under-18s there are, and the reach follows', async ({ browser }) => {
  const admin = await browserOf(browser, 'admin');
  await admin.goto('/statistics?by=municipality');
  const reach = admin
    .getByRole('row', { name: /^Lehtolan kunta/ })
    .getByRole('cell')
    .last();
  const before = await reach.innerText();
  await admin.getByText('Alaikäisten määrä kunnittain').click();
  const field = admin.getByLabel(/^Lehtolan kunta: alaikäisiä/);
  await expect(field).toHaveValue('3120');
  await field.fill('paljon');
  await admin.getByRole('button', { name: 'Tallenna luvut' }).click();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await field.fill('1 560');
  await admin.getByRole('button', { name: 'Tallenna luvut' }).click();
  await expect(admin.getByText('Luvut tallennettiin.')).toBeVisible();
  await expect(reach).not.toHaveText(before);
});
