import { afterAll, beforeAll, expect, it } from 'vitest';
import { localDateOf } from '#domain';
import { newId, schema } from '#db';
import type { Reply } from '#protocol';
import { childService, request, socialService, startTestApp, type TestApp } from '#support/test-app.ts';
import { code, votesIn } from '#support/votes.ts';

let app: TestApp;
let votes: ReturnType<typeof votesIn>;
let spruce: string;
let birch: string;
beforeAll(async () => {
  app = await startTestApp();
  votes = votesIn(app);
  spruce = await addRoom('Kuusi');
  birch = await addRoom('Koivu');
});
afterAll(() => app.close());

async function addRoom(fi: string): Promise<string> {
  const fields = { organisationId: 'org-suvanto', kind: 'room', address: 'Rantakatu 4' };
  const answer = await app.call('mikko', 'POST', '/api/managed-resources', {
    ...{ ...fields, name: { fi, sv: '', en: '' } },
  });
  expect(answer.status).toBe(201);
  return (answer.body as { id: string }).id;
}

/** Leena asks about nine and ten o'clock of a new Monday, in a room; the key person can come to both. */
async function proposed(resourceIds: string[]) {
  const at = votes.newMonday();
  app.openHours(localDateOf(at('09:00')), '09:00', '12:00', socialService, 'user-sanna');
  const vote = await votes.propose([at('09:00'), at('10:00')], { requiredIds: [], resourceIds }, 'leena');
  for (const time of ['09:00', '10:00']) await votes.say(vote.mother, at(time), 'yes');
  return { ...vote, at };
}
/** Somebody else's visit at that time, with a room. */
const takeRoom = (resourceId: string, startsAt: number) =>
  app.call('aino', 'POST', '/api/appointments', {
    ...{ draftId: newId(), serviceId: socialService, practitionerId: 'user-sanna', startsAt },
    content: {
      ...{ ...request, subject: { kind: 'anonymous' }, consentNoted: false, guests: [] },
      resourceIds: [resourceId],
    },
  });
const change = (id: string, resourceIds: string[]) =>
  app.call('leena', 'PUT', `/api/proposals/${id}/resources`, { resourceIds });

it('[N14] the room that was named is booked with the time that is agreed, whatever an open page says', async () => {
  const { id, at } = await proposed([spruce]);
  // `confirm` names no room: it is the proposal's that counts.
  expect((await votes.confirm(id, at('09:00'), 'leena')).status).toBe(201);
  expect(votes.claimed(at('09:00'))).toContain(spruce);
  expect(code(await change(id, []))).toBe('already-agreed');
});

it('[N14] a time whose room somebody else has is gone, says so, names free ones, and another room brings it back', async () => {
  const { id, at, otto } = await proposed([spruce]);
  expect((await takeRoom(spruce, at('09:00'))).status).toBe(201);
  const [nine, ten] = (await votes.read(id, 'leena')).times;
  expect([nine!.state, nine!.lacksThing, nine!.freeInstead.map(({ fi }) => fi)]).toEqual([
    ...['gone', true, ['Koivu']],
  ]);
  expect([ten!.state, ten!.lacksThing]).toEqual(['possible', false]);
  expect((await votes.ballotOf(otto)).times.map(({ state }) => state)).toEqual(['gone', 'open']);
  expect(code(await votes.confirm(id, at('09:00'), 'leena'))).toBe('proposed-room-gone');
  expect(votes.claimed(at('09:00'))).not.toContain('user-elina');
  expect((await change(id, ['nothing'])).status).toBe(422);
  expect((await change(id, [birch])).status).toBe(200);
  expect((await votes.read(id, 'leena')).times.map(({ state }) => state)).toEqual(['possible', 'possible']);
  expect((await votes.confirm(id, at('09:00'), 'leena')).status).toBe(201);
  expect(votes.claimed(at('09:00'))).toContain(birch);
  expect((await votes.read(id, 'leena')).history.map(({ what }) => what)).toEqual([
    ...['agree', 'change-resources', 'propose'],
  ]);
});

it('[N14] a room that is taken in the same moment goes to one of the two', async () => {
  const { id, at } = await proposed([spruce]);
  const both = await Promise.all([takeRoom(spruce, at('09:00')), votes.confirm(id, at('09:00'), 'leena')]);
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(votes.claimed(at('09:00')).filter((resource) => resource === spruce)).toHaveLength(1);
});

it('[N14] a room that goes out of use leaves no time, until it is changed', async () => {
  const oak = await addRoom('Tammi');
  const { id, at } = await proposed([oak]);
  expect(
    (await app.call('mikko', 'POST', `/api/managed-resources/${oak}/archive`, { archived: true })).status,
  ).toBe(200);
  const { times, things } = await votes.read(id, 'leena');
  expect(things.map(({ name, canBeTaken }) => [name.fi, canBeTaken])).toEqual([['Tammi', false]]);
  expect(times.map(({ state, lacksThing }) => [state, lacksThing])).toEqual([
    ...[
      ['gone', true],
      ['gone', true],
    ],
  ]);
  expect(code(await votes.confirm(id, at('09:00'), 'leena'))).toBe('proposed-room-gone');
  const more = { startsAts: [at('10:45')] };
  expect(code(await app.call('leena', 'POST', `/api/proposals/${id}/times`, more))).toBe(
    'proposed-room-gone',
  );
  expect((await change(id, [])).status).toBe(200);
  expect((await votes.confirm(id, at('09:00'), 'leena')).status).toBe(201);
});

it('[N14] nobody is asked about a time at which the room is taken', async () => {
  const { at } = await proposed([]);
  expect((await takeRoom(spruce, at('11:00'))).status).toBe(201);
  const asked = (resourceIds: string[]) =>
    votes
      .propose([at('11:00')], { requiredIds: [], resourceIds }, 'leena')
      .catch((error: Error) => error.message);
  expect(await asked([spruce])).toContain('proposed-time-gone');
  expect(await asked([birch])).toMatchObject({ id: expect.any(String) });
});

it('[Y10] [D6] a team is given a room with its time, and is told when it was the room that somebody else took', async () => {
  const { at } = await proposed([]);
  expect((await takeRoom(spruce, at('09:00'))).status).toBe(201);
  const key = { serviceId: childService, organisationId: 'org-sairaala' };
  app.store.write((tx) => {
    tx.update(schema.healthcareService).set({ route: 'either' }).run();
    tx.insert(schema.serviceHandler)
      .values({ ...key, userId: 'user-leena', position: 0 })
      .onConflictDoNothing()
      .run();
  });
  // Not Aino, who is in the visit that has the room.
  const sent = await app.call('pekka', 'POST', '/api/sent-requests', {
    ...{ draftId: newId(), serviceId: childService, content: request },
  });
  const { id } = sent.body as { id: string };
  const path = `/api/triage/${id}`;
  expect((await app.call('leena', 'POST', `${path}/take`)).status).toBe(200);
  const team = { practitionerId: 'user-elina', requiredIds: ['user-maria'], optionalIds: [] };
  const accept = (startsAt: number) =>
    app.call('leena', 'POST', `${path}/accept`, { ...team, startsAt, resourceIds: [spruce] });
  expect(code(await accept(at('09:00')))).toBe('room-taken');
  const found = await app.call('leena', 'POST', `${path}/team-times`, {
    ...{ ...team, resourceIds: [spruce], fromDate: localDateOf(at('09:00')), days: 1 },
  });
  const { times } = found.body as Reply<'findTeamTimes'>;
  expect(times.map(({ startsAt }) => startsAt)).not.toContain(at('09:00'));
  expect((await accept(at('11:00'))).status).toBe(200);
  expect(votes.claimed(at('11:00'))).toEqual(expect.arrayContaining([spruce, 'user-maria', 'user-pekka']));
});

it('[D6] [Y10] a specialist who handles a request names a room for it, also one of whoever asked', async () => {
  app.store.write((tx) => {
    tx.update(schema.healthcareService).set({ route: 'either' }).run();
    const key = { serviceId: childService, organisationId: 'org-sairaala', userId: 'user-elina' };
    tx.insert(schema.serviceHandler)
      .values({ ...key, position: 0 })
      .onConflictDoNothing()
      .run();
    const room = { id: 'room-lehtola', organisationId: 'org-lehtola', kind: 'room' as const };
    tx.insert(schema.resource)
      .values({ ...room, name: { fi: 'Neuvottelutila', sv: '', en: '' }, address: 'Kunnantie 1' })
      .run();
  });
  const sent = await app.call('aino', 'POST', '/api/sent-requests', {
    ...{ draftId: newId(), serviceId: childService, content: request },
  });
  const path = `/api/triage/${(sent.body as { id: string }).id}`;
  expect((await app.call('elina', 'POST', `${path}/take`)).status).toBe(200);
  const things = await app.call('elina', 'GET', `${path}/resources`);
  expect(things.status).toBe(200);
  const offered = things.body as Reply<'listResourcesForRequest'>;
  expect(offered.others.map(({ id }) => id)).toContain('room-lehtola');
  const team = { practitionerId: 'user-elina', requiredIds: ['user-maria'], optionalIds: [] };
  const resourceIds = ['room-lehtola'];
  const found = await app.call('elina', 'POST', `${path}/team-times`, {
    ...{ ...team, resourceIds, fromDate: '2026-12-01', days: 14 },
  });
  const { times } = found.body as Reply<'findTeamTimes'>;
  const accepted = await app.call('elina', 'POST', `${path}/accept`, {
    ...{ ...team, startsAt: times[0]!.startsAt, resourceIds },
  });
  expect(accepted.status).toBe(200);
  expect(votes.claimed(times[0]!.startsAt)).toContain('room-lehtola');
});
