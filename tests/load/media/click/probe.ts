import type { Page } from '@playwright/test';

/** What the probe keeps in a page. Times are that page's performance.now(), in ms. */
type Probe = {
  connections: RTCPeerConnection[];
  clickedAt?: number;
  /** The first connection was made: signalling has answered. */
  madeAt?: number;
  /** A track of somebody else is there: a consumer was offered and negotiated. */
  trackAt?: number;
  /** The connection of that track is up. */
  connectedAt?: number;
  firstFrameAt?: number;
};
/** Milliseconds from the last click to each step. */
export type Steps = { made: number; track: number; connected: number; frame: number };
declare global {
  interface Window {
    probe: Probe;
  }
}

/**
 * Makes a page measurable without its help, so that the yardstick and the product are measured alike. It
 * must be installed before the page loads.
 */
export async function installProbe(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const probe: Probe = { connections: [] };
    window.probe = probe;
    const firstFrame = async (track: MediaStreamTrack) => {
      // A clone, since the page's own elements want the track. getStats() would be 50 ms coarse.
      // @ts-expect-error -- Chromium's own, and not in the library's types.
      const frames = new MediaStreamTrackProcessor({ track: track.clone() }).readable.getReader();
      const { value } = await frames.read();
      probe.firstFrameAt ??= performance.now();
      value?.close();
      await frames.cancel();
    };
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        probe.connections.push(this);
        if (probe.clickedAt !== undefined) probe.madeAt ??= performance.now();
        this.addEventListener('track', ({ track }) => {
          if (track.kind !== 'video') return;
          probe.trackAt ??= performance.now();
          void firstFrame(track);
          const isUp = () => {
            if (this.connectionState === 'connected') probe.connectedAt ??= performance.now();
          };
          this.addEventListener('connectionstatechange', isUp);
          isUp();
        });
      }
    };
    addEventListener('click', () => (probe.clickedAt = performance.now()), { capture: true });
  });
}

/** Waits for the first decoded frame of anybody else. */
export async function clickToFirstFrame(page: Page): Promise<Steps> {
  await page.waitForFunction(() => window.probe.firstFrameAt !== undefined, undefined, { timeout: 30_000 });
  return page.evaluate(() => {
    const {
      clickedAt = NaN,
      madeAt = NaN,
      trackAt = NaN,
      connectedAt = NaN,
      firstFrameAt = NaN,
    } = window.probe;
    return {
      made: madeAt - clickedAt,
      track: trackAt - clickedAt,
      connected: connectedAt - clickedAt,
      frame: firstFrameAt - clickedAt,
    };
  });
}
