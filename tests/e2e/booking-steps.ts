import { expect, type APIRequestContext, type Browser, type Page } from '@playwright/test';
import { baseURL } from './base-url.ts';

export const child = 'service-child-psychiatry';
export const adolescent = 'service-adolescent-psychiatry';
export const social = 'service-social-work';

const people = {
  aino: 'aino.lampi@lehtola.example',
  pekka: 'pekka.korpela@hiekkala.example',
  maria: 'maria.sundqvist@norrvik.example',
  leena: 'leena.ahola@suvanto.example',
  elina: 'elina.saarikko@sairaala.example',
  admin: 'mikko.niemi@suvanto.example',
  tapio: 'tapio.vuori@poliisi.example',
};
export type Person = keyof typeof people;
export type Slot = { practitionerId: string; practitionerName: string; startsAt: number; state: string };

type Options = { language?: 'fi' | 'sv' | 'en'; size?: { width: number; height: number } };

/** A browser of one person's own, signed in. */
export async function browserOf(browser: Browser, person: Person, options: Options = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: options.size ?? { width: 1280, height: 800 } });
  const url = baseURL();
  await context.addCookies([{ name: 'neuvo_language', value: options.language ?? 'fi', url }]);
  const signedIn = await context.request.post('/api/session', {
    data: { email: people[person], password: 'neuvo-demo' },
    headers: { origin: url },
  });
  expect(signedIn.ok()).toBe(true);
  return context.newPage();
}

/** An empty draft and no hold, whatever an earlier test left behind. */
export async function startAfresh(request: APIRequestContext, serviceId: string): Promise<void> {
  const headers = { origin: baseURL() };
  const address = `/api/services/${serviceId}/draft`;
  const { draftId, hold } = (await (await request.get(address)).json()) as {
    draftId: string;
    hold: { id: string } | null;
  };
  if (hold) await request.delete(`/api/holds/${hold.id}`, { headers });
  const content = {
    question: '',
    background: '',
    urgency: null,
    subject: null,
    consentNoted: false,
    guests: [],
    colleagueIds: [],
  };
  await request.put(address, { headers, data: { draftId, content } });
}

/** The Monday that many weeks from this one. */
export function mondayIn(weeks: number): string {
  const today = new Date();
  const back = (today.getUTCDay() + 6) % 7;
  return new Date(today.getTime() + (7 * weeks - back) * 86_400_000).toISOString().slice(0, 10);
}

/** A free time of a week; each test takes a week of its own, so that they don't meet. */
export async function freeSlot(
  request: APIRequestContext,
  serviceId: string,
  weeks: number,
  index = 0,
): Promise<Slot> {
  const answer = await request.get(`/api/services/${serviceId}/slots?week=${mondayIn(weeks)}`);
  const { days } = (await answer.json()) as { days: { slots: Slot[] }[] };
  const free = days.flatMap((day) => day.slots).filter((slot) => slot.state === 'free');
  expect(free.length).toBeGreaterThan(index);
  return free[index]!;
}

export async function hold(request: APIRequestContext, serviceId: string, slot: Slot) {
  const { practitionerId, startsAt } = slot;
  return request.post('/api/holds', {
    headers: { origin: baseURL() },
    data: { serviceId, practitionerId, startsAt },
  });
}

export const requestPage = (serviceId: string, slot: Slot): string =>
  `/services/${serviceId}/request?practitioner=${slot.practitionerId}&at=${slot.startsAt}`;

/** The button of a time in the week, by the name that is read aloud. */
export const clockOf = (slot: Slot): string =>
  new Intl.DateTimeFormat('fi-FI', {
    timeZone: 'Europe/Helsinki',
    hour: 'numeric',
    minute: '2-digit',
  }).format(slot.startsAt);
export function slotButton(page: Page, slot: Slot) {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/Helsinki',
    day: 'numeric',
    month: 'numeric',
  }).formatToParts(slot.startsAt);
  const part = (type: string) => Number(parts.find((each) => each.type === type)!.value);
  const day = `${part('day')}\\.${part('month')}\\.(\\d{4})?`;
  const name = new RegExp(`${day} ${clockOf(slot)}\\D.*${slot.practitionerName}`);
  return page.getByRole('button', { name });
}

/** Fills what a request needs, in Finnish. */
export async function fillRequest(page: Page, question: string): Promise<void> {
  await page.getByLabel('Kysymys asiantuntijalle').fill(question);
  await page.getByRole('radio', { name: 'Ei kiireellinen' }).check();
  await page.getByRole('radio', { name: /Uusi asiakas/ }).check();
  await page.getByLabel('Nimikirjaimet').fill('A.V.');
  await page.getByLabel('Syntymävuosi').fill('2016');
  await page.getByRole('checkbox', { name: /Suostumus on saatu/ }).check();
}

/** Waits until the server has the question and all that was filled in after it. */
export async function saved(page: Page, serviceId: string, question: string): Promise<void> {
  const read = async () => {
    const { content } = (await (await page.request.get(`/api/services/${serviceId}/draft`)).json()) as {
      content: { question: string; consentNoted: boolean };
    };
    return [content.question, content.consentNoted];
  };
  await expect.poll(read).toEqual([question, true]);
  await expect(page.getByText('Tallennettu', { exact: false }).first()).toBeVisible();
}

export const confirmButton = (page: Page) => page.getByRole('button', { name: 'Vahvista varaus' });
