/**
 * Does this about once a second, everything that is done so in the same moment: each by itself is little, and waking the
 * process for it costs more than doing it. Does not keep the process alive.
 *
 * @returns how to stop it.
 */
export function onTheSecond(work: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = () => {
    // The next whole second that is half of one away or more: a timer may be a moment early, and must not run twice then.
    timer = setTimeout(run, 1_500 - ((performance.now() + 500) % 1_000)).unref();
  };
  const run = () => {
    wait();
    work();
  };
  wait();
  return () => clearTimeout(timer);
}
