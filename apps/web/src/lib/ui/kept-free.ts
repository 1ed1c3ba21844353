const kept = new Set<HTMLElement>();
let observer: ResizeObserver | undefined;

function lift(): void {
  const heights = [...kept].map((element) => innerHeight - element.getBoundingClientRect().top);
  const { style } = document.documentElement;
  if (heights.length > 0) style.setProperty('--toast-lift', `${Math.max(...heights)}px`);
  else style.removeProperty('--toast-lift');
}

/** For what stands at the bottom of the screen and is pressed there: news shows up above it (ToastRegion.svelte). */
export function keptFree(element: HTMLElement): () => void {
  observer ??= new ResizeObserver(lift);
  if (kept.size === 0) addEventListener('resize', lift);
  kept.add(element);
  // Tells the first size too, once all is laid out.
  observer.observe(element);
  return () => {
    kept.delete(element);
    observer?.unobserve(element);
    if (kept.size === 0) removeEventListener('resize', lift);
    lift();
  };
}
