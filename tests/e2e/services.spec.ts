import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/page-test.ts';
import { addDays, localDateOf } from '#domain';
import { newId, openStore, schedules } from '#db';
import { isAccessible } from '../support/axe.ts';
import { baseURL } from './base-url.ts';
import { browserOf, confirmButton, fillRequest } from './booking-steps.ts';

/** Hours have screens of their own; here they are opened in the server's database. */
function openHours(serviceId: string): void {
  const store = openStore(join(process.env.NEUVO_E2E_DATA!, 'neuvo.db'));
  const today = localDateOf(Date.now());
  const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ week: 1, weekday, from: '18:00', to: '20:00' }));
  store.write((tx) =>
    schedules.insert(tx, 'org-sairaala', {
      ...{ id: newId(), practitionerId: 'user-johan', serviceIds: [serviceId], hours },
      ...{ validFrom: today, validTo: addDays(today, 30), cycleFrom: today, cycleWeeks: 1 },
      restsOnHolidays: false,
    }),
  );
  store.close();
}

const save = (page: Page) => page.getByRole('button', { name: 'Tallenna' }).click();
/** Saves, and waits until the server has it and the page says so. */
async function saveWell(page: Page): Promise<void> {
  const answer = page.waitForResponse(
    (each) => each.url().includes('/api/managed-services') && each.request().method() !== 'GET',
  );
  await save(page);
  expect((await answer).ok()).toBe(true);
  await expect(page.getByText('Palvelu on tallennettu').last()).toBeVisible();
}

async function fillService(page: Page, name: string): Promise<void> {
  await page.getByLabel('Palvelun nimi').fill(name);
  await page.getByLabel('Milloin palvelu auttaa').fill('Kun lapsen puhe huolettaa.');
  await page.getByLabel('Palvelun tarjoaja').selectOption('org-sairaala');
  await page.getByLabel('0–6-vuotiaat').check();
  await page.getByLabel('Kesto minuutteina').fill('30');
  await page.getByLabel('Varaus sulkeutuu ennen aikaa').fill('1');
  await page.getByLabel('Lehtolan kunta').check();
  await page.getByLabel(/Johan Lindgren/).check();
}

test('a service is made, previewed, changed, booked and archived, and what was booked stays as it was', async ({
  browser,
}) => {
  const name = `Puheterapeutin neuvo ${newId().slice(-4)}`;
  const admin = await browserOf(browser, 'admin');
  await admin.goto('/admin/services');
  await admin.getByRole('link', { name: 'Uusi palvelu' }).click();

  // Nothing filled: a summary that leads to each field.
  await save(admin);
  await expect(admin.locator('.summary')).toBeFocused();
  await expect(admin.locator('.summary a').nth(1)).toHaveText('Milloin palvelu auttaa: Täytä tämä kohta.');
  await admin.locator('.summary a').first().click();
  await expect(admin.getByLabel('Palvelun nimi')).toBeFocused();

  await fillService(admin, name);
  await admin.getByLabel('Kesto minuutteina').fill('3');
  await save(admin);
  await expect(admin.getByText('Kirjoita kokonaisluku, joka on annetuissa rajoissa.').first()).toBeVisible();
  await admin.getByLabel('Kesto minuutteina').fill('30');

  const template = admin.locator('select[name="forms.request"]');
  await template.selectOption({ index: 1 });
  const chosen = (await template.locator('option:checked').textContent())!.trim();
  await admin.getByRole('button', { name: 'Esikatsele' }).click();
  const preview = admin.getByRole('dialog', { name: 'Näin työntekijät näkevät palvelun' });
  await expect(preview.locator('article')).toContainText(name);
  await expect(preview.getByRole('heading', { level: 2 }).first()).toBeInViewport();
  await expect(preview.locator('article')).toContainText('30 min');
  await expect(preview.getByText('Varaa viimeistään 1 h ennen')).toBeVisible();
  // The request form, with the fields of the template that is chosen and not yet saved.
  await expect(preview.getByText('Kysymys asiantuntijalle')).toBeVisible();
  await expect(preview.getByText(chosen, { exact: true })).toBeVisible();
  // Who hears the page instead of seeing it is told the same; nothing of it can be filled in or leads away.
  await expect(preview.locator('[inert]')).toHaveCount(0);
  await expect(preview.getByLabel('Kysymys asiantuntijalle')).toBeDisabled();
  await expect(preview.getByRole('link')).toHaveCount(0);
  await isAccessible(admin, 'the preview of a service');
  await admin.keyboard.press('Escape');
  // Booked below without it.
  await template.selectOption('');
  await saveWell(admin);
  await expect(admin).toHaveURL(/\/admin\/services\/[\w-]{10,}$/);
  const serviceId = admin.url().split('/').at(-1)!;
  openHours(serviceId);

  // Staff see and book it.
  const aino = await browserOf(browser, 'aino');
  await aino.goto('/services');
  await expect(aino.getByRole('heading', { name })).toBeVisible();
  await aino.goto(`/services/${serviceId}`);
  await aino
    .getByRole('button', { name: /Johan Lindgren/ })
    .first()
    .click();
  await fillRequest(aino, 'Milloin puheesta kannattaa huolestua?');
  await confirmButton(aino).click();
  await expect(aino).toHaveURL(/booked\?appointment=/);
  const appointmentId = new URL(aino.url()).searchParams.get('appointment')!;
  const visit = async () => {
    const { appointment } = (await (await aino.request.get(`/api/appointments/${appointmentId}`)).json()) as {
      appointment: { startsAt: number; endsAt: number; modality: string };
    };
    return appointment;
  };
  const before = await visit();

  await admin.getByLabel('Kesto minuutteina').fill('60');
  await admin.getByLabel('Paikan päällä').check();
  await save(admin);
  await expect(admin.locator('.summary')).toBeFocused();
  await admin.getByLabel('Osoite').fill('Koulukatu 1, Lehtola');
  await saveWell(admin);
  await aino.goto(`/services/${serviceId}`);
  await expect(aino.getByText('Paikan päällä: Koulukatu 1, Lehtola')).toBeVisible();
  expect(await visit()).toMatchObject({ endsAt: before.endsAt, modality: 'video' });

  // Archiving is undone with one press, and then done for good.
  await admin.getByRole('button', { name: 'Arkistoi' }).click();
  await admin.getByRole('button', { name: 'Kumoa' }).click();
  await expect(admin.getByText('Palvelu on taas käytössä')).toBeVisible();
  await admin.getByRole('button', { name: 'Arkistoi' }).click();
  await expect(admin.getByText('Arkistoitua palvelua ei löydy')).toBeVisible();
  await aino.goto('/services');
  await expect(aino.locator('article').first()).toBeVisible();
  await expect(aino.getByRole('heading', { name })).toBeHidden();
  expect((await visit()).startsAt).toBe(before.startsAt);

  // Found again among the archived ones.
  await admin.goto('/admin/services');
  await admin.getByRole('searchbox').fill(name);
  await expect(admin.getByText('Haulla ei löytynyt palveluja')).toBeVisible();
  await admin.getByLabel('Näytä').selectOption('archived');
  await expect(admin.getByRole('rowheader')).toHaveText([name]);
  await expect(admin).toHaveURL(/state=archived/);
  await admin.context().close();
  await aino.context().close();
});

test('unsaved changes are asked about, kept over a reload, and given up only when told to', async ({
  browser,
}) => {
  const page = await browserOf(browser, 'admin');
  await page.goto('/admin/services/service-adolescent-psychiatry');
  const tier = page.getByRole('radio', { name: '4', exact: true });
  await tier.check();
  await expect(page.getByText('Tallentamattomia muutoksia')).toBeVisible();
  await page.getByRole('link', { name: 'Palvelujen hallintaan' }).click();
  const dialog = page.getByRole('dialog', { name: 'Poistutaanko tallentamatta?' });
  await dialog.getByRole('button', { name: 'Jatka muokkausta' }).click();
  await expect(page).toHaveURL(/service-adolescent-psychiatry$/);
  page.once('dialog', (asked) => void asked.accept());
  await page.reload();
  await expect(page.getByText('Jatkat siitä, mihin jäit')).toBeVisible();
  await expect(tier).toBeChecked();
  await page.getByRole('link', { name: 'Palvelujen hallintaan' }).click();
  await dialog.getByRole('button', { name: 'Poistu ja säilytä muutokset' }).click();
  await expect(page).toHaveURL(/\/admin\/services$/);
  await page.goto('/admin/services/service-adolescent-psychiatry');
  await page.getByRole('button', { name: 'Hylkää muutokset' }).press('Enter');
  await expect(page.getByRole('radio', { name: '3', exact: true })).toBeChecked();
  await expect(page.getByRole('main')).toBeFocused();

  // Signed out in another tab: whoever saves signs in again, and goes on with what was typed.
  await tier.check();
  const signedOut = await page.request.delete('/api/session', { headers: { origin: baseURL() } });
  expect(signedOut.ok()).toBe(true);
  await save(page);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel('Sähköposti').fill('mikko.niemi@suvanto.example');
  await page.getByLabel('Salasana').fill('neuvo-demo');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/service-adolescent-psychiatry$/);
  await expect(page.getByText('Jatkat siitä, mihin jäit')).toBeVisible();
  await expect(tier).toBeChecked();
  await page.getByRole('button', { name: 'Hylkää muutokset' }).click();
  await page.context().close();
});

test('what somebody else has saved meanwhile is not written over', async ({ browser }) => {
  const page = await browserOf(browser, 'admin');
  const id = 'service-social-work';
  const path = `/api/managed-services/${id}`;
  const headers = { origin: baseURL() };
  await page.goto(`/admin/services/${id}`);
  await page.getByLabel('Kenelle palvelu on').fill('Minun tekstini');
  const { settings, revision } = (await (await page.request.get(path)).json()) as {
    settings: object;
    revision: number;
  };
  const other = await page.request.put(path, { headers, data: { settings, basedOn: revision } });
  expect(other.ok()).toBe(true);
  await save(page);
  const told = page.getByRole('alert').filter({ hasText: 'Joku muu on muuttanut palvelua sillä välin' });
  await expect(told).toBeFocused();
  await expect(told).toBeInViewport({ ratio: 1 });
  await expect(page.getByLabel('Kenelle palvelu on')).toHaveValue('Minun tekstini');
  await page.getByRole('button', { name: 'Hylkää muutokset' }).press('Enter');
  await expect(page.getByLabel('Kenelle palvelu on')).toHaveValue('');
  await expect(page.getByRole('main')).toBeFocused();
  await page.context().close();
});
