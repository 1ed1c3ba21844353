/**
 * Does this about once a second, everything that is done so in the same moment: each by itself is little, and waking the
 * process for it costs more than doing it. Does not keep the process alive.
 *
 * @param work Is told how many milliseconds later than planned it is done: for so long Node was busy with something else.
 * @returns how to stop it.
 */
export function onTheSecond(work: (lateMs: number) => void): () => void {
  let timer: NodeJS.Timeout;
  let dueAt: number;
  const wait = () => {
    // The next whole second that is half of one away or more: a timer may be a moment early, and must not run twice then.
    const now = performance.now();
    const inMs = 1_500 - ((now + 500) % 1_000);
    dueAt = now + inMs;
    timer = setTimeout(run, inMs).unref();
  };
  const run = () => {
    const lateMs = Math.max(0, performance.now() - dueAt);
    wait();
    work(lateMs);
  };
  wait();
  return () => clearTimeout(timer);
}
