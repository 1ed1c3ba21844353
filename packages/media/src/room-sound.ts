import type { MediaPolicy } from '#domain';
import type { AudioLevelObserverVolume } from 'mediasoup/types';
import type { RoomListener } from './media-notice.ts';
import type { PeerConsumer } from './peer-consumer.ts';
import type { Peer } from './peer.ts';
import type { RoomRouter } from './room-router.ts';
import { loudest, speakersKey, speakersOf } from './speakers.ts';
import { Voices } from './voices.ts';

/** How many of the loudest count as the speakers whose pictures come first (M6): two who talk to each other. */
const SPEAKERS_IN_FRONT = 2;

/** Milliseconds that a speaker stays in front at least. Lower makes layers change with every word of a quarrel. */
const FRONT_FOR_MS = 1000;

type Heard = {
  readonly peers: ReadonlyMap<string, Peer>;
  policy(): MediaPolicy;
  listener: RoomListener;
  /** Whose pictures come first has changed. */
  speakersChanged(): void;
};

/** Who is heard in a Room: who speaks, and whose microphone is held back (M8). */
export class RoomSound {
  readonly #room: Heard;
  readonly #voices = new Voices();
  /** Participants who speak, or spoke last. */
  speaking: ReadonlySet<string> = new Set();
  #lastSpeakers = '';
  #frontSince = -Infinity;

  constructor(room: Heard) {
    this.#room = room;
  }

  /** What one router hears now. */
  heard(router: RoomRouter, volumes: AudioLevelObserverVolume[]): void {
    const all = this.#voices.report(router, volumes);
    this.review();
    const heard = loudest(all);
    this.#bringToFront(heard);
    const key = speakersKey(heard);
    if (key === this.#lastSpeakers) return;
    this.#lastSpeakers = key;
    const speakers = speakersOf(heard, this.#room.peers, this.#room.policy());
    this.#room.listener.speakers(speakers.list, speakers.heardBy);
  }

  /** Whoever spoke last stays in front while it is quiet, and two who talk at once do not swap places word by word. */
  #bringToFront(heard: AudioLevelObserverVolume[]): void {
    const now = performance.now();
    if (heard.length === 0 || now - this.#frontSince < FRONT_FOR_MS) return;
    const { list } = speakersOf(heard.slice(0, SPEAKERS_IN_FRONT), this.#room.peers, this.#room.policy());
    const front = list.map(({ participantId }) => participantId);
    if (front.length === this.speaking.size && front.every((id) => this.speaking.has(id))) return;
    this.#frontSince = now;
    this.speaking = new Set(front);
    this.#room.speakersChanged();
  }

  forget(router: RoomRouter): void {
    this.#voices.forget(router);
  }

  /** Whenever a microphone opens, closes or is heard. */
  review(): void {
    const open = [...this.#room.peers.values()].flatMap(({ link }) =>
      [...(link?.producers.values() ?? [])].flatMap(({ producer, source }) =>
        source === 'microphone' && !producer.paused ? [producer.id] : [],
      ),
    );
    if (!this.#voices.review(open)) return;
    for (const { link } of this.#room.peers.values())
      for (const consumer of link?.consumers.values() ?? []) this.apply(consumer);
  }

  apply(consumer: PeerConsumer): void {
    if (consumer.source === 'microphone')
      consumer.holdBack(this.#voices.heldBack.has(consumer.consumer.producerId));
  }
}
