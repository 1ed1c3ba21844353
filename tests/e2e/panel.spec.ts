import { isAccessible } from '../support/axe.ts';
import { expect, test } from '../support/page-test.ts';
import type { APIRequestContext, Browser } from '@playwright/test';
import { addDays, localDateOf } from '#domain';
import { book, firstSlot, joinDesk, openDesk, signedIn } from '#support/desk-visit.ts';

/** Two workers' names differ by a number only; the search finds one of them. */
const nameIn = (name: string) => new RegExp(name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));

/** A specialist with two visits on one day, and their page. */
async function dayOfTwoVisits(browser: Browser) {
  const desk = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId, startsAt } = await book(worker.request, desk, { days: 3 });
  await book(worker.request, desk, { days: 3 });
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  return { desk, worker, page, appointmentId, startsAt, date: localDateOf(startsAt) };
}

async function visitNow(request: APIRequestContext, id: string) {
  const detail = await request.get(`/api/appointments/${id}`);
  return ((await detail.json()) as { appointment: { startsAt: number; status: string } }).appointment;
}

test('a time for several people is found, held of all of them, and booked; or taken against the rules', async ({
  browser,
}) => {
  const desk = openDesk({ workerRole: 'coordinator' });
  const other = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const page = await worker.newPage();
  await page.goto(`/services/${desk.serviceId}`);
  await page.getByRole('link', { name: 'Etsi aika usealle osallistujalle' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Aika usealle' })).toBeVisible();
  await page.getByRole('button', { name: 'Etsi yhteiset ajat' }).click();
  await expect(page.getByText('Lisää ainakin yksi, jonka pitää päästä paikalle.')).toBeVisible();

  const picker = page.getByRole('combobox', { name: /Työntekijät, joilla on tunnus/ });
  await expect(picker).toHaveAccessibleName('Työntekijät, joilla on tunnus');
  await picker.fill(other.specialist.name);
  await page.getByRole('option', { name: nameIn(other.specialist.name) }).click();
  // Who is chosen stands there once, with whether they must be there.
  const rows = page.locator('form').getByRole('listitem');
  await expect(rows.filter({ hasText: other.specialist.name })).toHaveCount(1);
  await page.getByText('Jos pääsee', { exact: true }).click();
  await page.getByRole('button', { name: 'Etsi yhteiset ajat' }).click();
  await expect(page.getByText('Merkitse ainakin yksi välttämättömäksi.')).toBeVisible();
  await page.getByText('Välttämätön', { exact: true }).click();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Etsi yhteiset ajat' }).click();
  await expect(page.getByRole('heading', { name: 'Yhteiset ajat' })).toBeFocused();
  await isAccessible(page);
  await page
    .getByRole('button', { name: /Kaikki pääsevät/ })
    .first()
    .click();
  await expect(page.getByText(`Varataan myös: ${other.specialist.name}`)).toBeVisible();

  const write = async () => {
    await page.getByLabel('Kysymys asiantuntijalle').fill('Miten sovitaan yhteisistä tavoitteista?');
    await page.getByRole('radio', { name: 'Ei kiireellinen' }).check();
    await page.getByRole('radio', { name: 'En kerro, kenestä on kyse' }).check();
  };
  await write();
  await page.getByRole('button', { name: 'Vahvista varaus' }).click();
  await expect(page).toHaveURL(/\/booked\?appointment=/);

  // The other specialist's own service does not offer that time any more.
  const appointmentId = new URL(page.url()).searchParams.get('appointment')!;
  const detail = await worker.request.get(`/api/appointments/${appointmentId}`);
  const { appointment } = (await detail.json()) as { appointment: { startsAt: number; endsAt: number } };
  const date = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Helsinki' }).format(appointment.startsAt);
  const slots = await worker.request.get(`/api/services/${other.serviceId}/slots?week=${date}`);
  const { days } = (await slots.json()) as {
    days: { slots: { startsAt: number; endsAt: number; state: string }[] }[];
  };
  const touched = days
    .flatMap((day) => day.slots)
    .filter((slot) => slot.startsAt < appointment.endsAt && slot.endsAt > appointment.startsAt);
  expect(touched.length).toBeGreaterThan(0);
  expect(touched.every(({ state }) => state === 'taken')).toBe(true);

  // H14: who is chosen was kept; nobody has hours then, and what is booked can't be taken even so.
  const look = async () => {
    await page.goto(`/services/${desk.serviceId}/panel`);
    await page.getByText('Muu aika, jota ei tarjota').click();
    await page.getByLabel('Päivä', { exact: true }).fill(addDays(date, 1));
    await page.getByLabel('Kello').fill('06:05');
    await page.getByRole('button', { name: 'Katso, mikä on esteenä' }).click();
    await expect(page.getByText('Aikaa ei tarjota:')).toBeVisible();
  };
  await look();
  await write();
  await page.getByLabel('Miksi ohitat säännöt').fill('Palaveri ennen koulun alkua.');
  await page.getByRole('button', { name: 'Vahvista varaus' }).click();
  await page.getByRole('link', { name: 'Avaa pyyntö' }).click();
  await expect(page.getByText('Palaveri ennen koulun alkua.')).toBeVisible();
  await look();
  for (const { name } of [desk.specialist, other.specialist])
    await expect(page.getByText(`${name}: varattu käyntiin, aikaa ei voi ottaa.`)).toBeVisible();
});

test('a specialist who is ill decides a whole day at once, and the day is closed', async ({ browser }) => {
  const { desk, worker, page, appointmentId, startsAt, date } = await dayOfTwoVisits(browser);
  await page.goto('/hours');
  await page.getByRole('link', { name: 'Poissaolopäivä' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Poissaolopäivä' })).toBeVisible();
  await page.getByLabel('Päivä', { exact: true }).fill(date);
  await page.getByLabel('Päivä', { exact: true }).press('Tab');
  const choices = page.getByRole('radiogroup', { name: 'Mitä tehdään?' });
  await expect(choices).toHaveCount(2);
  await isAccessible(page);
  await choices.last().getByRole('radio', { name: 'Peru' }).check();
  // Whoever has begun to type another day is still told which one all this is about.
  await page.getByLabel('Päivä', { exact: true }).press('Backspace');
  await page.getByRole('button', { name: 'Sulje päivä ja tee muutokset' }).click();
  const dialog = page.getByRole('dialog', { name: 'Tehdäänkö muutokset?' });
  await expect(dialog.getByText(new RegExp(`${Number(date.slice(8))}\\.\\s\\S+kuuta`))).toBeVisible();
  await expect(dialog.getByText('Siirretään: 1. Perutaan: 1. Ennallaan: 0.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Sulje päivä ja tee muutokset' }).click();
  await expect(page.getByText('Päivänä ei ole tulevia varauksia.')).toBeVisible();
  const appointment = await visitNow(worker.request, appointmentId);
  expect(appointment.status).toBe('booked');
  expect(appointment.startsAt).not.toBe(startsAt);
  await expect(firstSlot(worker.request, desk, 3)).rejects.toThrow(/no free time/);
});

test('a visit that is left as it is on a day of absence stays, and is not moved by the next press', async ({
  browser,
}) => {
  const { desk, worker, page, appointmentId, startsAt, date } = await dayOfTwoVisits(browser);
  await page.goto(`/hours/${desk.specialist.id}/absence?date=${date}`);
  const choices = page.getByRole('radiogroup', { name: 'Mitä tehdään?' });
  await choices.first().getByRole('radio', { name: 'Jätä ennalleen' }).check();
  await choices.last().getByRole('radio', { name: 'Jätä ennalleen' }).check();
  // Nothing changes, so only the day is closed and nobody is told anything.
  await page.getByRole('button', { name: 'Sulje päivä', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Tehdäänkö muutokset?' });
  await expect(dialog.getByText('Ennallaan: 2. Muuttuvien käyntien osallistujat')).toBeVisible();
  await dialog.getByRole('button', { name: 'Sulje päivä', exact: true }).click();
  await expect(page.getByText('Päivä on suljettu uusilta varauksilta.').first()).toBeVisible();
  await page.reload();
  for (const each of await choices.all())
    await expect(each.getByRole('radio', { name: 'Jätä ennalleen' })).toBeChecked();
  await expect(page.getByRole('button', { name: /muutokset|Sulje päivä/ })).toHaveCount(0);
  await choices.last().getByRole('radio', { name: 'Peru' }).check();
  await page.getByRole('button', { name: 'Tee muutokset' }).click();
  await dialog.getByRole('button', { name: 'Tee muutokset' }).click();
  await expect(choices).toHaveCount(1);
  const appointment = await visitNow(worker.request, appointmentId);
  expect(appointment).toMatchObject({ startsAt, status: 'booked' });
});

test('a visit that a colleague takes over at its own time says who had it, and not that it was moved from that time', async ({
  browser,
}) => {
  const desk = openDesk();
  const colleague = openDesk();
  const worker = await signedIn(browser, desk.worker);
  const { appointmentId, startsAt } = await book(worker.request, desk, { days: 3 });
  joinDesk(desk, colleague);
  const date = localDateOf(startsAt);
  const page = await (await signedIn(browser, desk.specialist)).newPage();
  await page.goto(`/hours/${desk.specialist.id}/absence?date=${date}`);
  const same = page.getByRole('radio', { name: `Siirrä: ${colleague.specialist.name} samaan aikaan` });
  await expect(same).toBeChecked();
  await page.getByRole('button', { name: 'Sulje päivä ja tee muutokset' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sulje päivä ja tee muutokset' }).click();
  await expect(page.getByText('Päivänä ei ole tulevia varauksia.')).toBeVisible();

  const asked = await worker.newPage();
  await asked.goto(`/requests/${appointmentId}`);
  await expect(asked.getByText(`Siirretty asiantuntijalta ${desk.specialist.name}`)).toBeVisible();
  await expect(asked.getByText(/^Siirretty ajasta /)).toHaveCount(0);
});
