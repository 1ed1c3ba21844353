import { expect, it, vi } from 'vitest';
import { carryOver, type FormContent } from '#domain';
import { keptWords } from './said.ts';

vi.mock('#lib/language.svelte.ts', () => ({ language: { current: 'fi' } }));

const label = { fi: 'Milloin huoli alkoi', sv: '', en: '', se: '' };
const form = (fields: object[]) =>
  ({ title: label, lead: label, fields, bands: [] }) as unknown as FormContent;

it('[F8] a day that is no longer asked is told to its writer as people write days, and other words as they are', () => {
  const since = { id: 'since', kind: 'date', label, help: label, required: false };
  const tried = { ...since, id: 'tried', kind: 'long-text', label: { ...label, fi: 'Mitä on kokeiltu' } };
  const answers = { since: '2026-10-01', tried: 'Unirytmi 2026' };
  const { noLongerAsked } = carryOver(answers, form([since, tried]), form([]));
  expect(noLongerAsked.map(({ said }) => keptWords(said))).toEqual(['1.10.2026', 'Unirytmi 2026']);
});
