// One file, however long: what a test of pages sets up has one desk in common, and each step is a few lines.
import { join } from 'node:path';
import type { APIRequestContext, Browser, BrowserContext, Page } from '@playwright/test';
import { eq, sql } from 'drizzle-orm';
import { io, type Socket } from 'socket.io-client';
import { addDays, emptyRequest, instantOf, localDateOf, minuteMs, type RequestContent } from '#domain';
import {
  dayExceptions,
  demoPassword,
  newId,
  openStore,
  schedules,
  schema,
  serviceHandlers,
  type Store,
} from '#db';
import { protocolVersion, type Reply } from '#protocol';

/** Short, so that little of a day is too late for a visit that begins now. */
const lengthMinutes = 10;

let store: Store | undefined;
/** The server's own database, for what has no screen yet: people, services and hours. */
function database(): Store {
  const folder = process.env.NEUVO_E2E_DATA;
  if (!folder) throw new Error('NEUVO_E2E_DATA names no folder: the global set-up did not run');
  return (store ??= openStore(join(folder, 'neuvo.db')));
}

export type Person = { id: string; email: string; name: string };
export type Desk = { specialist: Person; worker: Person; serviceId: string; serviceName: string };

const families = ['Aalto', 'Berg', 'Halla', 'Koivu', 'Laine', 'Niemi', 'Ranta', 'Salo', 'Virta', 'Ylinen'];

/**
 * A specialist, a worker who asks, and a service between them that no other test knows: nothing that one test books,
 * cancels or leaves behind is in another one's way.
 */
export function openDesk(
  options: {
    anonymousOnly?: boolean;
    workerRole?: 'staff' | 'coordinator' | 'admin';
    /** The specialist's name, and the service's. */
    called?: string;
  } = {},
): Desk {
  const tag = newId()
    .slice(-6)
    .toLowerCase()
    .replace(/[^a-z]/g, 'x');
  const family = families[Math.floor(Math.random() * families.length)]!;
  const serviceId = `service-${newId()}`;
  const serviceName = options.called ?? `Kokeilukonsultaatio ${tag}`;
  const specialistName = options.called ?? `Saana ${family} ${tag}`;
  const specialist = { id: newId(), email: `s-${tag}@sairaala.example`, name: specialistName };
  const worker = { id: newId(), email: `t-${tag}@lehtola.example`, name: `Tarja ${family} ${tag}` };
  const today = localDateOf(Date.now());
  database().write((tx) => {
    const [known] = tx
      .select({ hash: schema.userAccount.passwordHash })
      .from(schema.userAccount)
      .limit(1)
      .all();
    const account = { passwordHash: known!.hash, language: 'fi' as const, createdAt: Date.now() };
    tx.insert(schema.userAccount)
      .values([
        {
          ...specialist,
          ...account,
          organisationId: 'org-sairaala',
          title: 'Lastenpsykiatri',
          role: 'specialist',
        },
        {
          ...{ ...worker, ...account, organisationId: 'org-lehtola', title: 'Terveydenhoitaja' },
          role: options.workerRole ?? 'staff',
        },
      ])
      .run();
    const text = { fi: serviceName, sv: serviceName, en: serviceName };
    tx.insert(schema.healthcareService)
      .values({
        id: serviceId,
        organisationId: 'org-sairaala',
        name: text,
        purpose: text,
        ageMin: 0,
        ageMax: 17,
        tier: 3,
        lengthMinutes,
        anonymousOnly: options.anonymousOnly ?? false,
      })
      .run();
    tx.insert(schema.serviceRequester).values({ serviceId, organisationId: 'org-lehtola' }).run();
    tx.insert(schema.servicePractitioner)
      .values({ serviceId, practitionerId: specialist.id, organisationId: 'org-sairaala' })
      .run();
    schedules.insert(tx, 'org-sairaala', {
      id: newId(),
      practitionerId: specialist.id,
      serviceIds: [serviceId],
      ...{ validFrom: addDays(today, 1), validTo: addDays(today, 60), cycleFrom: today, cycleWeeks: 1 },
      restsOnHolidays: false,
      hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ week: 1, weekday, from: '09:00', to: '12:00' })),
    });
  });
  return { specialist, worker, serviceId, serviceName };
}

/** The specialist's own calendar elsewhere was last read two hours ago, and is not tried again while a test runs. */
export function staleOwnCalendar({ specialist }: Desk): void {
  const now = Date.now();
  database().write((tx) =>
    tx
      .insert(schema.externalCalendar)
      .values({
        ...{ practitionerId: specialist.id, organisationId: 'org-sairaala' },
        ...{ address: 'https://kalenteri.sairaala.example/own.ics', connectedAt: now - 3 * 3_600_000 },
        ...{ fetchedAt: now - 2 * 3_600_000, readAt: now - 2 * 3_600_000, nextFetchAt: now + 3_600_000 },
        ...{ failures: 2, problem: 'too-slow' },
      })
      .run(),
  );
}

/** Another desk's specialist offers this desk's service too, at the same hours: who may take a visit over. */
export function joinDesk({ serviceId }: Desk, { specialist }: Desk): void {
  const today = localDateOf(Date.now());
  database().write((tx) => {
    const practitionerId = specialist.id;
    tx.insert(schema.servicePractitioner)
      .values({ serviceId, practitionerId, organisationId: 'org-sairaala' })
      .run();
    schedules.insert(tx, 'org-sairaala', {
      ...{ id: newId(), practitionerId, serviceIds: [serviceId], restsOnHolidays: false },
      ...{ validFrom: addDays(today, 1), validTo: addDays(today, 60), cycleFrom: today, cycleWeeks: 1 },
      hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ week: 1, weekday, from: '09:00', to: '12:00' })),
    });
  });
}

/** Leaves the desk one time, tomorrow from nine to twelve, and lets its waitlist be offered what is free. */
export function letOffer({ serviceId }: Desk): void {
  database().write((tx) =>
    tx
      .update(schema.healthcareService)
      .set({ offersTimes: true, lengthMinutes: 180, horizonDays: 1 })
      .where(eq(schema.healthcareService.id, serviceId))
      .run(),
  );
}

/** Lets the desk's service be asked for without a time, and names a coordinator and then the specialist to handle that. */
export function letTriage(
  { serviceId, specialist }: Desk,
  { monthlyQuota = null }: { monthlyQuota?: number | null } = {},
): Person {
  const tag = newId()
    .slice(-6)
    .toLowerCase()
    .replace(/[^a-z]/g, 'x');
  const coordinator = { id: newId(), email: `k-${tag}@sairaala.example`, name: `Kaarina Kuusi ${tag}` };
  const organisationId = 'org-sairaala';
  database().write((tx) => {
    const [known] = tx
      .select({ hash: schema.userAccount.passwordHash })
      .from(schema.userAccount)
      .limit(1)
      .all();
    tx.insert(schema.userAccount)
      .values({
        ...{
          ...coordinator,
          organisationId,
          passwordHash: known!.hash,
          language: 'fi',
          createdAt: Date.now(),
        },
        ...{ title: 'Palvelukoordinaattori', role: 'coordinator' },
      })
      .run();
    tx.update(schema.healthcareService)
      .set({ route: 'triage', monthlyQuota })
      .where(eq(schema.healthcareService.id, serviceId))
      .run();
    serviceHandlers.replace(tx, { id: serviceId, organisationId }, [coordinator.id, specialist.id]);
  });
  return coordinator;
}

/** From now on the specialist has no hours on this day. */
export function closeDay({ specialist }: Desk, date: string): void {
  database().write((tx) => {
    const hours = { date, lastDate: date, from: '00:00', to: '24:00' };
    dayExceptions.insert(tx, 'org-sairaala', {
      kind: 'off',
      ...{ id: newId(), practitionerId: specialist.id, ...hours },
    });
  });
}

/** A context in which this person is signed in, with pages in Finnish unless told otherwise. */
export async function signedIn(
  browser: Browser,
  person: { email: string },
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: process.env.NEUVO_E2E_URL!,
    locale: 'fi-FI',
    timezoneId: 'Europe/Helsinki',
    ...options,
  });
  const answer = await context.request.post('/api/session', {
    data: { email: person.email, password: demoPassword },
  });
  if (!answer.ok()) throw new Error(`signing in as ${person.email} answered ${answer.status()}`);
  return context;
}

export type Booking = { appointmentId: string; startsAt: number; guestToken: string; guestName: string };

/** Books a time that begins in two minutes, so that both doors are open; or, with `days`, one of a later morning. */
export async function book(
  request: APIRequestContext,
  desk: Desk,
  options: { days?: number; content?: Partial<RequestContent> } = {},
): Promise<Booking> {
  const startsAt = options.days === undefined ? openNow(desk) : await firstSlot(request, desk, options.days);
  const guestName = `Laura ${newId().slice(-4)}`;
  const address = `${newId().toLowerCase()}@perhe.example`;
  const content: RequestContent = {
    ...emptyRequest,
    question: 'Miten tukea lasta aamuisin?',
    background: 'Lapsi ei halua lähteä kouluun.',
    urgency: 'soon',
    subject: { kind: 'new-case', initials: 'K.A.', birthYear: 2016 },
    consentNoted: true,
    guests: [{ name: guestName, channel: 'email', address, language: 'fi' }],
    ...options.content,
  };
  const { specialist, serviceId } = desk;
  const answer = await request.post('/api/appointments', {
    data: { draftId: newId(), serviceId, practitionerId: specialist.id, startsAt, content },
  });
  if (answer.status() !== 201) throw new Error(`booking answered ${answer.status()}: ${await answer.text()}`);
  const { appointmentId } = (await answer.json()) as Reply<'bookAppointment'>;
  return { appointmentId, startsAt, guestName, guestToken: await tokenFor(request, address) };
}

const lengthMs = lengthMinutes * minuteMs;

/** Opens the specialist's time in two minutes from now; just before midnight it is midnight, whose doors are open too. */
function openNow({ specialist, serviceId }: Desk): number {
  const soon = Math.ceil(Date.now() / minuteMs) * minuteMs + 2 * minuteMs;
  const tomorrow = addDays(localDateOf(soon), 1);
  const midnight = instantOf(tomorrow, '00:00');
  const startsAt = soon + lengthMs >= midnight ? midnight : soon;
  const date = localDateOf(startsAt);
  database().write((tx) => {
    const hours = { date, lastDate: date, from: clock(startsAt), to: clock(startsAt + lengthMs) };
    dayExceptions.insert(tx, 'org-sairaala', {
      kind: 'extra',
      ...{ id: newId(), practitionerId: specialist.id, serviceIds: [serviceId], ...hours },
    });
  });
  return startsAt;
}

/** Lets the time of a visit begin a minute ago, as if one had waited for it. */
export function letBegin({ appointmentId }: Booking): void {
  const startsAt = Date.now() - minuteMs;
  database().write((tx) =>
    tx.update(schema.appointment).set({ startsAt }).where(eq(schema.appointment.id, appointmentId)).run(),
  );
}

/** As if everybody in the desk's duty queue had taken their number so many minutes sooner. */
export function letWait({ serviceId }: Desk, minutes: number): void {
  const { since } = schema.dutyPlace;
  database().write((tx) =>
    tx
      .update(schema.dutyPlace)
      .set({ since: sql`${since} - ${minutes * minuteMs}` })
      .where(eq(schema.dutyPlace.serviceId, serviceId))
      .run(),
  );
}

/** As if the worker had held this time of the specialist again and again for the last half hour. */
export function haveHeld({ worker, specialist }: Desk, startsAt: number): void {
  const row = {
    organisationId: 'org-lehtola',
    heldBy: worker.id,
    resourceId: specialist.id,
    startsAt,
    endsAt: startsAt + lengthMs,
    beganAt: Date.now() - 31 * minuteMs,
  };
  database().write((tx) => tx.insert(schema.pastHold).values(row).run());
}

const clock = (moment: number) =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/Helsinki',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(moment);

/** The first free time of the day that is so many days ahead. */
export async function firstSlot(
  request: APIRequestContext,
  { serviceId }: Desk,
  days: number,
): Promise<number> {
  const date = addDays(localDateOf(Date.now()), days);
  const answer = await request.get(`/api/services/${serviceId}/slots?week=${date}`);
  const board = (await answer.json()) as Reply<'listSlots'>;
  const slot = board.days.find((day) => day.date === date)?.slots.find(({ state }) => state === 'free');
  if (!slot) throw new Error(`no free time on ${date}: ${answer.status()}`);
  return slot.startsAt;
}

/** The newest link that was sent to an address. */
export async function tokenFor(request: APIRequestContext, address: string): Promise<string> {
  const { messages } = (await (await request.get('/api/dev/mailbox')).json()) as Reply<'mailbox'>;
  for (const { to, text } of messages) {
    const token = to === address ? /\/v#([\w-]+)/.exec(text)?.[1] : undefined;
    if (token) return token;
  }
  throw new Error(`no link was sent to ${address}`);
}

/** The mail server has refused what was written about a visit, for good. */
export function refuseLetters(appointmentId: string): void {
  database().write((tx) =>
    tx
      .update(schema.outboxMessage)
      .set({ status: 'failed', sentAt: null })
      .where(eq(schema.outboxMessage.appointmentId, appointmentId))
      .run(),
  );
}

/** A guest's page without a browser: connects with the link and knocks. */
export async function knock(token: string): Promise<Socket> {
  const socket = io(process.env.NEUVO_E2E_URL!, {
    auth: { token },
    transports: ['websocket'],
    forceNew: true,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  const reply = (await socket.timeout(10_000).emitWithAck('request', {
    name: 'visit:enter',
    data: { appointmentId: null, tabId: newId(), version: protocolVersion },
  })) as { ok: boolean; error?: unknown };
  if (!reply.ok) throw new Error(`the guest was not let knock: ${JSON.stringify(reply.error)}`);
  return socket;
}

/** Opens a page and waits until the server tells it what changes: what happens next must be seen without a reload. */
export async function openLive(page: Page, path: string, watch = 'my-day:watch'): Promise<void> {
  const watching = new Promise<void>((resolve) =>
    page.on('websocket', (socket) => {
      let asked = false;
      socket.on('framesent', ({ payload }) => (asked ||= payload.includes(watch)));
      socket.on('framereceived', () => asked && resolve());
    }),
  );
  await page.goto(path);
  await watching;
}

/** Nothing wider than the screen: what one would have to scroll sideways for is lost on a phone. */
export const widerThanScreen = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
