import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, instantOf, wallTimeOf } from '#domain';
import { newId } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf, refusalOf, seriesDesk } from '#support/series.ts';
import { startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
let desk: ReturnType<typeof seriesDesk>;
beforeAll(async () => {
  app = await startTestApp();
  desk = seriesDesk(app);
});
afterAll(() => app.close());

const otherService = 'service-adolescent-psychiatry';
type Preview = Reply<'previewSeriesPeople'>;
const leena = (need: 'required' | 'optional' = 'required') => [{ id: 'user-leena', need }];
const lettersSince = (sent: number) =>
  app
    .outbox()
    .slice(sent)
    .map(({ recipient, kind }) => `${recipient.split('@')[0]} ${kind}`);
const seatsOf = async (id: string, name: string) =>
  (await desk.read(id)).seats.find((seat) => seat.name === name);
const readVisit = (who: 'leena' | 'pekka' | 'johan', id: string) =>
  app.call(who, 'GET', `/api/appointments/${id}`);

describe('people of a series', () => {
  it('[T11] [T7] are invited to this and the following, and their time is taken; other meetings stay identical', async () => {
    const [first] = desk.openFridays('2027-01-08', 4);
    const id = await desk.made(fieldsOf(first!, 4));
    const { meetings } = await desk.read(id);
    const changed = meetings.slice(1).map(({ appointmentId }) => appointmentId!);
    const [rest, sent] = [desk.restOf(changed), app.outbox().length];
    const scope = { kind: 'following' as const, n: 2 };
    const answer = await desk.people(id, { scope, invite: leena() });
    expect([answer.status, answer.body]).toEqual([200, { changed: 3 }]);
    expect(desk.restOf(changed)).toBe(rest);
    expect(desk.claimsAt(first!)).not.toContain('user-leena booking');
    expect(desk.claimsAt(addDays(first!, 7))).toContain('user-leena booking');
    expect(await seatsOf(id, 'Leena Ahola')).toMatchObject({
      isFixed: false,
      required: [2, 3, 4],
      optional: [],
    });
    expect(lettersSince(sent)).toEqual(['leena.ahola invitation']);
    const letter = app.outbox().at(-1)!;
    expect(letter.body.match(/klo 10/g)).toHaveLength(3);
    expect((await desk.read(id)).changes[0]).toMatchObject({
      kind: 'people',
      numbers: [2, 3, 4],
      people: [{ name: 'Leena Ahola', need: 'required' }],
    });
    // What was read before is out of date by then.
    expect(refusalOf(await desk.people(id, { outIds: ['user-leena'] })).code).toBe('series-changed');
  });

  it('[T11] [T8] where they can not it is shown, and each is solved without breaking the series', async () => {
    const dates = desk.openFridays('2027-02-19', 4);
    const id = await desk.made(fieldsOf(dates[0]!, 4));
    for (const date of dates) app.openHours(date, '07:00', '20:00', otherService, 'user-johan');
    const taken = fieldsOf(dates[1]!, 3, { practitionerId: 'user-johan', requiredIds: [] });
    const other = { id: newId(), fields: taken, solutions: [] };
    const made = await app.call('leena', 'POST', `/api/services/${otherService}/series`, other);
    expect(made.status).toBe(201);
    const refused = await desk.people(id, { invite: leena() });
    expect([refused.status, refusalOf(refused).code]).toEqual([409, 'series-conflicts']);
    const { meetings } = refusalOf(refused).details as unknown as Preview;
    const busy = [{ why: 'busy', names: ['Leena Ahola'] }];
    expect(meetings.map(({ conflicts }) => conflicts)).toEqual([[], busy, busy, busy]);
    expect(await seatsOf(id, 'Leena Ahola')).toBeUndefined();
    const solutions = [
      { n: 2, kind: 'optional' as const },
      { n: 3, kind: 'move' as const, date: dates[2]!, time: '14:00' },
      { n: 4, kind: 'stay' as const },
    ];
    const look = (await desk.previewPeople(id, { invite: leena(), solutions })).body as Preview;
    expect(look.meetings.map(({ n, conflicts, missing }) => [n, conflicts.length, missing])).toEqual([
      [1, 0, []],
      [2, 0, ['Leena Ahola']],
      [3, 0, []],
      [4, 0, []],
    ]);
    const sent = app.outbox().length;
    expect((await desk.people(id, { invite: leena(), solutions })).body).toEqual({ changed: 3 });
    expect(await seatsOf(id, 'Leena Ahola')).toMatchObject({ required: [1, 3], optional: [2] });
    const after = (await desk.read(id)).meetings;
    expect(after.map(({ startsAt, isByHand }) => [wallTimeOf(startsAt), isByHand])).toEqual([
      ['10:00', false],
      ['10:00', false],
      ['14:00', true],
      ['10:00', false],
    ]);
    expect(desk.claimsAt(dates[2]!, '14:00')).toEqual(
      ['aino', 'elina', 'leena', 'pekka'].map((name) => `user-${name} booking`),
    );
    expect(lettersSince(sent).sort()).toEqual([
      'aino.lampi moved',
      'elina.saarikko moved',
      'leena.ahola invitation',
      'pekka.korpela moved',
    ]);
  });

  it('[T11] [T9] [R2] who is taken out is told once, has the time again, sees no more of it and convenes nothing', async () => {
    const dates = desk.openFridays('2027-04-09', 3);
    const convenerIds = ['user-pekka', 'user-aino'];
    const id = await desk.made(fieldsOf(dates[0]!, 3, { convenerIds }));
    const visits = (await desk.read(id)).meetings.map(({ appointmentId }) => appointmentId!);
    const sent = app.outbox().length;
    expect((await desk.people(id, { scope: { kind: 'one', n: 2 }, outIds: ['user-pekka'] })).status).toBe(
      200,
    );
    expect((await desk.read(id)).meetings.map(({ convener }) => convener?.name)).toEqual([
      'Pekka Korpela',
      'Aino Lampi',
      'Pekka Korpela',
    ]);
    expect(desk.claimsAt(dates[1]!)).toEqual(['user-aino booking', 'user-elina booking']);
    expect((await readVisit('pekka', visits[1]!)).status).toBe(404);
    expect((await readVisit('pekka', visits[0]!)).status).toBe(200);
    await desk.people(id, { outIds: ['user-pekka'], basedOn: 2 });
    expect((await app.call('pekka', 'GET', `/api/series/${id}`)).status).toBe(404);
    expect((await desk.read(id)).conveners.map(({ name }) => name)).toEqual(['Aino Lampi']);
    expect(lettersSince(sent)).toEqual(Array(2).fill('pekka.korpela cancellation'));
    expect(
      app
        .outbox()
        .at(-1)!
        .calendar!.match(/STATUS:CANCELLED/g),
    ).toHaveLength(2);
    const { appointment } = (await app.call('aino', 'GET', `/api/appointments/${visits[0]}`))
      .body as Reply<'readAppointment'>;
    expect(appointment.participants.map(({ name }) => name)).not.toContain('Pekka Korpela');
    // In again, it is the same seat.
    const again = [{ id: 'user-pekka', need: 'optional' as const }];
    expect((await desk.people(id, { invite: again, basedOn: 3 })).body).toEqual({ changed: 3 });
    expect((await readVisit('pekka', visits[1]!)).status).toBe(200);
    expect(desk.claimsAt(dates[1]!)).not.toContain('user-pekka booking');
  });

  it('[T11] [R5] only who may, nobody unknown, neither the host nor the maker, and nothing that has begun', async () => {
    const dates = desk.openFridays('2027-05-21', 2);
    const id = await desk.made(fieldsOf(dates[0]!, 2));
    expect((await desk.people(id, { invite: leena() }, 'pekka')).status).toBe(403);
    expect((await desk.people(id, { invite: leena() }, 'johan')).status).toBe(404);
    const fieldsRefused = async (fields: Parameters<typeof desk.people>[1]) =>
      refusalOf(await desk.people(id, fields)).fields;
    expect(await fieldsRefused({ invite: [{ id: 'nobody', need: 'required' }] })).toEqual({
      invite: 'unknown-colleague',
    });
    expect(await fieldsRefused({ outIds: ['user-elina'] })).toEqual({ outIds: 'fixed-seat' });
    expect(await fieldsRefused({ outIds: ['user-aino'] })).toEqual({ outIds: 'fixed-seat' });
    const skip = [{ n: 1, kind: 'skip' as const, reason: 'x' }];
    expect(refusalOf(await desk.people(id, { invite: leena(), solutions: skip })).code).toBe(
      'scope-mismatch',
    );
    app.clock.now = instantOf(dates[0]!, '10:01');
    expect(refusalOf(await desk.people(id, { scope: { kind: 'one', n: 1 }, invite: leena() })).code).toBe(
      'occurrence-over',
    );
    expect((await desk.people(id, { invite: leena(), outIds: ['user-pekka'] })).body).toEqual({ changed: 1 });
    expect(desk.claimsAt(dates[0]!)).toContain('user-pekka booking');
  });

  it('[T3] a series that is renewed goes on with the people that it has by then', async () => {
    app.clock.now = instantOf('2027-09-01', '09:00');
    const dates = desk.openFridays('2027-10-01', 3);
    const id = await desk.made(fieldsOf(dates[0]!, 2));
    await desk.people(id, { invite: leena(), outIds: ['user-pekka'] });
    const rule = { kind: 'weekly', everyWeeks: 1, weekday: 5 };
    const plan = { rule, fromDate: dates[2], count: 1, untilDate: null };
    expect(
      (await app.call('aino', 'POST', `/api/series/${id}/renew`, { plan, solutions: [], basedOn: 2 })).status,
    ).toBe(200);
    expect(desk.claimsAt(dates[2]!)).toEqual(
      ['aino', 'elina', 'leena'].map((name) => `user-${name} booking`),
    );
  });
});
