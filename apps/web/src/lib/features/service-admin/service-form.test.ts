import { describe, expect, it } from 'vitest';
import { askedOf, newSettings, previewOf, toForm, toSettings } from './service-form.ts';

describe('the fields of a service', () => {
  it.each([
    newSettings,
    {
      ...newSettings,
      monthlyQuota: 4,
      anonymousOnly: true,
      reminderHours: [168, 2],
      requesterIds: ['a', 'b'],
    },
  ])('hold every setting and give it back as it was', (settings) =>
    expect(toSettings(toForm(settings))).toEqual(settings),
  );
  it.each(['', 'abc', '4.5', '-3', '1e2', '999999'])(
    'send “%s”, which is no number, as one that is refused',
    (typed) => expect(toSettings({ ...toForm(newSettings), lengthMinutes: typed }).lengthMinutes).toBe(-1),
  );
  it('take an empty quota for none, and a wrong one for wrong', () => {
    expect(toSettings({ ...toForm(newSettings), monthlyQuota: ' ' }).monthlyQuota).toBeNull();
    expect(toSettings({ ...toForm(newSettings), monthlyQuota: 'x' }).monthlyQuota).toBe(-1);
  });
  it('are their own: typing changes nothing of what was read', () => {
    const form = toForm(newSettings);
    form.name.fi = 'Uusi';
    form.requesterIds.push('a');
    expect(newSettings.name.fi).toBe('');
    expect(newSettings.requesterIds).toEqual([]);
  });
  it('preview with the provider and the ages that staff will see', () =>
    expect(previewOf(newSettings, { ageMin: 13, ageMax: 17 }, 'Suvannon keskussairaala', 'id')).toMatchObject(
      {
        providerName: 'Suvannon keskussairaala',
        ageMin: 13,
        ageMax: 17,
        mayRequest: true,
      },
    ));
  it('preview with the forms that the chosen case type brings, else with the service’s own [CT2]', () => {
    const content = { title: newSettings.name, lead: newSettings.name, fields: [], bands: [] };
    const of = (id: string, kind: 'request' | 'instrument') => ({
      ...{ id, kind, versionId: `${id}-1`, number: 1, usableBy: [] },
      content: content as never,
    });
    const usable = [of('own', 'request'), of('measure', 'instrument'), of('typed', 'request')];
    const service = { ...newSettings, forms: { request: 'own', instrument: 'measure' } };
    const shown = (ofType?: typeof service.forms | { request: string }) =>
      askedOf(service, usable, ofType)
        .map(({ versionId }) => versionId)
        .sort();
    expect(shown()).toEqual(['measure-1', 'own-1']);
    expect(shown({ request: 'typed' })).toEqual(['measure-1', 'typed-1']);
    // It was archived since.
    expect(shown({ request: 'gone' })).toEqual(['measure-1', 'own-1']);
  });
});
