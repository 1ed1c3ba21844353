import { expect, it } from 'vitest';
import type { FormContent } from '#lib/features/forms/form-text.ts';
import { faultField, faultPlace, faultTongue } from './fault-place.ts';
import { fieldOf } from './fields.ts';

const content: FormContent = {
  ...{ title: { fi: 'Lomake', sv: '', en: '', se: '' }, lead: { fi: '', sv: '', en: '', se: '' }, bands: [] },
  fields: [fieldOf('short-text'), fieldOf('choice'), fieldOf('section'), fieldOf('help'), fieldOf('yes-no')],
};
const place = (path: string) => faultPlace(path, content);

it('says of each fault of a template in which field it is, so that no two lines of the summary are alike', () => {
  expect(place('fields.0.label.fi')).toBe('Kohta 1, Kysymys');
  expect(place('fields.1.options.1.label.fi')).toBe('Kohta 2, Vaihtoehto 2');
  expect(place('fields.1.options.0.points')).toBe('Kohta 2, Vaihtoehto 1, Pisteet');
  expect(place('fields.1.options')).toBe('Kohta 2, Vaihtoehdot');
  expect(place('fields.2.label.fi')).toBe('Kohta 3, Otsikko');
  expect(place('fields.3.help.fi')).toBe('Kohta 4, Teksti');
  expect(place('fields.4.points')).toBe('Kohta 5, Pisteet kyllä-vastauksesta');
  expect(place('fields.4')).toBe('Kohta 5');
  expect(place('bands.1.from')).toBe('Raja 2, Vähintään pistettä');
  expect([place('fields'), place('bands')]).toEqual(['Kohdat', 'Mitä pisteet ehdottavat']);
  expect(place('title.fi')).toBeUndefined();
});

it('knows which row and which language lead to a fault', () => {
  expect([faultField('fields.3.help.sv'), faultTongue('fields.3.help.sv')]).toEqual([3, 'sv']);
  expect([faultField('fields'), faultTongue('bands.1.from')]).toEqual([undefined, undefined]);
});
