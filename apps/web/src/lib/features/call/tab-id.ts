/** `randomUUID` exists only on https; a test installation in a local network may have no certificate. */
export function newTabId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
