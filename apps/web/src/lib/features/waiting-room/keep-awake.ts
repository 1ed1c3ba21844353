/** Keeps the screen on until the returned function is called; a browser that can't is no worse than before. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | undefined;
  let isOver = false;
  const ask = async () => {
    if (document.hidden || isOver) return;
    const got = await navigator.wakeLock?.request('screen').catch(() => undefined);
    if (isOver) return void got?.release();
    if (!got) return;
    // Of two that were asked for at once, one is enough.
    void lock?.release();
    lock = got;
  };
  // The browser lets go of it whenever the page is hidden.
  document.addEventListener('visibilitychange', ask);
  void ask();
  return () => {
    isOver = true;
    document.removeEventListener('visibilitychange', ask);
    void lock?.release();
  };
}
