import { randomBytes } from 'node:crypto';

const u16 = (value: number) => Buffer.from([value >> 8, value & 0xff]);
const u24 = (value: number) => Buffer.from([value >> 16, (value >> 8) & 0xff, value & 0xff]);
const bytes = (hex: string) => Buffer.from(hex, 'hex');
/** With its length in front. */
const vector8 = (body: Buffer) => Buffer.concat([Buffer.from([body.length]), body]);
const vector16 = (body: Buffer) => Buffer.concat([u16(body.length), body]);
const extension = (type: number, body: Buffer) => Buffer.concat([u16(type), vector16(body)]);

/** A whole DTLS 1.2 ClientHello as a browser opens with (RFC 6347, 4.2), of somebody who has no business here: `openssl s_server` answers it. */
export function clientHello(): Buffer {
  const extensions = Buffer.concat([
    extension(10, vector16(bytes('001d00170018'))), // groups: x25519, P-256, P-384
    extension(11, vector8(bytes('00'))), // points: uncompressed
    extension(13, vector16(bytes('040308040401'))), // signatures: ECDSA, RSA-PSS, RSA with SHA-256
    extension(14, Buffer.concat([vector16(bytes('000700080001')), bytes('00')])), // SRTP: AEAD GCM, AES-CM
    extension(23, Buffer.alloc(0)), // extended master secret
  ]);
  const body = Buffer.concat([
    bytes('fefd'),
    randomBytes(32),
    vector8(Buffer.alloc(0)), // no session to resume
    vector8(Buffer.alloc(0)), // no cookie yet
    vector16(bytes('c02bc02fc00ac014')),
    vector8(bytes('00')),
    vector16(extensions),
  ]);
  // Message 0, whole in one fragment; epoch 0, record 0.
  const handshake = Buffer.concat([bytes('01'), u24(body.length), u16(0), u24(0), u24(body.length), body]);
  return Buffer.concat([bytes('16feff'), u16(0), Buffer.alloc(6), vector16(handshake)]);
}
