import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId, schema, serviceHandlers } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf, seriesDesk } from '#support/series.ts';
import { childService, request, slotAt, startTestApp, type TestApp, type Who } from '#support/test-app.ts';
import { code, votesIn } from '#support/votes.ts';
import { offerFreeTimes } from './use-cases/offer-time.ts';

const organisationId = 'org-sairaala';
let app: TestApp;
let votes: ReturnType<typeof votesIn>;
beforeAll(async () => {
  app = await startTestApp();
  votes = votesIn(app);
  // Maria coordinates where Aino works, until Aino moves to Hiekkala.
  set('user-maria', { organisationId: 'org-lehtola', role: 'coordinator' });
});
afterAll(() => app.close());
beforeEach(() => set('user-aino', { organisationId: 'org-lehtola' }));

const set = (id: string, row: Partial<typeof schema.userAccount.$inferInsert>) =>
  app.store.write((tx) => tx.update(schema.userAccount).set(row).where(eq(schema.userAccount.id, id)).run());
async function moveAino() {
  const { status, body } = await app.call('mikko', 'PUT', '/api/people/user-aino', {
    ...{ name: 'Aino Lampi', email: 'aino.lampi@lehtola.example', title: '', phone: '' },
    ...{ role: 'staff', language: 'fi', organisationId: 'org-hiekkala' },
  });
  expect([status, body]).toEqual([200, { id: 'user-aino' }]);
}
const setRequesters = (requesterIds: string[]) =>
  app.store.write((tx) => {
    tx.delete(schema.serviceRequester).where(eq(schema.serviceRequester.serviceId, childService)).run();
    for (const id of requesterIds)
      tx.insert(schema.serviceRequester).values({ serviceId: childService, organisationId: id }).run();
  });
const requesters = () =>
  app.store.read((tx) =>
    tx
      .select()
      .from(schema.serviceRequester)
      .where(eq(schema.serviceRequester.serviceId, childService))
      .all(),
  );

describe('[N13] proposed times of whoever works elsewhere now', () => {
  it('are still the convener’s to see and to end, and say to all who steer them why nothing is agreed', async () => {
    const at = votes.newMonday();
    const { id, mother, otto } = await votes.propose([at('09:00'), at('10:00')]);
    await moveAino();
    for (const voter of [mother, otto])
      for (const time of ['09:00', '10:00']) await votes.say(voter, at(time), 'yes');
    for (const who of ['aino', 'maria'] as const) {
      const seen = await votes.read(id, who);
      expect(seen).toMatchObject({ status: 'voted', standsStill: 'convener-moved', isReady: false });
      expect(seen.times.map(({ ready }) => ready)).toEqual([false, false]);
      expect(seen.youMay).toMatchObject({ more: false, end: true });
      expect(code(await votes.confirm(id, at('09:00'), who))).toBe('convener-moved');
      const more = await app.call(who, 'POST', `/api/proposals/${id}/times`, { startsAts: [at('11:00')] });
      expect(code(more)).toBe('convener-moved');
    }
    // Nobody else of the new organisation steers it.
    expect((await app.call('pekka', 'GET', `/api/proposals/${id}`)).status).toBe(404);
    expect((await app.call('aino', 'POST', `/api/proposals/${id}/end`)).status).toBe(200);
    expect(await votes.read(id, 'maria')).toMatchObject({ status: 'ended', standsStill: null });
  });

  it('go on when they are back', async () => {
    const at = votes.newMonday();
    const { id, mother } = await votes.propose([at('09:00')]);
    await votes.say(mother, at('09:00'), 'yes');
    await moveAino();
    set('user-aino', { organisationId: 'org-lehtola' });
    expect((await votes.read(id)).standsStill).toBeNull();
    expect((await votes.confirm(id, at('09:00'))).status).toBe(201);
  });
});

it('[N16] proposed times are agreed without a colleague whose account is closed, and of a practitioner who is gone nothing is', async () => {
  const at = votes.newMonday();
  const { id, mother } = await votes.propose([at('09:00'), at('10:00')]);
  for (const time of ['09:00', '10:00']) await votes.say(mother, at(time), 'yes');
  app.store.write((tx) =>
    tx
      .insert(schema.claim)
      .values({
        ...{ id: newId(), organisationId, resourceId: 'user-pekka', serviceId: childService, kind: 'hold' },
        ...{ heldBy: 'user-maria', startsAt: at('09:00'), endsAt: at('09:45'), expiresAt: at('09:00') },
      })
      .run(),
  );
  const heldUntil = async () => (await votes.read(id)).times[0]?.heldUntil;
  expect(await heldUntil()).toBe(at('09:00'));
  set('user-pekka', { active: false });
  expect(await heldUntil()).toBeNull();
  expect((await votes.read(id)).people).toMatchObject([{ id: 'user-pekka', required: true, isGone: true }]);
  const draft = await app.call('aino', 'GET', `/api/proposals/${id}/draft`);
  expect((draft.body as Reply<'readProposalDraft'>).content).toMatchObject({
    ...{ colleagueIds: [], requiredIds: [] },
  });
  set('user-elina', { active: false });
  expect(await votes.read(id)).toMatchObject({ standsStill: 'practitioner-gone', isReady: false });
  set('user-elina', { active: true });
  expect((await votes.confirm(id, at('09:00'))).status).toBe(201);
  expect(votes.claimed(at('09:00'))).toEqual(['user-aino', 'user-elina']);
  expect((await votes.read(id)).people).toMatchObject([]);
  set('user-pekka', { active: true });
});

it('[K2] [N6] proposed times of a team that may not ask for the service any more say so', async () => {
  const at = votes.newMonday();
  const { id, mother } = await votes.propose([at('09:00')]);
  await votes.say(mother, at('09:00'), 'yes');
  const before = requesters().map((row) => row.organisationId);
  setRequesters(before.filter((each) => each !== 'org-lehtola'));
  const seen = await votes.read(id);
  expect(seen).toMatchObject({ standsStill: 'service-closed', isReady: false, youMay: { more: false } });
  expect(seen.times.map(({ state, ready }) => [state, ready])).toEqual([['gone', false]]);
  setRequesters(before);
  expect(await votes.read(id)).toMatchObject({ standsStill: null, isReady: true });
});

it('[K2] [T3] a series of such a team goes on, and its renewal, which would be refused, is not offered', async () => {
  const desk = seriesDesk(app);
  const [first] = desk.openFridays('2027-02-05', 2);
  const id = await desk.made(fieldsOf(first!, 2, { requiredIds: [] }));
  expect((await desk.read(id)).youMay).toEqual({ change: true, renew: true });
  const before = requesters().map((row) => row.organisationId);
  setRequesters(before.filter((each) => each !== 'org-lehtola'));
  const renewal = await app.call('aino', 'GET', `/api/series/${id}`);
  expect((renewal.body as Reply<'readSeries'>).youMay).toEqual({ change: true, renew: false });
  const moved = await desk.change(id, { scope: { kind: 'one', n: 2 }, change: { kind: 'cancel' } });
  expect([moved.status, moved.body]).toEqual([200, moved.body]);
  setRequesters(before);
});

it('[T3] a series of whoever works elsewhere now is renewed by nobody in the old name, and goes on when they are back', async () => {
  const desk = seriesDesk(app);
  const [first] = desk.openFridays('2027-01-15', 4);
  const id = await desk.made(fieldsOf(first!, 2, { requiredIds: [] }));
  const { renewFrom: fromDate, rule } = await desk.read(id);
  const plan = { rule, fromDate, count: 2, untilDate: null };
  const renew = (who: Who, what: string) =>
    app.call(who, 'POST', `/api/series/${id}/${what}`, { plan, solutions: [], basedOn: 1 });
  await moveAino();
  for (const who of ['aino', 'maria'] as const)
    for (const what of ['renew-preview', 'renew'])
      expect(code(await renew(who, what))).toBe('series-maker-moved');
  set('user-aino', { organisationId: 'org-lehtola' });
  const back = await renew('aino', 'renew-preview');
  expect([back.status, back.body]).toEqual([200, back.body]);
});

it('[K2] whoever has booked, waits for a time or is asked by link keeps it when their team may not ask any more', async () => {
  app.store.write((tx) => {
    serviceHandlers.replace(tx, { id: childService, organisationId }, ['user-leena']);
    tx.update(schema.healthcareService)
      .set({ route: 'either', offersTimes: true, offerHours: 24, noticeHours: 0 })
      .where(eq(schema.healthcareService.id, childService))
      .run();
  });
  const free = { practitionerId: 'user-elina', startsAt: slotAt(1, 4) };
  const booked = await app.book(slotAt(0, 4), { subject: { kind: 'anonymous' } });
  const held = await app.call('aino', 'POST', '/api/holds', { serviceId: childService, ...free });
  expect(held.status).toBe(201);
  const sent = await app.call('aino', 'POST', '/api/sent-requests', {
    ...{ draftId: newId(), serviceId: childService },
    content: { ...request, subject: { kind: 'new-case', initials: 'K.K.', birthYear: 2016 } },
  });
  const { id } = sent.body as { id: string };
  await app.call('leena', 'POST', `/api/triage/${id}/take`, {});
  const wishes = { time: 'any', practitionerId: null, from: null, to: null };
  const waits = await app.call('leena', 'POST', `/api/triage/${id}/waitlist`, { wishes, text: '' });
  expect(waits.status).toBe(200);
  const before = requesters().map((row) => row.organisationId);
  setRequesters(before.filter((each) => each !== 'org-lehtola'));

  // Nothing new: neither found, nor held, nor booked by whoever holds it.
  expect((await app.call('aino', 'GET', `/api/services/${childService}`)).status).toBe(404);
  const late = await app.call('aino', 'POST', '/api/appointments', {
    ...{ draftId: newId(), serviceId: childService, ...free },
    content: { ...request, subject: { kind: 'anonymous' } },
  });
  expect(late.status).toBe(404);
  // What is booked is theirs, and is moved and cancelled like any.
  const visit = `/api/appointments/${booked.appointmentId}`;
  const move = { ...free, startsAt: slotAt(2, 4), reason: 'wrong-time', note: '', override: null };
  expect((await app.call('aino', 'POST', `${visit}/move`, move)).status).toBe(200);
  const family = { token: booked.tokens[0]! };
  expect((await app.call(family, 'GET', '/api/guest/visit')).body).toMatchObject({ startsAt: slotAt(2, 4) });
  // What was sent is offered its time, and becomes a visit.
  offerFreeTimes(app.deps);
  const offer = app
    .outbox()
    .flatMap(({ body }) => /\/offer#([\w-]+)/.exec(body)?.[1] ?? [])
    .at(-1)!;
  const taken = await app.call({ token: offer }, 'POST', '/api/offer/take', {});
  expect([taken.status, taken.body]).toMatchObject([200, { state: 'taken' }]);
  expect((await app.call('aino', 'GET', `/api/sent-requests/${id}`)).body).toMatchObject({
    request: { status: 'accepted' },
  });
  setRequesters(before);
});

it('[Y12] a request without a time is still shown to whoever asked, though they work elsewhere now', async () => {
  app.store.write((tx) => {
    serviceHandlers.replace(tx, { id: childService, organisationId }, ['user-leena']);
    tx.update(schema.healthcareService)
      .set({ route: 'either' })
      .where(eq(schema.healthcareService.id, childService))
      .run();
  });
  const { body } = await app.call('aino', 'POST', '/api/sent-requests', {
    ...{ draftId: newId(), serviceId: childService },
    content: { ...request, subject: { kind: 'new-case', initials: 'M.M.', birthYear: 2016 } },
  });
  const { id } = body as { id: string };
  await moveAino();
  const read = (who: Who) => app.call(who, 'GET', `/api/sent-requests/${id}`);
  for (const who of ['aino', 'maria'] as const) expect((await read(who)).status).toBe(200);
  expect((await read('pekka')).status).toBe(404);
  const list = (await app.call('aino', 'GET', '/api/sent-requests')).body as Reply<'listSentRequests'>;
  expect(list.requests.map((each) => each.id)).toContain(id);
  await app.call('leena', 'POST', `/api/triage/${id}/take`, {});
  expect((await app.call('leena', 'POST', `/api/triage/${id}/ask`, { text: 'Missä koulussa?' })).status).toBe(
    200,
  );
  const answered = await app.call('aino', 'POST', `/api/sent-requests/${id}/answer`, { text: 'Lehtolan.' });
  expect([answered.status, answered.body]).toEqual([200, answered.body]);
});
