import type { types } from 'mediasoup-client';
import type { PeerMedia } from '#protocol';

let known: { spoken: string; device: types.Device } | undefined;

/**
 * What this browser can send and receive of what the server speaks; undefined where it can't. Finding out takes the browser
 * a while, and holds for every connection of the page: the test before joining and the visit ask once. Rejects when the part of
 * the page that finds out does not come over the network: that says nothing of the browser.
 */
export async function loadDevice({ routerRtpCapabilities }: PeerMedia): Promise<types.Device | undefined> {
  const spoken = JSON.stringify(routerRtpCapabilities);
  if (known?.spoken === spoken) return known.device;
  const { Device } = await import('mediasoup-client');
  try {
    const device = await Device.factory();
    await device.load({ routerRtpCapabilities: routerRtpCapabilities as types.RtpCapabilities });
    known = { spoken, device };
    return device;
  } catch {
    return undefined;
  }
}

/** The one that was loaded, at once: for this media, or for whatever the server spoke last. */
export function loadedDevice(media?: PeerMedia): types.Device | undefined {
  if (media && known?.spoken !== JSON.stringify(media.routerRtpCapabilities)) return undefined;
  return known?.device;
}
