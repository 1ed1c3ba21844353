import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  carryOver,
  changesOf,
  checkAnswers,
  checkForm,
  fieldKinds,
  formLimits,
  isAsked,
  isEmptyValue,
  mayFill,
  noFormText,
  scoreOf,
  type AskedField,
  type FormAnswers,
  type FormContent,
  type FormField,
  type FormValue,
} from './index.ts';

const text = (fi: string) => ({ ...noFormText, fi });
const base = (id: string) => ({ id, label: text(`Kysymys ${id}`), help: noFormText });
const option = (id: string, points = 0) => ({ id, label: text(`Vaihtoehto ${id}`), points });
const short = (id: string, required = false): FormField => ({ ...base(id), kind: 'short-text', required });
const choice = (id: string, ids: string[], required = false): FormField => ({
  ...base(id),
  kind: 'choice',
  required,
  options: ids.map((each, index) => option(each, index)),
});
const scale = (id: string, to = 5, weight = 1): FormField => ({
  ...{ ...base(id), kind: 'scale', required: false, from: 1, to, weight },
  ...{ low: text('ei lainkaan'), high: text('paljon') },
});
const form = (fields: FormField[], bands: FormContent['bands'] = []): FormContent => ({
  ...{ title: text('Lomake'), lead: noFormText, fields, bands },
});
const band = (from: number, lengthMinutes = 45): FormContent['bands'][number] => ({
  ...{ from, urgency: 'soon', route: 'direct', lengthMinutes, advice: noFormText },
});
const codesOf = (result: ReturnType<typeof checkForm>) =>
  result.ok ? {} : Object.fromEntries(result.error.map(({ field, code }) => [field, code]));

describe('a form template', () => {
  it('[F1] needs a title, something to answer and a Finnish text for each part', () => {
    expect(codesOf(checkForm({ ...form([]), title: noFormText }, 'request'))).toEqual({
      'title.fi': 'required',
      fields: 'no-fields',
    });
    const heading: FormField = { ...base('s'), kind: 'section' };
    expect(codesOf(checkForm(form([heading]), 'request'))).toEqual({ fields: 'no-fields' });
    const nameless = { ...short('a'), label: { ...noFormText, en: 'Only English' } };
    expect(codesOf(checkForm(form([nameless]), 'request'))).toEqual({ 'fields.0.label.fi': 'required' });
  });
  it('[F1] has no two options that read alike in a language', () => {
    const at = 'fields.0.options';
    const labels = [text('Usein'), text(' usein'), { ...text('Joskus'), sv: 'Usein' }];
    const options = labels.map((label, index) => ({ ...option(`o${index}`), label }));
    const alike: FormField = { ...base('a'), kind: 'choice', required: false, options };
    expect(codesOf(checkForm(form([alike]), 'request'))).toEqual({
      [`${at}.1.label.fi`]: 'option-twice',
      [`${at}.2.label.sv`]: 'option-twice',
    });
  });
  it('[F2] has bounded sizes', () => {
    const many = Array.from({ length: formLimits.fields + 1 }, (_, index) => short(`f${index}`));
    expect(codesOf(checkForm(form(many), 'request'))).toEqual({ fields: 'too-many' });
    expect(codesOf(checkForm(form([choice('a', ['1'])]), 'request'))).toEqual({
      'fields.0.options': 'too-few-options',
    });
    expect(codesOf(checkForm(form([scale('a', 11)]), 'request'))).toEqual({ 'fields.0.to': 'number' });
    const long = { ...short('a'), label: text('x'.repeat(formLimits.label + 1)) };
    expect(codesOf(checkForm(form([long]), 'request'))).toEqual({ 'fields.0.label.fi': 'too-long' });
  });
  it('[F2] has no two parts of one id', () => {
    expect(codesOf(checkForm(form([short('a'), short('a')]), 'request'))).toEqual({ 'fields.1': 'same-id' });
  });
  it('[F3] has bands that rise, and only where a request is filled in', () => {
    const scored = form([scale('a')], [band(1), band(1)]);
    expect(codesOf(checkForm(scored, 'instrument'))).toEqual({ 'bands.1.from': 'band-order' });
    expect(codesOf(checkForm(form([scale('a')], [band(1)]), 'child'))).toEqual({ bands: 'not-scored' });
  });
});

describe('a filled form', () => {
  it('[F7] is refused field by field', () => {
    const content = form([short('a', true), choice('b', ['x', 'y']), scale('c'), short('d')]);
    const checked = checkAnswers(content, { b: 'z', c: 9, d: 'x'.repeat(301), e: 'nobody asked' });
    expect(checked.ok ? [] : checked.error).toEqual([
      { field: 'a', code: 'required' },
      { field: 'b', code: 'invalid' },
      { field: 'c', code: 'invalid' },
      { field: 'd', code: 'too-long' },
      { field: 'e', code: 'not-asked' },
    ]);
  });
  it.each(['2026-02-30', '26-1-1', 'eilen', '1800-01-01'])('[F7] takes %s for no day', (day) => {
    const content = form([{ ...base('a'), kind: 'date', required: false }]);
    expect(checkAnswers(content, { a: day })).toEqual({ ok: false, error: [{ field: 'a', code: 'date' }] });
  });
  it('[F7] counts blanks as nothing written, and keeps no empty answer', () => {
    expect(checkAnswers(form([short('a', true)]), { a: '  ' }).ok).toBe(false);
    expect(checkAnswers(form([short('a'), short('b')]), { a: '  ', b: 'x' })).toEqual({
      ok: true,
      value: { b: 'x' },
    });
  });
  it('[F7] takes no for an answer to a required yes or no', () => {
    const content = form([{ ...base('a'), kind: 'yes-no', required: true, points: 0 }]);
    expect(checkAnswers(content, { a: false }).ok).toBe(true);
  });
});

const idArb = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const fieldArb: fc.Arbitrary<FormField> = fc
  .record({
    id: idArb,
    kind: fc.constantFrom(...fieldKinds),
    options: fc.uniqueArray(fc.constantFrom('1', '2', '3', '4'), { minLength: 2 }),
    points: fc.integer({ min: -5, max: 10 }),
    to: fc.integer({ min: 2, max: 10 }),
    required: fc.boolean(),
  })
  .map(({ id, kind, options, points, to, required }): FormField => {
    switch (kind) {
      case 'choice':
      case 'choices':
        return { ...base(id), kind, required, options: options.map((each) => option(each, points)) };
      case 'scale':
        return { ...(scale(id, to, points) as FormField & { kind: 'scale' }), required };
      case 'yes-no':
        return { ...base(id), kind, required, points };
      case 'section':
      case 'help':
        return { ...base(id), kind, help: text('x') };
      default:
        return { ...base(id), kind, required };
    }
  });
const formArb = fc
  .uniqueArray(fieldArb, { selector: ({ id }) => id, minLength: 1, maxLength: 6 })
  .map((fields) => form(fields));

function valueArb(field: AskedField): fc.Arbitrary<FormValue> {
  switch (field.kind) {
    case 'choice':
      return fc.constantFrom(...field.options.map(({ id }) => id));
    case 'choices':
      return fc.subarray(field.options.map(({ id }) => id));
    case 'scale':
      return fc.integer({ min: field.from, max: field.to });
    case 'yes-no':
      return fc.boolean();
    case 'date':
      return fc.constantFrom('', '2026-11-24');
    default:
      return fc.string({ maxLength: 40 });
  }
}
/** A version, answers that fit it with some fields left open, and another version. */
const filledArb = fc.tuple(formArb, formArb).chain(([content, next]) =>
  fc
    .record(Object.fromEntries(content.fields.filter(isAsked).map((field) => [field.id, valueArb(field)])), {
      requiredKeys: [],
    })
    .map((answers): { content: FormContent; next: FormContent; answers: FormAnswers } => ({
      ...{ content, next },
      answers: answers as FormAnswers,
    })),
);

describe('a newer version while somebody fills the older one in', () => {
  it('[F8] loses nothing: what was written is in a field or among what is no longer asked', () =>
    fc.assert(
      fc.property(filledArb, ({ content, next, answers }) => {
        const over = carryOver(answers, content, next);
        for (const [id, value] of Object.entries(answers)) {
          if (isEmptyValue(value)) continue;
          const isKept = JSON.stringify(over.answers[id]) === JSON.stringify(value);
          expect(isKept || over.noLongerAsked.some(({ fieldId }) => fieldId === id)).toBe(true);
        }
      }),
    ));
  it('[F8] leaves nothing in the fields that the newer version would refuse', () =>
    fc.assert(
      fc.property(filledArb, ({ content, next, answers }) => {
        const checked = checkAnswers(next, carryOver(answers, content, next).answers);
        const others = checked.ok ? [] : checked.error.filter(({ code }) => code !== 'required');
        expect(others).toEqual([]);
      }),
    ));
  it('[F8] changes nothing when the newer version is alike', () =>
    fc.assert(
      fc.property(filledArb, ({ content, answers }) => {
        const over = carryOver(answers, content, content);
        expect(over.noLongerAsked).toEqual([]);
        expect(Object.keys(over.answers)).toEqual(
          content.fields.map(({ id }) => id).filter((id) => !isEmptyValue(answers[id])),
        );
      }),
    ));
  it('[F8] says in words what was chosen where the field is gone', () => {
    const before = form([choice('a', ['x', 'y'])]);
    expect(carryOver({ a: 'y' }, before, form([short('b')]))).toEqual({
      answers: {},
      noLongerAsked: [
        {
          fieldId: 'a',
          label: text('Kysymys a'),
          said: { fi: 'Vaihtoehto y', sv: 'Vaihtoehto y', en: 'Vaihtoehto y', se: 'Vaihtoehto y' },
        },
      ],
    });
  });
  it('[F8] keeps the choices that are left and tells of the one that is gone', () => {
    const several = (ids: string[]): FormContent =>
      form([{ ...base('a'), kind: 'choices', required: false, options: ids.map((id) => option(id)) }]);
    const over = carryOver({ a: ['x', 'y'] }, several(['x', 'y']), several(['x', 'z']));
    expect(over.answers).toEqual({ a: ['x'] });
    expect(over.noLongerAsked.map(({ said }) => said.fi)).toEqual(['Vaihtoehto x, Vaihtoehto y']);
  });
});

describe('an instrument', () => {
  const content = form([scale('a', 5, 2), choice('b', ['x', 'y', 'z'])], [band(4, 30), band(8, 60)]);
  it('[F9] adds up what was answered and names the highest band that it reaches', () => {
    expect(scoreOf(content, { a: 1 })).toMatchObject({ points: 2, most: 12, open: 1, band: null });
    expect(scoreOf(content, { a: 2 })?.band?.lengthMinutes).toBe(30);
    expect(scoreOf(content, { a: 3, b: 'z' })).toMatchObject({ points: 8, open: 0 });
    expect(scoreOf(content, { a: 3, b: 'z' })?.band?.lengthMinutes).toBe(60);
  });
  it('[F9] says nothing while nothing that counts is answered, or where nothing counts', () => {
    const fromZero = { ...content, bands: [band(0)] };
    expect(scoreOf(fromZero, {})?.band).toBeNull();
    expect(scoreOf(fromZero, { b: 'x' })?.band?.from).toBe(0);
    expect(scoreOf(form([short('a')]), { a: 'x' })).toBeNull();
  });
  it('[F9] never gives more than it says is the most, nor less for a higher band', () =>
    fc.assert(
      fc.property(filledArb, ({ content: any, answers }) => {
        const score = scoreOf({ ...any, bands: [band(-100), band(3), band(9)] }, answers);
        if (!score) return;
        expect(score.points).toBeLessThanOrEqual(score.most);
        if (score.band) expect(score.points).toBeGreaterThanOrEqual(score.band.from);
      }),
    ));
});

describe('the changes of a version', () => {
  it('[F5] are none exactly when nothing changed', () =>
    fc.assert(
      fc.property(formArb, formArb, (a, b) => {
        expect(changesOf(a, a)).toEqual([]);
        const isSame = JSON.stringify(a) === JSON.stringify(b);
        expect(changesOf(a, b).length === 0).toBe(isSame);
      }),
    ));
  it('[F5] name what was added, removed, changed and moved', () => {
    const before = form([short('a'), short('b'), choice('c', ['1', '2'])]);
    const after = form([short('b'), short('a', true), choice('c', ['1', '3']), short('d')]);
    expect(changesOf(before, after).map((each) => [each.kind, 'field' in each && each.field.id])).toEqual([
      ['changed', 'a'],
      ['changed', 'c'],
      ['added', 'd'],
      ['moved', 'a'],
    ]);
    expect(changesOf(before, form([short('a')])).map(({ kind }) => kind)).toEqual(['removed', 'removed']);
  });
});

describe('a form before the visit', () => {
  it.each(['over', 'cancelled', 'missed'] as const)('[F12] is closed once the visit is %s', (phase) =>
    expect(mayFill('draft', phase, false)).toEqual({ code: 'form-closed' }),
  );
  it('[F12] is open before and during the visit, until it is sent, and not for who was removed', () => {
    expect(mayFill('draft', 'early', false)).toBeUndefined();
    expect(mayFill('draft', 'open', false)).toBeUndefined();
    expect(mayFill('submitted', 'early', false)).toEqual({ code: 'form-sent' });
    expect(mayFill('draft', 'open', true)).toEqual({ code: 'form-closed' });
  });
});
