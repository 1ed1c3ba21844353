import type { DtlsParameters, FingerprintAlgorithm } from 'mediasoup/types';
import { attempt, BadInput, field, fields, list, oneOf, optional, text } from './input.ts';

/** Bytes of each hash: a fingerprint of another length is never a match and need not reach the worker. */
const hashBytes: Readonly<Record<FingerprintAlgorithm, number>> = {
  'sha-1': 20,
  'sha-224': 28,
  'sha-256': 32,
  'sha-384': 48,
  'sha-512': 64,
};
const algorithms = Object.keys(hashBytes) as FingerprintAlgorithm[];
/** A browser sends one; some send one for each hash that they know. */
const MAX_FINGERPRINTS = 8;

/** A client's DTLS parameters as a fresh object, or undefined where they are not usable. */
export function readDtlsParameters(value: unknown): DtlsParameters | undefined {
  return attempt(() => {
    const given = fields(value);
    const fingerprints = list(MAX_FINGERPRINTS, readFingerprint)(field(given, 'fingerprints'));
    if (fingerprints.length === 0) throw new BadInput('no fingerprint');
    return { fingerprints, ...optional(given, 'role', oneOf(['auto', 'client', 'server'])) };
  });
}

function readFingerprint(value: unknown) {
  const given = fields(value);
  const algorithm = oneOf(algorithms)(field(given, 'algorithm'));
  const hex = text(/^[0-9a-f]{2}(:[0-9a-f]{2})+$/i)(field(given, 'value'));
  if ((hex.length + 1) / 3 !== hashBytes[algorithm]) throw new BadInput('wrong length');
  return { algorithm, value: hex.toUpperCase() };
}
