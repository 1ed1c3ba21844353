import { afterAll, beforeAll, expect, it } from 'vitest';
import { noFormText, type FormContent, type FormField } from '#domain';
import { schema } from '#db';
import type { Body, Reply } from '#protocol';
import { fieldsOf, refusalOf, seriesDesk, type Fields } from '#support/series.ts';
import { childService, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
let desk: ReturnType<typeof seriesDesk>;
beforeAll(async () => {
  app = await startTestApp();
  desk = seriesDesk(app);
});
afterAll(() => app.close());

const text = (fi: string) => ({ ...noFormText, fi });
const field = (id: string, required = false): FormField => ({
  ...{ id, kind: 'short-text', label: text(`Kysymys ${id}`), help: noFormText, required },
});
const content = (...fields: FormField[]): FormContent => ({
  ...{ title: text('Sarjan lomake'), lead: noFormText, fields, bands: [] },
});
type Made = { id: string; revision: number };
type Fills = Body<'readSeriesForms'>['fills'];

/** The service asks this from now on; a template of before gets it as its next version. */
async function ask(form: FormContent, known?: Made): Promise<Made> {
  const path = '/api/managed-forms';
  const kept = known
    ? await app.call('mikko', 'PUT', `${path}/${known.id}`, { content: form, basedOn: known.revision })
    : await app.call('mikko', 'POST', path, {
        organisationId: 'org-suvanto',
        kind: 'request',
        content: form,
      });
  const made = kept.body as Made;
  const published = await app.call('mikko', 'POST', `${path}/${made.id}/publish`, { basedOn: made.revision });
  expect(published.status).toBe(200);
  if (known) return published.body as Made;
  const address = `/api/managed-services/${childService}`;
  const { settings, revision } = (await app.call('mikko', 'GET', address))
    .body as Reply<'readManagedService'>;
  const body = { settings: { ...settings, forms: { request: made.id } }, basedOn: revision };
  expect((await app.call('mikko', 'PUT', address, body)).status).toBe(200);
  return published.body as Made;
}
const formsFor = async (fills: Fills, who: Who = 'aino') =>
  (await app.call(who, 'POST', `/api/services/${childService}/series-forms`, { fills }))
    .body as Reply<'readSeriesForms'>;
const versionOf = ({ asked }: Reply<'readSeriesForms'>) =>
  asked.find(({ kind }) => kind === 'request')!.versionId;
const fillOf = (versionId: string, answers: Fills[number]['answers']): Fills => [
  { use: 'request', versionId, answers, noLongerAsked: [] },
];
const writtenIn = (appointmentId: string) =>
  app.store
    .read((tx) => tx.select().from(schema.formResponse).all())
    .filter((row) => row.appointmentId === appointmentId)
    .map(({ kind, versionId, answers }) => ({ kind, versionId, answers }));
const meetingsOf = async (id: string) =>
  (await desk.read(id)).meetings.flatMap(({ appointmentId }) => appointmentId ?? []);

it('[T12] [F8] [F11] the form is filled in once, goes with each meeting and with a renewal, and a newer version is not booked unseen', async () => {
  const made = await ask(content(field('must', true), field('more')));
  const dates = desk.openFridays('2027-01-08', 5);
  const fields = (forms?: Fills): Fields => fieldsOf(dates[0]!, 2, forms && { forms });
  expect(refusalOf(await desk.make(fields()))).toMatchObject({
    code: 'incomplete',
    fields: { 'forms.request.must': 'required' },
  });
  const first = versionOf(await formsFor([]));
  const answers = { must: 'koulunkäynti', more: 'vain ennen' };
  const id = await desk.made(fields(fillOf(first, answers)));
  const booked = await meetingsOf(id);
  expect(booked).toHaveLength(2);
  for (const appointmentId of booked)
    expect(writtenIn(appointmentId)).toEqual([{ kind: 'request', versionId: first, answers }]);

  await ask(content(field('must', true), field('other')), made);
  const old = fields(fillOf(first, answers));
  expect(refusalOf(await desk.make(old)).code).toBe('form-changed');
  const { asked, fills } = await formsFor(fillOf(first, answers));
  expect(fills).toMatchObject([
    {
      versionId: asked.find(({ kind }) => kind === 'request')!.versionId,
      answers: { must: 'koulunkäynti' },
      noLongerAsked: [{ fieldId: 'more', said: { fi: 'vain ennen' } }],
    },
  ]);

  const { renewFrom, revision } = await desk.read(id);
  const { plan } = fieldsOf(renewFrom!, 2);
  const renewal = {
    plan: { rule: plan.rule, fromDate: renewFrom, count: 2, untilDate: null },
    ...{ solutions: [], basedOn: revision },
  };
  expect((await app.call('aino', 'POST', `/api/series/${id}/renew`, renewal)).status).toBe(200);
  const all = await meetingsOf(id);
  expect(all).toHaveLength(4);
  for (const appointmentId of all.slice(2))
    expect(writtenIn(appointmentId)).toEqual([{ kind: 'request', versionId: first, answers }]);
});

it('[T12] a version that never was is refused, and whoever may not ask for the service is told of none of its forms', async () => {
  const unknown = await app.call('aino', 'POST', `/api/services/${childService}/series-forms`, {
    fills: fillOf('nothing', { must: 'x' }),
  });
  expect([unknown.status, refusalOf(unknown).fields]).toEqual([400, { forms: 'invalid' }]);
  const elsewhere = await app.call('aino', 'POST', '/api/services/nothing/series-forms', { fills: [] });
  expect(elsewhere.status).toBe(404);
});
