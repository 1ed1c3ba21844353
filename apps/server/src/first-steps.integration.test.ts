import { afterAll, beforeAll, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { formKinds } from '#domain';
import { schema } from '#db';
import type { Reply } from '#protocol';
import { childService, startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
let template: Reply<'readManagedService'>['settings'];
/** A county that has just been installed: an administrator, and nothing else. */
const county = 'org-new';
const mailServer = { url: 'smtp://localhost' };
beforeAll(async () => {
  app = await startTestApp({ demo: false });
  template = (
    (await app.call('mikko', 'GET', `/api/managed-services/${childService}`))
      .body as Reply<'readManagedService'>
  ).settings;
  // An organisation whose people can book is told nothing.
  app.deps.settings.smtp = mailServer;
  expect(await steps()).toBeNull();
  app.deps.settings.smtp = undefined;
  app.store.write((tx) => {
    tx.insert(schema.organisation).values({ id: county, name: 'Uusi alue', kind: 'county' }).run();
    tx.update(schema.userAccount)
      .set({ organisationId: county })
      .where(eq(schema.userAccount.id, 'user-admin'))
      .run();
  });
});
afterAll(() => app.close());

const steps = async () =>
  ((await app.call('mikko', 'GET', '/api/first-steps')).body as Reply<'firstSteps'>).steps;
const told = async () => (await steps())?.filter(({ isDone }) => isDone).map(({ step }) => step) ?? null;

async function post<T>(path: string, body: object, expected = 201): Promise<T> {
  const { status, body: reply } = await app.call('mikko', 'POST', path, body);
  expect([status, reply]).toEqual([expected, reply]);
  return reply as T;
}
const invite = (name: string, role: string) =>
  post<{ id: string }>('/api/people', {
    ...{ name, role, email: `${role}@uusi.example`, title: '', phone: '', language: 'fi' },
    organisationId: county,
  });
const take = (organisationId: string, expected = 200) =>
  post<Reply<'takeReadyForms'>>('/api/managed-forms/ready/take', { organisationId }, expected);

it('[K7, F16] who has just installed it is led step by step to the first time that can be booked', async () => {
  expect(await steps()).toHaveLength(7);
  expect(await told()).toEqual([]);

  const specialist = await invite('Erik Erityinen', 'specialist');
  expect(await told()).toEqual(['specialists']);
  await invite('Tiina Työntekijä', 'staff');
  expect(await told()).toEqual(['specialists', 'askers']);

  expect(await take(county)).toEqual({ taken: formKinds.length });
  expect(await told()).toEqual(['specialists', 'askers', 'forms']);

  const settings = {
    ...template,
    ...{ organisationId: county, requesterIds: [county], practitionerIds: [] as string[] },
    ...{ forms: {}, needs: [], handlerIds: [], caseTypeIds: [] },
  };
  const service = await post<{ id: string }>('/api/managed-services', { settings });
  expect(await told()).not.toContain('service');
  const body = { settings: { ...settings, practitionerIds: [specialist.id] }, basedOn: 1 };
  expect((await app.call('mikko', 'PUT', `/api/managed-services/${service.id}`, body)).status).toBe(200);
  expect(await told()).toEqual(['specialists', 'askers', 'forms', 'service']);

  const fields = {
    ...{ serviceIds: [service.id], validFrom: '2026-11-23', validTo: null, restsOnHolidays: true },
    ...{
      cycleWeeks: 1,
      cycleFrom: '2026-11-23',
      hours: [{ week: 1, weekday: 1, from: '08:00', to: '12:00' }],
    },
  };
  await post(`/api/hours/${specialist.id}/schedules`, { fields });
  expect(await told()).toEqual(['specialists', 'askers', 'forms', 'service', 'hours']);

  // Without a mail server nobody gets their invitation.
  app.deps.settings.smtp = mailServer;
  expect(await steps()).toBeNull();
});

it('[F16] the ready-made templates are published once, and what is there for a purpose is kept', async () => {
  type List = Reply<'listForms'>;
  const list = async () =>
    ((await app.call('mikko', 'GET', '/api/managed-forms')).body as List).forms.map(
      ({ id, kind, published, hasChanges }) => ({ id, kind, published, hasChanges }),
    );
  const first = await list();
  expect(first).toHaveLength(formKinds.length);
  expect(first.every(({ published, hasChanges }) => published === 1 && !hasChanges)).toBe(true);
  expect(await take(county)).toEqual({ taken: 0 });
  await app.call('mikko', 'POST', `/api/managed-forms/${first[0]!.id}/archive`, { archived: true });
  expect(await take(county)).toEqual({ taken: 1 });
  const { body } = await app.call('mikko', 'GET', '/api/managed-forms/ready');
  expect((body as Reply<'readyForms'>).forms.map(({ kind }) => kind)).toEqual(formKinds);
  // A copy that was begun by hand is whole too.
  for (const { kind, content } of (body as Reply<'readyForms'>).forms) {
    const made = await post<{ id: string; revision: number }>('/api/managed-forms', {
      ...{ organisationId: county, kind, content },
    });
    await post(`/api/managed-forms/${made.id}/publish`, { basedOn: made.revision }, 200);
  }
});

it('[F16, R7] nobody takes templates for an organisation that they do not manage', async () => {
  await take('org-suvanto', 422);
  expect((await app.call('leena', 'GET', '/api/first-steps')).status).toBe(403);
});
