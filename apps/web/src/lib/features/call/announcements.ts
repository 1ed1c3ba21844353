import type { ChatLine, RosterPerson, WaitingPerson } from '#protocol';

/** What changed in the call between two looks at it, for those who don't see it. */
export type News =
  | {
      type: 'joined' | 'left' | 'lost' | 'hand-up' | 'away' | 'back' | 'waits' | 'waits-no-more';
      name: string;
    }
  | { type: 'said'; name: string; text: string };

type Moment = {
  people: readonly RosterPerson[];
  /** Who waits at the door, for a host; nobody for the others. */
  waiting: readonly WaitingPerson[];
  chat: readonly ChatLine[];
};

export function newsBetween(before: Moment, after: Moment, ownId: string | undefined): News[] {
  const others = (people: readonly RosterPerson[]) => people.filter((p) => p.participantId !== ownId);
  const known = new Map(others(before.people).map((person) => [person.participantId, person]));
  const here = new Set(after.people.map(({ participantId }) => participantId));
  const news: News[] = [];
  for (const person of others(after.people)) {
    const { name } = person;
    const was = known.get(person.participantId);
    if (!was) news.push({ type: 'joined', name });
    else {
      if (was.presence !== person.presence)
        news.push({ type: person.presence === 'reconnecting' ? 'away' : 'back', name });
      if (was.handUpSince === null && person.handUpSince !== null) news.push({ type: 'hand-up', name });
    }
  }
  for (const [participantId, { name, presence }] of known)
    if (!here.has(participantId)) news.push({ type: presence === 'reconnecting' ? 'lost' : 'left', name });
  for (const { participantId: id, name } of after.waiting)
    if (!before.waiting.some(({ participantId }) => participantId === id)) news.push({ type: 'waits', name });
  // Who was let in is in the roster before they are off this list.
  for (const { participantId: id, name } of before.waiting)
    if (!after.waiting.some(({ participantId }) => participantId === id) && !here.has(id))
      news.push({ type: 'waits-no-more', name });
  const read = new Set(before.chat.map(({ id }) => id));
  // Whoever is kept apart from somebody no longer gets their old lines (M17), among those that are known.
  const newest = before.chat.at(-1)?.at ?? 0;
  for (const line of after.chat)
    if (!read.has(line.id) && line.at >= newest && line.participantId !== ownId)
      news.push({ type: 'said', name: line.name, text: line.text });
  return news;
}
