import { m } from '#messages';
import type { FormContent } from '#lib/features/forms/form-text.ts';

/** What a part of a field or of a band is called where it is edited. */
function partWord(part: string, kind: string): string | undefined {
  const words: Record<string, () => string> = {
    label: kind === 'section' || kind === 'help' ? m.forms_field_heading : m.forms_field_label,
    help: kind === 'help' ? m.forms_field_help_text : m.forms_field_hint,
    options: m.forms_options,
    from: kind === 'band' ? m.forms_band_from : m.forms_scale_from,
    to: m.forms_scale_to,
    low: m.forms_scale_low,
    high: m.forms_scale_high,
    weight: m.forms_points_step,
    points: kind === 'yes-no' ? m.forms_points_yes : m.forms_points,
    lengthMinutes: m.forms_band_length,
    advice: m.forms_band_advice,
  };
  return words[part]?.();
}

/**
 * Where in a template a fault is, in words: "Field 3, Option 2". Its row may be closed, and then the page has no label for it.
 * Undefined for what is always on the page.
 */
export function faultPlace(path: string, { fields }: FormContent): string | undefined {
  // A sentence that says "these" would be about nothing: a whole list has no label of its own on the page.
  if (path === 'fields') return m.forms_fields_title();
  if (path === 'bands') return m.forms_bands_title();
  const [list, index, part = '', at] = path.split('.');
  const number = Number(index) + 1;
  if (list === 'bands' && index)
    return [m.forms_band_number({ number }), partWord(part, 'band')].filter(Boolean).join(', ');
  if (list !== 'fields' || !index) return undefined;
  const kind = fields[number - 1]?.kind ?? '';
  const isOption = part === 'options' && /^\d+$/.test(at ?? '');
  const word = isOption ? m.forms_option_number({ number: Number(at) + 1 }) : partWord(part, kind);
  const points = isOption && path.endsWith('.points') ? m.forms_points() : undefined;
  return [m.forms_field_number({ number }), word, points].filter(Boolean).join(', ');
}

/** The language in which a fault is; undefined for what has none. */
export const faultTongue = (path: string): string | undefined => /\.(fi|sv|en|se)$/.exec(path)?.[1];

/** The number of the field in which a fault is, from 0. */
export function faultField(path: string): number | undefined {
  const [, index] = /^fields\.(\d+)/.exec(path) ?? [];
  return index === undefined ? undefined : Number(index);
}
