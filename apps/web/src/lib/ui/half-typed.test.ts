import { expect, it } from 'vitest';
import { holdBackHalfTyped } from './half-typed.ts';

/** As much of a browser's own date field as is used: what is typed by half has no value, and only `badInput` tells of it. */
function dateField() {
  const form = new EventTarget();
  const validity = { badInput: false };
  const details = { open: false, setAttribute: () => (details.open = true) };
  const seen = { focused: 0, sent: 0, told: [] as boolean[] };
  const field = Object.assign(new EventTarget(), {
    form,
    validity,
    focus: () => (seen.focused += 1),
    closest: () => details,
  });
  const end = holdBackHalfTyped((isHalf) => seen.told.push(isHalf))(field as unknown as HTMLInputElement);
  form.addEventListener('submit', () => (seen.sent += 1));
  const send = () => form.dispatchEvent(new Event('submit', { cancelable: true }));
  return { field, validity, details, seen, send, end };
}

it('does not send a form with a half typed date: says so, unfolds what hides the field, and leads there', () => {
  const { validity, details, seen, send } = dateField();
  validity.badInput = true;
  expect(send()).toBe(false);
  expect(seen).toEqual({ focused: 1, sent: 0, told: [true] });
  expect(details.open).toBe(true);
});

it('says nothing while one types, and sends once the date is whole or empty', async () => {
  const { field, validity, seen, send } = dateField();
  validity.badInput = true;
  field.dispatchEvent(new Event('input'));
  expect(seen.told).toEqual([]);
  field.dispatchEvent(new Event('blur'));
  await Promise.resolve();
  validity.badInput = false;
  field.dispatchEvent(new Event('input'));
  expect(seen.told).toEqual([true, false]);
  expect(send()).toBe(true);
  expect(seen).toMatchObject({ focused: 0, sent: 1 });
});

it('holds nothing back any more when the field is gone', () => {
  const { validity, seen, send, end } = dateField();
  validity.badInput = true;
  (end as () => void)();
  expect(send()).toBe(true);
  expect(seen.sent).toBe(1);
});
