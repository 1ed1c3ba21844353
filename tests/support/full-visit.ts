import { io, type Socket } from 'socket.io-client';
import { protocolVersion, type Whereabouts } from '#protocol';
import { bookVisit, signIn, type BookedVisit, type Guest, type ServerPlace } from './visit.ts';

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
      tabId: `bystander-${this.socket.id ?? Math.random()}`,
      version: protocolVersion,
    });
}

export type FullVisit = BookedVisit & {
  /** Guests who have been let in before and walk straight in. */
  free: Guest[];
  close(): void;
};

/** A visit in which `people` bystanders are, and into which the first `seats` guests may walk, and the host come back. */
export async function fullVisit(server: ServerPlace, people: number, seats: number): Promise<FullVisit> {
  const names = Array.from({ length: people + seats }, (_, index) =>
    index < seats ? ['Laura', 'Jari', 'Onni'][index]! : `Vieras ${index - seats + 1}`,
  );
  const visit = await bookVisit(server, { guests: names });
  const cookie = await signIn(server, visit.host.email);
  const host = new Bystander(server, {}, visit.appointmentId, cookie);
  await host.enter();
  const bystanders: Bystander[] = [];
  // The seats are let in last, so that they stand at the end of everybody's row.
  for (const { token } of [...visit.guests.slice(seats), ...visit.guests.slice(0, seats)]) {
    const guest = new Bystander(server, { token }, null);
    const { participantId } = await guest.enter();
    await host.ask('waiting-room:admit', { participantId });
    bystanders.push(guest);
  }
  for (const guest of bystanders.splice(people)) guest.socket.close();
  host.socket.close();
  return {
    ...visit,
    free: visit.guests.slice(0, seats),
    close: () => bystanders.forEach(({ socket }) => socket.close()),
  };
}
