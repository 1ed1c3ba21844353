import type { Urgency } from '../request.ts';
import { err, ok, type Result } from '../result.ts';

/** A text of a form per language; Finnish is always there and stands in for what is missing. Families also read `se`. */
export type FormText = { fi: string; sv: string; en: string; se: string };
export const formTongues = ['fi', 'sv', 'en', 'se'] as const;
export type FormTongue = (typeof formTongues)[number];

/** What a form is for: who fills it in, and when. */
export const formKinds = ['request', 'instrument', 'parent', 'teacher', 'child', 'answer'] as const;
export type FormKind = (typeof formKinds)[number];
/** Filled in by a guest before the visit. A guest's part in it decides which of them they get. */
export const guestRoles = ['parent', 'teacher', 'child'] as const;
export type GuestRole = (typeof guestRoles)[number];
/** Filled in together with the request. */
export const requestForms = ['request', 'instrument'] as const;

export const fieldKinds = [
  'short-text',
  'long-text',
  'choice',
  'choices',
  'scale',
  'yes-no',
  'date',
  'section',
  'help',
] as const;
export type FieldKind = (typeof fieldKinds)[number];

type FieldBase = { id: string; label: FormText; help: FormText };
export type FormOption = { id: string; label: FormText; points: number };
export type FormField = FieldBase &
  (
    | { kind: 'short-text' | 'long-text' | 'date'; required: boolean }
    | { kind: 'choice' | 'choices'; required: boolean; options: FormOption[] }
    /** From `from` to `to` in whole steps; each step is worth `weight` points. */
    | {
        kind: 'scale';
        required: boolean;
        from: number;
        to: number;
        low: FormText;
        high: FormText;
        weight: number;
      }
    /** `points` for a yes. */
    | { kind: 'yes-no'; required: boolean; points: number }
    | { kind: 'section' | 'help' }
  );
/** A field that is answered; sections and helping texts are only read. */
export type AskedField = Exclude<FormField, { kind: 'section' | 'help' }>;

export const suggestedRoutes = ['direct', 'triage'] as const;
export type SuggestedRoute = (typeof suggestedRoutes)[number];
/** What a score of at least `from` suggests; the next band begins where this one ends. */
export type Band = {
  from: number;
  urgency: Urgency;
  route: SuggestedRoute;
  lengthMinutes: number;
  advice: FormText;
};

export type FormContent = { title: FormText; lead: FormText; fields: FormField[]; bands: Band[] };

/** More is not a form that anybody fills in well; a page that holds it all must still be light on a phone. */
export const formLimits = {
  fields: 60,
  options: 20,
  bands: 6,
  label: 300,
  help: 2000,
  points: 100,
  scaleFrom: [0, 1],
  scaleTo: [2, 10],
  lengthMinutes: [5, 480],
  /** Of the whole as JSON, so that every request that carries one fits. */
  contentBytes: 120_000,
} as const;

export const noFormText: FormText = { fi: '', sv: '', en: '', se: '' };

export const isAsked = (field: FormField): field is AskedField =>
  field.kind !== 'section' && field.kind !== 'help';

/** F6: only what is filled in with a request is scored. */
export const mayScore = (kind: FormKind): boolean => (requestForms as readonly string[]).includes(kind);

export type FormProblem = { field: string; code: string };

/**
 * F1–F3: what keeps a version from being published, each with the place that it belongs to:
 * `fields.3.label.fi`, `fields.3.options.1.label.fi`, `bands.0.from`.
 */
export function checkForm(content: FormContent, kind: FormKind): Result<FormContent, FormProblem[]> {
  const problems: FormProblem[] = [];
  const need = (held: boolean, field: string, code: string) => void (held || problems.push({ field, code }));
  needText(need, content.title, 'title', formLimits.label, true);
  needText(need, content.lead, 'lead', formLimits.help, false);
  need(content.fields.some(isAsked), 'fields', 'no-fields');
  need(content.fields.length <= formLimits.fields, 'fields', 'too-many');
  need(JSON.stringify(content).length <= formLimits.contentBytes, 'fields', 'too-large');
  const ids = content.fields.map(({ id }) => id);
  content.fields.forEach((field, index) => {
    need(ids.indexOf(field.id) === index, `fields.${index}`, 'same-id');
    checkField(need, field, `fields.${index}`);
  });
  checkBands(need, content, kind);
  return problems.length > 0 ? err(problems) : ok(content);
}

type Need = (held: boolean, field: string, code: string) => void;

function needText(need: Need, text: FormText, field: string, most: number, isRequired: boolean): void {
  if (isRequired) need(text.fi.trim() !== '', `${field}.fi`, 'required');
  for (const tongue of formTongues) need(text[tongue].length <= most, `${field}.${tongue}`, 'too-long');
}

const isPoints = (points: number) => Number.isInteger(points) && Math.abs(points) <= formLimits.points;
const within = (value: number, [from, to]: readonly [number, number]) =>
  Number.isInteger(value) && value >= from && value <= to;

function checkField(need: Need, field: FormField, at: string): void {
  needText(need, field.label, `${at}.label`, formLimits.label, true);
  needText(need, field.help, `${at}.help`, formLimits.help, field.kind === 'help');
  switch (field.kind) {
    case 'choice':
    case 'choices': {
      const { options } = field;
      need(options.length >= 2, `${at}.options`, 'too-few-options');
      need(options.length <= formLimits.options, `${at}.options`, 'too-many');
      options.forEach((option, index) => {
        needText(need, option.label, `${at}.options.${index}.label`, formLimits.label, true);
        need(isPoints(option.points), `${at}.options.${index}.points`, 'number');
        need(options.findIndex(({ id }) => id === option.id) === index, `${at}.options.${index}`, 'same-id');
        for (const tongue of formTongues)
          need(
            !isSaidBefore(options, index, tongue),
            `${at}.options.${index}.label.${tongue}`,
            'option-twice',
          );
      });
      return;
    }
    case 'scale':
      need(within(field.from, formLimits.scaleFrom), `${at}.from`, 'number');
      need(within(field.to, formLimits.scaleTo), `${at}.to`, 'number');
      need(isPoints(field.weight), `${at}.weight`, 'number');
      needText(need, field.low, `${at}.low`, formLimits.label, true);
      needText(need, field.high, `${at}.high`, formLimits.label, true);
      return;
    case 'yes-no':
      need(isPoints(field.points), `${at}.points`, 'number');
      return;
    default:
  }
}

/** F1: two options that read alike can't be told apart by whoever answers, nor by whoever reads the answer. */
function isSaidBefore(options: readonly FormOption[], index: number, tongue: FormTongue): boolean {
  const own = (option: FormOption) => option.label[tongue].trim().toLowerCase();
  const read = (option: FormOption) => own(option) || option.label.fi.trim().toLowerCase();
  const option = options[index]!;
  return (
    read(option) !== '' &&
    // Where both have no text of their own it is said of the Finnish ones.
    options.slice(0, index).some((each) => (own(each) || own(option)) && read(each) === read(option))
  );
}

function checkBands(need: Need, { bands }: FormContent, kind: FormKind): void {
  need(bands.length === 0 || mayScore(kind), 'bands', 'not-scored');
  need(bands.length <= formLimits.bands, 'bands', 'too-many');
  bands.forEach((band, index) => {
    const before = bands[index - 1];
    need(Number.isInteger(band.from), `bands.${index}.from`, 'number');
    need(before === undefined || band.from > before.from, `bands.${index}.from`, 'band-order');
    need(within(band.lengthMinutes, formLimits.lengthMinutes), `bands.${index}.lengthMinutes`, 'number');
    needText(need, band.advice, `bands.${index}.advice`, formLimits.help, false);
  });
}
