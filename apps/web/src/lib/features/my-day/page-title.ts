/** While nobody looks at the page its title says what happened; looking gives the title back. */
let original: string | undefined;

const isLookedAt = () => !document.hidden && document.hasFocus();

export function sayInTitle(text: string): void {
  if (isLookedAt()) return;
  if (original === undefined) {
    original = document.title;
    window.addEventListener('focus', giveBack);
    document.addEventListener('visibilitychange', giveBack);
  }
  document.title = text;
}

/** Also when the page is left: the next one has set its own title by then. */
export function giveBack(): void {
  if (original === undefined || !isLookedAt()) return;
  document.title = original;
  forget();
}

export function forget(): void {
  original = undefined;
  window.removeEventListener('focus', giveBack);
  document.removeEventListener('visibilitychange', giveBack);
}
