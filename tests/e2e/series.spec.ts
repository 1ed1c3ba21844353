import type { APIRequestContext, Browser } from '@playwright/test';
import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/page-test.ts';
import { emptyRequest } from '#domain';
import { newId } from '#db';
import type { Reply } from '#protocol';
import { closeDay, openDesk, signedIn, type Desk } from '#support/desk-visit.ts';

const inFinland = (at: number, options: Intl.DateTimeFormatOptions, locale = 'sv-SE') =>
  new Intl.DateTimeFormat(locale, { timeZone: 'Europe/Helsinki', ...options }).format(at);
const dayMs = 24 * 3_600_000;

/** When three weekly meetings begin, two weeks on or later, that everybody can come to: none is on a holiday. */
async function clearDays(request: APIRequestContext, desk: Desk): Promise<number[]> {
  for (let days = 14; days < 40; days++) {
    const day = Date.now() + days * dayMs;
    const fromDate = inFinland(day, {});
    const weekday = new Date(`${fromDate}T12:00:00Z`).getUTCDay() || 7;
    const plan = { rule: { kind: 'weekly', everyWeeks: 1, weekday }, fromDate, count: 3, untilDate: null };
    const fields = {
      ...{ name: 'x', background: '', practitionerId: desk.specialist.id, requiredIds: [], optionalIds: [] },
      ...{ guests: [], subject: { kind: 'anonymous' }, consentNoted: false, convenerIds: [] },
      plan: { ...plan, time: '10:00', lengthMinutes: 30 },
    };
    const path = `/api/services/${desk.serviceId}/series-preview`;
    const answer = await request.post(path, { data: { fields, solutions: [] } });
    const { meetings } = (await answer.json()) as Reply<'previewSeries'>;
    if (meetings.every(({ conflicts }) => conflicts.length === 0))
      return meetings.map(({ startsAt }) => startsAt);
  }
  throw new Error('no three weeks without a holiday');
}

/** The service asks the demo's own form with each request from now on. */
async function askForm(browser: Browser, { serviceId }: Desk): Promise<void> {
  const { request } = await signedIn(browser, { email: 'mikko.niemi@suvanto.example' });
  const path = `/api/managed-services/${serviceId}`;
  const { settings, revision } = (await (await request.get(path)).json()) as Reply<'readManagedService'>;
  const data = { settings: { ...settings, forms: { request: 'form-request' } }, basedOn: revision };
  expect((await request.put(path, { data })).status()).toBe(200);
}

async function bookAt(request: APIRequestContext, { serviceId, specialist }: Desk, startsAt: number) {
  const content = { ...emptyRequest, question: 'x', urgency: 'soon', subject: { kind: 'anonymous' } };
  const data = { draftId: newId(), serviceId, practitionerId: specialist.id, startsAt, content };
  expect((await request.post('/api/appointments', { data })).status()).toBe(201);
}

test('a series is planned, a day that is taken is solved, all is booked at once, and what follows gets another time', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const [first, second] = (await clearDays(worker.request, desk)) as [number, number, number];
  // The second meeting's time is taken by somebody else's visit.
  await bookAt(worker.request, desk, second);
  const page = await worker.newPage();
  await page.goto(`/services/${desk.serviceId}`);
  await page.getByRole('link', { name: 'Varaa tapaamissarja' }).click();
  await page.getByLabel('Sarjan nimi').fill('Alueen työryhmä');
  await page.getByLabel('Kertojen määrä').fill('520');
  await page.getByLabel('Alkaen').fill(inFinland(first, {}));
  await page.getByLabel('Viikonpäivä').selectOption({ label: inFinland(first, { weekday: 'long' }, 'fi') });
  await page.getByLabel('Kello', { exact: true }).fill('10:00');
  await page.getByLabel('Lisää koollekutsuja').selectOption({ label: desk.worker.name });
  await page.getByLabel('Lisää koollekutsuja').selectOption({ label: desk.specialist.name });
  await page.getByRole('radio', { name: 'En kerro, kenestä on kyse' }).check();
  await page.getByRole('button', { name: 'Näytä kerrat' }).click();
  await expect(page.getByRole('alert')).toContainText('Sarjassa on enintään 80 kertaa');
  await page.getByLabel('Kertojen määrä').fill('3');
  await page.getByLabel('Kesto minuutteina').fill('30');
  await page.getByRole('button', { name: 'Näytä kerrat' }).click();
  await expect(page.getByRole('heading', { name: '3 kertaa', exact: true })).toBeFocused();
  await expect(page.getByText(new RegExp(`Varattu: .*${desk.specialist.name}`))).toBeVisible();
  await isAccessible(page);
  // Whoever presses on is told what is missing, where it is missing.
  await page.getByRole('button', { name: /^Varaa kaikki/ }).click();
  await expect(page.getByRole('alert')).toContainText('Valitse ensin, mitä tälle kerralle tehdään');
  // A press leaves the keyboard in its row, where it can be taken back; solving all of them, in the list.
  await page.getByRole('button', { name: 'Jätä pois: 2. kerta' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Kumoa: 2. kerta' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(
    page
      .getByRole('listitem')
      .getByRole('button', { name: /2. kerta/ })
      .first(),
  ).toBeFocused();
  await page.getByRole('button', { name: 'Muu aika: 2. kerta' }).press('Enter');
  await expect(page.getByLabel('Päivä', { exact: true })).toBeFocused();
  await page.getByRole('button', { name: 'Jätä kaikki nämä pois' }).press('Enter');
  await expect(page.getByRole('list', { name: 'Kerrat' })).toBeFocused();
  await expect(page.getByText('Kaikki kerrat käyvät nyt.')).toBeVisible();
  await page.getByRole('button', { name: 'Varaa kaikki 2' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'Alueen työryhmä' })).toBeVisible();
  const rows = page.getByRole('row').filter({ has: page.getByRole('rowheader') });
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(0)).toContainText(desk.worker.name);
  await expect(rows.nth(1)).toContainText('Jätetty pois');
  await expect(rows.nth(2)).toContainText(desk.specialist.name);
  await isAccessible(page);

  await page.getByRole('link', { name: 'Muuta: 3. kerta' }).click();
  await page.getByRole('radio', { name: 'Tätä ja seuraavia' }).check();
  await page.getByLabel('Kello', { exact: true }).fill('11:15');
  await page.getByRole('button', { name: 'Näytä, mitä muuttuu' }).click();
  await expect(page.getByRole('heading', { name: 'Yksi kerta muuttuu' })).toBeFocused();
  await isAccessible(page);
  // The family can't have cancelled what is held at another time.
  await expect(page.getByRole('radio', { name: 'Perhe perui' })).toHaveCount(0);
  await page.getByRole('radio', { name: 'Aika ei sovi' }).check();
  await test.step('what somebody else has changed meanwhile is looked at again, with one press', async () => {
    const conveners = `/api/series/${new URL(page.url()).pathname.split('/')[2]}/conveners`;
    const data = { convenerIds: [desk.worker.id, desk.specialist.id], basedOn: 1 };
    expect((await worker.request.put(conveners, { data })).status()).toBe(200);
    await page.getByRole('button', { name: 'Tee muutos' }).click();
    const told = page.getByRole('alert').filter({ hasText: 'Joku muu on muuttanut sarjaa' });
    await expect(told).toBeFocused();
    const again = page.waitForResponse(/\/change$/);
    await page.getByRole('button', { name: 'Tee muutos' }).click();
    expect((await again).status(), 'nobody has looked at it since').toBe(409);
    // The series is read anew first, and nothing can be pressed meanwhile.
    await expect(told.getByRole('button')).not.toHaveAttribute('aria-busy');
    await told.getByRole('button', { name: 'Näytä, mitä muuttuu' }).click();
    await expect(told).toBeHidden();
    await expect(page.getByRole('list', { name: 'Kerrat' })).toBeFocused();
  });
  await page.getByRole('button', { name: 'Tee muutos' }).click();
  await expect(rows.nth(2)).toContainText('11.15–11.45');
  // T13: the earlier meetings keep their time, and the series says so.
  await expect(page.getByText(/klo 10\.00.*alkaen joka viikko.*klo 11\.15/s)).toBeVisible();

  // Somebody is invited later, and need not come; a parent without an account as well.
  await page.getByRole('link', { name: 'Muuta: 3. kerta' }).click();
  await page.getByRole('radio', { name: 'Lisää tai poista kutsuttuja' }).check();
  await page.getByRole('combobox', { name: 'Kutsutaan mukaan' }).fill('Maria');
  await page.getByRole('option', { name: 'Maria Sundqvist' }).click();
  await page.getByText('Jos pääsee', { exact: true }).click();
  await page.locator('#guests').click();
  await page.getByRole('button', { name: 'Näytä, mitä muuttuu' }).click();
  await expect(page.getByRole('alert')).toContainText('Henkilö 1');
  await page.locator('[name="guests.0.name"]').fill('Äiti Aalto');
  await page.locator('[name="guests.0.address"]').fill('040 123 4567');
  // Neither a look at another kind of change nor a reload loses who was typed.
  await page.getByRole('radio', { name: 'Peru tämä kerta' }).check();
  await page.getByRole('radio', { name: 'Lisää tai poista kutsuttuja' }).check();
  await expect(page.locator('[name="guests.0.name"]')).toHaveValue('Äiti Aalto');
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Lisää tai poista kutsuttuja' })).toBeChecked();
  await expect(page.locator('[name="guests.0.name"]')).toHaveValue('Äiti Aalto');
  await expect(page.locator('[name="guests.0.address"]')).toHaveValue('040 123 4567');
  await expect(page.getByRole('radio', { name: 'Jos pääsee' }).first()).toBeChecked();
  await page.getByRole('button', { name: 'Näytä, mitä muuttuu' }).click();
  await expect(page.getByRole('heading', { name: 'Yksi kerta muuttuu' })).toBeFocused();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Tee muutos' }).click();
  const present = page.getByRole('region', { name: 'Mukana' });
  await expect(present.getByText('Maria Sundqvist')).toContainText('jos pääsee: kerrat 3');
  await expect(present.getByText('Äiti Aalto')).toContainText('+358401234567');
  expect(
    await page.evaluate("Object.keys(sessionStorage).filter((key) => key.includes('series-people'))"),
  ).toEqual([]);

  // The visit's own page leads back to its series.
  await rows.nth(2).getByRole('link').first().click();
  await page.getByRole('link', { name: 'Sarjan 3. kerta, kertoja on 3' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Alueen työryhmä' })).toBeVisible();
  // Another page of the same series shows at once what is done to one of its visits.
  const other = await worker.newPage();
  await other.goto(page.url());
  await expect(other.getByRole('row').nth(1)).toContainText('Varattu');
  const seriesPath = new URL(page.url()).pathname;
  await page.getByRole('link', { name: 'Muuta: 1. kerta' }).click();
  await page.getByRole('radio', { name: 'Peru' }).check();
  await page.getByRole('button', { name: 'Näytä, mitä muuttuu' }).click();
  await page.getByRole('radio', { name: 'Aikaa ei enää tarvita' }).check();
  await page.getByRole('button', { name: 'Peru tämä kerta' }).click();
  await expect(page.getByText('Yksi kerta peruttu')).toBeVisible();
  await expect(other.getByRole('row').nth(1)).toContainText('Peruttu');
  // As people say it, not as it is stored.
  await expect(other.getByRole('row').nth(1)).toContainText('Aikaa ei enää tarvita');

  await test.step('[T14] it is held after all: who can’t is told, and a coordinator holds it outside hours, with a reason', async () => {
    await page.goto(`${seriesPath}/change?n=abc`);
    await expect(page.getByRole('heading', { name: 'Sarjassa ei ole kertaa abc' })).toBeVisible();
    await page.getByRole('link', { name: 'Näytä sarja' }).click();
    closeDay(desk, inFinland(first, {}));
    const takeBack = 'Pidä sittenkin: 1. kerta';
    const question = page.getByRole('dialog', { name: 'Pidetäänkö tapaaminen sittenkin?' });
    await page.getByRole('button', { name: takeBack }).press('Enter');
    await question.getByRole('button', { name: 'Pidä sittenkin' }).press('Enter');
    const told = question.getByRole('alert').filter({ hasText: 'Tapaamisen esteenä on' });
    await expect(told).toContainText(`Ei vastaanotto- tai työaikaa: ${desk.specialist.name}`);
    await expect(told).toContainText('Koordinaattori voi pitää tapaamisen silti.');
    await expect(question.getByLabel('Miksi ohitat säännöt')).toHaveCount(0);
    await isAccessible(page, 'what is in the way of a meeting');

    const { worker: coordinator } = openDesk({ workerRole: 'coordinator' });
    const theirs = await (await signedIn(browser, coordinator)).newPage();
    await theirs.goto(seriesPath);
    const asked = theirs.getByRole('dialog');
    await theirs.getByRole('button', { name: takeBack }).click();
    await asked.getByRole('button', { name: 'Pidä sittenkin' }).click();
    const why = asked.getByLabel('Miksi ohitat säännöt');
    await asked.getByRole('button', { name: 'Pidä silti' }).click();
    await expect(why).toBeFocused();
    await expect(asked.getByText('Kirjoita syy')).toBeVisible();
    await why.fill('Ainoa yhteinen päivä');
    // Whatever goes wrong, what was written stays.
    await theirs.route('**/take-back', (route) => route.abort());
    await asked.getByRole('button', { name: 'Pidä silti' }).click();
    await expect(asked.getByRole('alert').last()).toBeVisible();
    await expect(why).toHaveValue('Ainoa yhteinen päivä');
    await theirs.unroute('**/take-back');
    await isAccessible(theirs, 'an override of a meeting');
    await asked.getByRole('button', { name: 'Pidä silti' }).click();
    await expect(page.getByRole('row').nth(1)).toContainText('Varattu');
    await expect(asked).toBeHidden();
    await theirs.getByRole('row').nth(1).getByRole('link').first().click();
    await expect(theirs.getByText('Ainoa yhteinen päivä')).toBeVisible();
  });

  await page.goto('/series');
  const found = page.getByRole('link', { name: 'Alueen työryhmä' });
  await expect(found).toBeVisible();
  await page.getByRole('searchbox').fill('ei sellaista');
  await expect(page.getByRole('heading', { name: 'Haulla ei löytynyt mitään' })).toBeVisible();
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.getByRole('searchbox').fill('TYÖRYHMÄ');
  await expect(found).toBeVisible();
  await page.getByLabel('Näytä').selectOption('Päättyneet');
  await expect(found).toBeHidden();
  await isAccessible(page);
  await page.reload();
  await expect(page.getByLabel('Näytä')).toHaveValue('over');
  await expect(found).toBeHidden();
});

test('what a service asks in its own form is filled in once for a series, survives a reload, and is read on the page of each meeting', async ({
  browser,
}) => {
  const desk = openDesk();
  await askForm(browser, desk);
  const worker = await signedIn(browser, desk.worker);
  const [first] = (await clearDays(worker.request, desk)) as [number];
  const page = await worker.newPage();
  await page.goto(`/services/${desk.serviceId}/series`);
  await page.getByLabel('Sarjan nimi').fill('Lomakkeen sarja');
  await page.getByLabel('Kertojen määrä').fill('2');
  await page.getByLabel('Alkaen').fill(inFinland(first, {}));
  await page.getByLabel('Viikonpäivä').selectOption({ label: inFinland(first, { weekday: 'long' }, 'fi') });
  await page.getByLabel('Kello', { exact: true }).fill('10:00');
  await page.getByLabel('Kesto minuutteina').fill('30');
  await page.getByRole('radio', { name: 'En kerro, kenestä on kyse' }).check();
  await page.getByLabel('Mitä on jo kokeiltu').fill('Kuvallinen päiväohjelma');
  await page.getByRole('radio', { name: 'Yhteistä pohdintaa' }).check();
  await page.reload();
  await expect(page.getByLabel('Mitä on jo kokeiltu')).toHaveValue('Kuvallinen päiväohjelma');
  await isAccessible(page, 'a series with a form of its service');
  await page.getByRole('button', { name: 'Näytä kerrat' }).click();
  await page.getByRole('button', { name: 'Varaa kaikki 2' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Lomakkeen sarja' })).toBeVisible();

  const rows = page.getByRole('row').filter({ has: page.getByRole('rowheader') });
  const visits = await Promise.all(
    [0, 1].map((n) => rows.nth(n).getByRole('link').first().getAttribute('href')),
  );
  const host = await (await signedIn(browser, desk.specialist)).newPage();
  for (const [reader, visit] of [
    [page, visits[0]],
    [host, visits[1]],
  ] as const) {
    await reader.goto(visit!);
    const written = reader.getByRole('region', { name: 'Konsultaatiopyyntö' });
    await expect(written).toContainText('Kuvallinen päiväohjelma');
    await expect(written).toContainText('Yhteistä pohdintaa');
    await expect(written).toContainText(desk.worker.name);
  }
});
