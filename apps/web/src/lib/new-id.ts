/**
 * For what the page makes, so that it is made once also when an answer is lost. Random, also where the page has no secure context
 * and `crypto.randomUUID` is missing: a test installation in a local network may have no certificate.
 */
export const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
