import type { Page } from '@playwright/test';
import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/page-test.ts';
import { letTriage, openDesk, openLive, signedIn, widerThanScreen } from '#support/desk-visit.ts';

const fitsOnPhone = async (page: Page) => {
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await widerThanScreen(page)).toBe(0);
  await page.setViewportSize({ width: 1280, height: 800 });
};
async function send(page: Page, serviceId: string, question: string) {
  await page.goto(`/services/${serviceId}`);
  await page.getByRole('link', { name: 'Lähetä pyyntö ilman aikaa' }).click();
  await page.getByLabel('Kysymys asiantuntijalle').fill(question);
  await page.getByRole('radio', { name: 'Ei kiireellinen' }).check();
  await page.getByRole('radio', { name: 'Uusi asiakas' }).check();
  await page.getByLabel('Nimikirjaimet').fill('T.U.');
  await page.getByLabel('Syntymävuosi').fill('2016');
  await page.getByRole('checkbox', { name: /suostumu/i }).check();
  await page.getByRole('button', { name: 'Lähetä pyyntö' }).click();
  await expect(page).toHaveURL(/\/requests\/sent\//);
}

test('a request without a time is sent, asked about, answered in place and given a time, and never out of sight', async ({
  browser,
}) => {
  const desk = openDesk();
  const coordinator = letTriage(desk);
  const queue = await (await signedIn(browser, coordinator)).newPage();
  await openLive(queue, '/triage', 'triage:watch');
  await expect(queue.getByRole('heading', { name: 'Ei pyyntöjä' })).toBeVisible();

  const mine = await (await signedIn(browser, desk.worker)).newPage();
  await send(mine, desk.serviceId, 'Mistä lapsi saisi apua?');
  await expect(mine.getByText(/Pyyntö odottaa käsittelyä. Vastaus viimeistään/)).toBeVisible();
  await isAccessible(mine);
  await fitsOnPhone(mine);

  await queue.getByRole('link', { name: /Avaa: T\.U\./ }).click();
  await queue.getByRole('button', { name: 'Ota käsittelyyn' }).click();
  // What was pressed is gone: by keyboard one goes on at what comes next, not at the top of the page.
  await expect(queue.getByRole('heading', { name: 'Ratkaise' })).toBeFocused();
  await expect(mine.getByText(/Pyyntöä käsitellään nyt/)).toBeVisible();
  await queue.getByRole('button', { name: 'Kysy lisää' }).click();
  await queue.getByRole('textbox', { name: 'Kysymys' }).fill('Kuinka pitkään tätä on ollut?');
  await isAccessible(queue);
  await queue.getByRole('button', { name: 'Lähetä kysymys' }).click();
  await expect(queue.getByRole('main')).toBeFocused();

  await expect(mine.getByRole('heading', { name: 'Sinulta kysytään' })).toBeVisible();
  await mine.getByRole('button', { name: 'Lähetä vastaus' }).click();
  await expect(mine.getByLabel('Vastauksesi')).toBeFocused();
  await mine.getByLabel('Vastauksesi').fill('Syksystä asti.');
  await mine.getByRole('button', { name: 'Lähetä vastaus' }).click();
  await expect(mine.getByRole('main')).toBeFocused();

  await expect(queue.getByText('Syksystä asti.')).toBeVisible();
  await queue.getByRole('button', { name: 'Ota käsittelyyn' }).click();
  await queue.getByRole('button', { name: 'Anna aika' }).click();
  await queue
    .getByRole('region', { name: 'Valitse aika' })
    .getByRole('button', { name: '9.00' })
    .first()
    .click();
  await fitsOnPhone(queue);
  await queue.getByRole('dialog').getByRole('button', { name: 'Anna aika' }).click();
  await expect(queue.getByText('Pyyntö on saanut ajan.')).toBeVisible();

  await expect(mine.getByText(/Aika on annettu: .* klo\s9\.00/)).toBeVisible();
  await mine.getByRole('link', { name: 'Avaa varaus' }).click();
  await expect(mine.getByText('Mistä lapsi saisi apua?')).toBeVisible();
});

test('two take one at once, and one that is withdrawn is decided by nobody', async ({ browser }) => {
  const desk = openDesk();
  const coordinator = letTriage(desk);
  const worker = await signedIn(browser, desk.worker);
  const mine = await worker.newPage();
  await send(mine, desk.serviceId, 'Voiko joku auttaa?');
  const id = mine.url().split('/').at(-1)!;

  const first = await (await signedIn(browser, coordinator)).newPage();
  const other = await signedIn(browser, desk.specialist);
  await first.goto(`/triage/${id}`);
  await expect(first.getByRole('button', { name: 'Ota käsittelyyn' })).toBeVisible();
  expect((await other.request.post(`/api/triage/${id}/take`)).ok()).toBe(true);
  const second = await other.newPage();
  await second.goto(`/triage/${id}`);
  await expect(second.getByText(/Sinä käsittelet tätä/)).toBeVisible();
  await expect(first.getByText(new RegExp(`${desk.specialist.name} käsittelee tätä`))).toBeVisible();
  await expect(first.getByRole('button', { name: 'Anna aika' })).toHaveCount(0);

  await test.step('what was typed stays in sight when somebody else has answered meanwhile', async () => {
    const path = `/api/sent-requests/${id}/answer`;
    expect((await other.request.post(`/api/triage/${id}/ask`, { data: { text: 'Kauanko?' } })).ok()).toBe(
      true,
    );
    await mine.getByLabel('Vastauksesi').fill('Pitkä vastaus');
    expect((await other.request.post(`/api/triage/${id}/take`)).ok()).toBe(true);
    await other.request.post(`/api/triage/${id}/ask`, { data: { text: 'Entä koulussa?' } });
    await expect(mine.getByText(/Kysymys on toinen/)).toBeVisible();
    await mine.getByRole('button', { name: 'Lähetä vastaus' }).click();
    await expect(mine.getByRole('heading', { name: 'Sinulta kysytään' })).toBeFocused();
    expect((await worker.request.post(path, { data: { text: 'Kuukauden.' } })).ok()).toBe(true);
    await expect(mine.getByText(/Tekstiäsi ei lähetetty/)).toBeVisible();
    await expect(mine.getByLabel('Vastauksesi')).toHaveValue('Pitkä vastaus');
    await fitsOnPhone(mine);
    await mine.getByRole('button', { name: 'Poista teksti' }).click();
    await expect(mine.getByLabel('Vastauksesi')).toHaveCount(0);
    await expect(mine.getByRole('main')).toBeFocused();
    expect((await other.request.post(`/api/triage/${id}/take`)).ok()).toBe(true);
    await expect(second.getByRole('button', { name: 'Kysy lisää' })).toBeVisible();
  });

  await mine.getByRole('button', { name: 'Peru pyyntö' }).click();
  await mine.getByRole('dialog').getByRole('button', { name: 'Peru pyyntö' }).click();
  await expect(mine.getByText('Pyyntö on peruttu.')).toBeVisible();
  await expect(second.getByRole('button', { name: 'Kysy lisää' })).toHaveCount(0);
  await first.goto('/triage?view=settled');
  await expect(first.getByRole('link', { name: /Avaa: T\.U\./ })).toBeVisible();
  await expect(first.getByRole('columnheader', { name: 'Ratkaistu' })).toBeVisible();
  await isAccessible(first);
  await fitsOnPhone(first);
  await test.step('the tab that one has come to is in sight on a phone, also when numbers have made the others wider', async () => {
    await send(mine, desk.serviceId, 'Entä tämä?');
    await first.setViewportSize({ width: 390, height: 844 });
    await first.goto('/triage?view=settled');
    await expect(first.getByRole('link', { name: 'Käsiteltävät' })).toContainText('1');
    await expect(first.getByRole('link', { name: 'Ratkaistut' })).toBeInViewport({ ratio: 1 });
  });
});

test('[V8] [Y7] [Y10] [Y11] one is sent on with its text and gets a team there, another is not taken: who asked reads what became of each', async ({
  browser,
}) => {
  const [desk, right] = [openDesk(), openDesk()];
  const [coordinator, rightCoordinator] = [letTriage(desk), letTriage(right, { monthlyQuota: 1 })];
  const mine = await (await signedIn(browser, desk.worker)).newPage();
  await send(mine, desk.serviceId, 'Kuka auttaisi perhettä?');
  const id = mine.url().split('/').at(-1)!;
  const wrong = await (await signedIn(browser, coordinator)).newPage();
  await wrong.goto(`/triage/${id}`);
  await wrong.getByRole('button', { name: 'Ota käsittelyyn' }).click();
  await wrong.getByRole('button', { name: 'Ohjaa toiseen palveluun' }).click();
  const where = wrong.getByRole('dialog');
  await where.getByRole('button', { name: 'Ohjaa toiseen palveluun' }).click();
  await expect(where.getByLabel('Palvelu')).toBeFocused();
  await where.getByLabel('Palvelu').selectOption({
    label: (await where.getByRole('option', { name: right.serviceName }).textContent())!.trim(),
  });
  await where.getByLabel('Miksi').fill('He tuntevat asian.');
  await isAccessible(wrong);
  await where.getByRole('button', { name: 'Ohjaa toiseen palveluun' }).click();
  await expect(where).toBeHidden();
  await expect(mine.getByText(right.serviceName).first()).toBeVisible();
  await expect(mine.getByText('He tuntevat asian.')).toBeVisible();

  const page = await (await signedIn(browser, rightCoordinator)).newPage();
  await page.goto(`/triage/${id}`);
  await expect(page.getByText('Kuka auttaisi perhettä?')).toBeVisible();
  await page.getByRole('button', { name: 'Ota käsittelyyn' }).click();
  await page.getByRole('link', { name: 'Kokoa tiimi' }).click();
  await page.getByRole('combobox', { name: /Työntekijät, joilla on tunnus/ }).fill(desk.specialist.name);
  await page.getByRole('option', { name: desk.specialist.name }).click();
  await page.getByRole('button', { name: 'Etsi yhteiset ajat' }).click();
  await page
    .getByRole('button', { name: /Kaikki pääsevät/ })
    .first()
    .click();
  await expect(page.getByRole('dialog').getByText(/kiintiö on 1/)).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Anna aika' }).click();
  await expect(page.getByText('Pyyntö on saanut ajan.').first()).toBeVisible();
  await expect(mine.getByText(/Aika on annettu/)).toBeVisible();
  const day = await (await signedIn(browser, desk.specialist)).newPage();
  await day.goto('/requests');
  await expect(day.getByText(right.serviceName)).toBeVisible();

  await send(mine, right.serviceId, 'Entä tämä?');
  await page.goto(`/triage/${mine.url().split('/').at(-1)!}`);
  await page.getByRole('button', { name: 'Ota käsittelyyn' }).click();
  await page.getByRole('button', { name: 'Älä ota pyyntöä' }).click();
  const why = page.getByRole('dialog');
  await why.getByRole('radio', { name: 'Muu syy' }).check();
  await why.getByRole('button', { name: 'Älä ota pyyntöä' }).click();
  await expect(why.getByLabel('Selitys pyytäjälle')).toBeFocused();
  await why.getByLabel('Selitys pyytäjälle').fill('Kunta hoitaa tämän itse.');
  await why.getByRole('button', { name: 'Älä ota pyyntöä' }).click();
  await expect(mine.getByText('Kunta hoitaa tämän itse.').first()).toBeVisible();
  // Being refused is not the end of it: the page says where to go on.
  await expect(mine.getByText('Voit etsiä toisen palvelun')).toBeVisible();
  await mine.getByRole('main').getByRole('link', { name: 'Varaa konsultaatio' }).click();
  await expect(mine).toHaveURL(/\/services$/);
});
