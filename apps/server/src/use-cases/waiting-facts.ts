import { visitsBefore, workDayOf } from '#domain';
import { arrivals } from '#db';
import type { WaitingNote } from '#protocol';
import type { Deps } from '../deps.ts';
import { noteOf } from './read-arrivals.ts';
import type { VisitFacts } from './visit.ts';

export type WaitingFacts = { before: { min: number; max: number }; note: WaitingNote | null };

/** Q10, Q11: what who waits is told besides the place in the own visit. */
export function waitingFacts(
  { store, now }: Pick<Deps, 'store' | 'now'>,
  { overview }: VisitFacts,
): WaitingFacts {
  return store.read((tx) => {
    const { appointment, encounter } = overview;
    const at = now();
    const { from, to } = workDayOf(at);
    const queue = arrivals.queueOf(tx, appointment.practitionerId, from, to);
    const own = { ...appointment, isBegun: encounter.status === 'in-progress' };
    const note = noteOf(tx, overview);
    return {
      before: visitsBefore(own, queue, at),
      note: note ? { at: note.at, kind: note.kind, text: note.text } : null,
    };
  });
}
