import { m } from '#messages';
import { wallClock } from '#lib/ui/format.ts';
import { formText, type Answers, type FormField, type FormText } from './form-text.ts';

/** What was written in a field, as one reads it; undefined for nothing. */
export function saidIn(field: FormField, answers: Answers): string | undefined {
  const value = answers[field.id];
  if (value === undefined || field.kind === 'section' || field.kind === 'help') return undefined;
  switch (field.kind) {
    case 'choice':
    case 'choices': {
      const ids: unknown[] = Array.isArray(value) ? value : [value];
      const chosen = field.options.filter(({ id }) => ids.includes(id));
      return chosen.map(({ label }) => formText(label)).join(', ') || undefined;
    }
    case 'scale': {
      const end = value === field.from ? field.low : value === field.to ? field.high : undefined;
      const step = m.forms_out_of({ value: Number(value), most: field.to });
      return end ? `${step} (${formText(end)})` : step;
    }
    case 'yes-no':
      return value ? m.forms_yes() : m.forms_no();
    case 'date':
      return dayWord(String(value));
    default:
      return String(value);
  }
}

/** F8: an answer that was kept as words, as one reads it: a day stays among them as a form holds it. */
export const keptWords = (words: FormText): string => dayWord(formText(words));

/** `2026-08-17` as 17.8.2026; the same in every language of the product. */
function dayWord(day: string): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? [];
  return year ? `${Number(date)}.${Number(month)}.${year}` : day;
}

/** `24.11.2026`, of an instant. */
export function dayOf(at: number): string {
  return dayWord(wallClock(at).dayKey);
}
