import { expect, test } from '../support/page-test.ts';
import { newId } from '#db';
import { isAccessible } from '../support/axe.ts';
import { widerThanScreen } from '#support/desk-visit.ts';
import { browserOf } from './booking-steps.ts';

test('an organisation is added and changed with the keyboard, and can then request services', async ({
  browser,
}, info) => {
  const name = `Kallion kunta ${newId().slice(-4)}`;
  const page = await browserOf(browser, 'admin');
  await page.goto('/admin/organisations');
  const add = page.getByRole('button', { name: 'Uusi organisaatio' });
  await add.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Uusi organisaatio' });
  await dialog.getByRole('button', { name: 'Tallenna' }).press('Enter');
  await expect(dialog.getByLabel('Nimi', { exact: true })).toBeFocused();
  await isAccessible(page, 'a new organisation with an error');
  await dialog.getByLabel('Nimi', { exact: true }).fill('Lehtolan kunta');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Samanniminen organisaatio on jo olemassa.').first()).toBeVisible();
  await dialog.getByLabel('Nimi', { exact: true }).fill(name);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('rowheader', { name })).toBeVisible();
  await expect(add).toBeFocused();

  await page.getByRole('button', { name: `Muokkaa: ${name}` }).click();
  await page.getByLabel(/^Puhelin/).fill('029 555 0140');
  await page.getByRole('button', { name: 'Tallenna' }).click();
  await expect(page.getByRole('row', { name })).toContainText('029 555 0140');
  await page.screenshot({ path: info.outputPath('organisations-1280.png') });
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await widerThanScreen(page)).toBe(0);
  await page.screenshot({ path: info.outputPath('organisations-390.png') });

  await page.goto('/admin/services/new');
  await expect(page.getByLabel(name)).toBeVisible();
  await page.context().close();
});
