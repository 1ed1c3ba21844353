declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';
  /** RFC 8188's decoding with the keys of a browser; tests read with it what was sent to one. */
  export function decrypt(
    body: Buffer,
    keys: { version: 'aes128gcm'; privateKey: ECDH; authSecret: string },
  ): Buffer;
}
