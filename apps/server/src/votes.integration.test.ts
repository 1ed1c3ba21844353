import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dayMs, hourMs, instantOf, minuteMs } from '#domain';
import { newId, schema } from '#db';
import type { Body, Reply } from '#protocol';
import { childService, request, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

let weeks = 0;
/** Another Monday, on which Elina has her weekly hours from nine to twelve and nobody has anything yet. */
function newMonday() {
  app.store.write((tx) => {
    tx.delete(schema.claim).run();
    tx.update(schema.participant).set({ seat: 'removed', seatAt: 1 }).run();
  });
  const date = new Date(Date.UTC(2026, 10, 30 + 7 * (weeks++ % 6))).toISOString().slice(0, 10);
  return (time: string) => instantOf(date, time);
}
type Voter = Body<'proposeTimes'>['voters'][number];
const foster: Voter = {
  ...{ name: 'Kaisa', channel: 'email', address: 'kaisa@perhe.example' },
  ...{ language: 'fi', role: 'parent', isKey: true },
};
const teacher: Voter = {
  ...foster,
  name: 'Otto',
  address: 'otto@koulu.example',
  role: 'teacher',
  isKey: false,
};

const code = ({ body }: { body: unknown }) => (body as { error: { code: string } }).error.code;
const tokensOf = (address: string) =>
  app
    .outbox()
    .filter((message) => message.recipient === address)
    .flatMap((message) => /\/vote#([\w-]+)/.exec(message.body)?.[1] ?? []);

let people = 0;
/** Proposes times as Aino to a foster parent and a teacher of their own; answers how to vote as each. */
async function propose(startsAts: number[], more: Partial<Body<'proposeTimes'>> = {}, who: Who = 'aino') {
  const number = ++people;
  const voters = [foster, teacher].map((voter) => ({ ...voter, address: `${number}${voter.address}` }));
  const { status, body } = await app.call(who, 'POST', `/api/services/${childService}/proposals`, {
    ...{ practitionerId: 'user-elina', requiredIds: ['user-pekka'], optionalIds: [], startsAts, voters },
    ...more,
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  const { id } = body as { id: string };
  const ofVoter = (index: number) => ({ token: tokensOf(voters[index]!.address)[0]! });
  return { id, mother: ofVoter(0), otto: ofVoter(1), addresses: voters.map(({ address }) => address) };
}
const read = async (id: string, who: Who = 'aino') =>
  (await app.call(who, 'GET', `/api/proposals/${id}`)).body as Reply<'readProposal'>;
const ballotOf = async (voter: { token: string }) =>
  (await app.call(voter, 'GET', '/api/vote')).body as Reply<'readBallot'>;
async function say(voter: { token: string }, startsAt: number, answer: 'yes' | 'if-need-be' | 'no') {
  const { times } = await ballotOf(voter);
  const timeId = times.find((time) => time.startsAt === startsAt)!.id;
  return app.call(voter, 'PUT', '/api/vote', { answers: [{ timeId, answer }] });
}
async function confirm(id: string, startsAt: number, who: Who = 'aino') {
  const draft = (await app.call(who, 'GET', `/api/proposals/${id}/draft`)).body as Reply<'readProposalDraft'>;
  const { guests, colleagueIds, requiredIds } = draft.content;
  return app.call(who, 'POST', '/api/appointments', {
    ...{ draftId: draft.draftId, serviceId: childService, practitionerId: 'user-elina', startsAt },
    ...{ proposalId: id, content: { ...request, guests, colleagueIds, requiredIds } },
  });
}
const claimed = (startsAt: number) =>
  app.store
    .read((tx) => tx.select().from(schema.claim).all())
    .filter((claim) => claim.startsAt === startsAt && claim.kind === 'booking')
    .map(({ resourceId }) => resourceId)
    .sort();

it('[N6] [N10] asks by a link of one’s own, and books everybody once every key person can', async () => {
  const at = newMonday();
  const { id, mother, otto } = await propose([at('09:00'), at('10:00')]);
  // Nothing is held by asking.
  expect(claimed(at('09:00'))).toEqual([]);
  expect(code(await confirm(id, at('09:00')))).toBe('key-person-missing');
  expect((await say(mother, at('09:00'), 'if-need-be')).status).toBe(200);
  await say(otto, at('09:00'), 'no');
  const { times, voters, status } = await read(id);
  expect(status).toBe('proposed');
  expect(times.map(({ state, ready }) => ({ state, ready }))).toEqual([
    { state: 'possible', ready: true },
    { state: 'possible', ready: false },
  ]);
  expect(voters.map(({ name, isAwaited }) => [name, isAwaited])).toEqual([
    ['Kaisa', true],
    ['Otto', true],
  ]);
  const booked = await confirm(id, at('09:00'));
  expect(booked.status).toBe(201);
  expect(claimed(at('09:00'))).toEqual(['user-aino', 'user-elina', 'user-pekka']);
  const { appointmentId } = booked.body as { appointmentId: string };
  expect(await read(id)).toMatchObject({ status: 'agreed', visit: { id: appointmentId, status: 'booked' } });
  expect(await ballotOf(mother)).toMatchObject({ state: 'agreed', agreed: { startsAt: at('09:00') } });
  const invited = app.outbox().filter((message) => message.appointmentId === appointmentId);
  expect(invited.filter(({ kind }) => kind === 'invitation')).toHaveLength(5);
  // B6: the page sends it once more.
  const again = await app.call('aino', 'POST', '/api/appointments', {
    ...{ draftId: 'other', serviceId: childService, practitionerId: 'user-elina', startsAt: at('09:00') },
    ...{ proposalId: id, content: request },
  });
  expect(code(again)).toBe('already-agreed');
});

it('[N6] tells who is asked neither the others nor their answers, nor what the meeting is about', async () => {
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

it('[N10] of two proposals for one time the second is refused, and shows it as gone', async () => {
  const at = newMonday();
  const first = await propose([at('09:00'), at('10:30')]);
  const second = await propose([at('09:30'), at('11:15')], { requiredIds: [] }, 'leena');
  for (const { mother } of [first, second])
    for (const { startsAt } of (await ballotOf(mother)).times) await say(mother, startsAt, 'yes');
  expect((await confirm(first.id, at('09:00'))).status).toBe(201);
  expect(code(await confirm(second.id, at('09:30'), 'leena'))).toBe('proposed-time-gone');
  expect((await read(second.id, 'leena')).times.map(({ state }) => state)).toEqual(['gone', 'possible']);
  expect((await ballotOf(second.otto)).times.map(({ state }) => state)).toEqual(['gone', 'open']);
  expect(code(await say(second.otto, at('09:30'), 'yes'))).toBe('proposed-time-gone');
  expect((await confirm(second.id, at('11:15'), 'leena')).status).toBe(201);
});

it('[N8] a key person’s no to the agreed time takes the meeting off and keeps the others’ votes', async () => {
  const at = newMonday();
  const { id, mother, otto } = await propose([at('09:00'), at('10:00')]);
  for (const voter of [mother, otto])
    for (const time of ['09:00', '10:00']) await say(voter, at(time), 'yes');
  expect(app.outbox().filter(({ body }) => body.includes(`/proposals/${id}`))).toHaveLength(1);
  const { appointmentId } = (await confirm(id, at('09:00'))).body as { appointmentId: string };
  // Another person's no changes no agreement.
  await say(otto, at('09:00'), 'no');
  expect((await read(id)).status).toBe('agreed');
  expect((await say(mother, at('09:00'), 'no')).status).toBe(200);
  expect(claimed(at('09:00'))).toEqual([]);
  const after = await read(id);
  expect(after).toMatchObject({ status: 'voted', visit: null });
  expect(after.voters.find(({ name }) => name === 'Otto')!.answers).toHaveLength(2);
  const told = app.outbox().filter((message) => message.appointmentId === appointmentId);
  expect(told.filter(({ kind }) => kind === 'cancellation')).toHaveLength(5);
  // The family does not take another time for itself: the convener looks for one that suits all.
  const guest = told.flatMap(({ body }) => /\/v#([\w-]+)/.exec(body)?.[1] ?? [])[0]!;
  const visit = (await app.call({ token: guest }, 'GET', '/api/guest/visit')).body as Reply<'guestVisit'>;
  expect(visit).toMatchObject({ phase: 'cancelled', youMay: { rebook: false } });
  // What was written for the first is not written again.
  const draft = (await app.call('aino', 'GET', `/api/proposals/${id}/draft`))
    .body as Reply<'readProposalDraft'>;
  expect(draft.content.question).toBe(request.question);
  expect((await confirm(id, at('10:00'))).status).toBe(201);
  expect(claimed(at('10:00'))).toEqual(['user-aino', 'user-elina', 'user-pekka']);
});

it('[N9] with no time left the convener is told and proposes more, and only those need an answer', async () => {
  const at = newMonday();
  const { id, mother, otto, addresses } = await propose([at('09:00')]);
  await say(otto, at('09:00'), 'yes');
  await say(mother, at('09:00'), 'no');
  expect(await read(id)).toMatchObject({ status: 'reopened', because: 'no-from-key-person' });
  const toConvener = app.outbox().filter(({ body }) => body.includes(`/proposals/${id}`));
  expect(toConvener.map(({ recipient }) => recipient)).toEqual(['aino.lampi@lehtola.example']);
  const more = (startsAts: number[]) => app.call('aino', 'POST', `/api/proposals/${id}/times`, { startsAts });
  expect(code(await more([at('08:00')]))).toBe('proposed-time-gone');
  expect((await more([at('09:00'), at('10:00')])).status).toBe(200);
  expect(tokensOf(addresses[0]!)).toHaveLength(2);
  // The first link goes on working.
  const { times } = await ballotOf(mother);
  expect(times.map(({ answer }) => answer)).toEqual(['no', null]);
  await say(mother, at('10:00'), 'yes');
  expect(await read(id)).toMatchObject({ status: 'proposed' });
  expect((await more(Array.from({ length: 12 }, (_, n) => at('10:15') + n * 15 * minuteMs))).status).toBe(
    409,
  );
});

it('[N11] a visit that is cancelled elsewhere ends its proposal, and its voters are told', async () => {
  const at = newMonday();
  const { id, mother } = await propose([at('09:00')]);
  await say(mother, at('09:00'), 'yes');
  const { appointmentId } = (await confirm(id, at('09:00'))).body as { appointmentId: string };
  await app.call('aino', 'POST', `/api/appointments/${appointmentId}/cancel`, {
    reason: 'not-needed',
    note: '',
  });
  expect(await read(id)).toMatchObject({ status: 'ended', because: 'visit-cancelled' });
  expect(await ballotOf(mother)).toMatchObject({ state: 'ended', because: 'visit-cancelled' });
});

it('[R2] a proposal is its convener’s alone, and a link opens its own vote only', async () => {
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

it('[N6–N10] no interleaving of votes, bookings, cancellations and confirmations books two at one time', async () => {
  const step = fc.record({
    what: fc.constantFrom('vote', 'vote', 'vote', 'confirm', 'confirm', 'book', 'cancel'),
    which: fc.constantFrom(0, 1),
    voter: fc.constantFrom('mother' as const, 'otto' as const),
    time: fc.constantFrom('09:00', '09:30', '10:15'),
    answer: fc.constantFrom('yes' as const, 'yes' as const, 'if-need-be' as const, 'no' as const),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const at = newMonday();
      const all = ['09:00', '09:30', '10:15'].map(at);
      const proposed = [await propose(all), await propose(all, { requiredIds: [] }, 'leena')];
      const convener = ['aino', 'leena'] as const;
      await Promise.all(
        steps.map(async ({ what, which, voter, time, answer }) => {
          const { id } = proposed[which]!;
          if (what === 'vote') await say(proposed[which]![voter], at(time), answer);
          else if (what === 'confirm') await confirm(id, at(time), convener[which]);
          else if (what === 'book')
            await app.call('pekka', 'POST', '/api/appointments', {
              ...{
                draftId: newId(),
                serviceId: childService,
                practitionerId: 'user-elina',
                startsAt: at(time),
              },
              content: request,
            });
          else {
            const { visit } = await read(id, convener[which]);
            if (visit)
              await app.call(convener[which], 'POST', `/api/appointments/${visit.id}/cancel`, {
                ...{ reason: 'not-needed', note: '' },
              });
          }
        }),
      );
      const bookings = app.store
        .read((tx) => tx.select().from(schema.claim).all())
        .filter(({ kind }) => kind === 'booking')
        .sort((a, b) => a.startsAt - b.startsAt);
      for (const resource of new Set(bookings.map(({ resourceId }) => resourceId))) {
        const own = bookings.filter(({ resourceId }) => resourceId === resource);
        own
          .slice(1)
          .forEach((claim, index) => expect(claim.startsAt).toBeGreaterThanOrEqual(own[index]!.endsAt));
      }
      for (const [which, { id }] of proposed.entries()) {
        const { status, visit, times, voters } = await read(id, convener[which]);
        if (status !== 'agreed') continue;
        const time = times.find(({ startsAt }) => startsAt === visit!.startsAt)!;
        const mother = voters.find(({ isKey }) => isKey)!;
        expect(['yes', 'if-need-be']).toContain(
          mother.answers.find(({ timeId }) => timeId === time.id)?.answer,
        );
        expect(bookings.filter(({ appointmentId }) => appointmentId === visit!.id)).not.toEqual([]);
      }
    }),
    { numRuns: 12 },
  );
}, 60_000);

// From here on the clock moves.
it('[N8] [C1] so late that the family can’t cancel any more, a key person is told whom to call', async () => {
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
