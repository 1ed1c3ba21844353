/**
 * In a call what has the focus goes away by itself: somebody leaves, a notice is over, a menu closes. The focus then stays
 * near, so that whoever uses keys or a screen reader does not begin again at the top of the page: at the heading of the
 * panel, at "More", else at the stage.
 */
export function keepFocus(call: HTMLElement): () => void {
  let last: Element | undefined;
  let home: HTMLElement | null | undefined;

  const remember = ({ target }: FocusEvent) => {
    if (!(target instanceof Element)) return;
    last = target;
    home =
      target.closest('.panel')?.querySelector<HTMLElement>('h2') ??
      [...(target.closest('.controls')?.querySelectorAll<HTMLElement>('.bar [aria-expanded]') ?? [])].at(-1);
  };
  const look = () => {
    const isLost = document.activeElement === document.body && last?.isConnected === false;
    if (isLost) (home?.isConnected ? home : stage())?.focus({ preventScroll: true });
  };
  // A dialog gives the focus back to what had opened it, which may be gone by then.
  const later = () => void setTimeout(look);
  const stage = () => call.querySelector<HTMLElement>('main');

  const observer = new MutationObserver(look);
  observer.observe(call, { childList: true, subtree: true });
  call.addEventListener('focusin', remember);
  document.addEventListener('close', later, true);
  // The page that one waited on is gone, with what was pressed there.
  const arrived = setTimeout(
    () => document.activeElement === document.body && stage()?.focus({ preventScroll: true }),
  );
  return () => {
    clearTimeout(arrived);
    observer.disconnect();
    document.removeEventListener('close', later, true);
  };
}
