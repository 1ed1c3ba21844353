import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../support/page-test.ts';
import { addDays, localDateOf } from '#domain';
import { newId, openStore, schedules } from '#db';
import { isAccessible } from '../support/axe.ts';
import { widerThanScreen } from '#support/desk-visit.ts';
import { baseURL } from './base-url.ts';
import { browserOf, confirmButton, fillRequest } from './booking-steps.ts';

const headers = () => ({ origin: baseURL() });
const none = { fi: '', sv: '', en: '' };

/** A service of the test's own, with hours every day, that uses these templates. */
async function makeService(admin: Page, forms: Record<string, string>): Promise<string> {
  const name = { ...none, fi: `Lomakepalvelu ${newId().slice(-4)}` };
  const settings = {
    ...{ organisationId: 'org-sairaala', name, purpose: { ...none, fi: 'Lomakkeita varten' } },
    ...{ description: none, audience: none, ageGroups: ['0-6', '7-15'], tier: 2, lengthMinutes: 30 },
    ...{ bufferBeforeMinutes: 0, bufferAfterMinutes: 0, noticeHours: 0, horizonDays: 84 },
    ...{ modality: 'video', address: '', route: 'direct', requesterIds: ['org-lehtola'], monthlyQuota: null },
    ...{
      anonymousOnly: false,
      cancelHours: 0,
      joinEarlyMinutes: 15,
      graceMinutes: 10,
      practitionerIds: ['user-johan'],
    },
    ...{ reminderHours: [], forms },
  };
  const made = await admin.request.post('/api/managed-services', { headers: headers(), data: { settings } });
  expect(made.ok()).toBe(true);
  const { id: serviceId } = (await made.json()) as { id: string };
  const store = openStore(join(process.env.NEUVO_E2E_DATA!, 'neuvo.db'));
  const today = localDateOf(Date.now());
  store.write((tx) =>
    schedules.insert(tx, 'org-sairaala', {
      id: newId(),
      ...{ practitionerId: 'user-johan', serviceIds: [serviceId], restsOnHolidays: false },
      ...{ validFrom: today, validTo: addDays(today, 60), cycleFrom: today, cycleWeeks: 1 },
      hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ week: 1, weekday, from: '20:00', to: '23:30' })),
    }),
  );
  store.close();
  return serviceId;
}

async function publish(page: Page, number: number): Promise<void> {
  await page.getByRole('button', { name: 'Julkaise' }).click();
  const dialog = page.getByRole('dialog', { name: `Julkaistaanko versio ${number}?` });
  await dialog.getByRole('button', { name: 'Julkaise' }).click();
  await expect(page.getByText(`Versio ${number} on julkaistu.`).last()).toBeVisible();
}

async function openRequest(browser: Browser, serviceId: string): Promise<Page> {
  const aino = await browserOf(browser, 'aino');
  await aino.goto(`/services/${serviceId}`);
  await aino
    .getByRole('button', { name: /Johan Lindgren/, disabled: false })
    .first()
    .click();
  await aino.locator('#confirm-form').waitFor();
  return aino;
}

test('a template is built by keyboard, published, filled in, loses a field meanwhile, and nothing that was written', async ({
  browser,
}) => {
  const admin = await browserOf(browser, 'admin');
  const name = `Kiireen kuvaus ${newId().slice(-4)}`;
  await admin.goto('/admin/forms');
  // The ready templates can't be had when it opens, when one is wanted, nor when it is pressed: no empty one is made instead.
  await admin.route('**/managed-forms/ready', (route) => route.abort(), { times: 3 });
  await admin.getByRole('button', { name: 'Uusi lomakepohja' }).first().click();
  const dialog = admin.getByRole('dialog', { name: 'Uusi lomakepohja' });
  await dialog.getByText('Valmiista pohjasta').click();
  await dialog.getByRole('button', { name: 'Luo lomakepohja' }).click();
  await expect(dialog).toContainText('Verkkoyhteyttä ei ole');
  await dialog.getByText('Tyhjästä').click();
  await dialog.getByRole('button', { name: 'Luo lomakepohja' }).click();
  const title = dialog.getByLabel('Lomakkeen nimi suomeksi');
  await expect(title).toBeFocused();
  // F16: a template that comes with Neuvo brings its name, and takes it along when it is not wanted after all.
  await dialog.getByText('Valmiista pohjasta').click();
  await expect(title).toHaveValue('Konsultaatiopyyntö');
  await dialog.getByText('Tyhjästä').click();
  await expect(title).toHaveValue('');
  await title.fill(name);
  await dialog.getByRole('button', { name: 'Luo lomakepohja' }).click();
  await expect(admin).toHaveURL(/\/admin\/forms\/[\w-]{10,}$/);

  // Nothing to answer yet: publishing says so.
  await admin.getByRole('button', { name: 'Julkaise' }).click();
  await expect(admin.locator('.summary')).toContainText('Lisää ainakin yksi kohta');

  await admin.getByRole('main').getByRole('button', { name: 'Lisää', exact: true }).click();
  await expect(admin.getByLabel('Kysymys', { exact: true })).toBeFocused();
  await admin.keyboard.type('Mikä on kiireisintä');
  await admin.getByRole('checkbox', { name: 'Pakollinen' }).check();
  await admin.getByLabel('Lisää kohta').selectOption('choice');
  await admin.getByRole('main').getByRole('button', { name: 'Lisää', exact: true }).click();
  await expect(admin.getByLabel('Kysymys', { exact: true })).toBeFocused();
  await admin.keyboard.type('Kuka auttaa nyt');
  await admin.getByRole('textbox', { name: 'Vaihtoehto 1' }).fill('Koulu');
  await admin.getByRole('button', { name: 'Julkaise' }).click();
  await expect(admin.locator('.summary')).toBeFocused();
  // A line of the summary says where it leads, and opens what is closed.
  await admin.getByRole('button', { name: 'Kuka auttaa nyt Yksi vaihtoehto' }).click();
  await expect(admin.getByRole('textbox', { name: 'Vaihtoehto 2' })).toBeHidden();
  await admin.getByRole('link', { name: 'Kohta 2, Vaihtoehto 2: Täytä tämä kohta.' }).click();
  await expect(admin.getByRole('textbox', { name: 'Vaihtoehto 2' })).toBeFocused();
  await admin.getByRole('textbox', { name: 'Vaihtoehto 2' }).fill('Naapuri');
  await admin.getByLabel('Lomakkeen nimi').fill('');
  await expect(admin.getByRole('heading', { level: 1, name: 'Nimetön lomakepohja' })).toBeVisible();
  await admin.getByLabel('Lomakkeen nimi').fill(name);
  await admin.getByRole('radio', { name: 'English' }).check({ force: true });
  await admin.getByLabel('Kysymys').first().fill('Who helps now');
  await admin.getByLabel('Ohje').first().fill('Only in English');
  const preview = admin.getByRole('complementary', { name: 'Esikatselu' });
  await expect(preview.getByText('Who helps now')).toBeVisible();
  await expect(preview.getByText('Only in English')).toBeVisible();
  await admin.getByRole('radio', { name: 'Suomi' }).check({ force: true });

  // Moved with the keyboard, the focus stays; removed and brought back.
  await admin.getByRole('button', { name: 'Siirrä ylös: Kuka auttaa nyt' }).press('Enter');
  await expect(admin.getByRole('button', { name: 'Siirrä alas: Kuka auttaa nyt' })).toBeFocused();
  await expect(admin.locator('form ol').first().locator('.name').first()).toContainText('Kuka auttaa nyt');
  await admin.getByRole('button', { name: 'Poista: Kuka auttaa nyt' }).click();
  await expect(preview.getByText('Kuka auttaa nyt')).toBeHidden();
  await admin.getByRole('button', { name: 'Kumoa' }).click();
  await expect(preview.getByText('Kuka auttaa nyt')).toBeVisible();

  // Dragged back to where it was.
  const rows = admin.locator('form ol').first().locator('> li');
  await rows.nth(1).locator('.grip').dragTo(rows.nth(0));
  await expect(rows.nth(0)).toContainText('Mikä on kiireisintä');

  // What is unsaved is still there after a reload.
  await admin.reload();
  await expect(rows).toHaveCount(2);
  await isAccessible(admin, 'the builder of a form');
  await publish(admin, 1);
  const formId = admin.url().split('/').at(-1)!;

  // The service names it on its own page.
  const serviceId = await makeService(admin, {});
  await admin.goto(`/admin/services/${serviceId}`);
  await admin.getByLabel('Konsultaatiopyyntö').selectOption({ label: name });
  await admin.getByRole('button', { name: 'Tallenna' }).click();
  await expect(admin.getByText('Palvelu on tallennettu').last()).toBeVisible();

  const aino = await openRequest(browser, serviceId);
  await fillRequest(aino, 'Miten autamme nopeasti?');
  await confirmButton(aino).click();
  await expect(aino.locator('.summary')).toContainText('Mikä on kiireisintä');
  await aino.getByLabel('Mikä on kiireisintä').fill('Yöunet ovat jääneet lyhyiksi.');
  await aino.getByRole('radio', { name: 'Naapuri' }).check();
  await expect(aino.getByText('Tallennettu klo').first()).toBeVisible();
  await aino.waitForTimeout(1200);
  await aino.reload();
  await expect(aino.getByLabel('Mikä on kiireisintä')).toHaveValue('Yöunet ovat jääneet lyhyiksi.');
  await isAccessible(aino, 'a request with a form of its own');

  // Meanwhile the administrator removes the field.
  await admin.goto(`/admin/forms/${formId}`);
  await admin.getByRole('button', { name: 'Poista: Mikä on kiireisintä' }).click();
  await admin.getByRole('button', { name: 'Julkaise' }).click();
  await expect(admin.getByText('Poistettu kohta: Mikä on kiireisintä')).toBeVisible();
  await admin.keyboard.press('Escape');
  await publish(admin, 2);

  await confirmButton(aino).click();
  await expect(aino.getByText('Lomake on juuri uudistettu.', { exact: false })).toBeVisible();
  await expect(aino.getByText('Näitä ei enää kysytä')).toBeVisible();
  await expect(aino.getByText('Yöunet ovat jääneet lyhyiksi.')).toBeVisible();
  await expect(aino.getByRole('radio', { name: 'Naapuri' })).toBeChecked();
  await aino.reload();
  await expect(aino.getByText('Yöunet ovat jääneet lyhyiksi.')).toBeVisible();
  await confirmButton(aino).click();
  await expect(aino).toHaveURL(/booked\?appointment=/);

  const appointmentId = new URL(aino.url()).searchParams.get('appointment')!;
  await aino.goto(`/requests/${appointmentId}`);
  const written = aino.getByRole('region', { name });
  await expect(written).toContainText('Aino Lampi · versio 2');
  await expect(written).toContainText('Naapuri');
  await expect(written).not.toContainText('Yöunet');
  expect(await widerThanScreen(aino)).toBe(0);
});

type Mail = { to: string; text: string };
async function guestLink(page: Page, address: string): Promise<string> {
  const { messages } = (await (await page.request.get('/api/dev/mailbox')).json()) as { messages: Mail[] };
  const mail = messages.find(({ to }) => to === address)!;
  return /\/v#[\w-]+/.exec(mail.text)![0];
}

test('a child fills in a form of its own on a phone, one question at a time, and the specialist reads it once it is sent', async ({
  browser,
}) => {
  const admin = await browserOf(browser, 'admin');
  const serviceId = await makeService(admin, { child: 'form-child', parent: 'form-parent' });
  const aino = await openRequest(browser, serviceId);
  await fillRequest(aino, 'Mitä lapsi itse ajattelee?');
  const address = `lapsi-${newId().toLowerCase().replace(/\W/g, '')}@perhe.example`;
  await aino.locator('#guests').click();
  await aino.getByLabel('Nimi', { exact: true }).fill('Onni');
  await aino.getByRole('radio', { name: 'Sähköposti' }).check({ force: true });
  await aino.getByLabel('Sähköpostiosoite').fill(address);
  await aino.getByLabel('Rooli').selectOption('child');
  await confirmButton(aino).click();
  await expect(aino).toHaveURL(/booked\?appointment=/);
  const appointmentId = new URL(aino.url()).searchParams.get('appointment')!;

  const link = await guestLink(aino, address);
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'fi' });
  const child = await context.newPage();
  await child.goto(link);
  await child.getByRole('button', { name: 'Vastaa kysymyksiin' }).click();
  await expect(child.getByRole('heading', { name: 'Sinun ajatuksesi' })).toBeFocused();
  await child.getByRole('radio', { name: '4' }).check({ force: true });
  // "Back" of a phone leads to the invitation, not out of it.
  await child.goBack();
  await child.getByRole('button', { name: 'Jatka vastaamista' }).click();
  await child.getByRole('button', { name: 'Seuraava' }).click();
  await child.getByLabel('Mikä on kivaa').fill('Koirat');
  await isAccessible(child, 'the form of a child');
  expect(await widerThanScreen(child)).toBe(0);
  await expect(child.getByText('Vastaukset ovat tallessa', { exact: false })).toBeVisible();
  await child.waitForTimeout(1200);
  await child.reload();
  await child.getByRole('button', { name: 'Jatka vastaamista' }).click();
  await expect(child.getByRole('radio', { name: '4' })).toBeChecked();

  // Nobody reads what is not sent.
  await aino.goto(`/requests/${appointmentId}`);
  await expect(aino.getByText('Onni (lapsi tai nuori) täyttää lomaketta.', { exact: false })).toBeVisible();
  await expect(aino.getByText('Koirat')).toBeHidden();
  const remind = aino.getByRole('button', { name: 'Muistuta lomakkeesta' });
  await remind.click();
  await expect(aino.getByText('Muistutus on lähetetty: 1')).toBeVisible();
  await remind.click();
  await expect(aino.getByText('ovat saaneet viestin alle vuorokausi sitten', { exact: false })).toBeVisible();

  for (let step = 0; step < 4; step++) await child.getByRole('button', { name: 'Seuraava' }).click();
  await child.getByRole('radio', { name: 'Kyllä' }).check();
  const send = async () => {
    await child.getByRole('button', { name: 'Lähetä vastaukset' }).click();
    await child.getByRole('dialog').getByRole('button', { name: 'Lähetä vastaukset' }).click();
  };
  await test.step('refused, on a phone so short that this stands elsewhere: who sends is led to why', async () => {
    await child.setViewportSize({ width: 390, height: 420 });
    await child.route('**/api/guest/form/send', (route) => route.abort());
    await send();
    const why = child.locator('[role="alert"]', { hasText: 'Yhteys' });
    await expect(why).toBeFocused();
    await expect(why).toBeInViewport({ ratio: 1 });
    await child.unroute('**/api/guest/form/send');
  });
  await send();
  await expect(child.getByRole('heading', { name: 'Kiitos!' })).toBeVisible();
  await child.getByRole('button', { name: 'Takaisin kutsuun' }).click();
  await expect(child.getByText('Vastauksesi on lähetetty', { exact: false })).toBeVisible();

  await aino.reload();
  await expect(aino.getByText('Onni (lapsi tai nuori) lähetti lomakkeen', { exact: false })).toBeVisible();
  await expect(aino.getByText('Koirat')).toBeVisible();
  await expect(remind).toHaveCount(0);
  await context.close();
});
