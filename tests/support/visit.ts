import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { minuteMs } from '#domain';

/** Where a server runs and keeps its data; `startServer` answers one, and the shared server is `sharedServer()`. */
export type ServerPlace = { baseURL: string; dataFolder: string };

export function sharedServer(): ServerPlace {
  return { baseURL: process.env.NEUVO_E2E_URL ?? '', dataFolder: process.env.NEUVO_E2E_DATA ?? '' };
}

export type Account = { id: string; email: string; name: string };
export type Guest = { name: string; link: string; token: string };
export type BookedVisit = {
  appointmentId: string;
  startsAt: number;
  host: Account;
  requester: Account;
  guests: Guest[];
};

export const password = 'neuvo-demo';
const serviceId = 'service-child-psychiatry';

/**
 * A visit of its own, with a specialist and a requester of its own, so that no two tests meet: booked through the API, as
 * a person would. `startsInMin` decides whether guests may come in (15 minutes before) or are early.
 */
export async function bookVisit(
  server: ServerPlace,
  { startsInMin = 10, guests = ['Laura'] }: { startsInMin?: number; guests?: string[] } = {},
): Promise<BookedVisit> {
  const startsAt = Math.ceil((Date.now() + startsInMin * minuteMs) / minuteMs) * minuteMs;
  const mark = randomBytes(4).toString('hex');
  const host = copyAccount(server, 'user-elina', `Helka Harju ${mark}`);
  const requester = copyAccount(server, 'user-aino', `Raija Ranta ${mark}`);
  const openingId = openTime(server, host.id, startsAt);
  const cookie = await signIn(server, requester.email);
  const content = {
    question: 'Miten aikuiset voivat auttaa?',
    background: 'Kohtauksia kolme kertaa viikossa.',
    urgency: 'routine',
    subject: { kind: 'new-case', initials: 'O.L.', birthYear: 2017 },
    consentNoted: true,
    guests: guests.map((name, index) => ({
      name,
      channel: 'email',
      address: `guest-${mark}-${index}@perhe.example`,
      language: 'fi',
    })),
    colleagueIds: [],
  };
  const booked = await post(server, '/api/appointments', cookie, {
    draftId: `draft-${mark}`,
    serviceId,
    practitionerId: host.id,
    startsAt,
    content,
  });
  const { appointmentId } = (await booked.json()) as { appointmentId: string };
  inDatabase(server, (db) => {
    db.prepare('DELETE FROM exception_service WHERE exception_id = ?').run(openingId);
    db.prepare('DELETE FROM day_exception WHERE id = ?').run(openingId);
    db.prepare('DELETE FROM service_practitioner WHERE practitioner_id = ?').run(host.id);
  });
  const links = await Promise.all(content.guests.map(({ address }) => linkOf(server, address)));
  return {
    appointmentId,
    startsAt,
    host,
    requester,
    guests: guests.map((name, index) => {
      const link = links[index]!;
      return { name, link, token: link.split('#')[1]! };
    }),
  };
}

/** For what only time brings about: a link that expires, a visit whose time has come. */
export function inDatabase<T>(server: ServerPlace, work: (db: Database.Database) => T): T {
  const db = new Database(join(server.dataFolder, 'neuvo.db'), { timeout: 5000 });
  try {
    return work(db);
  } finally {
    db.close();
  }
}

export async function signIn(server: ServerPlace, email: string): Promise<string> {
  const response = await post(server, '/api/session', '', { email, password });
  return response.headers.getSetCookie()[0]!.split(';')[0]!;
}

/** The link of the newest message to this address. */
export async function linkOf(server: ServerPlace, address: string): Promise<string> {
  const response = await fetch(`${server.baseURL}/api/dev/mailbox`);
  const { messages } = (await response.json()) as { messages: { to: string; text: string }[] };
  const link = messages.find(({ to }) => to === address)?.text.match(/http\S+#\S+/)?.[0];
  if (!link) throw new Error(`No link was sent to ${address}.`);
  return link;
}

function copyAccount(server: ServerPlace, from: string, name: string): Account {
  const id = `user-${randomBytes(6).toString('hex')}`;
  const email = `${id}@test.example`;
  inDatabase(server, (db) =>
    db
      .prepare(
        `INSERT INTO user_account (id, organisation_id, email, name, title, phone, role, language, password_hash, created_at)
         SELECT ?, organisation_id, ?, ?, title, phone, role, language, password_hash, created_at
         FROM user_account WHERE id = ?`,
      )
      .run(id, email, name, from),
  );
  return { id, email, name };
}

/** The specialist's only free time; it is taken away again once it is booked. */
function openTime(server: ServerPlace, practitionerId: string, startsAt: number): string {
  const at = (instant: number) => {
    const text = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Europe/Helsinki',
      dateStyle: 'short',
      timeStyle: 'short',
    }).format(instant);
    const [date, time] = text.split(' ') as [string, string];
    return { date, time };
  };
  const { date, time } = at(startsAt);
  const end = at(startsAt + 45 * minuteMs);
  const id = `opening-${randomBytes(6).toString('hex')}`;
  inDatabase(server, (db) => {
    db.prepare(
      `INSERT INTO service_practitioner (service_id, practitioner_id, organisation_id) VALUES (?, ?, 'org-sairaala')`,
    ).run(serviceId, practitionerId);
    db.prepare(
      `INSERT INTO day_exception (id, organisation_id, practitioner_id, kind, date, last_date, from_time, to_time)
       VALUES (?, 'org-sairaala', ?, 'extra', ?, ?, ?, ?)`,
    ).run(id, practitionerId, date, date, time, end.time);
    db.prepare(
      `INSERT INTO exception_service (exception_id, service_id, organisation_id) VALUES (?, ?, 'org-sairaala')`,
    ).run(id, serviceId);
  });
  return id;
}

async function post(server: ServerPlace, path: string, cookie: string, body: unknown): Promise<Response> {
  const response = await fetch(server.baseURL + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.baseURL, cookie },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response;
}
