import { mayReceive, type MediaPolicy } from '#domain';
import type { AudioLevelObserverVolume } from 'mediasoup/types';
import type { SpeakerLevel } from './media-notice.ts';
import type { Peer } from './peer.ts';

/** Who speaks, and who of them a peer may know of: whom it may receive (M1–M4) and itself. */
export function speakersOf(
  volumes: AudioLevelObserverVolume[],
  peers: ReadonlyMap<string, Peer>,
  policy: MediaPolicy,
) {
  const heard = volumes.flatMap(({ producer, volume }) => {
    const sender = peers.get(producer.appData['peerId'] as string);
    return sender ? [{ sender, level: { participantId: sender.seat.participantId, volume } }] : [];
  });
  return {
    list: heard.map(({ level }) => level),
    heardBy(peerId: string): SpeakerLevel[] {
      const receiver = peers.get(peerId);
      if (!receiver) return [];
      const allowed = heard.filter(
        ({ sender }) => sender === receiver || mayReceive(receiver.seat, sender.seat, policy),
      );
      return allowed.map(({ level }) => level);
    },
  };
}

/** How many can be shown as speaking at once. */
const MAX_SPEAKERS = 4;

/** Loudness changes all the time; that somebody else speaks, or is now the loudest, is news. */
export function speakersKey(volumes: AudioLevelObserverVolume[]): string {
  const ids = volumes.map(({ producer }) => producer.id);
  return [ids[0], ...ids.slice(1).sort()].join();
}

export const loudest = (volumes: AudioLevelObserverVolume[]): AudioLevelObserverVolume[] =>
  volumes.slice(0, MAX_SPEAKERS);
