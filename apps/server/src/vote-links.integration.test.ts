import { afterAll, beforeAll, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '#domain';
import { newId, schema } from '#db';
import { childService, startTestApp, type TestApp } from '#support/test-app.ts';
import { code, foster, votesIn } from '#support/votes.ts';

let app: TestApp;
let votes: ReturnType<typeof votesIn>;
beforeAll(async () => {
  app = await startTestApp();
  votes = votesIn(app);
});
afterAll(() => app.close());

it('[N6] tells who is asked neither the others nor their answers, nor what the meeting is about', async () => {
  const { newMonday, propose, ballotOf, say } = votes;
  const at = newMonday();
  const { mother, otto } = await propose([at('09:15')]);
  await say(mother, at('09:15'), 'yes');
  const seen = JSON.stringify(await ballotOf(otto));
  for (const secret of ['Kaisa', 'kaisa', 'psyk', 'Elina', 'Pekka']) expect(seen).not.toContain(secret);
  expect(seen).toContain('Lehtolan kunta');
  const [letter] = app.outbox().filter(({ body }) => body.includes(otto.token));
  expect(letter).toMatchObject({ kind: 'proposal', appointmentId: null });
  for (const secret of ['Kaisa', 'psyk', 'Elina'])
    expect(letter!.body + letter!.subject).not.toContain(secret);
});

it('a voter who changes their mind all day fills nobody’s mailbox', async () => {
  const { newMonday, propose, say } = votes;
  const at = newMonday();
  const { id, mother, otto } = await propose([at('09:00')]);
  await say(otto, at('09:00'), 'yes');
  for (let n = 0; n < 15; n++)
    for (const answer of ['yes', 'no'] as const) await say(mother, at('09:00'), answer);
  expect(app.outbox().filter(({ body }) => body.includes(`/proposals/${id}`))).toHaveLength(10);
});

it('[R2] [N13] a proposal is nobody else’s than its convener’s and the own coordinators’, and a link opens its own vote only', async () => {
  const { newMonday, propose, ballotOf } = votes;
  const at = newMonday();
  const { id, mother } = await propose([at('09:00')]);
  for (const who of ['pekka', 'leena'] as const) {
    expect((await app.call(who, 'GET', `/api/proposals/${id}`)).status).toBe(404);
    expect((await app.call(who, 'POST', `/api/proposals/${id}/end`)).status).toBe(404);
    expect((await app.call(who, 'POST', `/api/proposals/${id}/remind`, { voterId: null })).status).toBe(404);
  }
  expect((await app.call('elina', 'GET', '/api/proposals')).status).toBe(403);
  expect((await app.call(undefined, 'GET', '/api/proposals')).status).toBe(401);
  // A voter's secret is no guest's, and a guest's no voter's.
  expect((await app.call(mother, 'GET', '/api/guest/visit')).status).toBe(401);
  const other = await propose([at('10:00')]);
  const foreign = (await ballotOf(other.mother)).times[0]!.id;
  const answers = [{ timeId: foreign, answer: 'yes' }];
  expect(code(await app.call(mother, 'PUT', '/api/vote', { answers }))).toBe('unknown-time');
});

it('refuses what is wrong with its people and times, each beside its field', async () => {
  const { newMonday } = votes;
  const at = newMonday();
  const send = (more: object) =>
    app.call('aino', 'POST', `/api/services/${childService}/proposals`, {
      ...{ practitionerId: 'user-elina', requiredIds: [], optionalIds: [], startsAts: [at('09:00')] },
      ...{ voters: [foster], ...more },
    });
  const fields = async (more: object) =>
    ((await send(more)).body as { error: { fields: Record<string, string> } }).error.fields;
  expect(await fields({ voters: [{ ...foster, name: ' ', address: 'nobody' }] })).toEqual({
    'guests.0.name': 'required',
    'guests.0.address': 'email',
  });
  expect(await fields({ voters: [] })).toEqual({ voters: 'required' });
  expect(await fields({ requiredIds: ['nobody'] })).toEqual({ requiredIds: 'unknown-colleague' });
  expect(code(await send({ startsAts: [at('09:05')] }))).toBe('proposed-time-gone');
  expect((await send({ startsAts: [] })).status).toBe(400);
  expect((await app.call('pekka', 'POST', '/api/services/nothing/proposals', {})).status).toBe(400);
});

it('logs ids only: no name, no address, no secret', async () => {
  const { newMonday, propose, say } = votes;
  const at = newMonday();
  const { id, mother } = await propose([at('09:00')]);
  await say(mother, at('09:00'), 'yes');
  const events = app.store
    .read((tx) => tx.select().from(schema.auditEvent).all())
    .filter(({ entityId }) => entityId === id);
  expect(events.map(({ action, actorKind }) => [action, actorKind])).toEqual([
    ['propose', 'user'],
    ['vote', 'guest'],
  ]);
  const said = JSON.stringify([events, app.log]);
  for (const secret of ['Kaisa', 'perhe.example', mother.token]) expect(said).not.toContain(secret);
});

it('[N8] [C1] so late that the family can’t cancel any more, a key person is told whom to call', async () => {
  const { newMonday, propose, say, confirm, claimed } = votes;
  const at = newMonday();
  const { id, mother } = await propose([at('09:00')]);
  await say(mother, at('09:00'), 'yes');
  expect((await confirm(id, at('09:00'))).status).toBe(201);
  const before = app.clock.now;
  app.store.write((tx) => tx.update(schema.appointment).set({ cancelHours: 24 }).run());
  app.clock.now = at('09:00') - hourMs;
  expect(code(await say(mother, at('09:00'), 'no'))).toBe('too-late');
  expect(claimed(at('09:00'))).not.toEqual([]);
  app.clock.now = before;
});

it('[N7] an answer can be changed until the time begins, and no longer', async () => {
  const { newMonday, propose, ballotOf, say } = votes;
  const at = newMonday();
  const { mother } = await propose([at('11:15')]);
  for (const answer of ['no', 'yes', 'if-need-be'] as const)
    expect((await say(mother, at('11:15'), answer)).status).toBe(200);
  expect((await ballotOf(mother)).times[0]!.answer).toBe('if-need-be');
  const before = app.clock.now;
  app.clock.now = at('11:15');
  expect(code(await say(mother, at('11:15'), 'no'))).toBe('time-begun');
  expect((await ballotOf(mother)).times[0]).toMatchObject({ state: 'begun', answer: 'if-need-be' });
  app.clock.now = before;
});

it('[N12] reminds those who have not answered, once a day at most', async () => {
  const { newMonday, tokensOf, propose, say } = votes;
  const at = newMonday();
  const { id, mother, addresses } = await propose([at('09:00')]);
  const remind = (voterId: string | null = null) =>
    app.call('aino', 'POST', `/api/proposals/${id}/remind`, { voterId });
  expect(code(await remind())).toBe('asked-lately');
  await say(mother, at('09:00'), 'yes');
  const before = app.clock.now;
  app.clock.now += 21 * hourMs;
  expect((await remind()).body).toEqual({ asked: 1 });
  expect(tokensOf(addresses[0]!)).toHaveLength(1);
  expect(tokensOf(addresses[1]!)).toHaveLength(2);
  expect(code(await remind())).toBe('asked-lately');
  app.clock.now = before;
});

it('[N11] the link of an ended proposal says so, and after two weeks leads nowhere', async () => {
  const { newMonday, propose, read, ballotOf, say, confirm } = votes;
  const at = newMonday();
  const { id, mother } = await propose([at('09:00')]);
  expect((await app.call('aino', 'POST', `/api/proposals/${id}/end`)).status).toBe(200);
  expect(await ballotOf(mother)).toMatchObject({ state: 'ended', because: 'by-convener' });
  expect(code(await say(mother, at('09:00'), 'yes'))).toBe('proposal-ended');
  expect(code(await confirm(id, at('09:00')))).toBe('proposal-ended');
  const open = await propose([at('09:00')]);
  const before = app.clock.now;
  app.clock.now = at('09:00') + hourMs;
  expect(await read(open.id)).toMatchObject({ status: 'reopened', because: 'all-passed' });
  app.clock.now = at('09:45') + 14 * dayMs;
  expect(await read(open.id)).toMatchObject({ status: 'ended', because: 'out-of-date' });
  expect((await app.call(open.mother, 'GET', '/api/vote')).status).toBe(401);
  app.clock.now = before;
});

it('[J5] a secret is kept as its hash, and whoever tries many is asked to wait', async () => {
  const { newMonday, propose } = votes;
  const at = newMonday();
  const { mother } = await propose([at('09:00')]);
  const links = app.store.read((tx) => tx.select().from(schema.voteLink).all());
  expect(JSON.stringify(links)).not.toContain(mother.token);
  const answers = [];
  for (let n = 0; n < 125; n++)
    answers.push((await app.call({ token: newId() + newId() }, 'GET', '/api/vote')).status);
  expect(answers[0]).toBe(401);
  expect(answers.at(-1)).toBe(429);
  app.clock.now += minuteMs;
  expect((await app.call(mother, 'GET', '/api/vote')).status).toBe(200);
});
