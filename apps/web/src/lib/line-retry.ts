/**
 * When a lost line to the server is tried again. The first try comes soon, since most losses last a moment; the others
 * spread out, so that a server that restarts is not met by everybody at once.
 */
const firstMs = 300;
const longestMs = 1500;

/** Wait (ms) before the try of this number, from 0 up. `random` is 0 to 1: half of the wait is chance. */
export function retryDelayMs(attempt: number, random: number): number {
  const fullMs = Math.min(longestMs, firstMs * 2 ** attempt);
  return Math.round(fullMs * (0.5 + random / 2));
}

/** A try into a network that is still dead would otherwise go on waiting after the network has come back. */
const shortMs = 2500;
/** A slow phone network needs this long for its first round trips. */
const longMs = 8000;

/** How long (ms) the try of this number may take: short ones, and every third with patience. */
export const tryWithinMs = (attempt: number): number => (attempt % 3 === 2 ? longMs : shortMs);

/**
 * How long (ms) a page's first try may take. It is a WebSocket, which some proxies take and let nothing through; what is polled
 * after it uses a connection that the page has already, and is not lost where the network is only slow.
 */
export const firstWithinMs = 4000;
