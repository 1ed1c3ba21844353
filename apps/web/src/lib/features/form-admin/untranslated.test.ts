import { expect, it } from 'vitest';
import type { FormContent } from '#lib/features/forms/form-text.ts';
import { fieldOf, newBand } from './fields.ts';
import { untranslated } from './untranslated.ts';

it('[F1] counts the texts that are shown in Finnish to readers of another language', () => {
  const said = (fi: string, sv = '') => ({ fi, sv, en: '', se: '' });
  const choice = fieldOf('choice');
  const scale = fieldOf('scale');
  Object.assign(choice, { label: said('Kuka auttaa', 'Vem hjälper') });
  if ('options' in choice) choice.options[0]!.label = said('Koulu');
  Object.assign(scale, {
    label: said('Kuinka usein'),
    low: said('ei koskaan'),
    high: said('aina', 'alltid'),
  });
  const band = { ...newBand(undefined), advice: said('Soita') };
  const content: FormContent = {
    ...{ title: said('Lomake', 'Formulär'), lead: said('', 'Bara svenska') },
    ...{ fields: [choice, scale], bands: [band] },
  };
  expect(untranslated(content, 'sv'), 'what is not written in Finnish either is missed by nobody').toBe(4);
  expect(untranslated(content, 'en')).toBe(7);
  expect(untranslated(content, 'fi')).toBe(0);
});
