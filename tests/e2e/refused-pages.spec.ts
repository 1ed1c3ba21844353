import type { Page } from '@playwright/test';
import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/page-test.ts';
import { book, openDesk, signedIn } from '#support/desk-visit.ts';
import { inDatabase, sharedServer } from '../support/visit.ts';

/** Told once, with a way out, and not asked to try what can't come. */
async function saysOnce(page: Page, address: string, sentence: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByText(sentence), address).toHaveCount(1);
  await expect(page.locator('.skeleton'), address).toHaveCount(0);
  await expect(page.locator('h1:not(:empty)'), address).toHaveCount(1);
  await expect(page, address).toHaveTitle(/\S – Neuvo$/);
  const wayOut = page.getByRole('link', { name: /^(Etusivulle|Pyyntöihin)$/ });
  await expect(wayOut.first(), address).toBeVisible();
  await expect(page.getByRole('button', { name: 'Yritä uudelleen' }), address).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Konsultaation tiedot' }), address).toHaveCount(0);
}

test('whoever may not see a page, or asks for what is gone, is told so once and led away', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const desk = openDesk({ workerRole: 'admin' });
  const admin = await (await signedIn(browser, desk.worker)).newPage();
  const specialist = await (await signedIn(browser, desk.specialist)).newPage();
  const forbidden = 'Sinulla ei ole oikeutta tähän.';
  const gone = 'Tätä ei löytynyt.';
  const notForAdmins = [
    ...['/requests', '/requests/x', '/requests/x/move', '/requests/x/new-time', '/requests/sent/x'],
    ...['/series', '/series/x', '/series/x/change', '/my-day', '/arrivals', '/triage', '/triage/x'],
    ...['/calendar', '/calendar/external', '/proposals', '/proposals/x', '/duty', '/visit/x'],
  ];
  for (const address of notForAdmins) await saysOnce(admin, address, forbidden);
  const goneForAdmins = [
    ...['/hours/x', '/hours/x/absence', '/services/x', '/admin/services/x', '/admin/services/x/duty'],
    ...['/admin/services/x/door', '/admin/forms/x', '/admin/case-types/x'],
  ];
  for (const address of goneForAdmins) await saysOnce(admin, address, gone);
  for (const address of ['/proposals', '/log', '/admin/people', '/requests/sent/x'])
    await saysOnce(specialist, address, forbidden);
  const goneForSpecialists = [
    ...['/requests/x/move', '/requests/x/new-time', '/hours/x', '/services/x/booked', '/visit/x'],
  ];
  for (const address of goneForSpecialists) await saysOnce(specialist, address, gone);
});

test('staff of another municipality are told that there is no such request', async ({ browser }) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId } = await book(worker.request, desk, { days: 2 });
  const other = await signedIn(browser, { email: 'pekka.korpela@hiekkala.example' });
  expect((await other.request.get(`/api/appointments/${appointmentId}`)).status()).toBe(404);
  const page = await other.newPage();
  for (const path of [
    `/requests/${appointmentId}`,
    '/requests/nothing-like-this',
    '/requests/%3Cscript%3E',
  ]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1, name: 'Pyyntöä ei löytynyt' })).toBeVisible();
  }
  await page.goto('/proposals/nothing-like-this');
  await expect(page).toHaveTitle('Ehdotusta ei löytynyt – Neuvo');
  await isAccessible(page);
});

test('[V9] whoever opens the call of a visit by phone is told so at once, and asked for no camera', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId } = await book(worker.request, desk, { days: 2 });
  inDatabase(sharedServer(), (db) =>
    db.prepare(`UPDATE appointment SET modality = 'phone' WHERE id = ?`).run(appointmentId),
  );
  const page = await worker.newPage();
  let answer = () => {};
  const asked = new Promise<void>((resolve) => (answer = resolve));
  await page.route(`**/api/appointments/${appointmentId}`, async (route) => {
    await asked;
    await route.continue();
  });
  await page.goto(`/visit/${appointmentId}`);
  // What is read aloud of a page is its title when one has come to it.
  await expect(page).toHaveTitle('Videotapaaminen – Neuvo');
  answer();
  await expect(page.getByRole('heading', { name: 'Tämä tapaaminen ei ole videolla' })).toBeFocused();
  await expect(page.getByText('Puhelimessa, ')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Mikrofoni' })).toHaveCount(0);
  await isAccessible(page);
});
