import type { BrowserContext, Page } from '@playwright/test';

/** A browser that does not know this codec, neither to send nor to receive. */
export const without = (codec: 'video/AV1' | 'video/VP8' | 'audio/red') => (context: BrowserContext) =>
  context.addInitScript((unknown) => {
    const original = RTCPeerConnection.prototype.addTransceiver;
    RTCPeerConnection.prototype.addTransceiver = function (...wish) {
      const transceiver = original.apply(this, wish);
      const kind = typeof wish[0] === 'string' ? wish[0] : wish[0].kind;
      const codecs = RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [];
      transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => mimeType !== unknown));
      return transceiver;
    };
  }, codec);

/**
 * What a page sends of its pictures now: codec, streams that flow, how many pictures a second at most, and how wide they are,
 * which a busy machine makes less of a picture that may lose size. `isCanvas`: a test drew it, as it does a shared screen.
 */
export const sends = (page: Page) =>
  page.evaluate(async () => {
    const { keptConnections } = globalThis as unknown as { keptConnections: RTCPeerConnection[] };
    const found: {
      codec: string;
      mode: string;
      hint: string;
      rate: number;
      width: number;
      isCanvas: boolean;
    }[] = [];
    for (const connection of keptConnections) {
      if (connection.connectionState === 'closed') continue;
      for (const sender of connection.getSenders()) {
        // It may be taken away while the figures are asked for.
        const { track } = sender;
        if (track?.kind !== 'video') continue;
        const rates = sender.getParameters().encodings.map(({ maxFramerate }) => maxFramerate ?? 0);
        const stats = await sender.getStats();
        for (const each of stats.values() as Iterable<RTCOutboundRtpStreamStats & { active?: boolean }>) {
          if (each.type !== 'outbound-rtp' || each.active === false) continue;
          const codec = stats.get(each.codecId ?? '') as { mimeType: string } | undefined;
          found.push({
            codec: codec?.mimeType ?? '',
            mode: (each as { scalabilityMode?: string }).scalabilityMode ?? '',
            hint: track.contentHint,
            rate: rates[0] ?? 0,
            width: each.frameWidth ?? 0,
            isCanvas: track instanceof CanvasCaptureMediaStreamTrack,
          });
        }
      }
    }
    return found;
  });

/** The dialog of devices, from wherever its button is. */
export const openDevices = async (page: Page) => {
  const devices = page.getByRole('button', { name: 'Laitteet' });
  if (!(await devices.isVisible())) await page.getByRole('button', { name: 'Lisää' }).click();
  await devices.click();
  return page.getByRole('dialog', { name: 'Kamera, mikrofoni ja ääni' });
};

/** What a page's decoders have made of everybody's sound so far, in samples. */
export const soundHeard = (page: Page) =>
  page.evaluate(async () => {
    const { keptConnections } = globalThis as unknown as { keptConnections: RTCPeerConnection[] };
    const sum = { total: 0, concealed: 0, silentlyConcealed: 0, asked: 0 };
    for (const connection of keptConnections) {
      if (connection.connectionState === 'closed') continue;
      for (const each of (await connection.getStats()).values() as Iterable<RTCInboundRtpStreamStats>) {
        if (each.type !== 'inbound-rtp' || each.kind !== 'audio') continue;
        sum.total += each.totalSamplesReceived ?? 0;
        sum.concealed += each.concealedSamples ?? 0;
        sum.silentlyConcealed += each.silentConcealedSamples ?? 0;
        sum.asked += each.nackCount ?? 0;
      }
    }
    return sum;
  });
