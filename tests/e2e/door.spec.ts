import { gzipSync } from 'node:zlib';
import { expect, test } from '../support/page-test.ts';
import { widerThanScreen } from '#support/desk-visit.ts';
import { isAccessible } from '../support/axe.ts';
import { browserOf } from './booking-steps.ts';

test.use({ viewport: { width: 390, height: 844 } });
const service = 'service-family-guidance';

test('[G3] [G7] a guardian books from a tray on a phone in two taps to a time, with a code, and comes to the visit’s own page', async ({
  page,
}, info) => {
  const scripts: Promise<number>[] = [];
  page.on('response', (response) => {
    if ((response.headers()['content-type'] ?? '').includes('javascript'))
      scripts.push(response.body().then((body) => gzipSync(body).length));
  });
  const sum = async () => (await Promise.all(scripts)).reduce((total, bytes) => total + bytes, 0);
  await page.goto('/t/hiekkala?age=13&need=mood');
  await expect(page.getByRole('heading', { level: 3 }).first()).toBeVisible();
  await page.waitForLoadState('networkidle');
  console.log(`script of the tray: ${Math.round((await sum()) / 1000)} kB gzip`);
  expect(await sum()).toBeGreaterThan(10_000);
  expect(await sum()).toBeLessThanOrEqual(120_000);
  // Whoever only looks is not known by anything; a language that is chosen lasts as long as the browser is open.
  expect(await page.context().cookies()).toEqual([]);
  await page.getByRole('combobox').first().selectOption('fi');
  expect(await page.context().cookies()).toMatchObject([{ name: 'neuvo_language', expires: -1 }]);
  await expect(page.getByRole('link', { name: '13 v.' })).toHaveAttribute('aria-current', 'true');
  await expect(page.getByRole('link', { name: 'Mieli ja pelot' })).toHaveAttribute('aria-current', 'true');
  await expect(page.getByText('Kysy neuvoa kertomatta nimeä')).toBeHidden();

  await page.getByRole('link', { name: 'Varaa aika' }).click();
  await page.locator('button.time').last().click();
  console.log(`script of a booking: ${Math.round((await sum()) / 1000)} kB gzip`);
  await expect(page.getByRole('heading', { level: 1, name: 'Kuka tulee?' })).toBeFocused();
  await page.getByRole('radio', { name: 'Minä itse' }).check();
  await page.getByLabel('Minä vuonna olet syntynyt?').fill('2018');
  await expect(page.getByText('Hyvä, että haet apua')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Lähetä koodi' })).toBeHidden();
  await isAccessible(page, 'a child who is too young');
  await page.getByRole('radio', { name: 'Huoltaja' }).check();
  await page.getByRole('button', { name: 'Lähetä koodi' }).click();
  await expect(page.getByLabel('Lapsen etunimi')).toBeFocused();
  await expect(page.getByText('Kirjoita nimesi.')).toBeVisible();
  await isAccessible(page, 'who comes, with errors');
  expect(await widerThanScreen(page)).toBe(0);
  await page.screenshot({ path: info.outputPath('who-390.png'), fullPage: true });
  const address = `laura.${Date.now()}@perhe.example`;
  await page.getByLabel('Lapsen etunimi').fill('Emma');
  await page.getByLabel('Sinun nimesi').fill('Laura');
  await page.getByLabel('Puhelinnumerosi').fill(address);
  // A reload on a weak link loses nothing of it.
  await page.reload();
  await expect(page.getByLabel('Lapsen etunimi')).toHaveValue('Emma');
  await page.getByRole('button', { name: 'Lähetä koodi' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Kirjoita koodi' })).toBeFocused();
  await page.getByLabel('Koodi').fill('12');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Koodi ei ole oikein.')).toBeVisible();
  await isAccessible(page, 'a wrong code');
  const mail = await page.request.get('/api/dev/mailbox');
  const { messages } = (await mail.json()) as { messages: { to: string; text: string }[] };
  const letter = messages.find(({ to }) => to === address)!.text;
  await page.getByLabel('Koodi').fill(/\d{6}/.exec(letter)![0]);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Aika on varattu' })).toBeFocused();
  await isAccessible(page, 'booked');
  await page.screenshot({ path: info.outputPath('booked-390.png') });
  await page.getByRole('link', { name: 'Avaa tapaamisen sivu' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Hei Laura!' })).toBeVisible();
  await page.getByRole('button', { name: 'Kokeile kameraa ja ääntä' }).waitFor();
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain('Emma');
});

test('[G1] an administrator is told what a shown service lacks, and its words are there for families at once', async ({
  browser,
  page,
}) => {
  const admin = await browserOf(browser, 'admin');
  await admin.goto(`/admin/services/${service}`);
  await admin.getByRole('link', { name: 'Perheille' }).click();
  const words = admin.getByLabel('Mihin tämä auttaa');
  const before = await words.inputValue();
  await words.fill('');
  await admin.getByRole('button', { name: 'Tallenna' }).click();
  await expect(admin.locator('.summary')).toBeFocused();
  await isAccessible(admin, 'what families see, with an error');
  await words.fill(`${before} Maksutta.`);
  await admin.getByRole('button', { name: 'Tallenna' }).click();
  await expect(admin.getByText('Tallennettu')).toBeVisible();
  await page.goto(`/t/lehtola/${service}`);
  await expect(page.getByText('Maksutta.')).toBeVisible();
  await words.fill(before);
  await admin.getByRole('button', { name: 'Tallenna' }).click();
  await admin.context().close();
});
