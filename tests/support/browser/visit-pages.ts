import { expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { signIn, type Account, type BookedVisit, type Guest, type ServerPlace } from '../visit.ts';

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 800 };

type PageOptions = Parameters<Browser['newContext']>[0] & {
  /** The camera as a person's would be; without it a small and slow one, so that three people fit on two cores. */
  fullPicture?: boolean;
};

/** What the browser itself has counted over the connections that are open; `made`: how many the page ever made. */
export type Received = {
  connections: number;
  made: number;
  packets: number;
  frames: number;
  soundEnergy: number;
};

function smallPicture(): void {
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const small = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 15, max: 15 } };
  navigator.mediaDevices.getUserMedia = (wish) =>
    ask(typeof wish?.video === 'object' ? { ...wish, video: { ...wish.video, ...small } } : wish);
}

/** A context whose pages remember each RTCPeerConnection, so that a test can ask the browser what it received. */
export async function contextOf(
  browser: Browser,
  server: ServerPlace,
  { fullPicture = false, ...options }: PageOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: server.baseURL,
    locale: 'fi-FI',
    timezoneId: 'Europe/Helsinki',
    permissions: ['camera', 'microphone'],
    // Pictures that drift for ever cost a machine without a graphics card as much as a call does.
    reducedMotion: 'reduce',
    ...options,
  });
  if (!fullPicture) await context.addInitScript(smallPicture);
  await context.addInitScript(() => {
    const kept: RTCPeerConnection[] = [];
    Object.assign(globalThis, { keptConnections: kept });
    const Original = RTCPeerConnection;
    globalThis.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        kept.push(this);
      }
    };
  });
  return context;
}

/** What is done to somebody's browser before its first page. */
type Prepared = { prepare?: (context: BrowserContext) => Promise<unknown> };

export async function guestPage(
  browser: Browser,
  server: ServerPlace,
  guest: Guest,
  { prepare, ...options }: PageOptions & Prepared = {},
): Promise<Page> {
  const context = await contextOf(browser, server, { viewport: phone, ...options });
  await prepare?.(context);
  const page = await context.newPage();
  await page.goto(guest.link);
  return page;
}

export async function staffPage(
  browser: Browser,
  server: ServerPlace,
  account: Account,
  path: string,
  options: PageOptions = {},
): Promise<Page> {
  const context = await contextOf(browser, server, { viewport: desktop, ...options });
  const [name, value] = (await signIn(server, account.email)).split('=') as [string, string];
  await context.addCookies([{ name, value, url: server.baseURL }]);
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

/** From the invitation through the device check into the waiting room. */
export async function knock(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Kokeile kameraa ja ääntä' }).click();
  await page.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
}

export const isWaiting = (page: Page) =>
  expect(page.getByRole('heading', { name: 'Olet oikeassa paikassa' })).toBeVisible();

export async function startAsHost(browser: Browser, server: ServerPlace, visit: BookedVisit): Promise<Page> {
  const page = await staffPage(browser, server, visit.host, `/visit/${visit.appointmentId}`);
  await page.getByRole('button', { name: 'Aloita tapaaminen' }).click();
  await expect(page.getByRole('region', { name: 'Puhelun painikkeet' })).toBeVisible();
  return page;
}

export async function admit(host: Page, name: string): Promise<void> {
  await host
    .getByRole('button', { name: `Päästä sisään: ${name}` })
    .first()
    .click();
}

export const tile = (page: Page, name: string) =>
  page.locator('article[data-participant]').filter({ hasText: name });

/** Frames of this person's picture that the page has shown so far. */
export const framesOf = (page: Page, name: string): Promise<number> =>
  tile(page, name)
    .locator('video')
    .evaluateAll(
      (videos) =>
        (videos[0] as HTMLVideoElement | undefined)?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
    );

/** Ten more frames than there were, as `frames` counts them. */
export async function moves(page: Page, what: string, frames: () => Promise<number>, withinMs = 30_000) {
  let before = -1;
  await expect(async () => {
    const now = await frames();
    // A new picture, of another producer or on another path, counts from zero again.
    if (before < 0 || now < before) before = now;
    expect(now).toBeGreaterThan(before + 10);
  })
    .toPass({ timeout: withinMs, intervals: [250] })
    .catch(async (error: Error) => {
      error.message += `\n${what} stands still. The browser says: ${await pictures(page)}`;
      throw error;
    });
}

/** The picture of this person moves. */
export const sees = (page: Page, name: string, withinMs?: number): Promise<void> =>
  moves(page, `The picture of ${name}`, () => framesOf(page, name), withinMs);

/** For whoever looks at a failed test: what arrived of each picture and what the decoder made of it. */
const pictures = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const { keptConnections } = globalThis as unknown as { keptConnections: RTCPeerConnection[] };
    const found: unknown[] = [];
    for (const connection of keptConnections) {
      (await connection.getStats()).forEach((entry: RTCInboundRtpStreamStats & RTCOutboundRtpStreamStats) => {
        if (!/^(in|out)bound-rtp$/.test(entry.type)) return;
        const { type, kind, mid, rid, frameWidth, packetsSent, packetsReceived, framesDecoded, pliCount } =
          entry;
        const { keyFramesDecoded, framesDropped, framesEncoded, active } = entry;
        const { qualityLimitationReason: limit, totalAudioEnergy } = entry;
        found.push({
          type,
          kind,
          mid,
          totalAudioEnergy,
          packetsSent,
          rid,
          frameWidth,
          packetsReceived,
          framesDecoded,
          keyFramesDecoded,
          pliCount,
          framesDropped,
          framesEncoded,
          active,
          limit,
        });
      });
    }
    return JSON.stringify(found);
  });

export async function received(page: Page): Promise<Received> {
  return page.evaluate(async () => {
    const { keptConnections } = globalThis as unknown as { keptConnections: RTCPeerConnection[] };
    const open = keptConnections.filter(({ connectionState }) => connectionState !== 'closed');
    const made = keptConnections.length;
    const sum = { connections: open.length, made, packets: 0, frames: 0, soundEnergy: 0 };
    for (const connection of open) {
      (await connection.getStats()).forEach((entry: RTCInboundRtpStreamStats) => {
        if (entry.type !== 'inbound-rtp') return;
        sum.packets += entry.packetsReceived ?? 0;
        sum.frames += entry.framesDecoded ?? 0;
        sum.soundEnergy += entry.totalAudioEnergy ?? 0;
      });
    }
    return sum;
  });
}

/** Sound arrives and is not silence. From one look to the next, since a sound that begins anew is counted anew. */
export async function hears(page: Page): Promise<void> {
  let last = (await received(page)).soundEnergy;
  await expect(async () => {
    const before = last;
    last = (await received(page)).soundEnergy;
    expect(last).toBeGreaterThan(before);
  }).toPass({ timeout: 30_000 });
}

/** The host and the first guest, on a phone that may be prepared, in one call. */
export async function twoInCall(
  browser: Browser,
  server: ServerPlace,
  visit: BookedVisit,
  prepared: Prepared = {},
) {
  const guest = await guestPage(browser, server, visit.guests[0]!, prepared);
  await knock(guest);
  const host = await startAsHost(browser, server, visit);
  await admit(host, visit.guests[0]!.name);
  return { host, guest };
}

/** With the requester, who waits like everybody else. */
export async function threeInCall(browser: Browser, server: ServerPlace, visit: BookedVisit) {
  const { host, guest } = await twoInCall(browser, server, visit);
  const requester = await staffPage(browser, server, visit.requester, `/visit/${visit.appointmentId}`);
  await requester.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
  await isWaiting(requester);
  await admit(host, visit.requester.name);
  await sees(host, visit.requester.name);
  return { host, guest, requester };
}
