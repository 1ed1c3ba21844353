import type { Attachment } from 'svelte/attachments';

const said =
  '[role="table"],[role="row"],[role="rowgroup"],[role="cell"],[role="columnheader"],[role="rowheader"]';

/**
 * The calendar component calls itself a table, but its events lie in no cell and a month's cells in no row, so that a
 * screen reader tells a table of empty cells. Without those roles what remains is read as what it is: links that name
 * their day, time and people, in the order of time. Who wants a table of contents has the list.
 */
export const plainRoles: Attachment<HTMLElement> = (place) => {
  const clean = () => {
    for (const element of place.querySelectorAll(said)) {
      for (const name of ['role', 'aria-colindex', 'aria-colspan']) element.removeAttribute(name);
    }
    // A time's own words say the day already; a name on an element without a role is told by few readers.
    for (const element of place.querySelectorAll('time[aria-label], span[aria-label]'))
      element.removeAttribute('aria-label');
  };
  clean();
  const observer = new MutationObserver(clean);
  observer.observe(place, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['role', 'aria-colindex', 'aria-label'],
  });
  return () => observer.disconnect();
};
