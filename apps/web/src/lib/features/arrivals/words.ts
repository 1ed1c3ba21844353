import type { NoteKind } from '#domain';
import { m } from '#messages';
import type { ArrivalPerson } from './arrivals.svelte.ts';

export type FixedNote = Exclude<NoteKind, 'own'>;
const notes: Record<FixedNote, () => string> = {
  'late-10': m.arrivals_note_late_10,
  'late-20': m.arrivals_note_late_20,
  soon: m.arrivals_note_soon,
  'not-forgotten': m.arrivals_note_not_forgotten,
};
export const fixedNotes = Object.keys(notes) as FixedNote[];

/** A message as staff read it; an own text as it was written. */
export const noteWord = ({ kind, text }: { kind: NoteKind; text: string }): string =>
  kind === 'own' ? text : notes[kind]();

export function devicesWord({ devices }: ArrivalPerson): string {
  if (!devices) return m.arrivals_devices_unknown();
  if (devices.camera && devices.microphone) return m.arrivals_devices_both();
  if (devices.camera) return m.arrivals_devices_camera();
  return devices.microphone ? m.arrivals_devices_microphone() : m.arrivals_devices_none();
}

export function formWord({ form }: ArrivalPerson): string | undefined {
  if (form === 'none') return undefined;
  return { asked: m.arrivals_form_asked, begun: m.arrivals_form_begun, submitted: m.arrivals_form_submitted }[
    form
  ]();
}
