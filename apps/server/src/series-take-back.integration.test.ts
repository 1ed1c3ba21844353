import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseSlotsOf, instantOf, minuteMs } from '#domain';
import { caseSlots, keptApartPairs, newId, participants, schema } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf, refusalOf, seriesDesk } from '#support/series.ts';
import { childService, request, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
let desk: ReturnType<typeof seriesDesk>;
beforeAll(async () => {
  app = await startTestApp();
  desk = seriesDesk(app);
});
afterAll(() => app.close());

const takeBack = async (id: string, n: number, who: Who = 'aino', basedOn?: number) =>
  app.call(who, 'POST', `/api/series/${id}/meetings/${n}/take-back`, {
    basedOn: basedOn ?? (await desk.read(id)).revision,
  });
const meeting = async (id: string, n: number) => (await desk.read(id)).meetings.find((each) => each.n === n)!;
const cancel = async (id: string, n: number) => {
  const scope = { kind: 'one' as const, n };
  const { revision: basedOn } = await desk.read(id);
  const done = await desk.change(id, { scope, change: { kind: 'cancel' }, basedOn });
  expect([done.status, done.body]).toEqual([200, done.body]);
};
const claimed = (startsAt: number) =>
  app.store
    .read((tx) => tx.select().from(schema.claim).all())
    .filter((claim) => claim.startsAt === startsAt && claim.kind === 'booking')
    .map(({ resourceId }) => resourceId)
    .sort();
const guests = request.guests;
/** Books Elina's hour away. */
const takeAway = async (startsAt: number) => {
  const body = { draftId: newId(), serviceId: childService, practitionerId: 'user-elina', startsAt };
  const booked = await app.call('leena', 'POST', '/api/appointments', { ...body, content: request });
  expect([booked.status, booked.body]).toEqual([201, booked.body]);
};

describe('[T14] a meeting that was cancelled takes place after all', () => {
  it('at its time and with its number, with its people, who are told, and the others stay as they are', async () => {
    const dates = desk.openFridays('2027-01-08', 3);
    const id = await desk.made(fieldsOf(dates[0]!, 3, { guests }));
    const at = instantOf(dates[1]!, '10:00');
    const before = await desk.read(id);
    await cancel(id, 2);
    expect([claimed(at), (await meeting(id, 2)).mayTakeBack]).toEqual([[], true]);
    const sent = app.outbox().length;
    const done = await takeBack(id, 2);
    expect([done.status, done.body]).toEqual([200, { appointmentId: expect.any(String) }]);
    const { appointmentId } = done.body as Reply<'takeMeetingBack'>;
    expect(claimed(at)).toEqual(['user-aino', 'user-elina', 'user-pekka']);
    const after = await desk.read(id);
    expect(after.meetings[1]).toMatchObject({
      ...{ n: 2, startsAt: at, state: 'booked', appointmentId, isByHand: false, mayTakeBack: false },
    });
    expect([after.meetings[0], after.meetings[2]]).toEqual([before.meetings[0], before.meetings[2]]);
    expect(after.changes[0]).toMatchObject({
      kind: 'take-meeting-back',
      numbers: [2],
      actorName: 'Aino Lampi',
    });
    const told = app.outbox().slice(sent);
    expect(told.map(({ kind, appointmentId: about }) => [kind, about])).toEqual(
      Array.from({ length: 4 }, () => ['invitation', appointmentId]),
    );
    const toGuest = told.find(({ recipient }) => recipient === guests[0]!.address)!;
    const token = /\/v#([\w-]+)/.exec(toGuest.body)![1]!;
    const visit = (await app.call({ token }, 'GET', '/api/guest/visit')).body as Reply<'guestVisit'>;
    expect(visit).toMatchObject({ startsAt: at, phase: 'early' });
    // It follows its series again (T6).
    const moved = await desk.change(id, {
      ...{ scope: { kind: 'all' }, basedOn: after.revision },
      change: { kind: 'time', time: '11:00', lengthMinutes: 60 },
    });
    expect(moved.body).toEqual({ changed: 3 });
  });
  it('with who was in it at the end, and the case slots that it had', async () => {
    const dates = desk.openFridays('2027-02-05', 2);
    const id = await desk.made(fieldsOf(dates[0]!, 2, { requiredIds: [], optionalIds: ['user-pekka'] }));
    const { appointmentId } = await meeting(id, 2);
    const out = await desk.people(id, { scope: { kind: 'one', n: 2 }, outIds: ['user-pekka'] });
    expect([out.status, out.body]).toEqual([200, out.body]);
    app.store.write((tx) =>
      caseSlots.replace(
        tx,
        { id: appointmentId!, organisationId: 'org-sairaala' },
        caseSlotsOf({ startsAt: instantOf(dates[1]!, '10:00'), endsAt: instantOf(dates[1]!, '11:00') }, 3),
      ),
    );
    await cancel(id, 2);
    const { appointmentId: again } = (await takeBack(id, 2)).body as Reply<'takeMeetingBack'>;
    expect(again).not.toBe(appointmentId);
    const people = app.store
      .read((tx) => tx.select().from(schema.participant).all())
      .filter((row) => row.appointmentId === again)
      .map(({ userId }) => userId);
    expect(people.sort()).toEqual(['user-aino', 'user-elina']);
    const { slots } = (await app.call('elina', 'GET', `/api/appointments/${again}/case-slots`))
      .body as Reply<'readCaseSlots'>;
    expect(slots.map(({ startsAt }) => startsAt)).toEqual(
      ['10:00', '10:20', '10:40'].map((time) => instantOf(dates[1]!, time)),
    );
  });
  it('[M16] with the same people kept apart as in the others, left out at first or cancelled', async () => {
    const dates = desk.openFridays('2027-07-09', 3);
    const two = [...guests, { ...guests[0]!, name: 'Isä', address: 'isa@example.fi' }];
    const skip = { n: 3, kind: 'skip' as const, reason: 'Loma' };
    const id = await desk.made(fieldsOf(dates[0]!, 3, { guests: two, requiredIds: [] }), [skip]);
    const { appointmentId } = await meeting(id, 1);
    const seats = (of: string) =>
      app.store.read((tx) => participants.ofAppointment(tx, of)).filter(({ kind }) => kind === 'guest');
    const [one, other] = seats(appointmentId!);
    const path = `/api/appointments/${appointmentId}/participants/${one!.id}/apart`;
    const done = await app.call('elina', 'POST', path, { from: [other!.id], notFrom: [] });
    expect([done.status, done.body]).toEqual([200, done.body]);
    await cancel(id, 2);
    for (const n of [2, 3]) {
      const { appointmentId: again } = (await takeBack(id, n)).body as Reply<'takeMeetingBack'>;
      const pairs = app.store.read((tx) => keptApartPairs.of(tx, again));
      expect([n, pairs.flat().sort()]).toEqual([
        n,
        seats(again)
          .map((seat) => seat.id)
          .sort(),
      ]);
    }
  });
  it('once: of two who press, the second is told that the series has changed', async () => {
    const dates = desk.openFridays('2027-03-05', 2);
    const id = await desk.made(fieldsOf(dates[0]!, 2));
    await cancel(id, 1);
    const { revision } = await desk.read(id);
    const presses = await Promise.all([
      takeBack(id, 1, 'aino', revision),
      takeBack(id, 1, 'elina', revision),
    ]);
    expect(presses.map(({ status }) => status).sort()).toEqual([200, 409]);
    const refused = presses.find(({ status }) => status === 409)!;
    expect(refusalOf(refused).code).toBe('series-changed');
    expect(refusalOf(await takeBack(id, 1)).code).toBe('occurrence-over');
  });
  it('and its family takes no other time by the old link any more', async () => {
    const dates = desk.openFridays('2027-04-09', 2);
    const id = await desk.made(fieldsOf(dates[0]!, 2, { guests }));
    const sent = app.outbox().length;
    const { revision: basedOn } = await desk.read(id);
    await desk.change(id, {
      ...{ scope: { kind: 'one', n: 2 }, change: { kind: 'cancel' }, reason: 'wrong-time', basedOn },
    });
    const letter = app
      .outbox()
      .slice(sent)
      .find(({ recipient }) => recipient === guests[0]!.address)!;
    const token = /\/v#([\w-]+)/.exec(letter.body)![1]!;
    const rebook = () =>
      app.call({ token }, 'POST', '/api/guest/rebook', {
        ...{ practitionerId: 'user-elina', startsAt: instantOf(dates[1]!, '13:00') },
      });
    expect((await takeBack(id, 2)).status).toBe(200);
    expect(refusalOf(await rebook()).code).toBe('no-new-time');
  });
});

describe('[T14] a meeting that was left out takes place after all', () => {
  it('where its time is free by now; where it is taken it is said who can’t, and nothing is written', async () => {
    const dates = desk.openFridays('2026-12-04', 3);
    const at = instantOf(dates[1]!, '10:00');
    await takeAway(at);
    const skip = { n: 2, kind: 'skip' as const, reason: 'Aika on varattu' };
    const id = await desk.made(fieldsOf(dates[0]!, 3), [skip]);
    const sent = app.outbox().length;
    const { revision } = await desk.read(id);
    const taken = await takeBack(id, 2);
    expect(refusalOf(taken).code).toBe('series-conflicts');
    const { meetings } = refusalOf(taken).details as unknown as Reply<'previewSeries'>;
    expect(meetings.map(({ n, conflicts }) => [n, conflicts])).toEqual([
      [2, [{ why: 'busy', names: ['Elina Saarikko'] }]],
    ]);
    expect([(await desk.read(id)).revision, app.outbox().length]).toEqual([revision, sent]);
    // The visit that had the time is cancelled.
    const [claim] = app.store
      .read((tx) => tx.select().from(schema.claim).all())
      .filter(({ startsAt }) => startsAt === at);
    const cancelled = await app.call('elina', 'POST', `/api/appointments/${claim!.appointmentId}/cancel`, {
      ...{ reason: 'urgent-work', note: '' },
    });
    expect(cancelled.status).toBe(200);
    expect((await takeBack(id, 2)).status).toBe(200);
    expect(await meeting(id, 2)).toMatchObject({ state: 'booked', startsAt: at, reason: '' });
    expect(claimed(at)).toEqual(['user-aino', 'user-elina', 'user-pekka']);
  });
  it('not once its time has come, not by who may not change the series, and not of a meeting that is planned', async () => {
    const dates = desk.openFridays('2027-06-04', 2);
    const id = await desk.made(fieldsOf(dates[0]!, 2));
    expect(refusalOf(await takeBack(id, 1)).code).toBe('occurrence-over');
    expect(refusalOf(await takeBack(id, 9)).code).toBe('unknown-occurrence');
    await cancel(id, 1);
    expect((await takeBack(id, 1, 'pekka', 2)).status).toBe(403);
    expect((await takeBack(id, 1, 'maria', 2)).status).toBe(404);
    const now = app.clock.now;
    app.clock.now = instantOf(dates[0]!, '10:00') + minuteMs;
    try {
      expect((await meeting(id, 1)).mayTakeBack).toBe(false);
      expect(refusalOf(await takeBack(id, 1)).code).toBe('occurrence-over');
    } finally {
      app.clock.now = now;
    }
  });
});
