import type { WebRtcTransport } from 'mediasoup/types';

/** What the worker counted of one peer lately. `null` where nothing flowed. Shares are 0 to 1. */
export type Measured = {
  /** From the peer to us, and from us to the peer, in kbit/s. */
  sendKbps: number;
  receiveKbps: number;
  /** Lost on the way to us, and on the way to the peer. */
  sendLossShare: number | null;
  receiveLossShare: number | null;
  /** All that ever came from the peer, in bytes: sound, pictures, and the signs of life of a browser that sends neither. */
  bytesIn: number | null;
  /** What the way to the peer is known to carry, in kbit/s: 0 while it is sent sound alone, which teaches the worker nothing. */
  carriesKbps: number | null;
};

export const unmeasured: Measured = {
  sendKbps: 0,
  receiveKbps: 0,
  sendLossShare: null,
  receiveLossShare: null,
  bytesIn: null,
  carriesKbps: null,
};

/** What would be measured of a peer that sends no sound and no picture. */
export const nothingSent: Partial<Measured> = { sendKbps: 0, sendLossShare: null, bytesIn: null };

const share = (loss: number | undefined, kbps: number): number | null => (kbps === 0 ? null : (loss ?? null));

/** One question to the worker. Rejects when the transport is gone. */
export async function measureSend(transport: WebRtcTransport): Promise<Partial<Measured>> {
  const [stat] = await transport.getStats();
  const sendKbps = Math.round((stat?.recvBitrate ?? 0) / 1000);
  const sendLossShare = share(stat?.rtpPacketLossReceived, sendKbps);
  return { sendKbps, sendLossShare, bytesIn: stat?.bytesReceived ?? null };
}

/** One question to the worker. Rejects when the transport is gone. */
export async function measureReceive(transport: WebRtcTransport): Promise<Partial<Measured>> {
  const [stat] = await transport.getStats();
  const receiveKbps = Math.round((stat?.sendBitrate ?? 0) / 1000);
  const carries = stat?.availableOutgoingBitrate;
  const carriesKbps = carries === undefined ? null : Math.round(carries / 1000);
  return { receiveKbps, receiveLossShare: share(stat?.rtpPacketLossSent, receiveKbps), carriesKbps };
}
