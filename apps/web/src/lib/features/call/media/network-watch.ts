/**
 * Where a device does not say which network it has, only that something of it has changed: not more often than this. Most
 * often that is an estimate of its speed, which changes all the time on the links that can bear a restart least.
 */
const pauseMs = 15_000;

/** Calls `onchange` when the device is, or may be, in another network. Returns how to stop. */
export function watchNetwork(onchange: () => void): () => void {
  const { connection } = navigator as { connection?: EventTarget & { type?: string } };
  let type = connection?.type;
  let changedAt = -Infinity;
  const changed = () => {
    const before = type;
    type = connection?.type;
    if (type === undefined ? performance.now() - changedAt < pauseMs : type === before) return;
    changedAt = performance.now();
    onchange();
  };
  addEventListener('online', onchange);
  connection?.addEventListener?.('change', changed);
  return () => {
    removeEventListener('online', onchange);
    connection?.removeEventListener?.('change', changed);
  };
}
