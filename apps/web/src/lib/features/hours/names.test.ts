import { expect, it } from 'vitest';
import { hoursTitle, noServiceText, validityText } from './names.ts';

it('says until when hours are valid, and of none that end that they go on', () => {
  const from = '2026-10-19';
  expect(validityText({ validFrom: from, validTo: '2027-02-14' })).toMatch(
    /^ma 19\.10\.\S* – su 14\.2\.2027$/,
  );
  expect(validityText({ validFrom: from, validTo: null })).toMatch(/alkaen toistaiseksi$/);
});

it('calls nobody else’s hours one’s own, also before it is known whose they are', () => {
  expect(hoursTitle(true, undefined)).toBe('Omat vastaanottoajat');
  expect(hoursTitle(false, undefined)).toBe('Vastaanottoajat');
  expect(hoursTitle(false, 'Anna Berg')).toBe('Anna Berg: vastaanottoajat');
});

it('speaks to whoever is in no service about themselves, and to who looks after them about them', () => {
  const practitioner = (you: boolean) => ({ practitioner: { you } }) as Parameters<typeof noServiceText>[0];
  expect(noServiceText(practitioner(true))).toMatch(/^Sinua ei ole valittu/);
  expect(noServiceText(practitioner(false))).toMatch(/^Häntä ei ole valittu/);
});
