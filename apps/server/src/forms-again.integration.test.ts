import { afterEach, beforeEach, expect, it } from 'vitest';
import { instantOf, minuteMs, noFormText, type FormContent, type FormField } from '#domain';
import type { Reply } from '#protocol';
import { fieldsOf, seriesDesk } from '#support/series.ts';
import { childService, slotAt, startTestApp, type TestApp, type Who } from '#support/test-app.ts';
import { votesIn } from '#support/votes.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
  app.offerToo(childService, 'user-johan', 'org-sairaala');
});
afterEach(() => app.close());

type Link = { token: string };
const text = (fi: string) => ({ ...noFormText, fi });
const content = (...ids: string[]): FormContent => ({
  ...{ title: text('Ennen tapaamista'), lead: noFormText, bands: [] },
  fields: ids.map((id): FormField => ({
    ...{ id, kind: 'short-text', label: text(id), help: noFormText, required: false },
  })),
});

/** A template for parents is published in its first version, and used by the service. */
async function useForParents(): Promise<{ id: string; revision: number }> {
  const made = await app.call('mikko', 'POST', '/api/managed-forms', {
    ...{ organisationId: 'org-suvanto', kind: 'parent', content: content('worry', 'wish') },
  });
  const published = await publish(made.body);
  const address = `/api/managed-services/${childService}`;
  const { settings, revision } = (await app.call('mikko', 'GET', address))
    .body as Reply<'readManagedService'>;
  const forms = { parent: published.id };
  await app.call('mikko', 'PUT', address, { settings: { ...settings, forms }, basedOn: revision });
  return published;
}
const publish = async ({ id, revision }: { id: string; revision: number }) =>
  (await app.call('mikko', 'POST', `/api/managed-forms/${id}/publish`, { basedOn: revision })).body as {
    id: string;
    revision: number;
  };
async function publishOther({ id, revision }: { id: string; revision: number }) {
  const body = { content: content('worry', 'other'), basedOn: revision };
  await publish((await app.call('mikko', 'PUT', `/api/managed-forms/${id}`, body)).body);
}

const formOf = async (link: Link) =>
  ((await app.call(link, 'GET', '/api/guest/form')).body as Reply<'guestForm'>).form;
const save = async (link: Link, answers: object) =>
  (await app.call(link, 'PUT', '/api/guest/form', { answers, basedOn: null })).status;
const send = async (link: Link, answers: object, basedOn: number | null = null) =>
  (await app.call(link, 'POST', '/api/guest/form/send', { answers, basedOn })).status;
const formsRead = async (who: Who, id: string) =>
  (
    (await app.call(who, 'GET', `/api/appointments/${id}`)).body as Reply<'readAppointment'>
  ).appointment.forms.map(({ writerName, state, answers }) => [writerName, state, answers]);

const parents = ['Laura', 'Kari', 'Mari'].map((name) => ({
  ...{ name, channel: 'email' as const, address: `${name.toLowerCase()}@perhe.example` },
  language: 'fi' as const,
}));
/** Laura has sent the form, Kari has begun it, Mari has not opened it. */
async function writtenVisit(index = 0) {
  const { appointmentId, tokens } = await app.book(slotAt(index), { guests: parents });
  const [laura, kari, mari] = tokens.map((token) => ({ token })) as [Link, Link, Link];
  expect(await send(laura, { worry: 'Uni', wish: 'Neuvoja' })).toBe(200);
  expect(await save(kari, { wish: 'Rauhaa' })).toBe(200);
  return { appointmentId, laura, kari, mari };
}
const post = (who: Who | Link, url: string, body: object) => app.call(who, 'POST', url, body);
const lastTokens = () => parents.map(({ address }) => ({ token: app.visitTokens(address).at(-1)! }));
const invitations = (from: number) =>
  Object.fromEntries(
    app
      .outbox()
      .slice(from)
      .filter(({ recipient }) => recipient.endsWith('@perhe.example'))
      .map(({ recipient, body }) => [
        recipient.split('@')[0],
        body.includes('Ennen tapaamista voit vastata'),
      ]),
  );

it('[F11] [F12] what was written goes along when the visit is moved and handed over, and is read by who has it', async () => {
  await useForParents();
  const { appointmentId, kari } = await writtenVisit();
  const to = { practitionerId: 'user-elina', startsAt: slotAt(1, 1), override: null };
  await post('aino', `/api/appointments/${appointmentId}/move`, { ...to, reason: 'wrong-time', note: '' });
  app.openHours('2026-12-05', '09:00', '12:00', childService, 'user-johan');
  const handedOver = await post('elina', `/api/appointments/${appointmentId}/move`, {
    ...{ practitionerId: 'user-johan', startsAt: instantOf('2026-12-05', '09:00'), override: null },
    ...{ reason: 'specialist-ill', note: '' },
  });
  expect(handedOver.status).toBe(200);
  const saved = (await formOf(kari))!;
  expect(saved).toMatchObject({ isOpen: true, answers: { wish: 'Rauhaa' } });
  expect(await send(kari, { wish: 'Rauhaa ja unta' }, saved.savedAt)).toBe(200);
  const forms = await formsRead('johan', appointmentId);
  expect(forms).toEqual([
    ['Kari', 'submitted', { wish: 'Rauhaa ja unta' }],
    ['Laura', 'submitted', { worry: 'Uni', wish: 'Neuvoja' }],
    ['Mari', 'asked', {}],
  ]);
  expect((await app.call('elina', 'GET', `/api/appointments/${appointmentId}`)).status).toBe(404);
});

it('[F18] [C6] nobody writes again what they wrote for a cancelled visit, in its version, when the family takes a new time', async () => {
  const form = await useForParents();
  const { appointmentId, mari } = await writtenVisit();
  await publishOther(form);
  await post('elina', `/api/appointments/${appointmentId}/cancel`, { reason: 'specialist-ill', note: '' });
  const sent = app.outbox().length;
  const taken = await post(mari, '/api/guest/rebook', {
    practitionerId: 'user-elina',
    startsAt: slotAt(0, 1),
  });
  expect(taken.status).toBe(201);
  const [laura, kari, own] = lastTokens() as [Link, Link, Link];
  expect(await formOf(laura)).toMatchObject({
    status: 'submitted',
    answers: { worry: 'Uni', wish: 'Neuvoja' },
  });
  expect(await formOf(kari)).toMatchObject({ status: 'draft', isOpen: true, answers: { wish: 'Rauhaa' } });
  // All parents of one visit have one form.
  expect((await formOf(own))!.content.fields.map(({ id }) => id)).toEqual(['worry', 'wish']);
  expect(invitations(sent)).toEqual({ laura: false, kari: true, mari: true });
  const next = app.store.read(() => app.outbox().at(-1)!.appointmentId!);
  expect(await formsRead('elina', next)).toEqual([
    ['Kari', 'begun', {}],
    ['Laura', 'submitted', { worry: 'Uni', wish: 'Neuvoja' }],
    ['Mari', 'asked', {}],
  ]);
});

it('[F18] [L6] nor for a missed visit, when it is booked anew', async () => {
  await useForParents();
  const { appointmentId } = await writtenVisit();
  app.clock.now = slotAt(0) + 20 * minuteMs;
  await post('elina', `/api/appointments/${appointmentId}/no-show`, {});
  const to = { practitionerId: 'user-elina', startsAt: slotAt(0, 1) };
  const { body, status } = await post('elina', `/api/appointments/${appointmentId}/rebook`, to);
  expect(status).toBe(201);
  expect(
    (await formsRead('elina', (body as { id: string }).id)).map(([name, state]) => [name, state]),
  ).toEqual([
    ['Kari', 'begun'],
    ['Laura', 'submitted'],
    ['Mari', 'asked'],
  ]);
});

it('[F18] [T14] nor for a meeting that is taken back', async () => {
  await useForParents();
  const desk = seriesDesk(app);
  desk.openFridays('2026-12-04', 2);
  const id = await desk.made(fieldsOf('2026-12-04', 2, { guests: parents }));
  const [laura, kari] = parents.map(({ address }) => ({ token: app.visitTokens(address)[0]! })) as [
    Link,
    Link,
  ];
  expect(await send(laura, { worry: 'Uni' })).toBe(200);
  expect(await save(kari, { wish: 'Rauhaa' })).toBe(200);
  const scope = { kind: 'one' as const, n: 1 };
  const change = { kind: 'cancel' as const };
  expect((await desk.change(id, { scope, change, reason: 'not-needed' })).status).toBe(200);
  const back = await post('aino', `/api/series/${id}/meetings/1/take-back`, { basedOn: 2 });
  expect(back.status).toBe(200);
  const { appointmentId } = back.body as { appointmentId: string };
  expect((await formsRead('elina', appointmentId)).map(([name, state]) => [name, state])).toEqual([
    ['Kari', 'begun'],
    ['Laura', 'submitted'],
    ['Mari', 'asked'],
  ]);
});

it('[F18] [N8] nor for a meeting that fell through, when another time is agreed', async () => {
  await useForParents();
  const votes = votesIn(app);
  const at = votes.newMonday();
  const { id, mother, otto, addresses } = await votes.propose([at('09:00'), at('09:45')]);
  for (const voter of [mother, otto])
    for (const time of ['09:00', '09:45']) await votes.say(voter, at(time), 'yes');
  expect((await votes.confirm(id, at('09:00'))).status).toBe(201);
  const [address] = addresses as [string];
  expect(await send({ token: app.visitTokens(address)[0]! }, { worry: 'Uni' })).toBe(200);
  expect((await votes.say(mother, at('09:00'), 'no')).status).toBe(200);
  const again = await votes.confirm(id, at('09:45'));
  expect(again.status).toBe(201);
  expect(await formOf({ token: app.visitTokens(address).at(-1)! })).toMatchObject({
    ...{ status: 'submitted', answers: { worry: 'Uni' } },
  });
});
