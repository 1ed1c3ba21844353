// The load's own process, so that it can be put into a namespace and on a core. It is told what to do by its
// parent, one message at a time, and answers each.
import { Session, type Count, type Delays } from './peers/session.ts';
import type { Plan } from './peers/plan.ts';
import { openVisit } from './peers/neuvo-visit.ts';
import type { Address } from './contender.ts';
import { noteProfiles } from './rtc/link.ts';

export type Ask =
  | { do: 'open'; id: string; address: Address; plan: Plan }
  | { do: 'visit'; id: string; url: string; dataFolder: string; people: number }
  | { do: 'view'; id: string; tiles: number; widthPx: number; heightPx: number }
  | { do: 'start' | 'pause' | 'count' | 'delays' | 'close'; id: string };
export type Told =
  | { ok: true; count?: Count; delays?: Delays; profiles?: string[]; links?: string[] }
  | { ok: false; why: string };

const sessions = new Map<string, Session>();

async function answer(ask: Ask): Promise<Told> {
  if (ask.do === 'open') {
    const profiles = noteProfiles();
    try {
      sessions.set(ask.id, await Session.open(ask.address, ask.plan));
    } finally {
      profiles.stop();
    }
    return { ok: true, profiles: [...profiles.agreed] };
  }
  if (ask.do === 'visit')
    return { ok: true, links: (await openVisit(ask.url, ask.dataFolder, ask.people)).links };
  const session = sessions.get(ask.id);
  if (!session) return { ok: false, why: `There is no load ${ask.id}.` };
  switch (ask.do) {
    case 'view':
      await session.view(ask.tiles, ask.widthPx, ask.heightPx);
      return { ok: true };
    case 'start':
      session.start();
      return { ok: true };
    case 'pause':
      session.pause();
      return { ok: true };
    case 'count':
      return { ok: true, count: session.count() };
    case 'delays':
      return { ok: true, delays: session.delays() };
    case 'close':
      await session.close();
      sessions.delete(ask.id);
      return { ok: true };
  }
}

process.on('message', ({ id, ask }: { id: number; ask: Ask }) => {
  answer(ask)
    .catch((error: unknown): Told => ({
      ok: false,
      why: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }))
    .then(
      (told) => process.send!({ id, told }),
      () => {},
    );
});
// The library's own threads would keep the process.
process.once('disconnect', () => process.exit(0));
