import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/page-test.ts';
import { addDays, localDateOf, mondayOf } from '#domain';
import { newId, openStore, schedules } from '#db';
import { isAccessible } from '../support/axe.ts';
import { widerThanScreen } from '#support/desk-visit.ts';
import { adolescent, browserOf, confirmButton } from './booking-steps.ts';

const noText = { fi: '', sv: '', en: '' };

/** A service of the county's own, on site, with Sanna in the evenings; answers its id. */
async function makeService(admin: Page, name: string): Promise<string> {
  const text = { ...noText, fi: name };
  const settings = {
    ...{ organisationId: 'org-suvanto', name: text, purpose: text, description: noText, audience: noText },
    ...{
      ageGroups: ['0-6'],
      requesterIds: ['org-suvanto'],
      practitionerIds: ['user-sanna'],
      reminderHours: [],
    },
    ...{ tier: 1, lengthMinutes: 30, bufferBeforeMinutes: 0, bufferAfterMinutes: 0, noticeHours: 0 },
    ...{
      horizonDays: 30,
      cancelHours: 0,
      joinEarlyMinutes: 15,
      graceMinutes: 10,
      monthlyQuota: null,
      anonymousOnly: true,
    },
    ...{ modality: 'on-site', address: 'Palvelukatu 1', route: 'direct' },
  };
  const answer = await admin.request.post('/api/managed-services', { data: { settings } });
  expect(answer.status()).toBe(201);
  const { id } = (await answer.json()) as { id: string };
  const store = openStore(join(process.env.NEUVO_E2E_DATA!, 'neuvo.db'));
  const today = localDateOf(Date.now());
  store.write((tx) =>
    schedules.insert(tx, 'org-suvanto', {
      ...{ id: newId(), practitionerId: 'user-sanna', serviceIds: [id], restsOnHolidays: false },
      ...{ validFrom: addDays(today, 1), validTo: addDays(today, 30), cycleFrom: today, cycleWeeks: 1 },
      hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ week: 1, weekday, from: '18:00', to: '20:00' })),
    }),
  );
  store.close();
  return id;
}

async function write(page: Page): Promise<void> {
  await page.getByLabel('Kysymys asiantuntijalle').fill('Miten tuetaan perhettä arjessa?');
  await page.getByRole('radio', { name: 'Ei kiireellinen' }).check();
}

test('a room is added, needed by a service, booked with it, and not lost when it goes out of use', async ({
  browser,
}) => {
  const tag = newId().slice(-5);
  const admin = await browserOf(browser, 'admin');
  const serviceId = await makeService(admin, `Perhetapaaminen ${tag}`);
  await admin.goto('/admin/resources');
  await admin.getByRole('button', { name: 'Uusi tila tai laite' }).click();
  await admin.getByRole('button', { name: 'Tallenna' }).click();
  await expect(admin.getByText('Täytä tämä kohta.').first()).toBeVisible();
  await admin.getByLabel('Nimi suomeksi').fill(`Huone ${tag}`);
  await admin.getByLabel('Osoite').fill('Rantakatu 4');
  await isAccessible(admin, 'the dialog of a room');
  await admin.getByRole('button', { name: 'Tallenna' }).click();
  const row = admin.getByRole('row', { name: new RegExp(`Huone ${tag}`) });
  await expect(row).toBeVisible();
  await isAccessible(admin, 'the list of rooms');
  await admin.setViewportSize({ width: 390, height: 844 });
  expect(await widerThanScreen(admin)).toBe(0);
  await admin.setViewportSize({ width: 1280, height: 800 });

  await admin.goto(`/admin/services/${serviceId}`);
  const add = admin.getByRole('button', { name: 'Lisää tarve' });
  await add.click();
  await admin.getByRole('button', { name: 'Poista tarve 1' }).press('Enter');
  await expect(add).toBeFocused();
  await add.press('Enter');
  await expect(admin.locator('[data-field="need-0"]')).toBeFocused();
  await admin.getByLabel(`Huone ${tag}`).check();
  await admin.getByRole('button', { name: 'Tallenna' }).click();
  await expect(admin.getByText('Palvelu on tallennettu').last()).toBeVisible();

  const leena = await browserOf(browser, 'leena');
  await leena.goto(`/services/${serviceId}`);
  await leena.locator('button.slot.free').first().click();
  await expect(leena.getByText(`Huone ${tag}, Rantakatu 4`)).toBeVisible();
  await write(leena);
  await confirmButton(leena).click();
  await expect(leena.getByText(`Huone ${tag}, Rantakatu 4`)).toBeVisible();

  await admin.goto('/admin/resources');
  await row.getByRole('button', { name: /^Poista käytöstä/ }).click();
  const dialog = admin.getByRole('dialog');
  await expect(dialog.getByText('Muuta vapaata ei ole.')).toBeVisible();
  await isAccessible(admin, 'what becomes of the visits of a room');
  await dialog.getByRole('button', { name: 'Poista käytöstä' }).click();
  await expect(row).toHaveCount(0);
  // With nothing free the page begins with this week, and on a Sunday tomorrow is in the next.
  await leena.goto(`/services/${serviceId}?week=${mondayOf(addDays(localDateOf(Date.now()), 1))}`);
  await expect(leena.locator('button.slot').first()).toBeVisible();
  await expect(leena.locator('button.slot.free')).toHaveCount(0);
  await admin.getByRole('button', { name: 'Kumoa' }).click();
  await expect(row).toBeVisible();
  await expect(leena.locator('button.slot.free').first()).toBeVisible();
  await admin.context().close();
  await leena.context().close();
});

test('what times are narrowed by stays through reload and back, and nothing free says what to let go', async ({
  browser,
}) => {
  const page = await browserOf(browser, 'leena');
  await page.goto('/services');
  await page.getByText('Rajaa palveluja').click();
  await page.getByLabel('Kieli').selectOption('ruotsi');
  await expect(page.locator('article')).toHaveCount(1);
  await isAccessible(page, 'the narrowed catalogue');
  await page.locator('article').getByRole('link').click();
  await expect(page).toHaveURL(new RegExp(`/services/${adolescent}\\?language=sv$`));
  await expect(page.getByLabel('Kieli')).toHaveValue('sv');
  await page.getByRole('link', { name: 'Seuraava viikko' }).click();
  await expect(page).toHaveURL(/language=sv&week=|week=.*language=sv/);
  await page.reload();
  await expect(page.getByLabel('Kieli')).toHaveValue('sv');
  await expect(page.locator('.slot').first()).toBeVisible();
  await expect(page.locator('.slot', { hasText: 'Elina' })).toHaveCount(0);
  await page.locator('[name="filter-practitioner"]').selectOption('Elina Saarikko');
  await expect(page.getByRole('heading', { name: 'Rajauksella ei ole vapaita aikoja' })).toBeVisible();
  await isAccessible(page, 'nothing free for what is looked for');
  await page.getByRole('link', { name: 'Poista: Kieli' }).click();
  await expect(page.locator('button.slot').first()).toBeVisible();
  await expect(page).toHaveURL(/practitioner=user-elina/);
  await page.goBack();
  await expect(page.getByLabel('Kieli')).toHaveValue('sv');
  await page.context().close();
});

test('a coordinator takes a time that is not offered, for a colleague, with a reason', async ({
  browser,
}) => {
  const tag = newId().slice(-5);
  const admin = await browserOf(browser, 'admin');
  const serviceId = await makeService(admin, `Iltatapaaminen ${tag}`);
  const colleague = {
    ...{ name: `Tuula ${tag}`, email: `tuula-${tag.toLowerCase()}@suvanto.example`, title: 'Palveluohjaaja' },
    ...{ phone: '', role: 'staff', language: 'fi', organisationId: 'org-suvanto' },
  };
  expect((await admin.request.post('/api/people', { data: colleague })).status()).toBe(201);
  await admin.context().close();

  const page = await browserOf(browser, 'leena');
  await page.goto(`/services/${serviceId}`);
  await page.getByText('Muu aika, jota ei tarjota').click();
  await page.getByLabel('Päivä', { exact: true }).fill(addDays(localDateOf(Date.now()), 3));
  await page.getByLabel('Kello').fill('06:05');
  await page.getByRole('button', { name: 'Katso, mikä on esteenä' }).click();
  await expect(page.getByText('Aikaa ei tarjota:')).toBeVisible();
  await isAccessible(page, 'the request of an override');
  await write(page);
  await page.getByLabel('Kenen nimissä varaat').selectOption(`Tuula ${tag}, Palveluohjaaja`);
  await confirmButton(page).click();
  await expect(page.getByText('Kirjoita syy').first()).toBeVisible();
  await page.getByLabel('Miksi ohitat säännöt').fill('Perhe tulee aamun bussilla.');
  await page.reload();
  await expect(page.getByLabel('Miksi ohitat säännöt')).toHaveValue('Perhe tulee aamun bussilla.');
  await confirmButton(page).click();
  await page.getByRole('link', { name: 'Avaa pyyntö' }).click();
  await expect(page.getByText(`Leena Ahola, pyytäjän Tuula ${tag} puolesta`)).toBeVisible();
  await expect(page.getByText('Perhe tulee aamun bussilla.')).toBeVisible();
  await page.context().close();
});
