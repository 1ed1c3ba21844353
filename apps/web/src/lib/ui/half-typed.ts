import type { Attachment } from 'svelte/attachments';

/**
 * A browser's own field for a date or a time has no value while it is half typed (31.12. without a year): what is optional
 * would be saved as if nobody had written anything. `tell` hears of it when the field is left, and as soon as it is whole or
 * empty again; until then its form is not sent, and the focus goes to the field.
 */
export function holdBackHalfTyped(tell: (isHalf: boolean) => void): Attachment<HTMLInputElement> {
  return (field) => {
    const isHalf = () => field.validity.badInput;
    // Once whatever takes the field away, and the focus with it, has finished: no state may change in the middle of that.
    const leave = () => queueMicrotask(() => isHalf() && tell(true));
    const type = () => {
      if (!isHalf()) tell(false);
    };
    const hold = (event: Event) => {
      if (!isHalf()) return;
      tell(true);
      event.preventDefault();
      event.stopImmediatePropagation();
      // What is folded together can't have the focus.
      field.closest('details')?.setAttribute('open', '');
      field.focus();
    };
    const { form } = field;
    field.addEventListener('blur', leave);
    field.addEventListener('input', type);
    // Before the form's own listener.
    form?.addEventListener('submit', hold, { capture: true });
    return () => {
      field.removeEventListener('blur', leave);
      field.removeEventListener('input', type);
      form?.removeEventListener('submit', hold, { capture: true });
    };
  };
}
