import type { Page } from '@playwright/test';
import { expect, test } from '../support/page-test.ts';
import { baseURL } from './base-url.ts';
import {
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
  startAfresh,
  type Slot,
} from './booking-steps.ts';

const question = (page: Page) => page.getByLabel('Kysymys asiantuntijalle');

/** Gives the page's hold back behind its back, as its end would, so that no test waits ten minutes. */
async function dropHold(page: Page): Promise<void> {
  const answer = await page.request.get(`/api/services/${child}/draft`);
  const { hold: held } = (await answer.json()) as { hold: { id: string } };
  await page.request.delete(`/api/holds/${held.id}`, { headers: { origin: baseURL() } });
}

async function writing(page: Page, slot: Slot, text: string): Promise<void> {
  await startAfresh(page.request, child);
  await hold(page.request, child, slot);
  await page.goto(requestPage(child, slot));
  await fillRequest(page, text);
  await saved(page, child, text);
}

test('someone else’s hold shows as taken without a reload, and as free again when it ends', async ({
  browser,
}) => {
  const [pekka, maria] = [await browserOf(browser, 'pekka'), await browserOf(browser, 'maria')];
  await startAfresh(pekka.request, child);
  const slot = await freeSlot(pekka.request, child, 7);
  await maria.goto(`/services/${child}?week=${mondayIn(7)}`);
  await expect(slotButton(maria, slot)).toHaveAccessibleName(/Vapaa/);
  const before = await slotButton(maria, slot).boundingBox();
  const { hold: held } = (await (await hold(pekka.request, child, slot)).json()) as { hold: { id: string } };
  await expect(slotButton(maria, slot)).toHaveAccessibleName(/Varattu/);
  await expect(slotButton(maria, slot)).toBeDisabled();
  expect(await slotButton(maria, slot).boundingBox()).toEqual(before);
  await pekka.request.delete(`/api/holds/${held.id}`, { headers: { origin: baseURL() } });
  await expect(slotButton(maria, slot)).toHaveAccessibleName(/Vapaa/);
  await pekka.context().close();
  await maria.context().close();
});

test('a time taken between the look and the press is said at once, with the nearest ones a press away', async ({
  browser,
}) => {
  const [pekka, maria] = [await browserOf(browser, 'pekka'), await browserOf(browser, 'maria')];
  await startAfresh(pekka.request, child);
  await startAfresh(maria.request, child);
  const slot = await freeSlot(pekka.request, child, 8);
  await maria.goto(`/services/${child}?week=${mondayIn(8)}`);
  await expect(slotButton(maria, slot)).toBeVisible();
  // A press that never arrived is told of until another is made, though the page looks again what the service is now.
  await maria.route('**/api/holds', (route) => route.abort(), { times: 1 });
  const looked = maria.waitForResponse(`**/api/services/${child}/draft`);
  await slotButton(maria, slot).click();
  await looked;
  // Whatever the page asks for because of it has been asked for by now.
  await maria.waitForLoadState('networkidle');
  await expect(maria.getByText('Verkkoyhteyttä ei ole', { exact: false })).toBeVisible();
  // Maria's page is kept from hearing of it, as on a slow link.
  await maria.route('**/slots?*', (route) => route.abort());
  await hold(pekka.request, child, slot);
  await slotButton(maria, slot).click();
  await expect(maria.getByText('Joku ehti juuri varata', { exact: false })).toBeVisible();
  await maria
    .getByRole('button', { name: /^Varaa / })
    .first()
    .click();
  await expect(maria).toHaveURL(/\/request\?/);
  await expect(maria.getByRole('timer')).toBeVisible();
  await startAfresh(pekka.request, child);
  await startAfresh(maria.request, child);
  await pekka.context().close();
  await maria.context().close();
});

test('two people confirm one time: the second hears why, keeps the text and books another', async ({
  browser,
}) => {
  const [pekka, maria] = [await browserOf(browser, 'pekka'), await browserOf(browser, 'maria')];
  const slot = await freeSlot(pekka.request, child, 9);
  await writing(maria, slot, 'Marian pitkä teksti, joka ei saa kadota.');
  await dropHold(maria);
  await writing(pekka, slot, 'Pekan kysymys.');
  await confirmButton(pekka).click();
  await pekka.waitForURL(/\/booked/);

  await confirmButton(maria).click();
  await expect(maria.getByText('Joku ehti juuri varata', { exact: false })).toBeVisible();
  await expect(question(maria)).toHaveValue('Marian pitkä teksti, joka ei saa kadota.');
  await maria
    .getByRole('button', { name: /^Varaa / })
    .first()
    .click();
  await expect(maria.getByRole('timer')).toBeVisible();
  await expect(question(maria)).toHaveValue('Marian pitkä teksti, joka ei saa kadota.');
  // The answer is lost on the way back: what is typed after it can't be saved any more, and leads to what was booked.
  await maria.route(
    '**/api/appointments',
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
  await confirmButton(maria).click();
  await expect(maria.getByText('Verkkoyhteyttä ei ole', { exact: false })).toBeVisible();
  await question(maria).press('Control+End');
  await question(maria).pressSequentially(' Ja vielä.');
  await expect(maria.getByRole('heading', { name: 'Aika on varattu' })).toBeVisible();
  await pekka.context().close();
  await maria.context().close();
});

test('ten minutes pass: the text stays, and the time can be kept while it is free', async ({ browser }) => {
  const page = await browserOf(browser, 'leena');
  await page.clock.install();
  const slot = await freeSlot(page.request, child, 10);
  await writing(page, slot, 'Kirjoitan hitaasti.');
  await dropHold(page);
  await page.clock.fastForward('10:05');
  await expect(page.getByText('Aika ei ole enää varattuna sinulle')).toBeVisible();
  await expect(question(page)).toHaveValue('Kirjoitan hitaasti.');
  await page.reload();
  await expect(page.getByText('Aika ei ole enää varattuna sinulle')).toBeVisible();
  await expect(question(page)).toHaveValue('Kirjoitan hitaasti.');
  // Far down the form, where the notice above it is out of sight, the card says so too, and one press is enough.
  await confirmButton(page).scrollIntoViewIfNeeded();
  const card = page.getByRole('region', { name: 'Valittu aika' });
  await expect(card.getByText('Ei enää varattuna')).toBeInViewport();
  await expect(card.getByRole('button', { name: 'Pidä tämä aika' })).toBeInViewport();
  await card.getByRole('button', { name: 'Pidä tämä aika' }).click();
  await expect(page.getByRole('timer')).toBeVisible();
  await startAfresh(page.request, child);
  await page.context().close();
});

test('ten minutes pass and another takes the time: the page says so by itself', async ({ browser }) => {
  const [leena, maria] = [await browserOf(browser, 'leena'), await browserOf(browser, 'maria')];
  await leena.clock.install();
  const slot = await freeSlot(leena.request, child, 10, 3);
  await writing(leena, slot, 'Tämä säilyy.');
  await dropHold(leena);
  await leena.clock.fastForward('10:05');
  await expect(leena.getByRole('button', { name: 'Pidä tämä aika' }).first()).toBeVisible();
  await question(leena).focus();
  await hold(maria.request, child, slot);
  await expect(leena.getByText('Joku ehti juuri varata', { exact: false })).toBeVisible();
  // Nobody is pulled out of a sentence.
  await expect(question(leena)).toBeFocused();
  await expect(question(leena)).toHaveValue('Tämä säilyy.');
  await leena.reload();
  await expect(question(leena)).toHaveValue('Tämä säilyy.');
  await startAfresh(leena.request, child);
  await startAfresh(maria.request, child);
  await leena.context().close();
  await maria.context().close();
});

test('what is typed while the link is dead survives a reload', async ({ browser }) => {
  const page = await browserOf(browser, 'aino');
  const slot = await freeSlot(page.request, child, 6, 4);
  await writing(page, slot, 'Tallennettu osa.');
  await page.route('**/draft', (route) =>
    route.request().method() === 'PUT' ? route.abort() : route.continue(),
  );
  await question(page).fill('Tallennettu osa ja tallentamaton osa.');
  await expect(page.getByText('Tallennus ei juuri nyt onnistu', { exact: false }).first()).toBeVisible();
  await page.unrouteAll();
  await page.reload();
  await expect(question(page)).toHaveValue('Tallennettu osa ja tallentamaton osa.');
  await expect(page.getByText('Tallennettu', { exact: false }).first()).toBeVisible();
  // Once the server has it, nothing about a client stays in the browser.
  await expect.poll(() => page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain('tallentamaton');
  await startAfresh(page.request, child);
  await page.context().close();
});

test('a confirmation that gets no answer keeps everything, and trying again books once', async ({
  browser,
}) => {
  const page = await browserOf(browser, 'aino');
  const slot = await freeSlot(page.request, child, 6, 6);
  await writing(page, slot, 'Verkko katkesi juuri nyt.');
  // The server books; its answer never arrives.
  await page.route('**/api/appointments', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await confirmButton(page).click();
  await expect(page.getByText('Varausta ei saatu vahvistettua')).toBeVisible();
  await expect(question(page)).toHaveValue('Verkko katkesi juuri nyt.');
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Yritä uudelleen' }).click();
  await expect(page.getByRole('heading', { name: 'Aika on varattu' })).toBeVisible();
  await page.context().close();
});
