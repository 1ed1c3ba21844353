import { expect, it } from 'vitest';
import { divisible } from './holiday-names.ts';

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
