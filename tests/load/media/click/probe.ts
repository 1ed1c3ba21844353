import type { Page } from '@playwright/test';

/** What the probe keeps in a page. Times are that page's performance.now(), in ms. */
type Probe = { connections: RTCPeerConnection[]; clickedAt?: number; firstFrameAt?: number };
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
        this.addEventListener('track', ({ track }) => track.kind === 'video' && void firstFrame(track));
      }
    };
    addEventListener('click', () => (probe.clickedAt = performance.now()), { capture: true });
  });
}

/** RTP packets that all connections of a page have received so far. */
export function packetsReceived(page: Page): Promise<number> {
  return page.evaluate(async () => {
    let packets = 0;
    for (const connection of window.probe.connections) {
      for (const stat of (await connection.getStats()).values()) {
        if (stat.type === 'inbound-rtp') packets += stat.packetsReceived;
      }
    }
    return packets;
  });
}

/** Milliseconds from the last click to the first decoded frame of anybody else. */
export async function clickToFirstFrameMs(page: Page): Promise<number> {
  await page.waitForFunction(() => window.probe.firstFrameAt !== undefined, undefined, { timeout: 30_000 });
  return page.evaluate(() => window.probe.firstFrameAt! - window.probe.clickedAt!);
}
