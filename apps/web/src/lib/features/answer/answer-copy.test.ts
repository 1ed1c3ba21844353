import { expect, it } from 'vitest';
import { answerCopy } from './answer-copy.ts';

const content = { kind: null, recommendation: 'x', followUp: '', mandate: '' };
const other = { ...content, recommendation: 'y' };

it('goes on with what was typed over what the server still has', () => {
  expect(answerCopy.fate({ content, base: 1000 }, { content: other, savedAt: 1000 })).toBe('go-on');
  expect(answerCopy.fate({ content, base: null }, undefined)).toBe('go-on');
});

it('[A5] asks when another device has saved since, whatever the clocks say', () => {
  expect(answerCopy.fate({ content, base: 1000 }, { content: other, savedAt: 2000 })).toBe('ask');
  expect(answerCopy.fate({ content, base: null }, { content: other, savedAt: 2000 })).toBe('ask');
});

it('drops what the server has got although its reply was lost', () => {
  expect(answerCopy.fate({ content, base: 1000 }, { content: { ...content }, savedAt: 2000 })).toBe('drop');
});

it('tells texts apart that differ only in the form that belongs to the answer', () => {
  const filled = { ...content, form: { plan: 'x' } };
  expect(answerCopy.fate({ content: filled, base: 1000 }, { content, savedAt: 2000 })).toBe('ask');
  expect(answerCopy.fate({ content: filled, base: 1000 }, { content: { ...filled }, savedAt: 2000 })).toBe(
    'drop',
  );
  expect(answerCopy.fate({ content: { ...content, form: {} }, base: 1 }, { content, savedAt: 2 })).toBe(
    'drop',
  );
});
