import { expect, test } from '../support/page-test.ts';
import { isAccessible } from '../support/axe.ts';
import { browserOf } from './booking-steps.ts';

test('a text to families is worded anew, tried out, and taken back, and nothing that is needed can be left out', async ({
  browser,
}) => {
  const admin = await browserOf(browser, 'admin');
  await admin.goto('/admin/texts?language=sv');
  await admin.getByRole('link', { name: 'Muokkaa: Kutsu, sähköposti' }).click();
  await expect(admin.getByRole('heading', { name: 'Kutsu, sähköposti' })).toBeVisible();
  const body = admin.getByRole('textbox', { name: 'Viesti' });
  await body.fill('Hej {name}! Vi ses {tid}. {nimi}');
  await admin.getByRole('button', { name: 'Tallenna' }).click();
  await expect(admin.getByText('Emme osaa täyttää kohtaa {nimi}.').first()).toBeVisible();
  // A word of texts from before is known too.
  await body.fill('Hej {name}! Vi ses {tid}.');
  await admin.getByRole('button', { name: 'Tallenna' }).click();
  await expect(admin.getByText('Tekstistä puuttuu jotakin').first()).toBeVisible();
  await isAccessible(admin, 'a text with a fault');
  await expect(body).toHaveValue('Hej {name}! Vi ses {tid}.');
  await body.press('End');
  await admin.getByRole('button', { name: 'oma linkki puuttuu' }).click();
  await expect(body).toHaveValue('Hej {name}! Vi ses {tid}.{länk}');
  await expect(admin.getByText(/^Hej Eva Exempel! Vi ses .+#exempel$/)).toBeVisible();

  await admin.getByRole('button', { name: 'Lähetä minulle kokeeksi' }).click();
  await expect(admin.getByText('Koeviesti on lähdössä: mikko.niemi@suvanto.example')).toBeVisible();
  const mailbox = await admin.request.get('/api/dev/mailbox');
  const { messages } = (await mailbox.json()) as { messages: { to: string; text: string }[] };
  const sent = messages.find(({ to }) => to === 'mikko.niemi@suvanto.example');
  expect(sent?.text).toMatch(/^Hej Eva Exempel!/);

  // What is not saved yet is asked about, and there again afterwards.
  await admin.getByRole('link', { name: 'Viestien teksteihin' }).click();
  await admin.getByRole('button', { name: 'Poistu ja säilytä muutokset' }).click();
  await admin.getByRole('link', { name: 'Muokkaa: Kutsu, sähköposti' }).click();
  await expect(body).toHaveValue('Hej {name}! Vi ses {tid}.{länk}');
  await admin.getByRole('button', { name: 'Tallenna' }).click();
  await expect(admin.getByText('Teksti on tallennettu.')).toBeVisible();
  await expect(admin.getByText('Oma teksti', { exact: true })).toBeVisible();
  await expect(body).toHaveValue('Hej {namn}! Vi ses {tid}.{länk}');

  await admin.getByRole('button', { name: 'Palauta valmis teksti' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Palauta valmis teksti' }).click();
  await expect(body).toHaveValue(/bjuder in dig till ett videomöte/);
});

test('one’s visits are read by another calendar under an address that is told once and can be taken away', async ({
  browser,
}) => {
  const page = await browserOf(browser, 'aino');
  await page.goto('/calendar/external');
  await page.getByRole('button', { name: 'Luo osoite' }).click();
  const address = await page.getByLabel('Salainen osoitteesi').inputValue();
  const read = () => page.request.get(new URL(address).pathname, { headers: { cookie: '' } });
  const calendar = await read();
  expect(calendar.headers()['content-type']).toContain('text/calendar');
  expect(await calendar.text()).toMatch(/^BEGIN:VCALENDAR/);
  await page.reload();
  await expect(page.getByText('Kalenterisi haki tapaamiset')).toBeVisible();
  await expect(page.getByLabel('Salainen osoitteesi')).toHaveCount(0);
  await page.getByRole('button', { name: 'Poista osoite' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Poista osoite' }).click();
  await expect(page.getByRole('button', { name: 'Luo osoite' })).toBeVisible();
  expect((await read()).status()).toBe(404);
});
