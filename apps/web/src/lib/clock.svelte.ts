import { createSubscriber } from 'svelte/reactivity';

/** How far this device's clock lags behind the server's (ms). Only a difference that one would notice is corrected. */
let offsetMs = 0;

export function learnServerTime(serverNow: number): void {
  const difference = serverNow - Date.now();
  offsetMs = Math.abs(difference) > 3000 ? difference : 0;
}

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, 1000);
  return () => clearInterval(timer);
});

/** The server's idea of now, in UTC milliseconds. Read inside a template or $derived it ticks once a second. */
export function now(): number {
  subscribe();
  return Date.now() + offsetMs;
}
