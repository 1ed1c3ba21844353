import { goto } from '$app/navigation';
import { navigating, page } from '$app/state';

/**
 * What narrows a list lives in the address, so that a link or "back" brings the same rows. An empty value, and the `usual`
 * one, leave it out; the list begins at its first page again. Whoever has just pressed a link to another page goes there.
 *
 * "Back" takes the last filter away. What is typed into one, or chosen from it with arrow keys, is one step however many
 * values it goes through.
 */
export function putInAddress(key: string, value: string, usual = ''): void {
  if (navigating.to && navigating.to.url.pathname !== page.url.pathname) return;
  const replace = page.state.narrowedBy === key;
  void goto(hrefInAddress(key, value, usual), { replace, reset: false, state: { narrowedBy: key } });
}

/** The address with that in it, for a link. */
export function hrefInAddress(key: string, value: string, usual = ''): string {
  const url = new URL(page.url.href);
  if (value === usual) url.searchParams.delete(key);
  else url.searchParams.set(key, value);
  url.searchParams.delete('page');
  return url.pathname + url.search + url.hash;
}

/** The address of another week of the same times, narrowed as they are. */
export function weekHref(monday: string): string {
  const params = new URLSearchParams(page.url.search);
  params.set('week', monday);
  return `?${params}`;
}

/** The address of another page of the same list. */
export function pageHref(number: number): string {
  const url = new URL(page.url.href);
  url.searchParams.set('page', String(number));
  return url.pathname + url.search;
}
