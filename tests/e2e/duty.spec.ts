import type { Browser, Page } from '@playwright/test';
import { letWait, openDesk, signedIn, widerThanScreen, type Desk } from '#support/desk-visit.ts';
import { isAccessible } from '../support/axe.ts';
import { sharedServer } from '../support/visit.ts';
import { contextOf, phone, sees, staffPage } from '../support/browser/visit-pages.ts';
import { expect, test } from '../support/visit-test.ts';

/** An administrator switches the queue on, and copies its link. */
async function openQueue(browser: Browser, desk: Desk): Promise<string> {
  const admin = await signedIn(browser, { email: 'mikko.niemi@suvanto.example' });
  const page = await admin.newPage();
  await page.goto(`/admin/services/${desk.serviceId}`);
  await page.getByRole('link', { name: 'Päivystysjono' }).click();
  await page.getByLabel('Jono on käytössä').check();
  await page.getByLabel('Aukioloajat (suomi)').fill('ma–pe klo 9–15');
  await page.getByRole('button', { name: 'Tallenna' }).click();
  const link = page.getByLabel('Linkki', { exact: true });
  await expect(link).toHaveValue(/\/queue#[\w-]{43}$/);
  await isAccessible(page, 'the settings of a queue');
  return link.inputValue();
}

async function onDuty(browser: Browser, person: Desk['specialist']): Promise<Page> {
  const page = await staffPage(browser, sharedServer(), person, '/duty');
  await page.getByRole('button', { name: 'Aloita päivystys' }).click();
  await expect(page.getByText('Päivystät', { exact: true })).toBeVisible();
  return page;
}

async function takeNumber(page: Page, urgency = 'Voin odottaa vuoroani'): Promise<void> {
  await page.getByText('Olen aikuinen').click();
  await page.getByText('7–15-vuotiaasta').click();
  await page.getByLabel('Mistä haluat puhua?').selectOption({ label: 'Mieliala tai pelot' });
  await page.getByText(urgency).click();
  await page.getByRole('button', { name: 'Ota numero' }).click();
  await expect(page.getByRole('heading', { name: 'Olet oikeassa paikassa' })).toBeVisible();
}

async function guest(browser: Browser, link: string): Promise<Page> {
  const context = await contextOf(browser, sharedServer(), { viewport: phone });
  const page = await context.newPage();
  // Leaving a place in the queue is asked about; a reload is one way of leaving.
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto(link);
  return page;
}

type Sound = { contexts: AudioContext[]; tones: number };
/** How many tones a page plays from now on, and in what. */
const countSound = () => {
  const sound: Sound = { contexts: [], tones: 0 };
  Object.assign(globalThis, { sound });
  const make = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () {
    sound.tones += 1;
    return make.call(this);
  };
  globalThis.AudioContext = new Proxy(AudioContext, {
    construct(target, args: []) {
      const context = new target(...args);
      sound.contexts.push(context);
      return context;
    },
  });
};
const soundOf = (page: Page) =>
  page.evaluate(() => {
    const { contexts, tones } = (globalThis as unknown as { sound: Sound }).sound;
    return { running: contexts.filter(({ state }) => state === 'running').length, tones };
  });

test('[I8] a guest takes a number by the public link, is called, and both see each other in the call', async ({
  browser,
}, info) => {
  const desk = openDesk();
  const link = await openQueue(browser, desk);
  const duty = await onDuty(browser, desk.specialist);
  const family = await guest(browser, link);
  await family.getByRole('button', { name: 'Ota numero' }).click();
  await expect(family.getByText('Valitse yksi vaihtoehto.').first()).toBeVisible();
  await isAccessible(family, 'taking a number');
  await family.getByLabel('Etunimesi').fill('Laura');
  await family.evaluate(countSound);
  await takeNumber(family);
  await expect(family.getByText('Olet seuraava')).toBeVisible();
  // Made while the press still counts: a browser lets none begin by itself when the turn comes.
  expect(await soundOf(family)).toEqual({ running: 1, tones: 0 });
  expect(await widerThanScreen(family)).toBe(0);
  await family.screenshot({ path: info.outputPath('waits-390.png') });
  await test.step('a reload keeps the place', async () => {
    const number = await family.locator('.number strong').textContent();
    await family.reload();
    await expect(family.locator('.number strong')).toHaveText(number!);
    await expect(duty.getByText('Sivu on kiinni')).toHaveCount(0);
  });
  await expect(duty.getByText('Laura')).toBeVisible();
  await isAccessible(duty, 'on duty');
  await family.evaluate(countSound);
  await duty.getByRole('button', { name: 'Ota seuraava' }).click();
  await expect(family.getByRole('heading', { name: 'Nyt on sinun vuorosi' })).toBeVisible();
  expect((await soundOf(family)).tones).toBeGreaterThan(0);
  await family.getByRole('button', { name: 'Siirry puheluun' }).click();
  await expect(family.getByRole('heading', { name: 'Kokeile kameraa ja ääntä' })).toBeVisible();
  await family.getByRole('button', { name: 'Siirry puheluun' }).click();
  await duty.getByRole('link', { name: 'Siirry puheluun' }).click();
  await duty.getByRole('button', { name: 'Aloita tapaaminen' }).click();
  await sees(duty, 'Laura');
  await sees(family, desk.specialist.name);
  await duty.getByRole('button', { name: 'Poistu' }).click();
  await duty.getByRole('button', { name: 'Päätä tapaaminen kaikilta' }).click();
  await duty.getByRole('button', { name: 'Päätä tapaaminen kaikilta' }).last().click();
  await expect(family.getByRole('heading', { name: 'Kiitos, puhelu on päättynyt' })).toBeVisible();
  await duty.goto('/duty');
  await expect(duty.getByText('Kukaan ei odota.')).toBeVisible();
});

test('[I7] [I12] [I13] nobody on duty, a child alone, put back, given up, and a link that was changed: each is told kindly', async ({
  browser,
}, info) => {
  const desk = openDesk();
  const link = await openQueue(browser, desk);
  const family = await guest(browser, link);
  await expect(family.getByRole('heading', { name: 'Nyt kukaan ei päivystä' })).toBeVisible();
  await expect(family.getByText('Avoinna: ma–pe klo 9–15')).toBeVisible();
  await family.getByLabel('Puhelinnumerosi').fill('040 123 4567');
  await family.getByRole('button', { name: 'Soittakaa minulle' }).click();
  await expect(family.getByText('Tarvitsemme luvan')).toBeVisible();
  await isAccessible(family, 'nobody on duty');
  await family.getByLabel('Numeroni saa tallentaa').check();
  await family.getByRole('button', { name: 'Soittakaa minulle' }).click();
  await expect(family.getByText('Soitamme numeroon 040 123 4567.')).toBeVisible();

  const duty = await onDuty(browser, desk.specialist);
  await expect(duty.getByRole('link', { name: '040 123 4567' })).toBeVisible();
  await duty.getByRole('button', { name: 'Soitettu' }).click();
  await expect(duty.getByRole('button', { name: 'Ei vielä soitettu' })).toBeVisible();

  await family.getByRole('button', { name: 'Katso uudelleen' }).click();
  await family.getByText('Olen lapsi tai nuori, ja tulen yksin').click();
  await family.getByText('7–15-vuotiaasta').click();
  await expect(family.getByText('Pyydä aikuinen mukaan')).toBeVisible();
  await expect(family.getByRole('button', { name: 'Ota numero' })).toBeHidden();
  await takeNumber(family, 'Tarvitsen apua heti');

  await duty.getByRole('button', { name: 'Ota seuraava' }).click();
  await expect(family.getByRole('heading', { name: 'Nyt on sinun vuorosi' })).toBeVisible();
  await duty.getByRole('button', { name: 'Palauta jonoon' }).click();
  await expect(family.getByText('Olet samassa paikassa jonossa kuin ennen.')).toBeVisible();
  await expect(family.getByText('Olet seuraava')).toBeVisible();
  await isAccessible(family, 'waiting');
  await family.getByRole('button', { name: 'Luovu numerosta' }).click();
  await family.getByRole('dialog').getByRole('button', { name: 'Luovu numerosta' }).click();
  await expect(family.getByRole('heading', { name: 'Luovuit numerosta' })).toBeVisible();
  await expect(duty.getByText('Kukaan ei odota.')).toBeVisible();
  expect(await widerThanScreen(duty)).toBe(0);
  await duty.screenshot({ path: info.outputPath('duty-1280.png'), fullPage: true });

  const admin = await (await signedIn(browser, { email: 'mikko.niemi@suvanto.example' })).newPage();
  await admin.goto(`/admin/services/${desk.serviceId}/duty`);
  await admin.getByRole('button', { name: 'Vaihda linkki' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Vaihda linkki' }).click();
  await expect(admin.getByLabel('Linkki', { exact: true })).not.toHaveValue(link);
  await family.getByRole('button', { name: 'Ota uusi numero' }).click();
  await expect(family.getByRole('heading', { name: 'Linkki ei toimi' })).toBeVisible();
});

test('[I5] [I8] who waits too long is seen and heard of, another is taken with a reason only, and handed over by a press', async ({
  browser,
}) => {
  const desk = openDesk();
  const colleague = openDesk().specialist;
  const link = await openQueue(browser, desk);
  await test.step('somebody who does not offer the service is named for the queue by keyboard', async () => {
    const admin = await (await signedIn(browser, { email: 'mikko.niemi@suvanto.example' })).newPage();
    await admin.goto(`/admin/services/${desk.serviceId}/duty`);
    await admin.getByRole('combobox', { name: 'Lisää henkilö' }).fill(colleague.name);
    await admin.keyboard.press('Enter');
    await expect(admin.getByRole('button', { name: `Poista: ${colleague.name}` })).toBeVisible();
    await admin.getByRole('button', { name: 'Tallenna' }).click();
    await expect(admin.getByText('Tallennettu').first()).toBeVisible();
  });
  const duty = await onDuty(browser, desk.specialist);
  const other = await onDuty(browser, colleague);
  const first = await guest(browser, link);
  const nasty = '<img src=x onerror="document.title=`taken`">Aino';
  await first.getByLabel('Etunimesi').fill(nasty);
  await takeNumber(first);
  await expect(duty.getByText(nasty)).toBeVisible();
  expect(await duty.title()).not.toContain('taken');
  letWait(desk, 16);
  const alarm = duty.getByText('Joku on odottanut yli 15 minuuttia');
  await expect(alarm).toHaveCount(0);
  const second = await guest(browser, link);
  await second.getByLabel('Etunimesi').fill('Eero');
  await takeNumber(second);
  await expect(alarm).toBeVisible();

  await duty
    .getByRole('listitem')
    .filter({ hasText: 'Eero' })
    .getByRole('button', { name: /^Valitse numero/ })
    .click();
  const why = duty.getByRole('dialog');
  await why.getByRole('button', { name: 'Ota', exact: true }).click();
  await expect(why.getByText('Kirjoita syy.')).toBeVisible();
  await why.getByLabel('Syy').fill('Asia on tuttu eiliseltä.');
  await why.getByRole('button', { name: 'Ota', exact: true }).click();
  await expect(second.getByRole('heading', { name: 'Nyt on sinun vuorosi' })).toBeVisible();
  await expect(first.getByText('Olet seuraava')).toBeVisible();

  await duty.getByRole('button', { name: 'Siirrä kollegalle' }).click();
  const whom = duty.getByRole('dialog');
  await whom.getByRole('radio', { name: colleague.name }).check();
  await isAccessible(duty, 'whom to hand over to');
  await whom.getByRole('button', { name: 'Siirrä kollegalle' }).click();
  await expect(other.getByRole('button', { name: 'Palauta jonoon' })).toBeVisible();
  await expect(other.getByText('Eero')).toBeVisible();
  await expect(second.getByRole('heading', { name: 'Nyt on sinun vuorosi' })).toBeVisible();

  await duty.getByRole('button', { name: 'Ota seuraava' }).click();
  await expect(first.getByRole('heading', { name: 'Nyt on sinun vuorosi' })).toBeVisible();
  await expect(alarm).toBeHidden();
});
