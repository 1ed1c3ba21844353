import { expect, it } from 'vitest';
import { divisible, validityText } from './names.ts';

const parts = (name: string) => divisible(name).split('\u00ad');

it('divides a holiday where its words meet, and leaves short and plain ones whole', () => {
  expect(parts('Tapaninpäivä')).toEqual(['Tapanin', 'päivä']);
  expect(parts('Itsenäisyyspäivä')).toEqual(['Itse', 'näisyys', 'päivä']);
  expect(parts('Uudenvuodenpäivä')).toEqual(['Uuden', 'vuoden', 'päivä']);
  expect(parts('Självständighetsdagen')).toEqual(['Själv', 'ständig', 'hets', 'dagen']);
  expect(parts('Kristi himmelsfärdsdag')).toEqual(['Kristi himmels', 'färds', 'dag']);
  for (const whole of ['Vappu', 'Christmas Day', 'Alla helgons dag', 'Helluntai'])
    expect(parts(whole)).toEqual([whole]);
});

it('says until when hours are valid, and of none that end that they go on', () => {
  const from = '2026-10-19';
  expect(validityText({ validFrom: from, validTo: '2027-02-14' })).toMatch(
    /^ma 19\.10\.\S* – su 14\.2\.2027$/,
  );
  expect(validityText({ validFrom: from, validTo: null })).toMatch(/alkaen toistaiseksi$/);
});
