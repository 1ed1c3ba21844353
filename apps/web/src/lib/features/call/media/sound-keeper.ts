import type { types } from 'mediasoup-client';
import { holdWait, lossAfter, waitFor, type SoundLoss, type SoundWait } from './sound-buffer.ts';

/** Every look that comes later costs a word: a lossy link is heard at once. */
const lookEveryMs = 250;

type Known = { loss: SoundLoss; wait: SoundWait };
/** What is read of a browser's statistics; not every browser counts everything. */
type Entry = {
  type: string;
  kind?: string;
  trackIdentifier?: string;
  packetsReceived?: number;
  packetsLost?: number;
  nackCount?: number;
  nominated?: boolean;
  currentRoundTripTime?: number;
};

/** Lets each incoming sound wait as long as its loss calls for. Gives what ends it. */
export function keepSound(transport: types.Transport, consumers: () => Iterable<types.Consumer>): () => void {
  let known = new Map<string, Known>();
  let isLooking = false;
  const timer = setInterval(() => void look(), lookEveryMs);
  return () => clearInterval(timer);

  async function look(): Promise<void> {
    const receivers = new Map<string, RTCRtpReceiver>();
    for (const { kind, track, rtpReceiver } of consumers())
      if (kind === 'audio' && rtpReceiver && 'jitterBufferTarget' in rtpReceiver)
        receivers.set(track.id, rtpReceiver);
    if (receivers.size === 0 || transport.closed || isLooking) return;
    isLooking = true;
    const report = await transport.getStats().catch(() => new Map<string, Entry>());
    isLooking = false;
    const entries = [...report.values()] as Entry[];
    const roundTripMs = 1000 * Math.max(0, ...entries.map(roundTripOf));
    const next = new Map<string, Known>();
    for (const { type, kind, trackIdentifier: id, ...entry } of entries) {
      const receiver = id === undefined ? undefined : receivers.get(id);
      if (type !== 'inbound-rtp' || kind !== 'audio' || !receiver || id === undefined) continue;
      const { packetsReceived: received = 0, packetsLost: lost = 0, nackCount: asked = 0 } = entry;
      const before = known.get(id);
      const loss = lossAfter(before?.loss, { received, lost, asked });
      const wait = holdWait(before?.wait, waitFor(loss.share, roundTripMs), performance.now());
      if (wait.ms !== (before?.wait.ms ?? 0)) receiver.jitterBufferTarget = wait.ms || null;
      next.set(id, { loss, wait });
    }
    known = next;
  }
}

const roundTripOf = ({ type, nominated, currentRoundTripTime = 0 }: Entry): number =>
  type === 'candidate-pair' && nominated ? currentRoundTripTime : 0;
