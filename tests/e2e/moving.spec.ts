import type { Route } from '@playwright/test';
import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/page-test.ts';
import type { Reply } from '#protocol';
import { book, joinDesk, openDesk, signedIn } from '#support/desk-visit.ts';

const loseAnswer = async (route: Route) => {
  await route.fetch();
  await route.abort();
};

test('a visit moves to another time, everybody is told, and its link goes on working', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId, guestToken, startsAt } = await book(worker.request, desk, { days: 3 });
  const family = await browser.newContext({ locale: 'fi-FI', permissions: ['camera', 'microphone'] });
  const [waits, reads] = [await family.newPage(), await family.newPage()];
  await waits.goto(`/v#${guestToken}`);
  await waits.getByRole('button', { name: 'Kokeile kameraa ja ääntä' }).click();
  await waits.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
  await expect(waits.getByRole('status').filter({ hasText: 'Tapaaminen alkaa' })).toBeVisible();
  await reads.clock.install();
  await reads.goto(`/v#${guestToken}`);
  const card = reads.getByText(/^Klo|klo \d+\.\d\d–/).first();
  await expect(card).toBeVisible();
  const before = await card.innerText();
  const page = await worker.newPage();
  await page.goto(`/requests/${appointmentId}`);
  await page.getByRole('link', { name: 'Siirrä toiseen aikaan' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Siirrä aika' })).toBeVisible();
  const first = page.getByRole('button', { pressed: false, name: /^\d+\.\d\d/ }).first();
  await first.click();
  const dialog = page.getByRole('dialog', { name: 'Siirretäänkö aika?' });
  await dialog.getByRole('button', { name: 'Siirrä aika' }).click();
  await expect(dialog.getByRole('radiogroup', { name: 'Syy' })).toHaveAttribute('aria-invalid', 'true');
  await isAccessible(page);
  await dialog.getByRole('radio', { name: 'Aika ei sovi' }).check();
  // The network loses the answer, not the press: the visit is where it was to go, so there is nothing to ask any more.
  await page.route(`**/api/appointments/${appointmentId}/move`, loseAnswer, { times: 1 });
  await dialog.getByRole('button', { name: 'Siirrä aika' }).click();
  await expect(page.getByText('Aika on siirretty, ja kaikki saavat tiedon.')).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/requests/${appointmentId}$`));
  await expect(page.getByRole('heading', { name: 'Muutokset' })).toBeVisible();
  await expect(page.getByText(/^Siirretty ajasta /)).toBeVisible();

  const seen = await worker.request.get('/api/guest/visit', {
    headers: { authorization: `Bearer ${guestToken}` },
  });
  const visit = (await seen.json()) as { startsAt: number; phase: string };
  expect(visit.startsAt).not.toBe(startsAt);
  expect(['early', 'open']).toContain(visit.phase);

  await test.step('a family that has its page open sees it, whether it came early or only reads', async () => {
    await expect(waits.getByRole('status').filter({ hasText: 'Aika on muuttunut' })).toBeVisible();
    expect(await card.innerText()).toBe(before);
    await reads.clock.fastForward('01:01');
    await expect.poll(() => card.innerText()).not.toBe(before);
    await expect(reads.getByRole('status').filter({ hasText: 'Aika on muuttunut' })).toBeVisible();
    await family.close();
  });
});

test('a specialist gives a visit to a colleague at its own time, and is led on from what is theirs no more', async ({
  browser,
}) => {
  const desk = openDesk();
  const other = openDesk();
  joinDesk(desk, other);
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId } = await book(worker.request, desk, { days: 3 });
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  await page.goto(`/requests/${appointmentId}`);
  await page.getByRole('link', { name: 'Siirrä tai anna kollegalle' }).click();
  const same = page.getByRole('region', { name: 'Sama aika, toinen asiantuntija' });
  await same.getByRole('button', { name: other.specialist.name }).click();
  const dialog = page.getByRole('dialog', { name: 'Vaihdetaanko asiantuntija?' });
  await expect(dialog).toContainText(`Asiantuntija vaihtuu: ${other.specialist.name}`);
  await isAccessible(page);
  await dialog.getByRole('radio', { name: 'Kiireellinen työ' }).check();
  await dialog.getByRole('button', { name: 'Vaihda asiantuntija' }).click();
  await expect(page.getByText('Asiantuntija on vaihdettu')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Pyynnöt' })).toBeVisible();
});

test('a time that is taken while one chooses is said, and others are offered', async ({ browser }) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId, startsAt } = await book(worker.request, desk, { days: 3 });
  const page = await worker.newPage();
  await page.goto(`/requests/${appointmentId}/move`);
  await page
    .getByRole('button', { pressed: false, name: /^\d+\.\d\d/ })
    .first()
    .click();
  // Another visit takes that time meanwhile.
  const times = await worker.request.get(`/api/appointments/${appointmentId}/times`);
  const { days } = (await times.json()) as Reply<'listMoveTimes'>;
  const [first] = days.flatMap((day) => day.times);
  const other = await book(worker.request, desk, { days: 9 });
  const taken = await worker.request.post(`/api/appointments/${other.appointmentId}/move`, {
    data: {
      ...first,
      practitionerName: undefined,
      endsAt: undefined,
      reason: 'wrong-time',
      note: '',
      override: null,
    },
  });
  expect(taken.status()).toBe(200);
  const dialog = page.getByRole('dialog', { name: 'Siirretäänkö aika?' });
  await dialog.getByRole('radio', { name: 'Aika ei sovi' }).check();
  await dialog.getByRole('button', { name: 'Siirrä aika' }).click();
  await expect(dialog.getByText('Aika ehdittiin varata. Valitse toinen.')).toBeVisible();
  const detail = await worker.request.get(`/api/appointments/${appointmentId}`);
  const { appointment } = (await detail.json()) as { appointment: { startsAt: number } };
  expect(appointment.startsAt).toBe(startsAt);

  // C9: and somebody else moves this very visit.
  const { startsAt: later, practitionerId } = days.flatMap((day) => day.times).at(-1)!;
  const moved = await worker.request.post(`/api/appointments/${appointmentId}/move`, {
    data: { startsAt: later, practitionerId, reason: 'wrong-time', note: '', override: null },
  });
  expect(moved.status()).toBe(200);
  await dialog.getByRole('button', { name: 'Siirrä aika' }).click();
  await expect(dialog.getByText('Tapaamisen aika on muuttunut sillä välin.')).toBeVisible();
});

for (const [device, viewport] of [
  ['a phone', { width: 390, height: 844 }],
  ['a small laptop', { width: 1280, height: 800 }],
] as const)
  test(`the family changes its time, cancels, and takes a new one by its link, on ${device}`, async ({
    browser,
  }) => {
    const desk = openDesk();
    const worker = await signedIn(browser, desk.worker);
    const { guestToken } = await book(worker.request, desk, { days: 4 });
    const context = await browser.newContext({ viewport, locale: 'fi-FI' });
    const page = await context.newPage();
    const isVisit = '**/api/guest/visit';
    const withRights = (youMay: object) =>
      page.route(isVisit, async (route) => {
        const response = await route.fetch();
        const json = (await response.json()) as { youMay: object };
        await route.fulfill({ response, json: { ...json, youMay: { ...json.youMay, ...youMay } } });
      });
    // C3: as after the window has closed.
    await withRights({ move: false, cancel: false });
    await page.goto(`/v#${guestToken}`);
    await expect(
      page.getByText(/^Ajan saattoi vaihtaa .* viimeistään .*\sklo\s[\d.]+\. Soita/),
    ).toBeVisible();
    await page.unroute(isVisit);
    await page.reload();
    await page.getByText('Etkö pääse? Vaihda tai peru aika').click();
    await page.route('**/api/guest/times', (route) => route.abort(), { times: 1 });
    await page.getByRole('button', { name: 'Vaihda aika' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Valitse uusi aika' })).toBeVisible();
    await page.getByRole('button', { name: 'Yritä uudelleen' }).click();
    await expect(page.locator('.span')).toBeFocused();
    // Times that reach below the bar for help at this place of the page are whole at another.
    await isAccessible(page, 'times for the family', ['target-size']);
    await page
      .getByRole('button', { pressed: false, name: /^\d+\.\d\d/ })
      .first()
      .click();
    // What was pressed is gone: the keyboard goes on with the time that was chosen.
    await expect(page.locator('.when')).toBeFocused();
    await page.getByRole('button', { name: 'Vaihda tähän aikaan' }).click();
    await expect(page.getByText('Valitse syy')).toBeVisible();
    await page.getByRole('radio', { name: 'En pääse tulemaan' }).check();
    // The network loses the answer, not the press: there is nothing to ask any more.
    await page.route('**/api/guest/move', loseAnswer, { times: 1 });
    await page.getByRole('button', { name: 'Vaihda tähän aikaan' }).click();
    await expect(page.getByText('Aika on vaihdettu. Tämä sama linkki toimii.')).toBeVisible();

    await page.getByText('Etkö pääse? Vaihda tai peru aika').click();
    await page.getByRole('button', { name: 'Peru aika' }).click();
    await page.getByRole('radio', { name: 'Joku on sairaana' }).check();
    // The network loses the answer, not the press: the page says what has become of it.
    await page.route('**/api/guest/cancel', loseAnswer, { times: 1 });
    await page.getByRole('button', { name: 'Peru aika' }).click();
    await expect(page.getByRole('heading', { name: 'Tapaaminen on peruttu' })).toBeVisible();
    await expect(page.getByText(/^Peruttu aika oli .*\sklo\s/)).toBeVisible();
    await expect(page.getByText('Aika peruttiin teidän puoleltanne.')).toBeVisible();
    await isAccessible(page);

    await page.getByRole('button', { name: 'Valitse uusi aika' }).click();
    await expect(page.getByRole('button', { name: /^[\d.]+ Entinen aikasi$/ })).toBeVisible();
    await page
      .getByRole('button', { pressed: false, name: /^\d+\.\d\d/ })
      .first()
      .click();
    // As where the service is taken out of use meanwhile: nothing came of the press, and that is said.
    const body = { error: { code: 'no-new-time' } };
    await page.route('**/api/guest/rebook', (route) => route.fulfill({ status: 409, json: body }), {
      times: 1,
    });
    await withRights({ rebook: false });
    await page.getByRole('button', { name: 'Varaa tämä aika' }).click();
    await expect(page.getByText('Uutta aikaa ei voi valita tästä.')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Tapaaminen on peruttu' })).toBeVisible();
    await page.unroute(isVisit);
    await page.reload();

    await page.getByRole('button', { name: 'Valitse uusi aika' }).click();
    await page
      .getByRole('button', { pressed: false, name: /^\d+\.\d\d/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Varaa tämä aika' }).click();
    await expect(page.getByRole('button', { name: 'Kokeile kameraa ja ääntä' })).toBeVisible();
    expect(page.url()).not.toContain(guestToken);
    await page.goto('about:blank');
    await page.goto(`/v#${guestToken}`);
    await expect(page.getByText(/^Uusi aika on .* Linkki on uudessa viestissä\.$/)).toBeVisible();
    await context.close();
  });
