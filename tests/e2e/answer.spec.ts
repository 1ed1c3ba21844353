import type { Page } from '@playwright/test';
import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/page-test.ts';
import { book, letBegin, openDesk, openLive, signedIn, widerThanScreen } from '#support/desk-visit.ts';

const recommendation = (page: Page) => page.getByRole('textbox', { name: 'Suositus' });
const sign = (page: Page) => page.getByRole('button', { name: 'Allekirjoita ja lähetä' });
const confirm = (page: Page) =>
  page.getByRole('dialog').getByRole('button', { name: 'Allekirjoita ja lähetä' });

test('what is typed is saved by itself, on a dead line it survives a reload, and a save whose reply is lost is no second version', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId } = await book(worker.request, desk);
  const specialist = await signedIn(browser, desk.specialist);
  const page = await specialist.newPage();
  const saved = page.getByText(/Tallennettu klo \d/);
  const keptHere = page.getByText('Ei yhteyttä. Teksti on tallessa tällä laitteella');
  await page.goto(`/requests/${appointmentId}#answer`);
  await page.getByRole('radio', { name: 'Neuvo' }).check();
  await recommendation(page).pressSequentially('Sovitaan aamuista yhdessä.');
  await expect(saved).toBeVisible();
  await page.reload();
  await expect(recommendation(page)).toHaveValue('Sovitaan aamuista yhdessä.');
  await expect(page.getByRole('radio', { name: 'Neuvo' })).toBeChecked();
  // A draft is nobody else's.
  const asked = await worker.newPage();
  await openLive(asked, `/requests/${appointmentId}`);
  await expect(asked.getByText('Vastausta ei ole vielä.')).toBeVisible();
  await expect(asked.getByText('Sovitaan aamuista')).toHaveCount(0);

  await test.step('on a dead line', async () => {
    await page.route('**/answer', (route) => route.abort());
    await recommendation(page).fill('Ensimmäinen. Toinen.');
    await expect(keptHere).toBeVisible();
    await page.reload();
    await expect(recommendation(page)).toHaveValue('Ensimmäinen. Toinen.');
    await page.unroute('**/answer');
    await expect(saved).toBeVisible();
    const answer = await specialist.request.get(`/api/appointments/${appointmentId}`);
    const { appointment } = (await answer.json()) as {
      appointment: { answer: { content: { recommendation: string } } };
    };
    expect(appointment.answer.content.recommendation).toBe('Ensimmäinen. Toinen.');
  });

  await test.step('the server saves; its reply never arrives', async () => {
    await page.route('**/answer', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await recommendation(page).fill('Kolmas.');
    await expect(keptHere).toBeVisible();
    await page.unroute('**/answer');
    await recommendation(page).fill('Kolmas. Neljäs.');
    await expect(saved).toBeVisible();
    await expect(page.getByText('Vastauksesta on kaksi versiota')).toHaveCount(0);
  });
});

test('an incomplete answer is refused, with what is missing beside each field', async ({ browser }) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const visit = await book(worker.request, desk);
  letBegin(visit);
  const { appointmentId } = visit;
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  await page.goto(`/requests/${appointmentId}#answer`);
  await sign(page).click();
  await confirm(page).click();
  const summary = page.getByRole('alert').filter({ hasText: 'Vastauksesta puuttuu vielä' });
  await expect(summary).toBeFocused();
  await expect(summary).toContainText('Valitse, onko vastaus neuvo vai päätös.');
  await expect(summary).toContainText('Kirjoita suositus.');
  await expect(recommendation(page)).toHaveAttribute('aria-invalid', 'true');
  await isAccessible(page);

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
  const visit = await book(worker.request, desk);
  letBegin(visit);
  const { appointmentId } = visit;
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
  await isAccessible(asked);

  const path = `/api/appointments/${appointmentId}/answer`;
  const content = { kind: 'advice', recommendation: 'Toisin', followUp: '', mandate: '' };
  const data = { content, basedOn: null };
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
  const visit = await book(worker.request, desk);
  letBegin(visit);
  const { appointmentId } = visit;
  const specialist = await signedIn(browser, desk.specialist, {
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
  });
  const page = await specialist.newPage();
  await page.goto(`/requests/${appointmentId}#answer`);
  await page.getByRole('radio', { name: 'Neuvo' }).check();
  await recommendation(page).fill('Jatketaan näin.');
  expect(await widerThanScreen(page)).toBe(0);
  await isAccessible(page);
  await sign(page).click();
  await confirm(page).click();
  await expect(page.getByText(/^Allekirjoittanut/)).toBeVisible();
  expect(await widerThanScreen(page)).toBe(0);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByText('Jatketaan näin.')).toBeVisible();
  await expect(page.getByRole('navigation').first()).toBeHidden();
  await expect(page.getByRole('button', { name: 'Tulosta' })).toBeHidden();
  // Out of the screen's top is the foot of the sheet before.
  await expect(page.getByText('Siirry sisältöön')).toBeHidden();
});

test('before the visit the answer can be written and not signed, and the page says from when on', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId } = await book(worker.request, desk, { days: 3 });
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  await page.goto(`/requests/${appointmentId}#answer`);
  await page.getByRole('radio', { name: 'Neuvo' }).check();
  await recommendation(page).fill('Valmistellaan etukäteen.');
  await expect(page.getByText(/Tallennettu klo \d/)).toBeVisible();
  await expect(sign(page)).toHaveAttribute('aria-disabled', 'true');
  await expect(sign(page)).toHaveAccessibleDescription(
    /Voit allekirjoittaa, kun tapaaminen on alkanut: .* klo\s9/,
  );
  await sign(page).click({ force: true });
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('two devices write one answer: the second is told, both texts stay, and the person chooses', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId } = await book(worker.request, desk);
  const specialist = await signedIn(browser, desk.specialist);
  const [desktop, phone] = [await specialist.newPage(), await specialist.newPage()];
  for (const page of [desktop, phone]) {
    await page.goto(`/requests/${appointmentId}#answer`);
    await expect(recommendation(page)).toBeVisible();
  }
  await recommendation(desktop).fill('Työpöydän teksti.');
  await expect(desktop.getByText(/Tallennettu klo \d/)).toBeVisible();
  await recommendation(phone).fill('Puhelimen teksti.');
  const notice = phone.getByRole('alert').filter({ hasText: 'Vastauksesta on kaksi versiota' });
  await expect(notice).toContainText('Työpöydän teksti.');
  await expect(recommendation(phone)).toHaveValue('Puhelimen teksti.');
  await isAccessible(phone);

  // A reload loses neither.
  await phone.reload();
  await expect(notice).toContainText('Työpöydän teksti.');
  await expect(recommendation(phone)).toHaveValue('Puhelimen teksti.');
  await notice.getByRole('button', { name: 'Vaihda tekstien paikkaa' }).click();
  await expect(recommendation(phone)).toHaveValue('Työpöydän teksti.');
  await expect(notice).toContainText('Puhelimen teksti.');
  await phone.reload();
  await expect(recommendation(phone)).toHaveValue('Puhelimen teksti.');
  await recommendation(phone).fill('Molemmat yhdessä.');
  await notice.getByRole('button', { name: 'Jatka lomakkeella olevalla tekstillä' }).click();
  await expect(phone.getByText(/Tallennettu klo \d/)).toBeVisible();
  await expect(notice).toHaveCount(0);
  await desktop.reload();
  await expect(recommendation(desktop)).toHaveValue('Molemmat yhdessä.');
});
