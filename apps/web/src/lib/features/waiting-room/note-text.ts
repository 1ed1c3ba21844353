import type { WaitingNote } from '#protocol';
import { m } from '#messages';

const texts = {
  'late-10': m.family_note_late_10,
  'late-20': m.family_note_late_20,
  soon: m.family_note_soon,
  'not-forgotten': m.family_note_not_forgotten,
};

/** Q11: what the team said, in the family's language; an own text as it was written. */
export const noteText = ({ kind, text }: WaitingNote): string => (kind === 'own' ? text : texts[kind]());
