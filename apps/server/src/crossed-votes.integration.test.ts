import { afterAll, beforeAll, expect, it } from 'vitest';
import { keptApartPairs, participants, schema } from '#db';
import type { Reply } from '#protocol';
import { startTestApp, type TestApp } from '#support/test-app.ts';
import { code, votesIn } from '#support/votes.ts';

/* An agreed proposal whose visit is changed by its own page or link. */
let app: TestApp;
let desk: ReturnType<typeof votesIn>;
beforeAll(async () => {
  app = await startTestApp();
  desk = votesIn(app);
});
afterAll(() => app.close());

const visitTokenOf = (address: string) => app.visitTokens(address).at(-1)!;
/** Agrees nine o'clock of what was proposed at nine and half past ten, which suits everybody. */
async function agreed() {
  const at = desk.newMonday();
  const proposal = await desk.propose([at('09:00'), at('10:30')]);
  for (const voter of [proposal.mother, proposal.otto])
    for (const time of [at('09:00'), at('10:30')])
      expect((await desk.say(voter, time, 'yes')).status).toBe(200);
  const booked = await desk.confirm(proposal.id, at('09:00'));
  expect([booked.status, booked.body]).toEqual([201, booked.body]);
  return { at, ...proposal, appointmentId: (booked.body as { appointmentId: string }).appointmentId };
}
const cannotCome = { reason: 'cannot-come', note: '' };

it('[N8] a family that cannot come at the time that its visit was moved to has said nothing against the agreed one', async () => {
  const { at, id, appointmentId, mother, addresses } = await agreed();
  const moved = await app.call('aino', 'POST', `/api/appointments/${appointmentId}/move`, {
    ...{
      practitionerId: 'user-elina',
      startsAt: at('11:15'),
      reason: 'wrong-time',
      note: '',
      override: null,
    },
  });
  expect([moved.status, moved.body]).toEqual([200, moved.body]);
  const token = visitTokenOf(addresses[0]!);
  const cancelled = await app.call({ token }, 'POST', '/api/guest/cancel', cannotCome);
  expect([cancelled.status, cancelled.body]).toEqual([200, cancelled.body]);
  const { times } = await desk.ballotOf(mother);
  expect(times.map(({ startsAt, answer }) => [startsAt, answer])).toEqual([
    [at('09:00'), 'yes'],
    [at('10:30'), 'yes'],
  ]);
  const seen = await desk.read(id);
  expect(seen).toMatchObject({ status: 'voted', fellThrough: { startsAt: at('11:15') } });
  expect((await desk.confirm(id, at('10:30'))).status).toBe(201);
});

it('[N8] [Z7] a family whose address was put right since, and that cannot come, has said no to the agreed time', async () => {
  const { at, id, appointmentId, mother } = await agreed();
  const kaisa = app.store
    .read((tx) => participants.ofAppointment(tx, appointmentId))
    .find(({ name }) => name === 'Kaisa')!;
  const to = { channel: 'email', address: `right-${appointmentId}@perhe.example` };
  const path = `/api/appointments/${appointmentId}/participants/${kaisa.id}/link`;
  expect((await app.call('aino', 'POST', path, { to })).status).toBe(200);
  const guest = { token: visitTokenOf(to.address) };
  expect((await app.call(guest, 'POST', '/api/guest/cancel', cannotCome)).status).toBe(200);
  expect((await desk.ballotOf(mother)).times.map(({ answer }) => answer)).toEqual(['no', 'yes']);
  expect(await desk.read(id)).toMatchObject({ fellThrough: { startsAt: at('09:00'), byName: 'Kaisa' } });
  expect(code(await desk.confirm(id, at('09:00')))).toBe('key-person-missing');
});

it('[N8] [N10] of a time that a key person has just turned down, a page that was open books nothing', async () => {
  const { at, id, mother, appointmentId } = await agreed();
  const draft = (await app.call('aino', 'GET', `/api/proposals/${id}/draft`))
    .body as Reply<'readProposalDraft'>;
  expect((await desk.say(mother, at('09:00'), 'no')).status).toBe(200);
  const { guests, colleagueIds, requiredIds } = draft.content;
  for (const startsAt of [at('09:00'), at('10:30')]) {
    const again = await app.call('aino', 'POST', '/api/appointments', {
      ...{ draftId: draft.draftId, serviceId: 'service-child-psychiatry', practitionerId: 'user-elina' },
      ...{ startsAt, proposalId: id, content: { ...draft.content, guests, colleagueIds, requiredIds } },
    });
    expect([again.status, code(again)]).toEqual([409, 'visit-cancelled']);
  }
  const visits = app.store.read((tx) => tx.select().from(schema.appointment).all());
  expect(
    visits.filter((visit) => visit.startsAt === at('09:00')).map(({ id, status }) => [id, status]),
  ).toEqual([[appointmentId, 'cancelled']]);
  expect((await desk.confirm(id, at('10:30'))).status).toBe(201);
});

it('[N8] [Q12] of a visit that was handed over, a key person’s no takes it off and tells whoever has it', async () => {
  const { at, id, mother, appointmentId } = await agreed();
  app.store.write((tx) =>
    tx
      .insert(schema.servicePractitioner)
      .values({
        ...{
          serviceId: 'service-child-psychiatry',
          practitionerId: 'user-johan',
          organisationId: 'org-sairaala',
        },
      })
      .onConflictDoNothing()
      .run(),
  );
  const taken = await app.call('johan', 'POST', `/api/arrivals/${appointmentId}/take-over`, {
    ...{ from: 'user-elina', to: 'user-johan' },
  });
  expect([taken.status, taken.body]).toEqual([200, taken.body]);
  const sent = app.outbox().length;
  expect((await desk.say(mother, at('09:00'), 'no')).status).toBe(200);
  const told = app
    .outbox()
    .slice(sent)
    .filter(({ kind }) => kind === 'cancellation');
  expect(told.map(({ recipient }) => recipient.split('.')[0])).toContain('johan');
  expect(told.map(({ recipient }) => recipient.split('.')[0])).not.toContain('elina');
  expect(desk.claimed(at('09:00'))).toEqual([]);
  // The proposal goes on with whom it was made for.
  expect((await desk.confirm(id, at('10:30'))).status).toBe(201);
  expect(desk.claimed(at('10:30'))).toContain('user-elina');
});

it('[N8] [C7] a required colleague who is away is out of the visit, and of the next one they are asked again', async () => {
  const { at, id, mother, appointmentId } = await agreed();
  const date = new Date(at('09:00')).toISOString().slice(0, 10);
  expect(date).toMatch(/^2026/);
  const left = await app.call('pekka', 'POST', `/api/appointments/${appointmentId}/decline`, {
    substituteId: null,
  });
  expect([left.status, left.body]).toEqual([200, left.body]);
  expect((await desk.say(mother, at('09:00'), 'no')).status).toBe(200);
  expect((await desk.confirm(id, at('10:30'))).status).toBe(201);
  expect(desk.claimed(at('10:30'))).toEqual(['user-aino', 'user-elina', 'user-pekka']);
});

it('[N8] [M16] [M18] who was kept apart and who interprets in the visit that fell through do so in the next one that is agreed', async () => {
  const { at, id, mother, appointmentId } = await agreed();
  const guestsOf = (visitId: string) =>
    app.store.read((tx) => participants.ofAppointment(tx, visitId)).filter(({ kind }) => kind === 'guest');
  const [one, other] = guestsOf(appointmentId);
  const path = `/api/appointments/${appointmentId}/participants/${one!.id}`;
  const apart = await app.call('aino', 'POST', `${path}/apart`, { from: [other!.id], notFrom: [] });
  expect([apart.status, apart.body]).toEqual([200, apart.body]);
  const interprets = await app.call('aino', 'POST', `${path}/interpreter`, { languages: ['fi', 'sv'] });
  expect([interprets.status, interprets.body]).toEqual([200, interprets.body]);
  expect((await desk.say(mother, at('09:00'), 'no')).status).toBe(200);
  const booked = await desk.confirm(id, at('10:30'));
  const next = (booked.body as { appointmentId: string }).appointmentId;
  const pairs = app.store.read((tx) => keptApartPairs.of(tx, next));
  expect(pairs.flat().sort()).toEqual(
    guestsOf(next)
      .map((each) => each.id)
      .sort(),
  );
  expect(guestsOf(next).find(({ name }) => name === one!.name)).toMatchObject({ interprets: ['fi', 'sv'] });
});

it('[N8] a key person whose page does not show yet that a time is agreed takes nothing off by an answer to it', async () => {
  const { at, id, mother, otto, appointmentId } = await agreed();
  const { times } = await desk.ballotOf(mother);
  const sent = app.outbox().length;
  const answers = [{ timeId: times.find(({ startsAt }) => startsAt === at('09:00'))!.id, answer: 'no' }];
  for (const voter of [mother, otto])
    expect(code(await app.call(voter, 'PUT', '/api/vote', { answers, seen: 'open' }))).toBe(
      'agreed-meanwhile',
    );
  expect([(await desk.read(id)).status, app.outbox().length]).toEqual(['agreed', sent]);
  expect((await app.call(mother, 'PUT', '/api/vote', { answers, seen: 'agreed' })).status).toBe(200);
  const { body } = await app.call('elina', 'GET', `/api/appointments/${appointmentId}`);
  expect((body as Reply<'readAppointment'>).appointment.status).toBe('cancelled');
  // Another time is agreed, and a page still shows the one that fell through.
  expect((await desk.confirm(id, at('10:30'))).status).toBe(201);
  expect(code(await app.call(otto, 'PUT', '/api/vote', { answers, seen: 'agreed' }))).toBe(
    'agreed-meanwhile',
  );
});

it('[B8] [N8] a key person who was taken out of the agreed visit takes it off no more, nor is told when it is', async () => {
  const { at, mother, otto, addresses, appointmentId } = await agreed();
  const path = `/api/appointments/${appointmentId}`;
  const { appointment } = (await app.call('aino', 'GET', path)).body as Reply<'readAppointment'>;
  const seat = appointment.participants.find(({ address }) => address === addresses[0])!;
  const timeId = (await desk.ballotOf(mother)).agreed!.timeId!;
  expect((await app.call('aino', 'DELETE', `${path}/guests/${seat.id}`)).status).toBe(200);
  expect(await desk.ballotOf(mother)).toMatchObject({ state: 'ended', agreed: null });
  const no = await app.call(mother, 'PUT', '/api/vote', { answers: [{ timeId, answer: 'no' }] });
  expect(code(no)).toBe('proposal-ended');
  expect(desk.claimed(at('09:00'))).toEqual(['user-aino', 'user-elina', 'user-pekka']);
  expect(await desk.ballotOf(otto)).toMatchObject({ state: 'agreed', agreed: { startsAt: at('09:00') } });
  // Whoever is invited again is one of its people again.
  const kaisa = { name: seat.name, channel: 'email', address: addresses[0], language: 'fi', role: 'parent' };
  expect((await app.call('aino', 'POST', `${path}/guests`, kaisa)).status).toBe(200);
  expect(await desk.ballotOf(mother)).toMatchObject({ state: 'agreed' });
});
