import type { ErrorCode, ProtocolError } from '#protocol';

/** A use case's "no" that the person is told. Thrown inside a transaction it undoes it; it is never logged as a bug. */
export class Refusal extends Error {
  readonly error: ProtocolError;
  constructor(code: ErrorCode, more: Omit<ProtocolError, 'code'> = {}) {
    super(code);
    this.error = { code, ...more };
  }
}

/** Unwraps a decision of the domain whose refusals carry a code of the protocol. */
export function accept<T, E extends { code: ErrorCode }>(
  result: { ok: true; value: T } | { ok: false; error: E },
): T {
  if (result.ok) return result.value;
  const { code, ...details } = result.error;
  throw new Refusal(code, Object.keys(details).length > 0 ? { details } : {});
}
