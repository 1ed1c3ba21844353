import { isEmptyValue, type FormAnswers, type FormValue } from './filling.ts';
import { isAsked, type AskedField, type Band, type FormContent } from './form.ts';

export type Score = {
  points: number;
  /** The most that the form could give. */
  most: number;
  /** How many of the fields that give points are still empty. */
  open: number;
  /** What the points suggest; null below the first band, and as long as nothing that counts is answered. */
  band: Band | null;
};

/** F9: the points of one answer. What is empty or can't be counted gives none. */
export function pointsOf(field: AskedField, value: FormValue | undefined): number {
  if (value === undefined || isEmptyValue(value)) return 0;
  switch (field.kind) {
    case 'choice':
      return field.options.find(({ id }) => id === value)?.points ?? 0;
    case 'choices': {
      const chosen = Array.isArray(value) ? value : [];
      return field.options.reduce((sum, { id, points }) => sum + (chosen.includes(id) ? points : 0), 0);
    }
    case 'scale': {
      const isStep = typeof value === 'number' && value >= field.from && value <= field.to;
      return isStep ? value * field.weight : 0;
    }
    case 'yes-no':
      return value === true ? field.points : 0;
    default:
      return 0;
  }
}

function mostOf(field: AskedField): number {
  switch (field.kind) {
    case 'choice':
      return Math.max(0, ...field.options.map(({ points }) => points));
    case 'choices':
      return field.options.reduce((sum, { points }) => sum + Math.max(0, points), 0);
    case 'scale':
      return Math.max(0, field.weight * field.to, field.weight * field.from);
    case 'yes-no':
      return Math.max(0, field.points);
    default:
      return 0;
  }
}

/** Whether any answer to it gives points. */
export function counts(field: AskedField): boolean {
  if (field.kind === 'choice' || field.kind === 'choices')
    return field.options.some(({ points }) => points !== 0);
  if (field.kind === 'scale') return field.weight !== 0;
  return field.kind === 'yes-no' && field.points !== 0;
}

/**
 * F9, F10: the sum of what was answered and the band that it falls into. It suggests urgency, route and length; nothing in
 * Neuvo acts on it by itself. Null for a form that gives no points.
 */
export function scoreOf(content: FormContent, answers: FormAnswers): Score | null {
  const counted = content.fields.filter(isAsked).filter(counts);
  if (counted.length === 0 || content.bands.length === 0) return null;
  const points = counted.reduce((sum, field) => sum + pointsOf(field, answers[field.id]), 0);
  const open = counted.filter(({ id }) => isEmptyValue(answers[id])).length;
  const reached = content.bands.filter(({ from }) => points >= from);
  return {
    points,
    most: counted.reduce((sum, field) => sum + mostOf(field), 0),
    open,
    band: open === counted.length ? null : (reached.at(-1) ?? null),
  };
}
