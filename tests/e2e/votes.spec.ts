import type { Page } from '@playwright/test';
import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/page-test.ts';
import type { Reply } from '#protocol';
import { emptyRequest } from '#domain';
import { newId } from '#db';
import { book, firstSlot, openDesk, openLive, signedIn, widerThanScreen } from '#support/desk-visit.ts';

const phone = { width: 390, height: 844 };
/** A finger that is put down, moved up or down in steps, and lifted. */
async function drag(page: Page, { x, y }: { x: number; y: number }, toY: number): Promise<void> {
  const touch = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: number) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: at === undefined ? [] : [{ x, y: at }] });
  await send('touchStart', y);
  for (const part of [0.2, 0.5, 0.8, 1]) await send('touchMove', y + (toY - y) * part);
  await send('touchEnd');
}
const looksRight = async (page: Page) => {
  await isAccessible(page);
  expect(await widerThanScreen(page)).toBe(0);
};

test('somebody without an account is asked, answers on a phone, and the time that suits is booked', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const page = await worker.newPage();
  await page.goto(`/services/${desk.serviceId}/panel`);
  await page.getByRole('button', { name: 'Lisää henkilö, jolta kysytään' }).click();
  // A script in a name is shown as text.
  const name = 'Kaisa <script>document.title = "x"</script>';
  const address = `${newId().toLowerCase()}@perhe.example`;
  await page.getByLabel('Nimi').fill(name);
  await page.getByText('Sähköposti', { exact: true }).click();
  await page.getByLabel('Sähköpostiosoite').fill('ei osoite');
  await page.getByRole('button', { name: 'Etsi yhteiset ajat' }).click();
  await expect(page.getByRole('heading', { name: 'Yhteiset ajat' })).toBeFocused();
  await page.getByRole('checkbox').nth(0).check();
  await page.getByRole('checkbox').nth(1).check();
  await page.getByRole('button', { name: 'Kysy, mikä aika sopii' }).click();
  await expect(page.getByLabel('Sähköpostiosoite')).toHaveAttribute('aria-invalid', 'true');
  await looksRight(page);
  await page.getByLabel('Sähköpostiosoite').fill(address);
  await page.getByRole('button', { name: 'Kysy, mikä aika sopii' }).click();
  await expect(page.getByText('Odottaa vastauksia')).toBeVisible();
  await openLive(page, page.url());
  await expect(page.getByText(name).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Valitse/ })).toHaveCount(0);

  const { messages } = (await (await worker.request.get('/api/dev/mailbox')).json()) as Reply<'mailbox'>;
  const token = /\/vote#([\w-]+)/.exec(messages.find(({ to }) => to === address)!.text)![1]!;
  const family = await (await browser.newContext({ locale: 'fi-FI', viewport: phone })).newPage();
  await family.goto(`/vote#${token}`);
  await expect(family.getByRole('heading', { level: 1 })).toContainText(name);
  await family.getByText('Sopii', { exact: true }).first().click();
  await family.getByText('Ei sovi', { exact: true }).last().click();
  await expect(family.getByText('Kiitos, vastauksesi on tallennettu')).toBeVisible();
  await looksRight(family);
  await family.setViewportSize({ width: 320, height: 640 });
  const word = await family.getByText('Tarvittaessa', { exact: true }).first().boundingBox();
  expect(word!.height, 'no word is broken in its middle').toBeLessThan(24);
  await family.setViewportSize(phone);

  // The convener sees it without a reload.
  await expect(page.getByText('Kaikki ovat vastanneet')).toBeVisible();
  await looksRight(page);
  await page.setViewportSize(phone);
  expect(await widerThanScreen(page)).toBe(0);
  await page.getByRole('button', { name: /^Valitse/ }).click();
  await page.getByLabel('Kysymys asiantuntijalle').fill('Miten sovitaan yhteisistä tavoitteista?');
  await page.getByRole('radio', { name: 'Ei kiireellinen' }).check();
  await page.getByRole('radio', { name: 'En kerro, kenestä on kyse' }).check();
  await page.getByRole('button', { name: 'Vahvista varaus' }).click();
  await expect(page).toHaveURL(/\/booked\?appointment=/);

  // Who can't come after all says so; the meeting is off and the convener looks for another time.
  await family.reload();
  await expect(family.getByRole('heading', { name: 'Aika on sovittu' })).toBeVisible();
  await family.getByRole('button', { name: 'En pääsekään' }).click();
  await expect(family.getByText('Tapaamista ei voi pitää ilman sinua')).toBeFocused();
  await family.getByRole('button', { name: 'Kyllä, en pääse' }).click();
  await expect(family.getByRole('heading', { level: 1 })).toContainText('Mikä aika sopii');
  await page.goto('/my-day');
  const waits = page.getByRole('region', { name: /^Odottaa sinua/ });
  await expect(waits).toContainText('Mikään aika ei sovi');
  await looksRight(page);
  await waits.getByRole('link', { name: new RegExp(`^Ehdota lisää: ${desk.serviceName}`) }).click();
  await expect(page.getByText('Mikään aika ei sovi')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Lisää aikoja' })).toBeVisible();
  // What became of the agreed time is said on both pages, not in the letters only.
  await expect(page.getByText('Sovittu aika ei käykään')).toBeVisible();
  await expect(page.getByText('Tapaaminen on peruttu, ja siitä on kerrottu kaikille.')).toBeVisible();
  await expect(page.getByText(/Kaisa .* ilmoitti /)).toBeVisible();
  await looksRight(page);
  expect(await widerThanScreen(page)).toBe(0);
  await expect(family.getByText('Tapaaminen on peruttu')).toBeVisible();
  await looksRight(family);
});

test('a team’s meeting is cut into case slots, and a slot that somebody else has just given away is told', async ({
  browser,
}) => {
  const [desk, other] = [openDesk(), openDesk()];
  const worker = await signedIn(browser, desk.worker);
  await book(worker.request, desk, { days: 2 });
  const second = { kind: 'new-case' as const, initials: 'B.B.', birthYear: 2012 };
  await book(worker.request, desk, { days: 2, content: { subject: second } });
  const content = { colleagueIds: [other.specialist.id], subject: { kind: 'anonymous' as const } };
  const { appointmentId } = await book(worker.request, desk, { days: 3, content });
  const page = await worker.newPage();
  await openLive(page, `/requests/${appointmentId}`);
  await page.getByText('Jaa tapaaminen asioille').click();
  await page.getByLabel('Yhden asian aika minuutteina').fill('5');
  await page.getByRole('button', { name: 'Jaa aikoihin' }).click();
  await expect(page.getByRole('heading', { name: 'Asioiden ajat' })).toBeFocused();
  await page
    .getByRole('button', { name: /^Anna asialle/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Asia').selectOption({ label: 'K.A., 2016' });

  // Somebody else is quicker: on another screen the slot is given to another case.
  const { cases } = (await (await worker.request.get('/api/cases')).json()) as Reply<'listCases'>;
  const caseId = cases.find(({ initials }) => initials === 'B.B.')!.id;
  const address = `/api/appointments/${appointmentId}/case-slots/0`;
  const given = await worker.request.put(address, { data: { caseId, was: null, from: null } });
  expect(given.ok()).toBe(true);
  await dialog.getByRole('button', { name: 'Tallenna' }).click();
  await expect(dialog.getByText('Joku muu ehti muuttaa tätä aikaa.')).toBeVisible();
  await expect(dialog.getByText(/Ajassa on nyt B\.B\., 2012/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Peruuta' }).click();
  const taken = page.getByRole('button', { name: /^Poista: B\.B\., 2012/ });
  await expect(taken).toBeVisible();
  await looksRight(page);
  await page.setViewportSize(phone);
  expect(await widerThanScreen(page)).toBe(0);

  // A finger on the grip drags the case to the other slot; beside the grip the same finger scrolls the page.
  const touching = await signedIn(browser, desk.worker, { viewport: phone, hasTouch: true, isMobile: true });
  const finger = await touching.newPage();
  await finger.goto(`/requests/${appointmentId}`);
  const rows = finger.locator('section', { hasText: 'Asioiden ajat' }).locator('li');
  await rows.last().scrollIntoViewIfNeeded();
  await expect(rows.first()).toContainText('B.B., 2012');
  const [from, to] = [await rows.first().locator('.grip').boundingBox(), await rows.last().boundingBox()];
  await drag(finger, { x: from!.x + 20, y: from!.y + 20 }, to!.y + 20);
  await expect(rows.last()).toContainText('B.B., 2012');
  await expect(rows.first()).toContainText('Vapaa');
  const scrolled = () => finger.evaluate('scrollY') as Promise<number>;
  const before = await scrolled();
  await drag(finger, { x: 200, y: 500 }, 300);
  await expect.poll(scrolled).not.toBe(before);
  await touching.close();

  // What a finger did elsewhere comes to this page by itself; pressing what is being moved would be refused, and rightly.
  await expect(page.locator('section', { hasText: 'Asioiden ajat' }).locator('li').last()).toContainText(
    'B.B., 2012',
  );
  await taken.click();
  await expect(page.getByText('Vapaa')).toHaveCount(2);
  // A slip of the hand is undone where it happened, and the keyboard goes on there.
  await expect(page.getByRole('button', { name: /^Anna asialle/ }).last()).toBeFocused();
  await page.getByRole('button', { name: 'Kumoa' }).click();
  await expect(taken).toBeVisible();

  // From another page too; somebody else was quicker by then.
  await taken.click();
  const undo = page.getByRole('button', { name: 'Kumoa' });
  await expect(undo).toBeVisible();
  await page.getByRole('link', { name: 'Palvelut', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Palvelut' })).toBeVisible();
  const former = cases.find(({ initials }) => initials === 'K.A.')!.id;
  const again = { data: { caseId: former, was: null, from: null } };
  expect((await worker.request.put(address.replace(/0$/, '1'), again)).ok()).toBe(true);
  await undo.click();
  await expect(page.getByText('Joku muu ehti muuttaa tätä aikaa.')).toBeVisible();
});

test('[N10] of two proposals for one time the second is refused, says so, and does not go on counting down', async ({
  browser,
}) => {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const startsAt = await firstSlot(worker.request, desk, 2);
  const practitionerId = desk.specialist.id;
  const propose = async () => {
    const address = `${newId().toLowerCase()}@perhe.example`;
    const voter = { name: 'Kaisa', channel: 'email', address, language: 'fi', role: 'parent', isKey: true };
    const asked = {
      practitionerId,
      requiredIds: [],
      optionalIds: [],
      startsAts: [startsAt],
      voters: [voter],
    };
    const made = await worker.request.post(`/api/services/${desk.serviceId}/proposals`, { data: asked });
    const { messages } = (await (await worker.request.get('/api/dev/mailbox')).json()) as Reply<'mailbox'>;
    const token = /\/vote#([\w-]+)/.exec(messages.find(({ to }) => to === address)!.text)![1]!;
    const headers = { authorization: `Bearer ${token}` };
    const { times } = (await (
      await worker.request.get('/api/vote', { headers })
    ).json()) as Reply<'readBallot'>;
    const answers = [{ timeId: times[0]!.id, answer: 'yes' }];
    expect((await worker.request.put('/api/vote', { headers, data: { answers } })).ok()).toBe(true);
    return ((await made.json()) as { id: string }).id;
  };
  const [first, second] = [await propose(), await propose()];
  const page = await worker.newPage();
  await page.goto(`/proposals/${second}`);
  await page.getByRole('button', { name: /^Valitse/ }).click();
  await page.getByLabel('Kysymys asiantuntijalle').fill('Miten sovitaan yhteisistä tavoitteista?');
  await page.getByRole('radio', { name: 'Ei kiireellinen' }).check();
  await page.getByRole('radio', { name: 'En kerro, kenestä on kyse' }).check();
  const draft = (await (
    await worker.request.get(`/api/proposals/${first}/draft`)
  ).json()) as Reply<'readProposalDraft'>;
  const subject = { kind: 'anonymous' as const };
  const content = { ...emptyRequest, ...draft.content, question: 'x', urgency: 'soon', subject };
  const booking = { draftId: draft.draftId, serviceId: desk.serviceId, practitionerId, startsAt };
  const data = { ...booking, proposalId: first, content };
  expect((await worker.request.post('/api/appointments', { data })).status()).toBe(201);

  const refused = page.getByText('Tätä aikaa ei voi enää varata.');
  await page.getByRole('button', { name: 'Vahvista varaus' }).click();
  await expect(refused).toBeVisible();
  await expect(page.getByText('Aika on sinulla vielä')).toHaveCount(0);
  await page.getByRole('button', { name: 'Vahvista varaus' }).click();
  await expect(refused).toBeVisible();
  await expect(page.getByLabel('Kysymys asiantuntijalle')).toHaveValue(/yhteisistä tavoitteista/);
});
