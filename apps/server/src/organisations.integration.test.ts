import { afterAll, beforeAll, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { schema } from '#db';
import type { Reply } from '#protocol';
import { childService, startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const path = '/api/managed-organisations';
const good = { name: 'Kallion kunta', kind: 'municipality', parentId: 'org-suvanto', phone: '029 555 0140' };
type Listed = { organisations: { id: string; name: string; depth: number; phone: string | null }[] };
const list = async () => ((await app.call('mikko', 'GET', path)).body as Listed).organisations;

it('[O1] an organisation that was added can request a service', async () => {
  const { status, body } = await app.call('mikko', 'POST', path, good);
  expect(status).toBe(201);
  const { id } = body as { id: string };
  expect((await list()).find((each) => each.id === id)).toMatchObject({ depth: 1, phone: '+358295550140' });
  const choices = (await app.call('mikko', 'GET', '/api/managed-services/choices')).body as Listed;
  expect(choices.organisations.map((each) => each.id)).toContain(id);
});
it('[O1, O2, O3] what is wrong is told beside its field', async () => {
  const fields = async (method: 'POST' | 'PUT', url: string, change: object) =>
    ((await app.call('mikko', method, url, { ...good, ...change })).body as { error: { fields: object } })
      .error.fields;
  expect(await fields('POST', path, { name: 'lehtolan KUNTA', parentId: 'org-nowhere' })).toEqual({
    name: 'name-taken',
    parentId: 'required',
  });
  expect(await fields('PUT', `${path}/org-lehtola`, { name: 'Lehtola', parentId: 'org-lehtola' })).toEqual({
    parentId: 'circle',
  });
});
it('[O4] [CT6] is put nowhere where a case type would restrict its own side, and the type’s services go on', async () => {
  const added = async (name: string, parentId = 'org-suvanto') =>
    ((await app.call('mikko', 'POST', path, { ...good, name, parentId })).body as { id: string }).id;
  const [ward, partner] = [await added('Osasto', 'org-sairaala'), await added('Kumppani')];
  const settings = {
    ...{ organisationId: 'org-sairaala', restrictedIds: [partner], shared: ['question'], forms: {} },
    name: { fi: 'Yhteinen', sv: '', en: '' },
    description: { fi: '', sv: '', en: '' },
  };
  expect((await app.call('mikko', 'POST', '/api/case-types', { settings })).status).toBe(201);
  const put = async (id: string, name: string, parentId: string) => {
    const { status, body } = await app.call('mikko', 'PUT', `${path}/${id}`, { ...good, name, parentId });
    return status === 200 ? 'moved' : (body as { error: { fields: object } }).error.fields;
  };
  const refused = { parentId: 'restricted-side' };
  const hospital = (await list()).find(({ id }) => id === 'org-sairaala')!.name;
  // Whoever works at the type's own services would see a part only; or the restricted would lie among them.
  expect(await put('org-sairaala', hospital, partner)).toEqual(refused);
  expect(await put(partner, 'Kumppani', 'org-sairaala')).toEqual(refused);
  expect(await put(partner, 'Kumppani', ward)).toEqual(refused);
  expect((await list()).find(({ id }) => id === partner)).toMatchObject({ depth: 1 });
  // What makes nothing of it worse is allowed, and so is everything once the type restricts nobody of them.
  expect(await put(ward, 'Osasto 2', 'org-suvanto')).toBe('moved');
  expect(await put(partner, 'Kumppani', ward)).toBe('moved');
  expect(await put(partner, 'Kumppani 2', 'org-suvanto')).toBe('moved');
});
it('[O4] [F4] what a service names of the organisation above it is asked on when that is above it no more', async () => {
  const put = async (id: string, parentId: string) => {
    const { name } = (await list()).find((each) => each.id === id)!;
    const done = await app.call('mikko', 'PUT', `${path}/${id}`, { ...good, name, parentId });
    expect([done.status, done.body]).toEqual([200, { id }]);
  };
  await put('org-sairaala', 'org-hiekkala');
  // A template of Hiekkala's own.
  const template = app.store
    .read((tx) => tx.select().from(schema.formTemplate).all())
    .find(({ kind }) => kind === 'request')!;
  app.store.write((tx) =>
    tx
      .update(schema.formTemplate)
      .set({ organisationId: 'org-hiekkala' })
      .where(eq(schema.formTemplate.id, template.id))
      .run(),
  );
  const servicePath = `/api/managed-services/${childService}`;
  const read = async () => (await app.call('mikko', 'GET', servicePath)).body as Reply<'readManagedService'>;
  const save = async (change: object) => {
    const { settings, revision } = await read();
    return app.call('mikko', 'PUT', servicePath, { settings: { ...settings, ...change }, basedOn: revision });
  };
  expect((await save({ forms: { request: template.id } })).status).toBe(200);
  await put('org-sairaala', 'org-suvanto');
  const { forms } = (await app.call('aino', 'GET', `/api/services/${childService}/draft`))
    .body as Reply<'readDraft'>;
  expect(forms.map(({ kind, content }) => [kind, content.title])).toEqual([
    ['request', expect.objectContaining({ fi: expect.any(String) })],
  ]);
  // It is kept by who manages the service, and once it is put away it can't be chosen again.
  expect((await save({ lengthMinutes: 30 })).status).toBe(200);
  expect((await save({ forms: {} })).status).toBe(200);
  expect((await save({ forms: { request: template.id } })).body).toMatchObject({
    error: { fields: { 'forms.request': 'invalid' } },
  });
});
it('[R7] is for administrators only, and never reaches above the own organisation', async () => {
  for (const who of ['aino', 'leena', 'elina'] as const)
    expect((await app.call(who, 'POST', path, good)).status).toBe(403);
  expect((await app.call('mikko', 'PUT', `${path}/org-other`, good)).status).toBe(404);
  const renamed = { ...good, name: 'Suvannon alue', kind: 'county', parentId: 'org-lehtola' };
  expect((await app.call('mikko', 'PUT', `${path}/org-suvanto`, renamed)).status).toBe(200);
  expect((await list())[0]).toMatchObject({ id: 'org-suvanto', name: 'Suvannon alue', depth: 0 });
});
it('[O1] a form that was opened before does not undo what somebody else has changed meanwhile', async () => {
  const from = { ...good, name: 'Kahden kunta', slug: '' };
  const { id } = (await app.call('mikko', 'POST', path, from)).body as { id: string };
  const put = (change: object) => app.call('mikko', 'PUT', `${path}/${id}`, { ...from, ...change, from });
  expect((await put({ parentId: 'org-lehtola' })).status).toBe(200);
  expect((await put({ name: 'Kahden kaupunki', kind: 'county' })).status).toBe(200);
  expect((await list()).find((each) => each.id === id)).toMatchObject({
    ...{ name: 'Kahden kaupunki', parentId: 'org-lehtola', phone: '+358295550140' },
  });
  expect((await put({ name: 'Toinen nimi' })).body).toMatchObject({
    error: { code: 'incomplete', fields: { name: 'changed-meanwhile' } },
  });
});
