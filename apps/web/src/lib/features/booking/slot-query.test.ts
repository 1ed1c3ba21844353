import { expect, it } from 'vitest';
import { readSlotQuery, slotQueryText } from './slot-query.ts';

const read = (text: string) => readSlotQuery(new URLSearchParams(text));

it('[S13] the address keeps what times are narrowed by, and reads what it has written', () => {
  const text =
    '&practitioner=user-elina&language=fse&ages=16%2B&modality=on-site&municipality=org-1&resource=r-1';
  expect(slotQueryText(read(text))).toBe(text);
  expect(slotQueryText(read('week=2026-11-23'))).toBe('');
});

it('takes what makes no sense as if it were not there', () => {
  expect(read('language=klingon&ages=17&modality=letter&practitioner=a%20b&municipality=')).toEqual({});
});
