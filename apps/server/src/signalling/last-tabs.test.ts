import { expect, test } from 'vitest';
import { LastTabs } from './last-tabs.ts';

test('[Q16] after a restart the tab that the person went into last has the call, in whichever order they come back', () => {
  const older = new LastTabs();
  older.cameIn('A', 'old', 1000);
  expect(older.isOther('A', 'new', 2000)).toBe(false);
  older.cameIn('A', 'new', 2000);
  expect(older.isOther('A', 'old', 1000)).toBe(true);

  const newer = new LastTabs();
  newer.cameIn('A', 'new', 2000);
  expect(newer.isOther('A', 'old', 1000)).toBe(true);
  expect(newer.isOther('A', 'new', 0)).toBe(false);
});
test('[Q16] a tab that does not say since when takes nothing over, nor is a later one forgotten when it comes back', () => {
  const tabs = new LastTabs();
  tabs.cameIn('A', 'new', 2000);
  expect(tabs.isOther('A', 'old', 0)).toBe(true);
  tabs.cameIn('A', 'new', 0);
  expect(tabs.isOther('A', 'old', 1000)).toBe(true);
});
