import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/page-test.ts';
import { book, openDesk, signedIn, tokenFor } from '#support/desk-visit.ts';

test('one more person is invited by keyboard, seen by the specialist without a reload, and taken out again', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId } = await book(worker.request, desk);
  const specialist = await (await signedIn(browser, desk.specialist)).newPage();
  await specialist.goto(`/requests/${appointmentId}`);
  await expect(specialist.getByRole('heading', { name: 'Osallistujat' })).toBeVisible();

  const page = await worker.newPage();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/requests/${appointmentId}`);
  const address = `isa.${appointmentId.slice(-8).toLowerCase()}@perhe.example`;
  await page.getByRole('button', { name: 'Kutsu perhe tai muu' }).focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog');
  await form.getByLabel('Nimi').focus();
  await page.keyboard.type('Isä Aalto');
  await form.getByText('Sähköposti', { exact: true }).click();
  await form.getByLabel('Sähköpostiosoite').focus();
  await page.keyboard.type('isa@');
  await page.keyboard.press('Enter');
  await expect(form.getByLabel('Sähköpostiosoite')).toBeFocused();
  await expect(form.getByLabel('Nimi')).toHaveValue('Isä Aalto');
  await isAccessible(page);
  await form.getByLabel('Sähköpostiosoite').fill(address);
  await page.keyboard.press('Enter');
  await expect(page.getByText(`Kutsu on lähetetty: Isä Aalto, ${address}.`)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Kutsu perhe tai muu' })).toBeFocused();
  await expect(specialist.getByText('Isä Aalto', { exact: true })).toBeVisible();
  // The history says so to both.
  for (const each of [page, specialist])
    await expect(each.getByText('Kutsuttu: Isä Aalto', { exact: true })).toBeVisible();
  const token = await tokenFor(worker.request, address);
  const visit = () =>
    worker.request.get('/api/guest/visit', { headers: { authorization: `Bearer ${token}` } });
  expect((await visit()).status()).toBe(200);

  await specialist.getByRole('button', { name: 'Toiminnot: Isä Aalto' }).press('Enter');
  // The keyboard is in the menu, and Esc leaves it where it was.
  await expect(specialist.getByRole('button', { name: 'Lähetä uusi linkki: Isä Aalto' })).toBeFocused();
  await specialist.keyboard.press('Escape');
  await specialist.keyboard.press('Enter');
  await specialist.getByRole('button', { name: 'Poista kutsu: Isä Aalto' }).press('Enter');
  await expect(specialist.getByRole('dialog')).toContainText('linkki lakkaa toimimasta heti');
  await specialist.getByRole('dialog').getByRole('button', { name: 'Poista kutsu' }).focus();
  await specialist.keyboard.press('Enter');
  await expect(specialist.getByText('Kutsu on poistettu: Isä Aalto.')).toBeVisible();
  await expect(page.getByText('Isä Aalto', { exact: true })).toBeHidden();
  await expect(page.getByText('Ei enää kutsuttu: Isä Aalto', { exact: true })).toBeVisible();
  expect((await visit()).status()).toBe(401);
});

test('a colleague who was invited can’t come, and sends somebody in their place: whoever invited sees it at once', async ({
  browser,
}) => {
  const desk = openDesk();
  const [colleague, substitute] = [openDesk().worker, openDesk().worker];
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId } = await book(worker.request, desk);
  const page = await worker.newPage();
  await page.goto(`/requests/${appointmentId}`);
  // Whoever is faster than the list of colleagues is led to it all the same, and told where it can't be had.
  const list = Promise.withResolvers<boolean>();
  await page.route('**/api/colleagues', (route) => list.promise.then(() => route.abort()), { times: 1 });
  await page.getByRole('button', { name: 'Kutsu työntekijä' }).press('Enter');
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: 'Lähetä kutsu' }).press('Enter');
  list.resolve(true);
  await expect(form.getByRole('combobox')).toBeFocused();
  await page.keyboard.type(colleague.name);
  await page.keyboard.press('Enter');
  await isAccessible(page);
  await form.getByRole('button', { name: 'Lähetä kutsu' }).press('Enter');
  await expect(page.getByText(`Kutsuttu: ${colleague.name}`, { exact: true })).toBeVisible();

  const phone = { viewport: { width: 390, height: 844 } };
  const theirs = await (await signedIn(browser, colleague, phone)).newPage();
  await theirs.goto(`/requests/${appointmentId}`);
  await theirs.getByRole('button', { name: 'En pääse' }).press('Enter');
  const question = theirs.getByRole('dialog');
  await question
    .getByLabel('Kuka tulee tilallesi')
    .selectOption({ label: `${substitute.name}, Terveydenhoitaja` });
  await isAccessible(theirs);
  await question.getByRole('button', { name: 'Ilmoita, etten pääse' }).press('Enter');
  await expect(theirs.getByText(`Ilmoitettu. Tilallesi tulee ${substitute.name}.`)).toBeVisible();
  await expect(theirs).toHaveURL(/\/my-day$/);

  await expect(page.getByText(`Ei pääse: ${colleague.name}`, { exact: true })).toBeVisible();
  await expect(page.getByText(substitute.name, { exact: true })).toBeVisible();
});
