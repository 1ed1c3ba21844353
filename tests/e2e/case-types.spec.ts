import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { newId, openStore, schema } from '#db';
import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/page-test.ts';
import { widerThanScreen } from '#support/desk-visit.ts';
import { browserOf, confirmButton, fillRequest, freeSlot, requestPage } from './booking-steps.ts';

const service = 'service-adolescent-psychiatry';

test('a case type is made, asked under with what was typed kept, and the police are shown only their part of it', async ({
  browser,
}) => {
  const name = `Rikosasia ${newId().slice(-4)}`;
  const admin = await browserOf(browser, 'admin');
  await admin.goto('/admin/case-types/new');
  await admin.getByRole('button', { name: 'Tallenna' }).click();
  await expect(admin.locator('.summary')).toBeFocused();
  await admin.getByLabel('Nimi', { exact: true }).fill(name);
  await admin.getByLabel('Organisaatio', { exact: true }).selectOption({ label: 'Suvannon keskussairaala' });
  await admin
    .getByLabel('Konsultaatiopyyntö')
    .selectOption({ label: 'Risu: alle 18-vuotias rikoksesta epäilty' });
  await admin.getByRole('checkbox', { name: 'Suvannon poliisiasema' }).check();
  await admin.getByRole('checkbox', { name: 'Rikosasia' }).check();
  await isAccessible(admin, 'a case type');
  await admin.getByRole('button', { name: 'Tallenna' }).click();
  await expect(admin).toHaveURL(/\/admin\/case-types\/[\w-]{10,}$/);
  await test.step('what is done to a case type is said of a case type', async () => {
    await expect(admin.getByText('Asiatyyppi on tallennettu').last()).toBeVisible();
    await admin.getByRole('button', { name: 'Arkistoi' }).click();
    await expect(admin.getByText('Asiatyyppi on arkistoitu', { exact: true }).last()).toBeVisible();
    await admin.getByRole('button', { name: 'Kumoa' }).click();
    await expect(admin.getByText('Asiatyyppi on taas käytössä').last()).toBeVisible();
  });
  await test.step('a search that finds no case type says so, and is cleared', async () => {
    await admin.goto('/admin/case-types?q=zzqqx');
    await expect(admin.getByRole('heading', { name: 'Haulla ei löytynyt asiatyyppejä' })).toBeVisible();
    await admin.getByRole('link', { name: 'Poista rajaus' }).click();
    await expect(admin.getByRole('link', { name, exact: true })).toBeVisible();
  });
  await admin.goto(`/admin/services/${service}`);
  await admin.getByRole('checkbox', { name }).check();
  await admin.getByRole('button', { name: 'Tallenna' }).click();
  await expect(admin.getByText('Palvelu on tallennettu').last()).toBeVisible();

  const pekka = await browserOf(browser, 'pekka');
  await pekka.goto(requestPage(service, await freeSlot(pekka.request, service, 6)));
  await pekka.getByRole('radio', { name: /diabetes/ }).check();
  await pekka.getByLabel('Nuoren vointi ja arki').fill('Nukkuu huonosti.');
  await pekka.getByLabel('Viimeisin HbA1c').fill('92');
  await pekka.getByRole('radio', { name }).check();
  // What fits goes on in the other form, what does not is said in words; both stand when the page is loaded anew.
  await expect(pekka.getByLabel('Missä vaiheessa asia on')).toBeVisible();
  await pekka.reload();
  await expect(pekka.getByRole('radio', { name })).toBeChecked();
  await expect(pekka.getByLabel('Nuoren vointi ja arki')).toHaveValue('Nukkuu huonosti.');
  await expect(pekka.getByText('Näitä ei enää kysytä')).toBeVisible();
  await pekka.getByLabel('Missä vaiheessa asia on').fill('Esitutkinta on kesken.');
  await fillRequest(pekka, 'Miten nuori pysyy koulussa?');
  await pekka.getByRole('combobox', { name: /Työntekijät, joilla on tunnus/ }).fill('Tapio Vuori');
  await pekka.getByRole('option', { name: /Tapio Vuori/ }).click();
  await confirmButton(pekka).click();
  await pekka.waitForURL(/booked\?appointment=/);
  const id = new URL(pekka.url()).searchParams.get('appointment')!;
  await pekka.goto(`/requests/${id}`);
  await expect(pekka.getByText('Nukkuu huonosti.')).toBeVisible();
  await expect(pekka.getByText(name)).toBeVisible();

  const tapio = await browserOf(browser, 'tapio');
  await tapio.goto(`/requests/${id}`);
  await expect(tapio.getByText('Esitutkinta on kesken.')).toBeVisible();
  await expect(tapio.getByText('Näet osan tiedoista')).toBeVisible();
  await expect(tapio.getByText('Kysymystä ei näytetä organisaatiollesi.')).toBeVisible();
  expect(await tapio.content()).not.toMatch(/Nukkuu huonosti|Miten nuori pysyy/);
  await isAccessible(tapio, 'a restricted view');
  await tapio.setViewportSize({ width: 390, height: 844 });
  expect(await widerThanScreen(tapio)).toBe(0);

  // Others' tests book this service too: it takes the type no more.
  const store = openStore(join(process.env.NEUVO_E2E_DATA!, 'neuvo.db'));
  store.write((tx) => {
    const [made] = tx
      .select()
      .from(schema.caseType)
      .all()
      .filter((type) => type.name.fi === name);
    tx.delete(schema.serviceCaseType).where(eq(schema.serviceCaseType.caseTypeId, made!.id)).run();
  });
  store.close();
});

test('the preview of a service shows the form of each case type that it takes', async ({ browser }) => {
  const admin = await browserOf(browser, 'admin');
  await admin.goto(`/admin/services/${service}`);
  await admin.getByRole('button', { name: 'Esikatsele' }).click();
  const preview = admin.getByRole('dialog', { name: 'Näin työntekijät näkevät palvelun' });
  await expect(preview.getByLabel('Viimeisin HbA1c')).toHaveCount(0);
  await preview.getByRole('radio', { name: /diabetes/ }).check();
  await expect(preview.getByLabel('Viimeisin HbA1c')).toBeDisabled();
  await preview.getByRole('radio', { name: /rikoksesta|Risu/ }).check();
  await expect(preview.getByLabel('Viimeisin HbA1c')).toHaveCount(0);
  await expect(preview.getByLabel('Missä vaiheessa asia on')).toBeDisabled();
  await isAccessible(admin, 'the preview with a case type');
  // Only the preview chooses.
  await admin.keyboard.press('Escape');
  await expect(admin.getByText('Tallentamattomia muutoksia')).toHaveCount(0);
});
