import type { types } from 'mediasoup-client';
import type { RemoteMedia } from './receiver.ts';
import { decibels, heardAgain, isNews, speaking, type Voices } from './voices.ts';

/** Milliseconds between two looks. Lower shows a speaker sooner and asks every open microphone's receiver more often. */
const lookEveryMs = 150;

type Heard = {
  remote: () => Iterable<RemoteMedia>;
  consumers: () => ReadonlyMap<string, types.Consumer>;
};

/** Tells who of the others speaks, from what this page itself is sent, the loudest first. Returns how to stop. */
export function watchSpeakers(heard: Heard, onspeakers: (participantIds: string[]) => void): () => void {
  let voices: Voices = new Map();
  let told: readonly string[] = [];
  /** What was played last, by consumer id. */
  let played = new Map<string, number>();

  const timer = setInterval(() => {
    const now = performance.now();
    voices = heardAgain(voices, levels(), now);
    const speakers = speaking(voices, now);
    if (!isNews(told, speakers)) return;
    told = speakers;
    onspeakers(speakers);
  }, lookEveryMs);
  return () => clearInterval(timer);

  /** In dBov, by participant. */
  function levels(): Map<string, number> {
    const found = new Map<string, number>();
    const before = played;
    played = new Map();
    for (const { consumerId, participantId, source, paused } of heard.remote()) {
      if (source !== 'microphone' || paused) continue;
      const [last] = heard.consumers().get(consumerId)?.rtpReceiver?.getSynchronizationSources() ?? [];
      if (last) played.set(consumerId, last.rtpTimestamp);
      // Where nothing came since the last look, the loudness is of a word that is over.
      const isNew = last !== undefined && before.get(consumerId) !== last.rtpTimestamp;
      found.set(participantId, decibels((isNew ? last.audioLevel : undefined) ?? 0));
    }
    return found;
  }
}
