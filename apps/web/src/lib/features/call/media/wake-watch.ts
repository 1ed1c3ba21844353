/** A page whose clock has missed more than this has slept, and its connections may be gone without having noticed. */
const sleptMs = 5000;
const tickMs = 1000;

/** Calls `onwake` when the device comes back from sleep, or the page from where a phone keeps it still. Returns how to stop. */
export function watchWaking(onwake: () => void): () => void {
  let last = Date.now();
  const look = () => {
    const gapMs = Date.now() - last;
    last = Date.now();
    if (gapMs > sleptMs) onwake();
  };
  // A page that the browser had put away whole comes back with everything closed, however short it was.
  const shown = ({ persisted }: PageTransitionEvent) => (persisted ? onwake() : look());
  const timer = setInterval(look, tickMs);
  document.addEventListener('visibilitychange', look);
  addEventListener('pageshow', shown);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
    removeEventListener('pageshow', shown);
  };
}
