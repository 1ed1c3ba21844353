import type { Page } from '@playwright/test';
import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/page-test.ts';
import type { Reply } from '#protocol';
import { emptyRequest } from '#domain';
import { newId } from '#db';
import {
  book,
  letOffer,
  letTriage,
  openDesk,
  openLive,
  signedIn,
  widerThanScreen,
  type Desk,
} from '#support/desk-visit.ts';

const phone = { width: 390, height: 844 };
const looksRight = async (page: Page) => {
  await isAccessible(page);
  expect(await widerThanScreen(page)).toBe(0);
};
const fitsOnPhone = async (page: Page) => {
  await page.setViewportSize(phone);
  expect(await widerThanScreen(page)).toBe(0);
  await page.setViewportSize({ width: 1280, height: 800 });
};

/** The worker's request, put on the waitlist by the coordinator. */
async function wait(worker: Page, coordinator: Page, { serviceId }: Desk): Promise<string> {
  const content = {
    ...{ ...emptyRequest, question: 'Salainen kysymys', urgency: 'routine', consentNoted: true },
    subject: { kind: 'new-case', initials: 'T.U.', birthYear: 2016 },
  };
  const sent = await worker.request.post('/api/sent-requests', {
    data: { draftId: newId(), serviceId, content },
  });
  expect(sent.status()).toBe(201);
  const { id } = (await sent.json()) as { id: string };
  await coordinator.request.post(`/api/triage/${id}/take`);
  const wishes = { time: 'mornings', practitionerId: null, from: null, to: null };
  expect(
    (await coordinator.request.post(`/api/triage/${id}/waitlist`, { data: { wishes, text: '' } })).ok(),
  ).toBe(true);
  return id;
}
async function linkTo(page: Page, address: string): Promise<string> {
  const { messages } = (await (await page.request.get('/api/dev/mailbox')).json()) as Reply<'mailbox'>;
  const text = messages.find(({ to, text }) => to === address && text.includes('/offer#'))!.text;
  return /\/offer#[\w-]+/.exec(text)![0];
}

test('the time of a cancelled visit is offered, taken by link on a phone, and seen by the coordinator at once', async ({
  browser,
}) => {
  const desk = openDesk();
  letOffer(desk);
  const mine = await (await signedIn(browser, desk.worker)).newPage();
  const visit = await book(mine.request, desk, { days: 1 });
  const coordinator = letTriage(desk);
  const queue = await (await signedIn(browser, coordinator)).newPage();
  const id = await wait(mine, queue, desk);
  await openLive(queue, '/triage?view=waitlist', 'triage:watch');
  await expect(queue.getByText(/Tarjottu/)).toHaveCount(0);

  const off = { reason: 'not-needed', note: '' };
  expect(
    (await mine.request.post(`/api/appointments/${visit.appointmentId}/cancel`, { data: off })).ok(),
  ).toBe(true);
  await expect(queue.getByText(/Tarjottu .* klo\s9\.00/)).toBeVisible();
  await looksRight(queue);
  await fitsOnPhone(queue);
  await queue.goto(`/triage/${id}`);
  await expect(queue.getByText('Odottaa vastausta')).toBeVisible();
  await looksRight(queue);
  await fitsOnPhone(queue);

  const family = await (await browser.newContext({ locale: 'fi-FI', viewport: phone })).newPage();
  await family.goto(await linkTo(mine, desk.worker.email));
  await expect(family.getByRole('heading', { level: 1 })).toContainText('Sinulle on aika');
  await expect(family.getByText(desk.specialist.name)).toBeVisible();
  await expect(family.getByText('Salainen kysymys')).toHaveCount(0);
  await looksRight(family);
  await family.getByRole('button', { name: 'Aika ei sovi' }).click();
  await expect(family.getByText('Annetaanko aika seuraavalle')).toBeFocused();
  await family.getByRole('button', { name: 'Takaisin' }).click();
  await expect(family.getByRole('button', { name: 'Aika ei sovi' })).toBeFocused();
  await family.getByRole('button', { name: 'Otan ajan' }).click();
  await expect(family.getByRole('heading', { name: 'Aika on sinun' })).toBeVisible();
  await looksRight(family);

  await expect(queue.getByText('Otettu', { exact: true })).toBeVisible();
  await mine.goto(`/requests/sent/${id}`);
  await expect(mine.getByText(/Aika on annettu: .* klo\s9\.00/)).toBeVisible();
});

test('an offer is seen and declined on the request’s page, and a coordinator offers, takes back and passes over', async ({
  browser,
}) => {
  const desk = openDesk();
  letOffer(desk);
  const coordinator = letTriage(desk);
  const mine = await (await signedIn(browser, desk.worker)).newPage();
  const queue = await (await signedIn(browser, coordinator)).newPage();
  const id = await wait(mine, queue, desk);
  await mine.goto(`/requests/sent/${id}`);
  await expect(mine.getByRole('heading', { name: 'Sinulle tarjotaan aikaa' })).toBeVisible();
  await looksRight(mine);
  await fitsOnPhone(mine);

  await openLive(queue, `/triage/${id}`, 'triage:watch');
  await mine.getByRole('button', { name: 'Aika ei sovi' }).click();
  await queue.getByRole('button', { name: 'Peru tarjous' }).click();
  await expect(queue.getByRole('dialog')).toContainText('tarjotaan itsestään seuraavaa sopivaa aikaa');
  await queue.getByRole('dialog').getByRole('button', { name: 'Peru tarjous' }).click();
  await expect(queue.getByText('Mitään aikaa ei tarjota juuri nyt.')).toBeVisible();
  await expect(queue.getByRole('heading', { name: 'Aikojen tarjoaminen' })).toBeFocused();
  await expect(mine.locator('#offer-title')).toHaveCount(0);
  await test.step('who was about to answer is told what became of the offer', async () => {
    await mine.getByRole('dialog').getByRole('button', { name: 'Aika ei sovi' }).click();
    await expect(mine.getByRole('dialog').getByText(/Tarjous ei ole enää voimassa/)).toBeVisible();
    await mine.keyboard.press('Escape');
    await expect(mine.getByRole('main'), 'what was pressed has gone with the offer').toBeFocused();
  });
  await queue.getByLabel('Ohita automaattisissa tarjouksissa').check();
  await expect(queue.getByText(/Tämä pyyntö ohitetaan/)).toBeVisible();
  await test.step('the box keeps the keyboard and what was pressed, over a reload too', async () => {
    const box = queue.getByLabel('Ohita automaattisissa tarjouksissa');
    await box.press('Space');
    await expect(queue.getByText('Mitään aikaa ei tarjota juuri nyt.')).toBeVisible();
    await expect(box).toBeFocused();
    await box.press('Space');
    await expect(queue.getByText(/Tämä pyyntö ohitetaan/)).toBeVisible();
    await queue.reload();
    await expect(box).toBeChecked();
  });

  await queue.getByRole('button', { name: 'Tarjoa aika' }).click();
  await queue
    .getByRole('region', { name: 'Tarjoa aika' })
    .getByRole('button', { name: '9.00' })
    .first()
    .click();
  await queue.getByRole('dialog').getByRole('button', { name: 'Tarjoa aika' }).click();
  await expect(queue.getByText(/Nyt tarjolla .* klo\s9\.00/)).toBeVisible();

  await queue.getByRole('button', { name: 'Peru tarjous' }).click();
  await mine.getByRole('button', { name: 'Aika ei sovi' }).click();
  await mine.getByRole('dialog').getByRole('button', { name: 'Aika ei sovi' }).click();
  await expect(mine.getByText('Pyyntö on yhä jonossa', { exact: false }).first()).toBeVisible();
  await expect(queue.getByText('Ei sopinut')).toBeVisible();
  await queue.getByRole('dialog').getByRole('button', { name: 'Peru tarjous' }).click();
  await expect(queue.getByRole('dialog').getByText(/Tarjous ei ole enää voimassa/)).toBeVisible();
});
