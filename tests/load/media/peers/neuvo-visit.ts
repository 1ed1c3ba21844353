// A visit in Neuvo for as many guests as a load needs, and its host, who lets them in.
import { randomUUID } from 'node:crypto';
import type { NoticeData } from '#protocol';
import { hashSecret, newId } from '#db';
import { bookVisit, inDatabase, signIn } from '../../../support/visit.ts';
import { hostSocket, neuvoSignal, type PageSignal } from './signal.ts';

export type OpenVisit = {
  /** Where each guest's page is. */
  links: string[];
  /** Lets one more guest in. */
  join(): Promise<PageSignal>;
  /** The host leaves too. */
  close(): Promise<void>;
};

/** Booked as a person would; guests above what a booking takes are written to the database. */
export async function openVisit(url: string, dataFolder: string, people: number): Promise<OpenVisit> {
  const server = { baseURL: url, dataFolder };
  const visit = await bookVisit(server, { guests: ['Vieras'], startsInMin: 1 });
  const tokens = Array.from({ length: people }, () => randomUUID() + randomUUID());
  inDatabase(server, (db) => {
    const add = db.prepare(
      `INSERT INTO participant (id, organisation_id, appointment_id, kind, name, channel, address, language)
       SELECT ?, organisation_id, id, 'guest', ?, 'email', ?, 'fi' FROM appointment WHERE id = ?`,
    );
    const link = db.prepare(
      `INSERT INTO guest_link (id, organisation_id, participant_id, token_hash, created_at, valid_until)
       SELECT ?, organisation_id, id, ?, ?, ? FROM participant WHERE id = ?`,
    );
    const now = Date.now();
    for (const [index, token] of tokens.entries()) {
      const id = newId();
      add.run(id, `Vieras ${index}`, `bench-${id}@perhe.example`, visit.appointmentId);
      link.run(newId(), hashSecret(token), now, now + 86_400_000, id);
    }
  });
  const host = hostSocket(url, await signIn(server, visit.host.email));
  const ask = (name: string, data: object) =>
    host.timeout(10_000).emitWithAck('request', { name, data }) as Promise<{ ok: boolean; error?: object }>;
  const enter = () => ask('visit:enter', { appointmentId: visit.appointmentId, tabId: 'host', version: 1 });
  host.on('notice', ({ name, data }: { name: string; data: unknown }) => {
    if (name !== 'waiting-room:changed') return;
    const { people } = data as NoticeData<'waiting-room:changed'>;
    for (const { participantId } of people) void ask('waiting-room:admit', { participantId }).catch(() => {});
  });
  const entered = await enter();
  if (!entered.ok) throw new Error(`The host could not enter: ${JSON.stringify(entered.error)}`);
  // A host whose server was restarted comes back as a page would.
  host.on('connect', () => void enter().catch(() => {}));
  return {
    links: tokens.map((token) => `${url}/v#${token}`),
    join() {
      const token = tokens.shift();
      if (!token) throw new Error('The visit has no guest left.');
      return neuvoSignal(url, token);
    },
    close: async () => {
      await ask('visit:leave', {}).catch(() => {});
      host.close();
    },
  };
}
