import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { minuteMs } from '#domain';
import { newId, schema } from '#db';
import type { Reply } from '#protocol';
import { childService, request, startTestApp, type TestApp } from '#support/test-app.ts';
import { code, foster, votesIn } from '#support/votes.ts';

let app: TestApp;
let votes: ReturnType<typeof votesIn>;
beforeAll(async () => {
  app = await startTestApp();
  votes = votesIn(app);
});
afterAll(() => app.close());

it('[N6] [N10] asks by a link of one’s own, and books everybody once every key person can', async () => {
  const { newMonday, propose, read, ballotOf, say, confirm, claimed } = votes;
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

it('[N6] what is sent again because its answer was lost asks nobody twice, and is nobody else’s', async () => {
  const { newMonday, propose } = votes;
  const at = newMonday();
  const { id, addresses } = await propose([at('09:00')], { id: newId() });
  const fields = { requiredIds: [], optionalIds: [], startsAts: [at('09:00')], voters: [foster] };
  const data = { id, practitionerId: 'user-elina', ...fields };
  const path = `/api/services/${childService}/proposals`;
  const letters = app.outbox().length;
  expect((await app.call('aino', 'POST', path, data)).body).toMatchObject({ id });
  expect(app.outbox()).toHaveLength(letters);
  expect(app.outbox().filter(({ recipient }) => recipient === addresses[0])).toHaveLength(1);
  expect(code(await app.call('leena', 'POST', path, data))).toBe('not-found');
});

it('[N10] of two proposals for one time the second is refused, and shows it as gone', async () => {
  const { newMonday, propose, read, ballotOf, say, confirm } = votes;
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

it('[N10] two proposals for one time that are both confirmed at once: one is booked, the other told that it is gone', async () => {
  const at = votes.newMonday();
  const [first, second] = [
    await votes.propose([at('09:00')]),
    await votes.propose([at('09:00'), at('11:15')], { requiredIds: [] }, 'leena'),
  ];
  for (const { mother } of [first, second])
    for (const { startsAt } of (await votes.ballotOf(mother)).times) await votes.say(mother, startsAt, 'yes');
  const answers = await Promise.all([
    votes.confirm(first.id, at('09:00')),
    votes.confirm(second.id, at('09:00'), 'leena'),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(code(answers.find(({ status }) => status === 409)!)).toBe('proposed-time-gone');
  const visits = app.store
    .read((tx) => tx.select().from(schema.appointment).all())
    .filter(({ startsAt, status }) => startsAt === at('09:00') && status === 'booked');
  expect(visits).toHaveLength(1);
});

it('[N8] a key person’s no to the agreed time takes the meeting off and keeps the others’ votes', async () => {
  const { newMonday, propose, read, ballotOf, say, confirm, claimed } = votes;
  const at = newMonday();
  const { id, mother, otto, addresses } = await propose([at('09:00'), at('10:00')]);
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
  // The page says what fell through and whose "no" it was; whoever was asked is told the time, not by whom.
  const fallen = { startsAt: at('09:00'), endsAt: at('09:45') };
  expect(after).toMatchObject({
    ...{ status: 'voted', visit: null },
    fellThrough: { ...fallen, at: app.clock.now, byName: 'Kaisa' },
  });
  for (const voter of [mother, otto]) expect((await ballotOf(voter)).fellThrough).toEqual(fallen);
  expect(after.voters.find(({ name }) => name === 'Otto')!.answers).toHaveLength(2);
  const told = app.outbox().filter((message) => message.appointmentId === appointmentId);
  expect(told.filter(({ kind }) => kind === 'cancellation')).toHaveLength(5);
  // The family does not take another time for itself: the convener looks for one that suits all.
  const guest = told.flatMap(({ body }) => /\/v#([\w-]+)/.exec(body)?.[1] ?? [])[0]!;
  const visit = (await app.call({ token: guest }, 'GET', '/api/guest/visit')).body as Reply<'guestVisit'>;
  expect(visit).toMatchObject({ phase: 'cancelled', youMay: { rebook: false } });
  // The foster parent reads that it was them; the teacher does not.
  for (const [index, onYourSide] of [true, false].entries()) {
    const token = app.visitTokens(addresses[index]!).at(-1)!;
    const seen = (await app.call({ token }, 'GET', '/api/guest/visit')).body as Reply<'guestVisit'>;
    expect(seen.cancelled).toEqual({ role: 'family', reason: 'cannot-come', onYourSide });
  }
  // What was written for the first is not written again.
  const draft = (await app.call('aino', 'GET', `/api/proposals/${id}/draft`))
    .body as Reply<'readProposalDraft'>;
  expect(draft.content.question).toBe(request.question);
  expect((await confirm(id, at('10:00'))).status).toBe(201);
  expect(claimed(at('10:00'))).toEqual(['user-aino', 'user-elina', 'user-pekka']);
  expect(await read(id)).toMatchObject({ status: 'agreed', fellThrough: null });
});

it('[N9] with no time left the convener is told and proposes more, and only those need an answer', async () => {
  const { newMonday, tokensOf, propose, read, ballotOf, say } = votes;
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
  const { newMonday, propose, read, ballotOf, say, confirm } = votes;
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

it('[N8] a family that cancels by the link of the visit, because it can’t come, reopens the vote', async () => {
  const { newMonday, propose, read, say, confirm } = votes;
  const at = newMonday();
  const { id, mother, addresses } = await propose([at('09:00'), at('10:00')]);
  await say(mother, at('09:00'), 'yes');
  await say(mother, at('10:00'), 'yes');
  const cancelBy = async (reason: string) => {
    const invited = app.outbox().filter(({ recipient }) => recipient === addresses[0]);
    const guest = { token: invited.flatMap(({ body }) => /\/v#([\w-]+)/.exec(body)?.[1] ?? []).at(-1)! };
    expect((await app.call(guest, 'POST', '/api/guest/cancel', { reason, note: '' })).status).toBe(200);
  };
  expect((await confirm(id, at('09:00'))).status).toBe(201);
  await cancelBy('ill');
  // Whoever cancels that visit can't come at its time: it is not to be chosen once more.
  expect(await read(id)).toMatchObject({
    ...{ status: 'proposed', visit: null, fellThrough: { startsAt: at('09:00'), byName: 'Kaisa' } },
    times: [
      { state: 'refused', ready: false },
      { state: 'possible', ready: true },
    ],
  });
  expect((await confirm(id, at('10:00'))).status).toBe(201);
  await cancelBy('not-needed');
  expect(await read(id)).toMatchObject({ status: 'ended', because: 'visit-cancelled' });
});

it('[N6–N10] no interleaving of votes, bookings, cancellations and confirmations books two at one time', async () => {
  const { newMonday, propose, read, say, confirm } = votes;
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
});
