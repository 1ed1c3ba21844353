// RTP and RTCP to the byte: RFC 3550, RFC 8285 (one-byte header extensions), RFC 7741 (VP8 payload descriptor).

const VERSION = 0x80;
const EXTENSION = 0x10;
const MARKER = 0x80;

export type PacketShape = {
  payloadType: number;
  ssrc: number;
  /** One-byte header extensions, for instance the MID and the RID. */
  extensions: readonly { id: number; value: string | Uint8Array }[];
  /** Bytes of the whole packet before encryption. */
  bytes: number;
};

/** A packet to be filled in and sent again and again; its fields are written by the functions below. */
export function packetFor({ payloadType, ssrc, extensions, bytes }: PacketShape): {
  packet: Buffer;
  payloadAt: number;
} {
  const blocks = Buffer.concat(
    extensions.map(({ id, value }) => Buffer.from([(id << 4) | (value.length - 1), ...Buffer.from(value)])),
  );
  const words = Math.ceil(blocks.length / 4);
  const payloadAt = 12 + (words > 0 ? 4 + words * 4 : 0);
  const packet = Buffer.alloc(Math.max(bytes, payloadAt + 8), 0x5a);
  packet[0] = VERSION | (words > 0 ? EXTENSION : 0);
  packet[1] = payloadType;
  packet.writeUInt32BE(ssrc, 8);
  if (words > 0) {
    packet.writeUInt16BE(0xbede, 12);
    packet.writeUInt16BE(words, 14);
    packet.fill(0, 16, payloadAt);
    blocks.copy(packet, 16);
  }
  return { packet, payloadAt };
}

export function stamp(packet: Buffer, sequence: number, timestamp: number, isLastOfFrame: boolean): void {
  packet[1] = (packet[1]! & 0x7f) | (isLastOfFrame ? MARKER : 0);
  packet.writeUInt16BE(sequence & 0xffff, 2);
  packet.writeUInt32BE(timestamp >>> 0, 4);
}

export type Vp8Frame = {
  pictureId: number;
  tl0PicIdx: number;
  temporalId: 0 | 1;
  isKeyFrame: boolean;
  isFirstPacket: boolean;
};

/**
 * A VP8 descriptor with a 15-bit picture id, TL0PICIDX and temporal id (RFC 7741, 4.2), and the first byte of the frame. Those
 * of temporal id 1 depend on none but the last of 0, so that a receiver can take them up at each (Y).
 */
export function writeVp8(packet: Buffer, at: number, frame: Vp8Frame): void {
  packet[at] = 0x80 | (frame.isFirstPacket ? 0x10 : 0);
  packet[at + 1] = 0xe0;
  packet.writeUInt16BE(0x8000 | (frame.pictureId & 0x7fff), at + 2);
  packet[at + 4] = frame.tl0PicIdx & 0xff;
  packet[at + 5] = frame.temporalId === 0 ? 0 : 0x60;
  // The inverse key frame bit of the frame's own header.
  packet[at + 6] = frame.isKeyFrame ? 0x10 : 0x11;
}

const MOMENT = 0x6e75766f;

/** Into the last bytes, which no server changes: ms of this process' clock. */
export function writeMoment(packet: Buffer, ms: number): void {
  packet.writeUInt32BE(MOMENT, packet.length - 12);
  packet.writeDoubleBE(ms, packet.length - 8);
}

export const momentOf = (packet: Buffer): number | undefined =>
  packet.length >= 24 && packet.readUInt32BE(packet.length - 12) === MOMENT
    ? packet.readDoubleBE(packet.length - 8)
    : undefined;

const NTP_EPOCH_S = 2_208_988_800;

/** Without it a receiver can't be moved between simulcast layers: their clocks are compared by it. */
export function senderReport(
  ssrc: number,
  nowMs: number,
  timestamp: number,
  packets: number,
  octets: number,
): Buffer {
  const report = Buffer.alloc(28);
  report[0] = VERSION;
  report[1] = 200;
  report.writeUInt16BE(6, 2);
  report.writeUInt32BE(ssrc, 4);
  report.writeUInt32BE(Math.floor(nowMs / 1000) + NTP_EPOCH_S, 8);
  report.writeUInt32BE(Math.floor((nowMs % 1000) * 4_294_967.295), 12);
  report.writeUInt32BE(timestamp >>> 0, 16);
  report.writeUInt32BE(packets >>> 0, 20);
  report.writeUInt32BE(octets >>> 0, 24);
  return report;
}

export const isRtcp = (packet: Buffer): boolean => packet[1]! >= 192 && packet[1]! <= 223;

/** SSRCs of which a compound RTCP packet asks a key frame, by PLI or FIR. */
export function keyFramesAsked(packet: Buffer): number[] {
  const asked: number[] = [];
  for (let at = 0; at + 12 <= packet.length; at += 4 + packet.readUInt16BE(at + 2) * 4) {
    const format = packet[at]! & 0x1f;
    if (packet[at + 1] !== 206) continue;
    if (format === 1) asked.push(packet.readUInt32BE(at + 8));
    if (format === 4 && at + 16 <= packet.length) asked.push(packet.readUInt32BE(at + 12));
  }
  return asked;
}
