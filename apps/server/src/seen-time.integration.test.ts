import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Reply } from '#protocol';
import { slotAt, startTestApp, type TestApp, type Who } from '#support/test-app.ts';
import { code } from '#support/votes.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.close());

type Person = Who | { token: string };
const people = ['Laura', 'Kari'].map((name) => ({
  ...{ name, channel: 'email' as const, address: `${name.toLowerCase()}@perhe.example` },
  language: 'fi' as const,
}));
const urlOf = (who: Person, id: string, what: 'move' | 'cancel') =>
  typeof who === 'string' ? `/api/appointments/${id}/${what}` : `/api/guest/${what}`;
const reasonOf = (who: Person) => (typeof who === 'string' ? 'wrong-time' : 'cannot-come');
const cancel = (who: Person, id: string, from?: number) =>
  app.call(who, 'POST', urlOf(who, id, 'cancel'), { reason: reasonOf(who), note: '', ...(from && { from }) });
const move = (who: Person, id: string, startsAt: number, from?: number) =>
  app.call(who, 'POST', urlOf(who, id, 'move'), {
    ...{ practitionerId: 'user-elina', startsAt, reason: reasonOf(who), note: '' },
    ...(typeof who === 'string' && { override: null }),
    ...(from && { from }),
  });
const timeOf = async (id: string) => {
  const { body } = await app.call('elina', 'GET', `/api/appointments/${id}`);
  const { status, startsAt } = (body as Reply<'readAppointment'>).appointment;
  return [status, startsAt];
};

it('[C9] of two of one family at once the one who cancels the time that they saw does not cancel the other’s new one', async () => {
  const { appointmentId, tokens } = await app.book(slotAt(0, 1), { guests: people });
  const [laura, kari] = tokens.map((token) => ({ token })) as [Person, Person];
  expect((await move(laura, appointmentId, slotAt(1, 1), slotAt(0, 1))).status).toBe(200);
  const told = app.outbox().length;
  for (const who of [kari, laura, 'aino'] as const) {
    expect(code(await cancel(who, appointmentId, slotAt(0, 1)))).toBe('visit-moved');
    expect(code(await move(who, appointmentId, slotAt(2, 1), slotAt(0, 1)))).toBe('visit-moved');
  }
  expect(await timeOf(appointmentId)).toEqual(['booked', slotAt(1, 1)]);
  expect(app.outbox()).toHaveLength(told);
  // A press that comes twice is where it wanted to be already (H11).
  expect((await move(laura, appointmentId, slotAt(1, 1), slotAt(0, 1))).status).toBe(200);
  expect((await cancel(kari, appointmentId, slotAt(1, 1))).status).toBe(200);
  // Whoever moves what is cancelled by now is told that.
  expect(code(await move(laura, appointmentId, slotAt(2, 1), slotAt(0, 1)))).toBe('appointment-over');
});
