import type { Page } from '@playwright/test';

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
        if (sender.track?.kind !== 'video') continue;
        const rates = sender.getParameters().encodings.map(({ maxFramerate }) => maxFramerate ?? 0);
        const stats = await sender.getStats();
        for (const each of stats.values() as Iterable<RTCOutboundRtpStreamStats & { active?: boolean }>) {
          if (each.type !== 'outbound-rtp' || each.active === false) continue;
          const codec = stats.get(each.codecId ?? '') as { mimeType: string } | undefined;
          found.push({
            codec: codec?.mimeType ?? '',
            mode: (each as { scalabilityMode?: string }).scalabilityMode ?? '',
            hint: sender.track.contentHint,
            rate: rates[0] ?? 0,
            width: each.frameWidth ?? 0,
            isCanvas: sender.track instanceof CanvasCaptureMediaStreamTrack,
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
