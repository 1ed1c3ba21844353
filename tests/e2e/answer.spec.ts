import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { book, openDesk, openLive, signedIn, widerThanScreen } from '#support/desk-visit.ts';

const recommendation = (page: Page) => page.getByRole('textbox', { name: 'Suositus' });
const sign = (page: Page) => page.getByRole('button', { name: 'Allekirjoita ja lähetä' });
const confirm = (page: Page) =>
  page.getByRole('dialog').getByRole('button', { name: 'Allekirjoita ja lähetä' });

test('what is typed is saved by itself and is there after a reload', async ({ browser }) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId } = await book(worker.request, desk);
  const specialist = await signedIn(browser, desk.specialist);
  const page = await specialist.newPage();
  await page.goto(`/requests/${appointmentId}#answer`);
  await page.getByRole('radio', { name: 'Neuvo' }).check();
  await recommendation(page).pressSequentially('Sovitaan aamuista yhdessä.');
  await expect(page.getByText(/Tallennettu \d/)).toBeVisible();
  await page.reload();
  await expect(recommendation(page)).toHaveValue('Sovitaan aamuista yhdessä.');
  await expect(page.getByRole('radio', { name: 'Neuvo' })).toBeChecked();
  // A draft is nobody else's.
  const asked = await worker.newPage();
  await openLive(asked, `/requests/${appointmentId}`);
  await expect(asked.getByText('Vastausta ei ole vielä.')).toBeVisible();
  await expect(asked.getByText('Sovitaan aamuista')).toHaveCount(0);
});

test('what is typed on a dead line survives a reload and is saved once the line is back', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId } = await book(worker.request, desk);
  const specialist = await signedIn(browser, desk.specialist);
  const page = await specialist.newPage();
  await page.goto(`/requests/${appointmentId}#answer`);
  await recommendation(page).fill('Ensimmäinen.');
  await expect(page.getByText(/Tallennettu \d/)).toBeVisible();
  await page.route('**/answer', (route) => route.abort());
  await recommendation(page).fill('Ensimmäinen. Toinen.');
  await expect(page.getByText('Ei yhteyttä. Teksti on tallessa tällä laitteella')).toBeVisible();
  await page.reload();
  await expect(recommendation(page)).toHaveValue('Ensimmäinen. Toinen.');
  await page.unroute('**/answer');
  await expect(page.getByText(/Tallennettu \d/)).toBeVisible();
  const answer = await specialist.request.get(`/api/appointments/${appointmentId}`);
  const { appointment } = (await answer.json()) as {
    appointment: { answer: { content: { recommendation: string } } };
  };
  expect(appointment.answer.content.recommendation).toBe('Ensimmäinen. Toinen.');
});

test('an incomplete answer is refused, with what is missing beside each field', async ({ browser }) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId } = await book(worker.request, desk);
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  await page.goto(`/requests/${appointmentId}#answer`);
  await sign(page).click();
  await confirm(page).click();
  const summary = page.getByRole('alert').filter({ hasText: 'Vastauksesta puuttuu vielä' });
  await expect(summary).toBeFocused();
  await expect(summary).toContainText('Valitse, onko vastaus neuvo vai päätös.');
  await expect(summary).toContainText('Kirjoita suositus.');
  await expect(recommendation(page)).toHaveAttribute('aria-invalid', 'true');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  // A decision names its mandate; advice has none.
  await page.getByRole('radio', { name: 'Päätös' }).check();
  await recommendation(page).fill('Tutkimus aloitetaan.');
  await expect(recommendation(page)).not.toHaveAttribute('aria-invalid', 'true');
  await sign(page).click();
  await confirm(page).click();
  await expect(summary).toContainText('Kerro, minkä valtuutuksen nojalla');
  await summary.getByRole('link').click();
  await expect(page.getByRole('textbox', { name: 'Valtuutus' })).toBeFocused();
  await page.getByRole('radio', { name: 'Neuvo' }).check();
  await expect(page.getByRole('textbox', { name: 'Valtuutus' })).toHaveCount(0);
});

test('a signed answer is final; the one who asked sees it without a reload, strangers never', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId } = await book(worker.request, desk);
  const asked = await worker.newPage();
  await openLive(asked, `/requests/${appointmentId}`);
  await expect(asked.getByText('Vastausta ei ole vielä.')).toBeVisible();
  const specialist = await signedIn(browser, desk.specialist);
  const page = await specialist.newPage();
  await page.goto(`/requests/${appointmentId}#answer`);
  await page.getByRole('radio', { name: 'Päätös' }).check();
  await page.getByRole('textbox', { name: 'Valtuutus' }).fill('Terveydenhuoltolaki');
  await recommendation(page).fill('Tutkimus aloitetaan.\nPerhe saa kutsun.');
  await sign(page).click();
  await expect(page.getByRole('dialog')).toContainText(`${desk.worker.name} saa viestin`);
  await confirm(page).click();
  await expect(page.getByText(`Allekirjoittanut ${desk.specialist.name}`)).toBeVisible();
  await expect(recommendation(page)).toHaveCount(0);

  await expect(asked.getByText('Perhe saa kutsun.')).toBeVisible();
  await expect(asked.getByText('Terveydenhuoltolaki')).toBeVisible();
  expect((await new AxeBuilder({ page: asked }).analyze()).violations).toEqual([]);

  const path = `/api/appointments/${appointmentId}/answer`;
  const data = { kind: 'advice', recommendation: 'Toisin', followUp: '', mandate: '' };
  expect((await specialist.request.put(path, { data })).status()).toBe(409);
  expect((await specialist.request.post(`${path}/sign`, { data })).status()).toBe(409);
  expect((await worker.request.put(path, { data })).status()).toBe(403);
  for (const email of ['pekka.korpela@hiekkala.example', 'johan.lindgren@sairaala.example']) {
    const other = await signedIn(browser, { email });
    expect((await other.request.get(`/api/appointments/${appointmentId}`)).status()).toBe(404);
    await other.close();
  }
});

test('the answer is signed on a phone, and printed without the page around it', async ({ browser }) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId } = await book(worker.request, desk);
  const specialist = await signedIn(browser, desk.specialist, {
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
  });
  const page = await specialist.newPage();
  await page.goto(`/requests/${appointmentId}#answer`);
  await page.getByRole('radio', { name: 'Neuvo' }).check();
  await recommendation(page).fill('Jatketaan näin.');
  expect(await widerThanScreen(page)).toBe(0);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await sign(page).click();
  await confirm(page).click();
  await expect(page.getByText(/^Allekirjoittanut/)).toBeVisible();
  expect(await widerThanScreen(page)).toBe(0);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByText('Jatketaan näin.')).toBeVisible();
  await expect(page.getByRole('navigation').first()).toBeHidden();
  await expect(page.getByRole('button', { name: 'Tulosta' })).toBeHidden();
});
