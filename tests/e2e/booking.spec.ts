import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/page-test.ts';
import { baseURL } from './base-url.ts';
import {
  adolescent,
  browserOf,
  child,
  confirmButton,
  fillRequest,
  freeSlot,
  hold,
  mondayIn,
  requestPage,
  saved,
  slotButton,
  social,
  startAfresh,
} from './booking-steps.ts';

type Mail = { to: string; text: string; hasCalendar: boolean };

test('a consultation is booked from the catalogue to the invitation in the guest’s hand', async ({
  browser,
}) => {
  const page = await browserOf(browser, 'pekka');
  await startAfresh(page.request, child);
  const slot = await freeSlot(page.request, child, 3);
  await page.goto('/services?q=lastenpsyk');
  await page.getByRole('link', { name: 'Valitse aika: Lastenpsykiatrinen etäkonsultaatio' }).click();
  await page.goto(`/services/${child}?week=${mondayIn(3)}`);
  await slotButton(page, slot).click();
  await expect(page.getByRole('timer')).toHaveText(/^(10:00|09:5\d)$/);

  await fillRequest(page, 'Miten tuen lasta, joka pelkää kouluun lähtemistä?');
  await page.getByRole('button', { name: 'Lisää henkilö' }).click();
  await expect(page.getByLabel('Nimi', { exact: true })).toBeFocused();
  await page.keyboard.type('Sanna Virta');
  await page.getByText('Sähköposti', { exact: true }).click();
  await page.getByLabel('Sähköpostiosoite').fill('sanna.virta@perhe.example');
  const colleagues = page.getByRole('combobox', { name: /Työntekijät, joilla on tunnus/ });
  await colleagues.fill('leena');
  await expect(page.getByRole('listbox').getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await saved(page, child, 'Miten tuen lasta, joka pelkää kouluun lähtemistä?');
  await confirmButton(page).click();

  await expect(page.getByRole('heading', { level: 1, name: 'Aika on varattu' })).toBeVisible();
  await expect(page.getByText('Linkki sähköpostilla: sanna.virta@perhe.example')).toBeVisible();
  await expect(page.getByText('Leena Ahola')).toBeVisible();
  await isAccessible(page);
  const id = new URL(page.url()).searchParams.get('appointment');
  const calendar = await page.request.get(`/api/appointments/${id}/calendar.ics`);
  expect(await calendar.text()).toContain('BEGIN:VEVENT');
  const { messages } = (await (await page.request.get('/api/dev/mailbox')).json()) as { messages: Mail[] };
  const mail = messages.find((message) => message.to === 'sanna.virta@perhe.example');
  expect(mail?.hasCalendar).toBe(true);
  expect(mail?.text).toMatch(/\/v#[\w-]{43}/);
  for (const secret of ['pelkää', 'A.V.', '2016', 'psykiatri']) expect(mail?.text).not.toContain(secret);
  await page.context().close();
});

test('at 390 × 844 it is booked as well, and the time left stays in sight', async ({ browser }) => {
  const page = await browserOf(browser, 'maria', { size: { width: 390, height: 844 } });
  await startAfresh(page.request, child);
  const slot = await freeSlot(page.request, child, 4);
  await page.goto(`/services/${child}?week=${mondayIn(4)}`);
  await slotButton(page, slot).click();
  await fillRequest(page, 'Lapsi ei nuku.');
  await confirmButton(page).scrollIntoViewIfNeeded();
  await expect(page.getByRole('timer')).toBeInViewport();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
  await confirmButton(page).click();
  await expect(page.getByRole('heading', { name: 'Aika on varattu' })).toBeVisible();
  await page.context().close();
});

test('pressing twice, another tab and Back make one booking', async ({ browser }) => {
  const page = await browserOf(browser, 'leena');
  await startAfresh(page.request, adolescent);
  const slot = await freeSlot(page.request, adolescent, 3);
  await page.goto(`/services/${adolescent}?week=${mondayIn(3)}`);
  await slotButton(page, slot).click();
  await fillRequest(page, 'Kerran vain, kiitos.');
  await saved(page, adolescent, 'Kerran vain, kiitos.');
  const other = await page.context().newPage();
  await other.goto(requestPage(adolescent, slot));
  await expect(other.getByLabel('Kysymys asiantuntijalle')).toHaveValue('Kerran vain, kiitos.');

  let sent = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/appointments')) sent++;
  });
  await confirmButton(page).dblclick();
  await page.waitForURL(/\/booked/);
  expect(sent).toBe(1);
  const booked = new URL(page.url()).searchParams.get('appointment');

  await confirmButton(other).click();
  await other.waitForURL(/\/booked/);
  expect(new URL(other.url()).searchParams.get('appointment')).toBe(booked);

  await page.goBack();
  await expect(page).not.toHaveURL(/\/request/);
  await page.goto(requestPage(adolescent, slot));
  // The time is no longer free, and the text that was sent is not offered again.
  await expect(page.getByText('Joku ehti juuri varata', { exact: false })).toBeVisible();
  await expect(page.getByLabel('Kysymys asiantuntijalle')).toHaveValue('');
  await page.context().close();
});

test('text typed in a window whose request was sent from another is not saved into a second request', async ({
  browser,
}) => {
  const page = await browserOf(browser, 'leena');
  await startAfresh(page.request, adolescent);
  const slot = await freeSlot(page.request, adolescent, 4);
  await hold(page.request, adolescent, slot);
  await page.goto(requestPage(adolescent, slot));
  await fillRequest(page, 'Ensimmäinen ikkuna.');
  await saved(page, adolescent, 'Ensimmäinen ikkuna.');
  const other = await page.context().newPage();
  await other.goto(requestPage(adolescent, slot));
  await expect(other.getByLabel('Kysymys asiantuntijalle')).toHaveValue('Ensimmäinen ikkuna.');
  await confirmButton(page).click();
  await page.waitForURL(/\/booked/);
  await other.getByLabel('Kysymys asiantuntijalle').fill('Lisään vielä.');
  await expect(other.getByRole('heading', { name: 'Tämä pyyntö on jo lähetetty' })).toBeVisible();
  await page.context().close();
});

test('a service without client data has no place for initials, and the server refuses them', async ({
  browser,
}) => {
  const page = await browserOf(browser, 'pekka');
  await startAfresh(page.request, social);
  const slot = await freeSlot(page.request, social, 3);
  await hold(page.request, social, slot);
  await page.goto(requestPage(social, slot));
  await expect(page.getByText('Tässä palvelussa ei käsitellä tunnistetietoja')).toBeVisible();
  await expect(page.getByLabel('Nimikirjaimet')).toHaveCount(0);
  await expect(page.getByRole('checkbox', { name: /Suostumus/ })).toHaveCount(0);

  const { draftId } = (await (await page.request.get(`/api/services/${social}/draft`)).json()) as {
    draftId: string;
  };
  const refused = await page.request.post('/api/appointments', {
    headers: { origin: baseURL() },
    data: {
      draftId,
      serviceId: social,
      practitionerId: slot.practitionerId,
      startsAt: slot.startsAt,
      content: {
        question: 'Kuka?',
        background: '',
        urgency: 'routine',
        subject: { kind: 'new-case', initials: 'A.V.', birthYear: 2016 },
        consentNoted: true,
        guests: [],
        colleagueIds: [],
      },
    },
  });
  expect(refused.status()).toBe(422);

  await page.getByLabel('Kysymys asiantuntijalle').fill('Milloin huoli otetaan puheeksi?');
  await page.getByRole('radio', { name: 'Melko pian' }).check();
  await confirmButton(page).click();
  await expect(page.getByRole('heading', { name: 'Aika on varattu' })).toBeVisible();
  await expect(page.getByText('Ilman tunnistetietoja')).toBeVisible();
  await page.context().close();
});

test('what is missing is said beside each field and in a list that leads there', async ({ browser }) => {
  const page = await browserOf(browser, 'maria');
  await startAfresh(page.request, child);
  const slot = await freeSlot(page.request, child, 5);
  await hold(page.request, child, slot);
  await page.goto(requestPage(child, slot));
  await page.getByRole('radio', { name: /Uusi asiakas/ }).check();
  await page.getByRole('button', { name: 'Lisää henkilö' }).click();
  await page.getByLabel('Puhelinnumero').fill('soita kotiin');
  await confirmButton(page).click();
  const summary = page.getByRole('alert').filter({ hasText: 'Tarkista nämä kohdat' });
  await expect(summary).toBeFocused();
  await expect(summary.getByRole('link')).toHaveText([
    'Kirjoita, mitä haluat kysyä.',
    'Valitse, kuinka kiireellinen asia on.',
    /nimikirjaimet/,
    /syntymävuosi/,
    /suostumus on saatu/,
    'Henkilö 1: Kirjoita nimi.',
    /^Henkilö 1: Kirjoita puhelinnumero/,
  ]);
  await summary.getByRole('link', { name: /syntymävuosi/ }).click();
  await expect(page.getByLabel('Syntymävuosi')).toBeFocused();
  await expect(page.getByLabel('Syntymävuosi')).toHaveAccessibleDescription(/neljällä numerolla/);
  await page.context().close();
});

test('[B5] [B7] whoever was chosen for a request and can be asked no more is shown, and let go', async ({
  browser,
}) => {
  const page = await browserOf(browser, 'maria');
  await startAfresh(page.request, child);
  const slot = await freeSlot(page.request, child, 5);
  await hold(page.request, child, slot);
  const address = `/api/services/${child}/draft`;
  const { draftId, content } = (await (await page.request.get(address)).json()) as {
    draftId: string;
    content: object;
  };
  const chosen = { requesterId: 'user-gone', colleagueIds: ['user-gone'] };
  const data = { draftId, content: { ...content, ...chosen } };
  expect((await page.request.put(address, { headers: { origin: baseURL() }, data })).ok()).toBe(true);
  await page.goto(requestPage(child, slot));
  await fillRequest(page, 'Kuka voi tulla mukaan?');
  const inWhoseName = page.getByLabel('Kenen nimissä varaat');
  await expect(inWhoseName).toHaveAccessibleDescription(/nimissä ei voi enää varata/);
  await inWhoseName.selectOption('Omissa nimissäni');
  await confirmButton(page).click();
  await page.getByRole('link', { name: 'Tätä työntekijää ei voi kutsua' }).click();
  await page.getByRole('button', { name: 'Poista: Työntekijä, jota ei voi enää kutsua' }).click();
  await confirmButton(page).click();
  await expect(page).toHaveURL(/\/booked/);
  await page.context().close();
});

test('names and texts with markup stay text everywhere they are shown', async ({ browser }) => {
  const page = await browserOf(browser, 'pekka');
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => (dialogs.push(dialog.message()), void dialog.dismiss()));
  await startAfresh(page.request, child);
  const slot = await freeSlot(page.request, child, 6);
  await hold(page.request, child, slot);
  await page.goto(requestPage(child, slot));
  await fillRequest(page, '<img src=x onerror=alert(1)>');
  await page.getByRole('button', { name: 'Lisää henkilö' }).click();
  await page.getByLabel('Nimi', { exact: true }).fill('<script>alert(2)</script>');
  await page.getByLabel('Puhelinnumero').fill('040 765 4321');
  await confirmButton(page).click();
  await expect(page.getByText('<script>alert(2)</script>')).toBeVisible();
  await page.goto('/dev/mailbox');
  await page.getByRole('link', { name: /\+358407654321/ }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Kutsu' })).toBeVisible();
  expect(dialogs).toEqual([]);
  await page.context().close();
});
