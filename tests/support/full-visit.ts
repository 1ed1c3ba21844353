import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { hashSecret, newId } from '#db';
import { protocolVersion, type Whereabouts } from '#protocol';
import { bookVisit, inDatabase, signIn, type BookedVisit, type ServerPlace } from './visit.ts';

/** Somebody who is in a visit as a connection only: no browser, no media, and so next to no cost. */
class Bystander {
  readonly socket: Socket;
  readonly #appointmentId: string | null;

  constructor(server: ServerPlace, auth: object, appointmentId: string | null, cookie?: string) {
    this.#appointmentId = appointmentId;
    this.socket = io(server.baseURL, {
      transports: ['websocket'],
      auth,
      forceNew: true,
      ...(cookie ? { extraHeaders: { cookie } } : {}),
    });
  }

  async ask<T>(name: string, data: object): Promise<T> {
    const answer = (await this.socket.emitWithAck('request', { name, data })) as
      { ok: true; data: T } | { ok: false; error: { code: string } };
    if (!answer.ok) throw new Error(`${name}: ${answer.error.code}`);
    return answer.data;
  }

  enter = () =>
    this.ask<Whereabouts>('visit:enter', {
      appointmentId: this.#appointmentId,
      tabId: randomUUID(),
      version: protocolVersion,
    });
}

export type FullVisit = BookedVisit & { close(): void };

/** A visit in which `people` bystanders are. Its host and Laura may come as everybody does. */
export async function fullVisit(server: ServerPlace, people: number): Promise<FullVisit> {
  const visit = await bookVisit(server);
  const names = Array.from({ length: people }, (_, index) => `Vieras ${index + 1}`);
  const tokens = addGuests(server, visit.appointmentId, names);
  const host = new Bystander(server, {}, visit.appointmentId, await signIn(server, visit.host.email));
  await host.enter();
  const bystanders: Bystander[] = [];
  for (const token of tokens) {
    const guest = new Bystander(server, { token }, null);
    const { participantId } = await guest.enter();
    await host.ask('waiting-room:admit', { participantId });
    bystanders.push(guest);
  }
  host.socket.close();
  return { ...visit, close: () => bystanders.forEach(({ socket }) => socket.close()) };
}

/** More guests than a booking takes, written to the database; their tokens. */
function addGuests(server: ServerPlace, appointmentId: string, names: string[]): string[] {
  return inDatabase(server, (db) => {
    const add = db.prepare(
      `INSERT INTO participant (id, organisation_id, appointment_id, kind, name, channel, address, language)
       SELECT ?, organisation_id, id, 'guest', ?, 'email', ?, 'fi' FROM appointment WHERE id = ?`,
    );
    const link = db.prepare(
      `INSERT INTO guest_link (id, organisation_id, participant_id, token_hash, created_at, valid_until)
       SELECT ?, organisation_id, id, ?, ?, ? FROM participant WHERE id = ?`,
    );
    const now = Date.now();
    return names.map((name) => {
      const id = newId();
      const token = randomUUID() + randomUUID();
      add.run(id, name, `${id}@perhe.example`, appointmentId);
      link.run(newId(), hashSecret(token), now, now + 86_400_000, id);
      return token;
    });
  });
}
