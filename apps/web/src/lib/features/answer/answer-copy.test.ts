import { expect, it } from 'vitest';
import { answerCopy } from './answer-copy.ts';

const content = { kind: null, recommendation: 'x', followUp: '', mandate: '' };

it('prefers what was typed over what the server had when it was typed, however late the clock of this device is', () => {
  expect(answerCopy.isNewer({ content, at: 900, base: 1000 }, 1000)).toBe(true);
  expect(answerCopy.isNewer({ content, at: 900, base: 0 }, 0)).toBe(true);
});

it('gives way to what another device has saved since', () => {
  expect(answerCopy.isNewer({ content, at: 1500, base: 1000 }, 2000)).toBe(false);
  expect(answerCopy.isNewer({ content, at: 2500, base: 1000 }, 2000)).toBe(true);
});
