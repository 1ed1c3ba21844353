import { areScreened } from '#domain';
import type { ChatLine } from '#protocol';
import type { VisitFacts } from '../use-cases/visit.ts';
import type { VisitPeer } from './visit-peer.ts';
import { rosterOf, waitingListOf } from './whereabouts.ts';

type Peers = ReadonlyMap<string, VisitPeer>;

/** What those in the call are told when it changes, and not again while it stays: the end, who is here, who waits. */
export class VisitNews {
  /** As each was told it last: not everybody is told of the same people (M17). */
  readonly #lastRoster = new WeakMap<VisitPeer, string>();
  #lastWaiting = '';
  #lastEnd: number | undefined;

  tell(facts: VisitFacts, peers: Peers): void {
    this.#tellTime(facts, peers);
    this.#tellRoster(facts, peers);
    this.#tellWaiting(facts, peers);
  }

  /** M17: a line of the chat, to whoever may read its writer. */
  say(line: ChatLine, { policy }: VisitFacts, peers: Peers): void {
    for (const peer of peers.values())
      if (peer.state === 'joined' && !areScreened(peer.participantId, line.participantId, policy))
        peer.tell('chat:line', line);
  }

  /** M17: all of it anew, since somebody is kept apart now, or no longer. */
  tellChat(peers: Peers, linesFor: (participantId: string) => ChatLine[]): void {
    for (const peer of peers.values())
      if (peer.state === 'joined') peer.tell('chat:lines', { lines: linesFor(peer.participantId) });
  }

  /** L2: those in the call hear of another end; who waits is told it with where they are. */
  #tellTime({ overview: { appointment } }: VisitFacts, peers: Peers): void {
    const { startsAt, endsAt } = appointment;
    if (this.#lastEnd === endsAt) return;
    const isNews = this.#lastEnd !== undefined;
    this.#lastEnd = endsAt;
    if (!isNews) return;
    for (const peer of peers.values())
      if (peer.state === 'joined') peer.tell('visit:time', { startsAt, endsAt });
  }

  #tellRoster(facts: VisitFacts, peers: Peers): void {
    for (const peer of peers.values()) {
      if (peer.state !== 'joined') continue;
      const people = rosterOf(facts, peers, peer);
      const told = JSON.stringify(people);
      if (told === this.#lastRoster.get(peer)) continue;
      this.#lastRoster.set(peer, told);
      peer.tell('visit:roster', { people });
    }
  }

  #tellWaiting(facts: VisitFacts, peers: Peers): void {
    const people = waitingListOf(facts, peers);
    const told = JSON.stringify(people);
    if (told === this.#lastWaiting) return;
    this.#lastWaiting = told;
    for (const peer of peers.values())
      if (peer.isHost && peer.state === 'joined') peer.tell('waiting-room:changed', { people });
  }
}
