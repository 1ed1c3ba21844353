import { afterNavigate, beforeNavigate } from '$app/navigation';

/** How a page was left: a list as it was narrowed, sorted and scrolled. Nothing of it is kept beyond the tab's life. */
const left = new Map<string, { search: string; y: number }>();

/** The address of a page as it was left, for the link that leads back to it; one that says more by itself stays as it is. */
export const asLeft = (href: string): string => href + (left.get(href)?.search ?? '');

/** Rows that come from the server are there later than the page. Higher: who waits for them is moved long after they came. */
const patienceMs = 3000;

let comesBack = false;
/** Whether the page that is shown now is one that the person came back to. */
export const isBack = (): boolean => comesBack;

/**
 * Called once, by the frame of all pages: whoever comes back to a page, by the browser or by the page's link back, finds it
 * at the height where they left it, as soon as it is long enough again. Who moves by themselves meanwhile is left alone.
 * By keyboard, whoever follows a link to another view of the same page (a filter that is cleared, the next part of a list)
 * goes on at the top of the page, and not of the window.
 */
export function keepPlaces(): void {
  let wanted: number | undefined;
  let stop = () => {};
  beforeNavigate((navigation) => {
    const { from, to } = navigation;
    stop();
    wanted = undefined;
    comesBack = false;
    if (!from || !to || from.url.pathname === to.url.pathname) return;
    left.set(from.url.pathname, { search: from.url.search, y: scrollY });
    if (navigation.type === 'popstate') wanted = to.scroll?.y;
    else if (navigation.type === 'link' && isWayBack(navigation.event)) wanted = left.get(to.url.pathname)?.y;
    comesBack = wanted !== undefined;
  });
  afterNavigate(({ type, from, to }) => {
    if (wanted) stop = scrollOnceThere(wanted);
    const isOtherView = type === 'link' && from?.url.pathname === to?.url.pathname;
    if (isOtherView && document.activeElement === document.body)
      document.getElementById('main')?.focus({ preventScroll: true });
  });
}

const isWayBack = (event: Event): boolean =>
  event.target instanceof Element && event.target.closest('[data-way-back]') !== null;

function scrollOnceThere(y: number): () => void {
  const page = document.documentElement;
  const ownMoves = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;
  const tryIt = () => {
    if (page.scrollHeight - innerHeight < y) return;
    stop();
    scrollTo({ top: y, behavior: 'instant' });
  };
  const watch = new ResizeObserver(tryIt);
  const timer = setTimeout(stop, patienceMs);
  function stop() {
    clearTimeout(timer);
    watch.disconnect();
    for (const move of ownMoves) removeEventListener(move, stop);
  }
  for (const move of ownMoves) addEventListener(move, stop, { passive: true });
  watch.observe(document.body);
  return stop;
}
