/**
 * The control of the field with this name, or whatever has it as its id. A dialog may ask for the same as the page behind it:
 * it is the one beside `near`, or else in the dialog on top.
 */
export function fieldNamed(name: string, near?: Element): HTMLElement | null {
  const open = [...document.querySelectorAll('dialog[open]')].at(-1) ?? null;
  const around = near ? near.closest('dialog') : open;
  const all = [...document.querySelectorAll<HTMLElement>(`[data-field="${CSS.escape(name)}"]`)];
  const own = all.find((control) => control.closest('dialog') === around);
  return own ?? all[0] ?? document.getElementById(name);
}

/** What a control is called on the page: the legend of its group, else its label, without what stands beside the words. */
export function labelOf(control: HTMLElement): string | undefined {
  const legend = control.matches('[type=radio], [type=checkbox]')
    ? control.closest('fieldset')?.querySelector(':scope > legend')
    : undefined;
  const label = legend ?? (control as Partial<HTMLInputElement>).labels?.[0];
  if (!label) return control.getAttribute('aria-label') ?? undefined;
  const words = document.createTreeWalker(label, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const text = words.currentNode.nodeValue?.trim();
    if (text) return text;
  }
  return undefined;
}
