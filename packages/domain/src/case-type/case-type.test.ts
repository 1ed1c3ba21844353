import { describe, expect, it } from 'vitest';
import {
  caseTypeFault,
  checkCaseType,
  noFormText,
  partOfForm,
  sectionsOf,
  isCaseTold,
  seenForm,
  sightOf,
  takeBack,
  carryOver,
  type CaseTypeSettings,
  type FormContent,
  type FormField,
  type Limits,
} from '#domain';

const text = (fi: string) => ({ ...noFormText, fi });
const field = (id: string): FormField => ({
  ...{ id, kind: 'short-text', label: text(`Kysymys ${id}`), help: noFormText, required: false },
});
const heading = (id: string): FormField => ({ id, kind: 'section', label: text(id), help: noFormText });
const form = (...fields: FormField[]): FormContent => ({
  ...{ title: text('Lomake'), lead: noFormText, fields },
  bands: [{ from: 1, urgency: 'soon', route: 'direct', lengthMinutes: 30, advice: noFormText }],
});
const parted = form(field('start'), heading('a'), field('a1'), field('a2'), heading('b'), field('b1'));
const answers = { start: 'x', a1: 'y', a2: 'z', b1: 'w' };
const settings: CaseTypeSettings = {
  ...{ organisationId: 'own', name: { fi: 'Nimi', sv: '', en: '' }, forms: {} },
  ...{ description: { fi: '', sv: '', en: '' }, restrictedIds: [], shared: [] },
};
const problems = (change: Partial<CaseTypeSettings>) => {
  const checked = checkCaseType({ ...settings, ...change }, ['own', 'above', 'below']);
  return checked.ok ? [] : checked.error.map(({ field: at, code }) => `${at} ${code}`);
};

describe('a case type', () => {
  it('[CT1] has a Finnish name and texts within bounds', () => {
    expect(problems({})).toEqual([]);
    expect(problems({ name: { fi: '', sv: 'x', en: '' } })).toEqual(['name.fi required']);
    const long = 'x'.repeat(301);
    expect(problems({ description: { fi: '', sv: long, en: '' } })).toEqual(['description.sv too-long']);
  });
  it('[CT6] never restricts its own side', () => {
    for (const id of ['own', 'above', 'below'])
      expect(problems({ restrictedIds: [id, 'police'] })).toEqual(['restrictedIds own-side']);
    expect(problems({ restrictedIds: ['police'] })).toEqual([]);
  });
  it('[CT3] is one that the service takes, and asked for only where there is one to choose', () => {
    const taking = { takenIds: ['a'], isNeeded: true };
    expect(caseTypeFault('a', taking)).toBeUndefined();
    expect(caseTypeFault('b', taking)).toBe('gone');
    expect(caseTypeFault(undefined, taking)).toBe('required');
    expect(caseTypeFault(undefined, { ...taking, isNeeded: false })).toBeUndefined();
    expect(caseTypeFault(undefined, { takenIds: [], isNeeded: true })).toBeUndefined();
  });
});

describe('what is seen', () => {
  const limits = (restrictedIds: string[], shared: string[]): Limits => ({ restrictedIds, shared });
  const police = { organisationIds: ['station', 'police'], wrote: false };
  const none = limits([], []);

  it('[CT7] is everything for who is not restricted, for who wrote it, and of what has no type', () => {
    const said = limits(['police'], ['question']);
    expect(sightOf(said, said, { organisationIds: ['school'], wrote: false })).toBe('everything');
    expect(sightOf(said, said, { ...police, wrote: true })).toBe('everything');
    expect(sightOf(null, null, police)).toBe('everything');
  });
  it('[CT7] is nothing but what is named, below the restricted organisation too', () => {
    const said = limits(['police'], ['question']);
    expect(sightOf(said, said, police)).toEqual(new Set(['question']));
    expect(sightOf(limits(['police'], []), limits(['police'], []), police)).toEqual(new Set());
  });
  it('[CT10] is no case of a meeting’s slots that a restricted organisation does not know of', () => {
    const said = [none, limits(['police'], ['question'])];
    const told = (organisationIds: string[], knowsOf: boolean) =>
      isCaseTold(said, { organisationIds, knowsOf });
    expect(told(['station', 'police'], false)).toBe(false);
    expect(told(['station', 'police'], true)).toBe(true);
    expect(told(['school'], false)).toBe(true);
    expect(isCaseTold([], { ...police, knowsOf: false })).toBe(true);
  });
  it('[CT8] never becomes more by a later change, whichever', () => {
    const parts = ['question', 'background', 'f:a'];
    const some = [
      none,
      ...[[], ['question'], ['background', 'f:a'], parts].map((p) => limits(['police'], p)),
    ];
    for (const then of some)
      for (const now of some) {
        const before = sightOf(then, then, police);
        const after = sightOf(then, now, police);
        for (const part of parts)
          if (after === 'everything' || after.has(part))
            expect(before === 'everything' || before.has(part)).toBe(true);
        if (now.restrictedIds.length > 0) expect(after).not.toBe('everything');
      }
  });
  it('[CT7] of a form are whole sections, with questions and answers, and no points of a part', () => {
    const seen = seenForm(new Set([partOfForm('f', 'a')]), 'f', parted, answers)!;
    expect(seen.content.fields.map(({ id }) => id)).toEqual(['a', 'a1', 'a2']);
    expect(seen.answers).toEqual({ a1: 'y', a2: 'z' });
    expect(seen.content.bands).toEqual([]);
  });
  it('[CT7] of a form before its first heading has to be named too', () => {
    expect(seenForm(new Set([partOfForm('f', '')]), 'f', parted, answers)!.answers).toEqual({ start: 'x' });
    expect(sectionsOf(parted).map(({ id }) => id)).toEqual(['', 'a', 'b']);
  });
  it('[CT7] of a form is nothing where no part, or one of another template, is named', () => {
    expect(seenForm(new Set(), 'f', parted, answers)).toBeUndefined();
    expect(seenForm(new Set([partOfForm('other', 'a')]), 'f', parted, answers)).toBeUndefined();
  });
  it('[CT7] does not include a section that a newer version adds, nor an answer without a field', () => {
    const newer = form(...parted.fields, heading('c'), field('c1'));
    const sight = new Set(['', 'a', 'b'].map((id) => partOfForm('f', id)));
    const seen = seenForm(sight, 'f', newer, { ...answers, c1: 'secret', stray: 'secret' })!;
    expect(JSON.stringify(seen)).not.toContain('secret');
  });
});

describe('changing the type of an unfinished request', () => {
  const option = (id: string) => ({ id, label: text(`Vaihtoehto ${id}`), points: 0 });
  const base = (id: string) => ({ id, label: text(`Kysymys ${id}`), help: noFormText, required: false });
  const rich = form(
    field('words'),
    { ...base('one'), kind: 'choice', options: [option('p'), option('q')] },
    { ...base('some'), kind: 'choices', options: [option('p'), option('q'), option('r')] },
    { ...base('step'), kind: 'scale', from: 0, to: 4, low: text('a'), high: text('b'), weight: 0 },
    { ...base('yes'), kind: 'yes-no', points: 0 },
    { ...base('day'), kind: 'date' },
  );
  const full = { words: 'x', one: 'q', some: ['p', 'r'], step: 3, yes: false, day: '2026-11-24' };

  it('[CT4] takes back all that was written when the first type is chosen again', () => {
    const away = carryOver(full, rich, form(field('other')));
    expect(away.answers).toEqual({});
    const back = takeBack({}, away.noLongerAsked, rich);
    expect(back).toEqual({ answers: full, noLongerAsked: [] });
  });
  it('[CT4] does not write over what was written meanwhile', () => {
    const away = carryOver({ words: 'old' }, rich, form(field('other')));
    const back = takeBack({ words: 'new' }, away.noLongerAsked, rich);
    expect(back.answers).toEqual({ words: 'new' });
    expect(back.noLongerAsked).toHaveLength(1);
  });
  it('[CT4] goes on in the field with the same label, where there is exactly one', () => {
    const same = { ...field('elsewhere'), label: text(' kysymys WORDS ') };
    expect(carryOver({ words: 'x' }, rich, form(same)).answers).toEqual({ elsewhere: 'x' });
    const twice = form(same, { ...same, id: 'again' });
    expect(carryOver({ words: 'x' }, rich, twice)).toMatchObject({ answers: {}, noLongerAsked: [{}] });
  });
});
