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
  expect(await steps()).toHaveLength(8);
  expect(await told()).toEqual([]);
  const own = { name: 'Uusi alue', kind: 'county', parentId: '' };
  for (const [phone, done] of [
    ['+358 50 123 4567', ['phones']],
    ['', []],
  ] as const) {
    const { status } = await app.call('mikko', 'PUT', `/api/managed-organisations/${county}`, {
      ...own,
      phone,
    });
    expect(status).toBe(200);
    expect(await told()).toEqual(done);
  }

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

it('[K7, V12] hours count only of somebody who gives times in the service, and a service only with such a one', async () => {
  const there = (step: string) => steps().then((all) => all?.find((each) => each.step === step)?.isDone);
  app.deps.settings.smtp = undefined;
  expect([await there('service'), await there('hours')]).toEqual([true, true]);
  const erik = () =>
    app.store
      .read((tx) => tx.select().from(schema.userAccount).all())
      .find(({ name }) => name === 'Erik Erityinen')!;
  const set = (row: Partial<typeof schema.userAccount.$inferInsert>) =>
    app.store.write((tx) =>
      tx.update(schema.userAccount).set(row).where(eq(schema.userAccount.id, erik().id)).run(),
    );
  // He works below the provider now: his hours stay, and give no times.
  app.store.write((tx) =>
    tx
      .insert(schema.organisation)
      .values({ id: 'org-below', name: 'Kunta', kind: 'municipality', parentId: county })
      .run(),
  );
  set({ organisationId: 'org-below' });
  expect([await there('service'), await there('hours')]).toEqual([false, false]);
  set({ organisationId: county });
  // His account is closed, and somebody without hours offers it too.
  const other = await invite('Saara Sijainen', 'coordinator');
  app.store.write((tx) => {
    const [row] = tx
      .select()
      .from(schema.servicePractitioner)
      .where(eq(schema.servicePractitioner.practitionerId, erik().id))
      .all();
    tx.insert(schema.servicePractitioner)
      .values({ ...row!, practitionerId: other.id })
      .run();
  });
  set({ active: false });
  expect([await there('service'), await there('hours')]).toEqual([true, false]);
  set({ active: true });
});

it('[F16] a draft that was never published stands in nobody’s way: it can’t be used', async () => {
  const organisationId = 'org-drafts';
  app.store.write((tx) =>
    tx
      .insert(schema.organisation)
      .values({ id: organisationId, name: 'Luonnosten kunta', kind: 'municipality' })
      .run(),
  );
  app.store.write((tx) =>
    tx
      .update(schema.organisation)
      .set({ parentId: county })
      .where(eq(schema.organisation.id, organisationId))
      .run(),
  );
  app.store.write((tx) => {
    // What the county has is archived, so that nothing comes from above.
    tx.update(schema.formTemplate)
      .set({ active: false })
      .where(eq(schema.formTemplate.organisationId, county))
      .run();
  });
  const { forms } = (await app.call('mikko', 'GET', '/api/managed-forms/ready')).body as Reply<'readyForms'>;
  const [first] = forms;
  app.store.write((tx) =>
    tx
      .insert(schema.formTemplate)
      .values({ id: 'form-draft', organisationId, kind: first!.kind, draft: first!.content, createdAt: 1 })
      .run(),
  );
  expect(await take(organisationId)).toEqual({ taken: formKinds.length });
});

it('[Z11] staff are told whether text messages are sent, so that nobody is invited by what never leaves', async () => {
  const textMessages = async () =>
    ((await app.call('mikko', 'GET', '/api/session')).body as Reply<'whoAmI'>).user.textMessages;
  expect(await textMessages()).toBe(false);
  app.deps.settings.sms = { url: 'https://sms.example', token: '', format: 'generic', sender: 'Neuvo' };
  expect(await textMessages()).toBe(true);
  app.deps.settings.sms = undefined;
});
