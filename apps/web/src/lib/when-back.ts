/** What is asked of the server to see whether it can be reached: small, for everybody, and never from the browser's memory. */
const small = '/favicon.svg';

const firstMs = 1000;
const longestMs = 15_000;
/** How often the page was loaded anew lately, and when last, for app.html too. */
const reloadsKey = 'neuvo_reloads';
/** Loads that are so long (ms) ago were about something else. */
const forgottenAfterMs = 60_000;
/** A try into a dead network would otherwise go on waiting after the network has come back. */
const tryWithinMs = 5000;

/**
 * Does this once, as soon as the server can be reached: looks at once when the browser says that it has a network again, and
 * else ever more seldom. Without such a word never before a second has passed: what fails for another reason is not tried
 * without a pause.
 *
 * @param waitMs Before the first look.
 * @returns how to stop it.
 */
export function whenBack(run: () => void, waitMs = firstMs): () => void {
  let isOver = false;
  let timer = setTimeout(() => void look(), waitMs);
  const online = () => void look();
  addEventListener('online', online);
  return stop;

  function stop() {
    isOver = true;
    clearTimeout(timer);
    removeEventListener('online', online);
  }
  async function look() {
    clearTimeout(timer);
    const isBack = await isThere();
    if (isOver) return;
    if (isBack) {
      stop();
      return run();
    }
    waitMs = Math.min(longestMs, waitMs * 2);
    clearTimeout(timer);
    timer = setTimeout(() => void look(), waitMs);
  }
}

async function isThere(): Promise<boolean> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), tryWithinMs);
  const answer = await fetch(small, { method: 'HEAD', cache: 'no-store', signal: patience.signal }).catch(
    () => undefined,
  );
  clearTimeout(timer);
  return answer?.ok === true;
}

/**
 * Loads the page anew as soon as the server can be reached; after a longer pause each time, so that a page that does not come
 * for another reason is not loaded over and over.
 *
 * @returns how to stop it.
 */
export function reloadWhenBack(): () => void {
  const times = reloadsSince(Date.now() - forgottenAfterMs);
  return whenBack(
    () => {
      try {
        sessionStorage.setItem(reloadsKey, `${times + 1} ${Date.now()}`);
      } catch {
        // A browser that stores nothing pauses alike each time.
      }
      location.reload();
    },
    Math.min(longestMs, firstMs * 2 ** times),
  );
}

function reloadsSince(since: number): number {
  try {
    const [times = 0, at = 0] = (sessionStorage.getItem(reloadsKey) ?? '').split(' ').map(Number);
    return at > since ? times : 0;
  } catch {
    return 2;
  }
}

/**
 * A part of the page, however bad the network is: fetched again as soon as the server can be reached. A browser that keeps in
 * mind that it could not be had loads the whole page anew then. `onwait`: once, when it did not come at first.
 */
export async function fetched<T>(load: () => Promise<T>, onwait: () => void = () => undefined): Promise<T> {
  const back = () => new Promise<void>((resolve) => void whenBack(resolve));
  try {
    return await load();
  } catch {
    onwait();
  }
  await back();
  try {
    return await load();
  } catch {
    reloadWhenBack();
    return new Promise(() => undefined);
  }
}

/** Whether an error is one of the network: a part of the page that did not come, in the words of each kind of browser. */
export const isOfNetwork = (error: unknown): boolean =>
  error instanceof TypeError &&
  /dynamically imported module|importing a module script|failed to fetch|networkerror|load failed/i.test(
    error.message,
  );
