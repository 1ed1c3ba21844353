import { reportVoicesEveryMs } from '#domain';
import type { AudioLevelObserverVolume } from 'mediasoup/types';
import type { PeerConsumer } from './peer-consumer.ts';
import type { Peer } from './peer.ts';
import type { RoomRouter } from './room-router.ts';
import { Voices } from './voices.ts';

/** How many of the loudest count as the speakers whose pictures come first (M6): two who talk to each other. */
const SPEAKERS_IN_FRONT = 2;

/** Milliseconds that a speaker stays in front at least. Lower makes layers change with every word of a quarrel. */
const FRONT_FOR_MS = 1000;

type Heard = {
  readonly peers: ReadonlyMap<string, Peer>;
  /** How often (ms) it is to be reported who is heard; undefined: not at all. */
  reportVoices(everyMs: number | undefined): void;
  /** Whose pictures come first has changed. */
  speakersChanged(): void;
};

/** Who is heard in a Room: who speaks, and whose microphone is held back (M8). */
export class RoomSound {
  readonly #room: Heard;
  readonly #voices = new Voices();
  /** Participants who speak, or spoke last. */
  speaking: ReadonlySet<string> = new Set();
  #frontSince = -Infinity;

  constructor(room: Heard) {
    this.#room = room;
  }

  /** What one router hears now. */
  heard(router: RoomRouter, volumes: AudioLevelObserverVolume[]): void {
    const all = this.#voices.report(router, volumes);
    this.review();
    this.#bringToFront(all);
  }

  /** Whoever spoke last stays in front while it is quiet, and two who talk at once do not swap places word by word. */
  #bringToFront(heard: AudioLevelObserverVolume[]): void {
    const now = performance.now();
    if (heard.length === 0 || now - this.#frontSince < FRONT_FOR_MS) return;
    const front = heard.slice(0, SPEAKERS_IN_FRONT).flatMap(({ producer }) => {
      const sender = this.#room.peers.get(producer.appData['peerId'] as string);
      return sender ? [sender.seat.participantId] : [];
    });
    if (front.length === this.speaking.size && front.every((id) => this.speaking.has(id))) return;
    this.#frontSince = now;
    this.speaking = new Set(front);
    this.#room.speakersChanged();
  }

  forget(router: RoomRouter): void {
    this.#voices.forget(router);
  }

  /** Whenever somebody comes or goes, or a microphone opens, closes or is heard. */
  review(): void {
    // An interpreter's voice is for those who chose it: it takes nobody's place, and is never held back (M19).
    const open = [...this.#room.peers.values()].flatMap(({ link, seat }) =>
      [...(link?.producers.values() ?? [])].flatMap(({ producer, source }) =>
        source === 'microphone' && !producer.paused && (seat.speaksTo ?? null) === null ? [producer.id] : [],
      ),
    );
    this.#room.reportVoices(reportVoicesEveryMs(this.#room.peers.size, open.length));
    if (!this.#voices.review(open)) return;
    for (const { link } of this.#room.peers.values())
      for (const consumer of link?.consumers.values() ?? []) this.apply(consumer);
  }

  apply(consumer: PeerConsumer): void {
    if (consumer.source === 'microphone')
      consumer.holdBack(this.#voices.heldBack.has(consumer.consumer.producerId));
  }
}
