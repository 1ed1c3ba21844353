import { err, ok, type Result } from '../result.ts';
import {
  formTongues,
  isAsked,
  type AskedField,
  type FormContent,
  type FormProblem,
  type FormText,
} from './form.ts';

/** What was written in one field: a text, a day or an option's id; several ids; a step; yes or no. */
export type FormValue = string | string[] | number | boolean;
export type FormAnswers = Record<string, FormValue>;
/** What was written in a field that a newer version asks no more, as words: their field is gone. */
export type NoLongerAsked = { fieldId: string; label: FormText; said: FormText };

export const answerLimits = { shortText: 300, longText: 8000, /** Of all answers as JSON. */ bytes: 60_000 };

export function isEmptyValue(value: FormValue | undefined): boolean {
  if (value === undefined) return true;
  return typeof value === 'string' ? value.trim() === '' : Array.isArray(value) && value.length === 0;
}

/** Whether nothing is written in any field. */
export const isBlank = (answers: FormAnswers): boolean => Object.values(answers).every(isEmptyValue);

/** Why a value can't stand in a field, if it can't. An empty one always can; whether it may be is another question. */
export function faultOf(field: AskedField, value: FormValue): string | undefined {
  if (isEmptyValue(value)) return undefined;
  switch (field.kind) {
    case 'short-text':
    case 'long-text': {
      if (typeof value !== 'string') return 'invalid';
      const most = field.kind === 'short-text' ? answerLimits.shortText : answerLimits.longText;
      return value.length > most ? 'too-long' : undefined;
    }
    case 'choice':
      return field.options.some(({ id }) => id === value) ? undefined : 'invalid';
    case 'choices': {
      if (!Array.isArray(value) || new Set(value).size < value.length) return 'invalid';
      return value.every((each) => field.options.some(({ id }) => id === each)) ? undefined : 'invalid';
    }
    case 'scale':
      if (typeof value !== 'number' || !Number.isInteger(value)) return 'invalid';
      return value >= field.from && value <= field.to ? undefined : 'invalid';
    case 'yes-no':
      return typeof value === 'boolean' ? undefined : 'invalid';
    case 'date':
      return typeof value === 'string' && isDay(value) ? undefined : 'date';
  }
}

/** A day of the calendar, far enough in both directions for anybody alive. */
function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined || year < 1900 || year > 2100)
    return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/**
 * F7: what keeps a filled form from being sent, by the id of the field. What belongs to no field of the version is a fault
 * too: nothing is stored that nobody asked for.
 */
export function checkAnswers(content: FormContent, answers: FormAnswers): Result<FormAnswers, FormProblem[]> {
  const problems: FormProblem[] = [];
  const asked = content.fields.filter(isAsked);
  for (const field of asked) {
    const value = answers[field.id];
    if (isEmptyValue(value)) {
      if (field.required) problems.push({ field: field.id, code: 'required' });
      continue;
    }
    const code = faultOf(field, value!);
    if (code) problems.push({ field: field.id, code });
  }
  for (const id of Object.keys(answers))
    if (!asked.some((field) => field.id === id)) problems.push({ field: id, code: 'not-asked' });
  if (JSON.stringify(answers).length > answerLimits.bytes) problems.push({ field: '', code: 'too-large' });
  return problems.length > 0 ? err(problems) : ok(withoutEmpty(answers));
}

const withoutEmpty = (answers: FormAnswers): FormAnswers =>
  Object.fromEntries(Object.entries(answers).filter(([, value]) => !isEmptyValue(value)));

/** What was written, in words that need no field to be understood. A day stays as `2026-11-24`. */
export function said(field: AskedField, value: FormValue): FormText {
  const each = (word: (tongue: keyof FormText) => string): FormText =>
    Object.fromEntries(formTongues.map((tongue) => [tongue, word(tongue)])) as FormText;
  if (field.kind === 'choice' || field.kind === 'choices') {
    const ids: FormValue[] = Array.isArray(value) ? value : [value];
    const chosen = field.options.filter(({ id }) => ids.includes(id));
    return each((tongue) => chosen.map(({ label }) => label[tongue] || label.fi).join(', '));
  }
  if (field.kind === 'yes-no') {
    const words = value === true ? yesWords : noWords;
    return each((tongue) => words[tongue]);
  }
  if (field.kind === 'scale') return each(() => `${String(value)} / ${field.to}`);
  return each(() => String(value));
}
export const yesWords: FormText = { fi: 'Kyllä', sv: 'Ja', en: 'Yes', se: 'Juo' };
export const noWords: FormText = { fi: 'Ei', sv: 'Nej', en: 'No', se: 'Ii' };

/**
 * F8, CT4: what becomes of an unfinished form when a newer version is published, or another form is asked instead. What still
 * has a field that can hold it, by its id or else by its label, goes on there; everything else is kept as words. Nothing that
 * was written is in neither.
 */
export function carryOver(
  answers: FormAnswers,
  from: FormContent,
  to: FormContent,
): { answers: FormAnswers; noLongerAsked: NoLongerAsked[] } {
  const carried: FormAnswers = {};
  const noLongerAsked: NoLongerAsked[] = [];
  for (const field of from.fields.filter(isAsked)) {
    const value = answers[field.id];
    if (value === undefined || isEmptyValue(value)) continue;
    const next = counterpart(field, from, to);
    const words = said(field, value);
    const moved = next && moveValue(field, next, value);
    if (moved !== undefined) carried[next!.id] = moved;
    if (moved === undefined || isLess(moved, value))
      noLongerAsked.push({ fieldId: field.id, label: field.label, said: words });
  }
  return { answers: carried, noLongerAsked };
}

const labelOf = ({ label }: AskedField) => label.fi.trim().toLocaleLowerCase('fi');

/** The field of the other form that asks the same: of the same id, or of the same label where that is nobody else's. */
function counterpart(field: AskedField, from: FormContent, to: FormContent): AskedField | undefined {
  const others = to.fields.filter(isAsked);
  const own = others.find(({ id }) => id === field.id);
  if (own) return own;
  const isOfAnother = ({ id }: AskedField) => from.fields.some((each) => each.id === id);
  const alike = others.filter((each) => labelOf(each) === labelOf(field) && !isOfAnother(each));
  return alike.length === 1 ? alike[0] : undefined;
}

/**
 * CT4: what was kept as words and has a field again goes back into it, as far as the words say it and nothing else was written
 * there meanwhile; so nothing is lost by looking at another case type.
 */
export function takeBack(
  answers: FormAnswers,
  noLongerAsked: readonly NoLongerAsked[],
  to: FormContent,
): { answers: FormAnswers; noLongerAsked: NoLongerAsked[] } {
  const back: FormAnswers = { ...answers };
  const kept = noLongerAsked.filter(({ fieldId, said: words }) => {
    const field = to.fields.filter(isAsked).find(({ id }) => id === fieldId);
    const value = field && isEmptyValue(back[fieldId]) ? unsaid(field, words.fi) : undefined;
    if (value === undefined) return true;
    back[fieldId] = value;
    return false;
  });
  return { answers: back, noLongerAsked: kept };
}

/** The value of which `said` would say this; undefined where there is none. */
function unsaid(field: AskedField, words: string): FormValue | undefined {
  const values = (): FormValue[] => {
    switch (field.kind) {
      case 'choice':
        return field.options.map(({ id }) => id);
      case 'choices':
        return [
          field.options.filter(({ label }) => words.split(', ').includes(label.fi)).map(({ id }) => id),
        ];
      case 'scale':
        return [Number.parseInt(words, 10)];
      case 'yes-no':
        return [true, false];
      default:
        return [words];
    }
  };
  return values().find(
    (value) => !isEmptyValue(value) && faultOf(field, value) === undefined && said(field, value).fi === words,
  );
}

/** The value in the newer field, as much of it as fits; undefined where nothing does. */
function moveValue(from: AskedField, to: AskedField, value: FormValue): FormValue | undefined {
  const isText = (kind: string) => kind === 'short-text' || kind === 'long-text';
  if (from.kind !== to.kind && !(isText(from.kind) && isText(to.kind))) return undefined;
  if (to.kind === 'choices' && Array.isArray(value)) {
    const kept = value.filter((each) => to.options.some(({ id }) => id === each));
    return kept.length > 0 ? kept : undefined;
  }
  // A step means what its scale means: on another scale the same number says something else.
  if (from.kind === 'scale' && to.kind === 'scale' && (from.from !== to.from || from.to !== to.to))
    return undefined;
  // Nothing that could be typed is refused for being too long here: the writer shortens it, and is told so.
  const fault = faultOf(to, value);
  return fault === undefined || fault === 'too-long' ? value : undefined;
}

const isLess = (moved: FormValue, value: FormValue): boolean =>
  Array.isArray(moved) && Array.isArray(value) && moved.length < value.length;
