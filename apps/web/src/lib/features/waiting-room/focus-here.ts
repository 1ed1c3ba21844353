/** After a step the focus stands at the new heading, so that a screen reader says where one is. */
export function focusHere(heading: HTMLElement): void {
  heading.focus({ preventScroll: true });
  scrollTo({ top: 0 });
}
