import { err } from '#domain';

/**
 * Why a peer's request was not done. Nothing changed, except where the code's comment says so.
 * Refusals are values for the client; a bug of ours still throws.
 */
export type MediaRefusalCode =
  | 'unknown-transport' // not one of this peer's transports
  | 'unknown-producer'
  | 'unknown-consumer' // at least one of the ids; those that were known have been acted on
  | 'bad-parameters' // malformed, too large, or nothing that the router can use
  | 'source-taken' // this test of a connection already sends that source, or is just starting to
  | 'wrong-kind' // a camera does not send audio
  | 'no-common-codec' // the client can decode nothing that we forward
  | 'already-connected' // other DTLS parameters were given before; a lost network is saved by restartIce
  | 'media-lost' // the worker died meanwhile: media:rebuilt follows, start over from it
  | 'peer-closed'
  | 'room-closed';

export type MediaRefusal = { code: MediaRefusalCode };

export const refuse = (code: MediaRefusalCode) => err({ code });
