import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/page-test.ts';
import {
  book,
  knock,
  letBegin,
  openDesk,
  openLive,
  refuseLetters,
  signedIn,
  tokenFor,
  widerThanScreen,
} from '#support/desk-visit.ts';

test('requests are found by what one remembers, and the address keeps the search', async ({ browser }) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  await book(worker.request, desk, { days: 2 });
  await book(worker.request, desk, {
    days: 4,
    content: { subject: { kind: 'new-case', initials: 'Ö.Q.', birthYear: 2012 } },
  });
  const page = await worker.newPage();
  await page.goto('/requests');
  const rows = page.getByRole('row').filter({ has: page.getByRole('rowheader') });
  await expect(rows).toHaveCount(2);
  const search = page.getByRole('searchbox');
  await search.pressSequentially('ö.q. saana');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('Ö.Q., 2012');
  await expect(page).toHaveURL(/q=%C3%B6\.q\.\+saana$/);
  await expect(search).toBeFocused();
  await page.reload();
  await expect(rows).toHaveCount(1);
  await search.fill('ei sellaista');
  await expect(page.getByRole('heading', { name: 'Haulla ei löytynyt mitään' })).toBeVisible();
  await page.getByRole('link', { name: 'Poista rajaus' }).click();
  await expect(rows).toHaveCount(2);
  await isAccessible(page);

  // Sorted by keyboard from the head of a column, the other way round by a second press; the address keeps that too.
  const byChild = page.getByRole('columnheader', { name: 'Lapsi' });
  await expect(page.getByRole('columnheader', { name: 'Aika' })).toHaveAttribute('aria-sort', 'ascending');
  await byChild.getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(byChild).toHaveAttribute('aria-sort', 'ascending');
  await expect(rows.last()).toContainText('Ö.Q., 2012');
  await page.keyboard.press('Enter');
  await expect(byChild).toHaveAttribute('aria-sort', 'descending');
  await expect(rows.first()).toContainText('Ö.Q., 2012');
  await expect(byChild.getByRole('button')).toBeFocused();
  await page.reload();
  await expect(rows.first()).toContainText('Ö.Q., 2012');
  await expect(page.getByLabel('Järjestys')).toHaveValue('-subject');
  await isAccessible(page, 'a list that is sorted');
  // A phone shows no heads: there the order is chosen beside the search.
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(byChild.getByRole('button')).toBeHidden();
  await page.getByLabel('Järjestys').selectOption({ label: 'Viimeisin ensin' });
  await expect(page).toHaveURL(/sort=-time$/);
  await expect(rows.first()).toContainText('Ö.Q., 2012');

  // By keyboard one stays on the tab, and does not begin at the top of the page.
  const past = page.getByRole('link', { name: 'Menneet' });
  await past.press('Enter');
  await expect(past).toHaveAttribute('aria-current', 'page');
  await expect(past).toBeFocused();
  await expect(page.getByRole('heading', { name: 'Ei menneitä aikoja' })).toBeVisible();
});

test('an appointment is cancelled with the keyboard only, and not without a reason', async ({ browser }) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId } = await book(worker.request, desk, { days: 2 });
  const page = await worker.newPage();
  await page.goto(`/requests/${appointmentId}`);
  const ask = page.getByRole('button', { name: 'Peru aika' });
  await ask.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Perutaanko aika?' });
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(ask).toBeFocused();

  // No person presses again in the millisecond in which the dialog says that it has closed.
  await page.waitForTimeout(100);
  await page.keyboard.press('Enter');
  const reason = dialog.getByRole('radio', { name: 'Aikaa ei enää tarvita' });
  await expect(reason).toBeFocused();
  for (let stop = 0; stop < 3; stop++) await page.keyboard.press('Tab');
  await expect(dialog.getByRole('button', { name: 'Peru aika' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('radiogroup', { name: 'Syy' })).toHaveAttribute('aria-invalid', 'true');
  await expect(reason).toBeFocused();
  await isAccessible(page);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Perhe sairastui.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('Aika on peruttu.', { exact: true })).toBeVisible();
  await expect(page.getByText('Perhe sairastui.').first()).toBeVisible();
  await expect(page.getByText('Perhe perui', { exact: true })).toBeVisible();
  await expect(ask).toHaveCount(0);
  // What was pressed is gone: one goes on in what the page says now.
  await expect(page.locator('#main')).toBeFocused();
});

test('a no-show is marked by the specialist and seen by the one who asked, without a reload', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const booking = await book(worker.request, desk);
  const { appointmentId } = booking;
  const asked = await worker.newPage();
  await openLive(asked, `/requests/${appointmentId}`);
  await expect(asked.getByText('Varattu', { exact: true })).toBeVisible();
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  // Before the time begins nobody can be late.
  await page.goto(`/requests/${appointmentId}`);
  await expect(page.getByRole('heading', { name: 'Kysymys' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Merkitse: ei saapunut' })).toHaveCount(0);
  letBegin(booking);
  await page.reload();
  const late = await worker.newPage();
  await late.goto(`/v#${booking.guestToken}`);
  await late.getByRole('button', { name: 'Kokeile kameraa ja ääntä' }).click();
  await page.getByRole('button', { name: 'Merkitse: ei saapunut' }).click();
  const question = page.getByRole('dialog', { name: 'Eikö kukaan saapunut?' });
  await question.getByRole('button', { name: 'Merkitse: ei saapunut' }).click();
  await expect(page.getByText('Kukaan ei saapunut sovittuna aikana.')).toBeVisible();
  await expect(asked.getByText('Ei saapunut', { exact: true })).toBeVisible();
  // [L6] The family that looks at "missed" is let back without a reload when it is taken back, also where it went in just too late.
  const family = await worker.newPage();
  await family.goto(`/v#${booking.guestToken}`);
  await late.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
  for (const each of [family, late]) await expect(each.getByText('Tapaamisaika meni ohi')).toBeVisible();
  await page.goto('/arrivals');
  const row = page.locator(`li[data-visit="${appointmentId}"]`);
  await row.getByRole('button', { name: 'Kumoa' }).click();
  await expect(page.getByText('Merkintä on kumottu')).toBeVisible();
  for (const each of [family, late]) {
    await each.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await expect(each.getByText('Tapaamisaika meni ohi')).toHaveCount(0);
    await expect(each.getByRole('button', { name: 'Kokeile kameraa ja ääntä' })).toBeVisible();
  }
});

test('a new link stops the old one, and asks before it does', async ({ browser }) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId, guestToken, guestName } = await book(worker.request, desk);
  const visit = (token: string) =>
    worker.request.get('/api/guest/visit', { headers: { authorization: `Bearer ${token}` } });
  expect((await visit(guestToken)).status()).toBe(200);
  const page = await worker.newPage();
  await page.goto(`/requests/${appointmentId}`);
  await page.getByRole('button', { name: `Toiminnot: ${guestName}` }).click();
  await page.getByRole('button', { name: `Lähetä uusi linkki: ${guestName}` }).click();
  const question = page.getByRole('dialog');
  await expect(question).toContainText('Vanha linkki lakkaa toimimasta heti.');
  const address = await question.getByLabel('Sähköpostiosoite').inputValue();
  await question.getByRole('button', { name: 'Lähetä uusi linkki' }).click();
  await expect(page.getByText(`Uusi linkki on lähetetty: ${guestName}`)).toBeVisible();
  expect((await visit(guestToken)).status()).toBe(401);
  const renewed = await tokenFor(worker.request, address);
  expect(renewed).not.toBe(guestToken);
  expect((await visit(renewed)).status()).toBe(200);

  // The mail server refused it for good: the worker sees so, and sends it to where the family is reached.
  refuseLetters(appointmentId);
  await page.goto('/requests');
  await expect(page.getByRole('row').getByText('Viesti ei mennyt perille')).toBeVisible();
  await page.goto(`/requests/${appointmentId}`);
  const note = page.getByRole('status').filter({ hasText: 'kutsu ja linkki eivät menneet perille' });
  await expect(note).toContainText(address);
  await isAccessible(page);
  await note.getByRole('button').click();
  await question.getByLabel('Sähköpostiosoite').fill('perhe@');
  await question.getByRole('button', { name: 'Lähetä uusi linkki' }).click();
  await expect(question.getByLabel('Sähköpostiosoite')).toBeFocused();
  await question.getByLabel('Sähköpostiosoite').fill(`uusi.${address}`);
  await question.getByRole('button', { name: 'Lähetä uusi linkki' }).click();
  await expect(note).toBeHidden();
  expect((await visit(await tokenFor(worker.request, `uusi.${address}`))).status()).toBe(200);
});

test('what people write is text and nothing else, and fits a phone', async ({ browser }) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker, { viewport: { width: 390, height: 844 } });
  const nasty = '<img src=x onerror="document.title=`taken`"><b>lihava</b>';
  const { appointmentId } = await book(worker.request, desk, {
    days: 2,
    content: { question: nasty, background: `${'erittäinpitkäsana'.repeat(12)}\n\n{{x}} \${y}` },
  });
  const page = await worker.newPage();
  await page.goto(`/requests/${appointmentId}`);
  await expect(page.getByText(nasty)).toBeVisible();
  await expect(page).not.toHaveTitle('taken');
  expect(await widerThanScreen(page)).toBe(0);
  await isAccessible(page);
  await page.goto('/requests');
  await expect(page.getByRole('link', { name: 'Näytä tiedot' })).toBeVisible();
  expect(await widerThanScreen(page)).toBe(0);
  await isAccessible(page);
});

test('a dead line is said, and what happened meanwhile is shown when it is back', async ({ browser }) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId, guestToken } = await book(worker.request, desk);
  const specialist = await signedIn(browser, desk.specialist);
  const page = await specialist.newPage();
  await openLive(page, `/requests/${appointmentId}`);
  await expect(page.getByText('Varattu', { exact: true })).toBeVisible();
  await specialist.setOffline(true);
  await expect(page.getByText('Yhteys palveluun katkesi.')).toBeVisible({ timeout: 25_000 });
  const guest = await knock(guestToken);
  await specialist.setOffline(false);
  await expect(page.getByText('Yhteys palveluun katkesi.')).toBeHidden();
  await expect(page.getByText('Joku odottaa', { exact: true })).toBeVisible();
  guest.disconnect();
});

test('a long list goes on with "show more", and news keeps what is shown', async ({ browser }) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  for (const days of [2, 3]) await book(worker.request, desk, { days });
  const page = await worker.newPage();
  // Pages of one row, cut from what the server really says.
  await page.route('**/api/appointments?view=coming*', async (route) => {
    const reply = await route.fetch({ url: `${process.env.NEUVO_E2E_URL}/api/appointments?view=coming` });
    const { appointments } = (await reply.json()) as { appointments: unknown[] };
    const isSecond = route.request().url().includes('after=');
    const json = isSecond
      ? { appointments: appointments.slice(1), next: null }
      : { appointments: appointments.slice(0, 1), next: '1.x' };
    await route.fulfill({ json });
  });
  await openLive(page, '/requests');
  const rows = page.getByRole('row').filter({ hasText: desk.serviceName });
  await expect(rows).toHaveCount(1);
  const more = page.getByRole('button', { name: 'Näytä lisää' });
  await more.click();
  await expect(rows).toHaveCount(2);
  await expect(more).toHaveCount(0);
  // A third one is booked: the list comes anew, as long as it was.
  await book(worker.request, desk, { days: 4 });
  await expect(rows).toHaveCount(3);
  // So it does for whoever comes back from one of them, by the page's own link.
  await rows.last().getByRole('link').first().click();
  await page.locator('[data-way-back]').click();
  await expect(rows).toHaveCount(3);
});
