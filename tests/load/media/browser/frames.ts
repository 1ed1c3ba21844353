import type { Page } from '@playwright/test';

/** A frame that a page received from somebody else: when it was decoded (Date.now()), and its width. */
export type Frame = { at: number; width: number };
declare global {
  interface Window {
    received: Frame[];
    connections: RTCPeerConnection[];
  }
}

const readerPath = '/frames-of-the-benchmark.js';
/**
 * Reads frames in a thread of its own: where the page's is busy or waits for a core, its frames come late to a script, and all
 * but the newest are let go, while the picture on the screen goes on.
 */
const reader = `onmessage = async ({ data }) => {
  const frames = data.getReader();
  for (;;) {
    const { value, done } = await frames.read();
    if (done) return;
    postMessage({ at: Date.now(), width: value.codedWidth });
    value.close();
  }
};`;

/** Notes every decoded frame of others, whatever the page does with its connections. Before the page loads. */
export async function noteFrames(page: Page): Promise<void> {
  await page.route(`**${readerPath}`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: reader }),
  );
  await page.addInitScript((path) => {
    window.received = [];
    window.connections = [];
    const note = (track: MediaStreamTrack) => {
      // @ts-expect-error -- Chromium's own, and not in the library's types.
      const { readable } = new MediaStreamTrackProcessor({ track: track.clone() });
      const worker = new Worker(path);
      worker.onmessage = ({ data }) => window.received.push(data);
      worker.postMessage(readable, [readable]);
    };
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        window.connections.push(this);
        this.addEventListener('track', ({ track }) => track.kind === 'video' && note(track));
      }
    };
  }, readerPath);
}

export const framesOf = (page: Page): Promise<Frame[]> => page.evaluate(() => window.received);

/** Resolves when a frame was received after `at`; rejects after `withinMs`. */
export async function frameAfter(page: Page, at: number, withinMs: number): Promise<void> {
  await page.waitForFunction((since) => (window.received.at(-1)?.at ?? 0) > since, at, { timeout: withinMs });
}

/** The longest time without a frame that ended after `from`: when it began and ended. */
export function longestGap(frames: readonly Frame[], from: number): { from: number; to: number } {
  let longest = { from, to: from };
  for (const [index, { at }] of frames.entries()) {
    const before = frames[index - 1]?.at ?? from;
    if (at >= from && at - before > longest.to - longest.from) longest = { from: before, to: at };
  }
  return longest;
}

export type Sound = { total: number; concealed: number; silentlyConcealed: number; energy: number };

/** What the page's own decoder counted of everybody's sound. */
export function soundOf(page: Page): Promise<Sound> {
  return page.evaluate(async () => {
    const sound = { total: 0, concealed: 0, silentlyConcealed: 0, energy: 0 };
    for (const connection of window.connections) {
      if (connection.connectionState === 'closed') continue;
      for (const stat of (await connection.getStats()).values()) {
        if (stat.type !== 'inbound-rtp' || stat.kind !== 'audio') continue;
        sound.total += stat.totalSamplesReceived ?? 0;
        sound.concealed += stat.concealedSamples ?? 0;
        sound.silentlyConcealed += stat.silentConcealedSamples ?? 0;
        sound.energy += stat.totalAudioEnergy ?? 0;
      }
    }
    return sound;
  });
}
