import type { Page } from '@playwright/test';

/** What happens between the click and the picture, in the order in which the bare harness does it. */
export const steps = [
  'entering',
  'entered',
  'made',
  'ready',
  'announced',
  'track',
  'connecting',
  'resumed',
  'connected',
  'captured',
  'produced',
  'frame',
] as const;
export type Step = (typeof steps)[number];

/** Each as a person reads it. All but the last few may come in another order, or not at all: then it was done before. */
export const stepNames: Record<Step, string> = {
  entering: 'asked to enter',
  entered: 'entered',
  made: 'transport made',
  ready: 'told what it can receive',
  announced: 'picture announced',
  track: 'consumer made',
  connecting: 'DTLS asked for',
  resumed: 'picture asked to flow',
  connected: 'ICE and DTLS up',
  captured: 'camera asked for',
  produced: 'own camera announced',
  frame: 'first frame decoded',
};

/** Milliseconds from the last click to each step that was taken after it. */
export type Steps = Partial<Record<Step, number>> & { frame: number };
declare global {
  interface Window {
    probe: { clickedAt?: number; reached: Partial<Record<Step, number>>; connections: RTCPeerConnection[] };
  }
}

/**
 * Makes a page measurable without its help, so that the yardstick and the product are measured alike: it listens at
 * the browser's own doors. It must be installed before the page loads.
 */
export async function installProbe(page: Page): Promise<void> {
  await page.addInitScript(watchDoors);
}

// Sent to the page as text, so that everything it uses must be in it.
function watchDoors(): void {
  window.probe = { reached: {}, connections: [] };
  const reach = (step: Step) => (window.probe.reached[step] ??= performance.now());
  let pictureId: string | undefined;
  const clicked = () => {
    pictureId = undefined;
    Object.assign(window.probe, { clickedAt: performance.now(), reached: {} });
  };
  addEventListener('click', clicked, { capture: true });

  const said: Record<string, Step> = {
    join: 'entering',
    'visit:enter': 'entering',
    'media:ready': 'ready',
    'transport:connect': 'connecting',
  };
  window.WebSocket = class extends WebSocket {
    #enterId: string | undefined;
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', ({ data }) => this.#heard(String(data)));
    }
    override send(data: Parameters<WebSocket['send']>[0]): void {
      this.#says(String(data));
      super.send(data);
    }
    /** socket.io: `42`, the number of the answer, then the message as JSON. */
    #says(text: string): void {
      const [, id, event] = /^42(\d+)\["(?:request",\{"name":")?([a-z-]+(?::[a-z-]+)?)"/.exec(text) ?? [];
      if (event === 'producer:create' && text.includes('"camera"')) reach('produced');
      if (event === 'consumer:resume' && pictureId && text.includes(pictureId)) reach('resumed');
      const step = event && said[event];
      if (!step) return;
      if (step === 'entering') this.#enterId = id;
      reach(step);
    }
    #heard(text: string): void {
      if (this.#enterId !== undefined && text.startsWith(`43${this.#enterId}[`)) reach('entered');
      pictureId ??= /"consumerId":"([^"]+)"[^{}]*"kind":"video"/.exec(text)?.[1];
      if (pictureId) reach('announced');
    }
  };

  const firstFrame = async (track: MediaStreamTrack) => {
    const clickedAt = window.probe.clickedAt;
    // A clone, since the page's own elements want the track. getStats() would be 50 ms coarse.
    // @ts-expect-error -- Chromium's own, and not in the library's types.
    const frames = new MediaStreamTrackProcessor({ track: track.clone() }).readable.getReader();
    const { value } = await frames.read();
    // A picture from before the click is not the one that the click is waited for.
    if (value && clickedAt === window.probe.clickedAt) reach('frame');
    value?.close();
    await frames.cancel();
  };
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      window.probe.connections.push(this);
      reach('made');
      this.addEventListener('track', ({ track }) => {
        if (track.kind !== 'video') return;
        reach('track');
        void firstFrame(track);
        const isUp = () => void (this.connectionState === 'connected' && reach('connected'));
        this.addEventListener('connectionstatechange', isUp);
        isUp();
      });
    }
  };
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  const ask = devices?.getUserMedia.bind(devices);
  if (devices && ask)
    devices.getUserMedia = (wish) => {
      reach('captured');
      return ask(wish);
    };
}

/** Waits for the first decoded frame of anybody else. */
export async function clickToFirstFrame(page: Page): Promise<Steps> {
  await page.waitForFunction(() => window.probe.reached.frame !== undefined, undefined, { timeout: 30_000 });
  return page.evaluate(() => {
    const { clickedAt = NaN, reached } = window.probe;
    const after = Object.entries(reached).map(([step, at]) => [step, at - clickedAt]);
    return Object.fromEntries(after) as Steps;
  });
}
