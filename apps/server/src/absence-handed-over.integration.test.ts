import { afterEach, beforeEach, expect, it } from 'vitest';
import { instantOf, minuteMs } from '#domain';
import type { Reply } from '#protocol';
import { childService, startTestApp, type TestApp } from '#support/test-app.ts';

const date = '2026-12-05';
const at = (time: string) => instantOf(date, time);
let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
  app.offerToo(childService, 'user-johan', 'org-sairaala');
  app.openHours(date, '09:00', '12:00');
  app.openHours(date, '08:50', '09:50', childService, 'user-johan');
});
afterEach(() => app.close());

// A coordinator and an administrator of the organisation above: they keep the hours and are not of the team.
it.each(['leena', 'mikko'] as const)(
  '[C5] [W2] a visit that somebody waits for is handed over also when %s decides it, who keeps the hours from outside the team',
  async (who) => {
    const { appointmentId, tokens } = await app.book(at('09:00'));
    app.clock.now = at('09:00') - 10 * minuteMs;
    const page = await app.page({ token: tokens[0]! });
    await page.enter(null);
    const sent = app.outbox().length;
    const decide = async (practitionerId: string) => {
      const decision = { id: appointmentId, kind: 'move', practitionerId, startsAt: at('09:00') };
      const { body } = await app.call(who, 'POST', '/api/absences/user-elina', {
        ...{ date, note: '', decisions: [decision] },
      });
      return (body as Reply<'decideAbsence'>).results[0]!.refused;
    };
    // Only to whom it could go: who offers the service.
    expect(await decide('user-sanna')).toBe('forbidden');
    expect(await decide('user-johan')).toBeNull();
    const { items } = (await app.call('johan', 'GET', '/api/my-day')).body as Reply<'myDay'>;
    const theirs = items.find(({ id }) => id === appointmentId);
    expect(theirs?.waiting.map(({ name }) => name)).toEqual(['Laura']);
    const told = app.outbox().slice(sent);
    expect(told.map(({ recipient, kind }) => `${recipient.split('.')[0]} ${kind}`).sort()).toEqual([
      ...['aino moved', 'elina cancellation', 'johan invitation'],
    ]);
    // They see no more of the visit for it, and the waiting room stays the team's (Q9).
    const seen = await app.call(who, 'GET', `/api/appointments/${appointmentId}`);
    const back = await app.call(who, 'POST', `/api/arrivals/${appointmentId}/take-over`, {
      ...{ from: 'user-johan', to: 'user-elina' },
    });
    expect([seen.status, back.status]).toEqual([who === 'mikko' ? 403 : 404, who === 'mikko' ? 403 : 404]);
    // What is another's by now is not of this absence any more.
    expect(await decide('user-johan')).toBe('not-booked');
  },
);

it('[C5] [Q12] a visit whose time has come while they wait is handed over still, and not proposed to be cancelled', async () => {
  const { appointmentId, tokens } = await app.book(at('09:00'));
  const unvisited = await app.book(at('09:45'));
  app.clock.now = at('09:00') - 10 * minuteMs;
  const page = await app.page({ token: tokens[0]! });
  await page.enter(null);
  app.clock.now = at('09:00') + 5 * minuteMs;
  const read = async () =>
    (
      (await app.call('leena', 'GET', `/api/absences/user-elina?date=${date}`)).body as Reply<'readAbsence'>
    ).visits.map(({ id, hasBegun, proposal, times }) => [id, hasBegun, proposal, times.length > 0]);
  expect(await read()).toEqual([
    [appointmentId, true, 'hand-over', true],
    [unvisited.appointmentId, false, expect.any(String), expect.any(Boolean)],
  ]);
  const decide = async (decision: object) => {
    const { body } = await app.call('leena', 'POST', '/api/absences/user-elina', {
      ...{ date, note: '', decisions: [{ id: appointmentId, ...decision }] },
    });
    return (body as Reply<'decideAbsence'>).results[0]!.refused;
  };
  expect(await decide({ kind: 'cancel' })).not.toBeNull();
  const to = { kind: 'move', practitionerId: 'user-johan', startsAt: at('09:00') };
  expect(await decide(to)).toBeNull();
  expect(await read()).toHaveLength(1);
});

it('[C5] where nobody can take it, it stays: it is not cancelled any more, and nobody who did not come is in the list', async () => {
  const { appointmentId, tokens } = await app.book(at('10:30'));
  await app.book(at('09:00'));
  app.clock.now = at('10:30') - 10 * minuteMs;
  const page = await app.page({ token: tokens[0]! });
  await page.enter(null);
  app.clock.now = at('10:30') + 5 * minuteMs;
  const { body } = await app.call('mikko', 'GET', `/api/absences/user-elina?date=${date}`);
  expect((body as Reply<'readAbsence'>).visits).toMatchObject([
    { id: appointmentId, hasBegun: true, proposal: 'keep', times: [] },
  ]);
});

it('[C4] what is decided again, since the answer was lost on the way, is told as done; another’s doing is not', async () => {
  const [moved, cancelled] = [await app.book(at('09:00')), await app.book(at('09:45'))];
  const decisions = [
    { id: moved.appointmentId, kind: 'move', practitionerId: 'user-johan', startsAt: at('09:00') },
    { id: cancelled.appointmentId, kind: 'cancel' },
  ].map((decision, index) => ({ ...decision, from: at(['09:00', '09:45'][index]!) }));
  const decide = async (who: 'elina' | 'leena') => {
    const body = { date, note: '', decisions };
    const answer = await app.call(who, 'POST', '/api/absences/user-elina', body);
    return (answer.body as Reply<'decideAbsence'>).results.map(({ refused }) => refused);
  };
  expect(await decide('elina')).toEqual([null, null]);
  const sent = app.outbox().length;
  expect(await decide('elina')).toEqual([null, null]);
  expect(await decide('leena')).toEqual(['not-booked', 'not-booked']);
  expect(app.outbox().length).toBe(sent);
});
