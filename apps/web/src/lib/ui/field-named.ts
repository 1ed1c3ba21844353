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
