import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '#support/test-app.ts';

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
it('[R7] is for administrators only, and never reaches above the own organisation', async () => {
  for (const who of ['aino', 'leena', 'elina'] as const)
    expect((await app.call(who, 'POST', path, good)).status).toBe(403);
  expect((await app.call('mikko', 'PUT', `${path}/org-other`, good)).status).toBe(404);
  const renamed = { ...good, name: 'Suvannon alue', kind: 'county', parentId: 'org-lehtola' };
  expect((await app.call('mikko', 'PUT', `${path}/org-suvanto`, renamed)).status).toBe(200);
  expect((await list())[0]).toMatchObject({ id: 'org-suvanto', name: 'Suvannon alue', depth: 0 });
});
