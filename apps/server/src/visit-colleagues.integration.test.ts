import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { minuteMs } from '#domain';
import { newId, schema } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf, refusalOf, seriesDesk } from '#support/series.ts';
import { childService, slotAt, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
/** A third worker of Pekka's municipality, who has no password and needs none here. */
let veera: string;
beforeAll(async () => {
  app = await startTestApp();
  const { body } = await app.call('mikko', 'POST', '/api/people', {
    ...{ name: 'Veera Virta', email: 'veera@hiekkala.example', title: 'Psykologi', phone: '' },
    ...{ role: 'staff', language: 'sv', organisationId: 'org-hiekkala' },
  });
  veera = (body as { id: string }).id;
});
afterAll(() => app.close());

const lettersSince = (sent: number) =>
  app
    .outbox()
    .slice(sent)
    .map(({ recipient, kind }) => `${recipient.split('@')[0]} ${kind}`)
    .sort();
const claimants = (appointmentId: string) =>
  app.store
    .read((tx) => tx.select().from(schema.claim).where(eq(schema.claim.appointmentId, appointmentId)).all())
    .map(({ resourceId }) => resourceId)
    .sort();

/** Somebody else keeps a quarter of an hour of theirs. */
const holdTimeOf = (resourceId: string, startsAt: number) =>
  app.store.write((tx) =>
    tx
      .insert(schema.claim)
      .values({
        ...{ id: newId(), organisationId: 'org-sairaala', serviceId: childService, resourceId },
        ...{ startsAt: startsAt + 15 * minuteMs, endsAt: startsAt + 30 * minuteMs },
        ...{ kind: 'hold', heldBy: 'user-leena', expiresAt: startsAt, appointmentId: null },
      })
      .run(),
  );

let weeks = 1;
async function visit(startsAt = slotAt(0, weeks++)) {
  const { appointmentId } = await app.book(startsAt);
  const path = `/api/appointments/${appointmentId}`;
  const read = async (who: Who = 'aino') =>
    ((await app.call(who, 'GET', path)).body as Reply<'readAppointment'>).appointment;
  return {
    appointmentId,
    startsAt,
    read,
    status: async (who: Who) => (await app.call(who, 'GET', path)).status,
    seatOf: async (name: string) => (await read()).participants.find((person) => person.name === name),
    invite: (userIds: string[], need: 'required' | 'optional' = 'required', who: Who = 'aino') =>
      app.call(who, 'POST', `${path}/colleagues`, { userIds, need }),
    takeOut: (seatId: string, who: Who = 'aino') => app.call(who, 'DELETE', `${path}/colleagues/${seatId}`),
    decline: (who: Who, substituteId: string | null = null, from?: number) =>
      app.call(who, 'POST', `${path}/decline`, { substituteId, ...(from && { from }) }),
    substitutes: async (who: Who) =>
      ((await app.call(who, 'GET', `${path}/substitutes`)).body as Reply<'listSubstitutes'>).colleagues,
  };
}

describe('colleagues of a visit that is booked already', () => {
  it('[B9] whoever is required gets the invitation and keeps their time for it, and nobody else hears of it', async () => {
    const { appointmentId, read, invite, seatOf } = await visit();
    const sent = app.outbox().length;
    expect((await invite(['user-pekka'])).status).toBe(200);
    expect(lettersSince(sent)).toEqual(['pekka.korpela invitation']);
    expect(claimants(appointmentId)).toEqual(['user-elina', 'user-pekka']);
    expect((await seatOf('Pekka Korpela'))?.kind).toBe('colleague');
    expect((await read('pekka')).youMay).toMatchObject({ decline: true, takeOutPeople: false });
    expect((await read()).peopleChanges).toMatchObject([
      { kind: 'invite', name: 'Pekka Korpela', actorName: 'Aino Lampi' },
    ]);
    expect(refusalOf(await invite(['user-pekka'], 'optional')).fields).toEqual({ userIds: 'already-there' });
    expect(refusalOf(await invite(['user-admin'])).fields).toEqual({ userIds: 'unknown-colleague' });
    // Whoever was invited takes part and changes nothing (R5); whoever is not of it does not see it.
    expect((await invite(['user-leena'], 'optional', 'pekka')).status).toBe(403);
    expect((await invite(['user-leena'], 'optional', 'maria')).status).toBe(404);
  });

  it('[B9] [H10] whose time is taken then is named, and nobody of those who were asked is invited', async () => {
    const other = await visit();
    holdTimeOf('user-pekka', other.startsAt);
    const sent = app.outbox().length;
    const answer = await other.invite(['user-leena', 'user-pekka']);
    expect(refusalOf(answer)).toMatchObject({
      fields: { userIds: 'busy-then' },
      details: { busy: ['Pekka Korpela'] },
    });
    expect(claimants(other.appointmentId)).toEqual(['user-elina']);
    expect([await other.status('leena'), lettersSince(sent)]).toEqual([404, []]);
    expect((await other.invite(['user-leena', 'user-pekka'], 'optional')).status).toBe(200);
    expect(claimants(other.appointmentId)).toEqual(['user-elina']);
  });

  it('[B9] [C6] what a family takes instead of a cancelled visit has the time of those who were required at the end, and of nobody who was out', async () => {
    const first = await visit();
    await first.invite(['user-pekka']);
    await first.invite(['user-leena']);
    await first.takeOut((await first.seatOf('Leena Ahola'))!.id);
    expect((await first.decline('pekka', veera)).status).toBe(200);
    expect(claimants(first.appointmentId)).toEqual(['user-elina', veera].sort());
    const [token] = app
      .outbox()
      .filter(({ appointmentId }) => appointmentId === first.appointmentId)
      .flatMap(({ body }) => /\/v#([\w-]+)/.exec(body)?.[1] ?? []);
    const cancelled = await app.call('aino', 'POST', `/api/appointments/${first.appointmentId}/cancel`, {
      ...{ reason: 'wrong-time', note: '' },
    });
    expect(cancelled.status).toBe(200);
    const again = await app.call({ token: token! }, 'POST', '/api/guest/rebook', {
      ...{ practitionerId: 'user-elina', startsAt: first.startsAt + 45 * minuteMs },
    });
    expect(again.status).toBe(201);
    const successor = app.store
      .read((tx) => tx.select().from(schema.appointment).all())
      .find(({ id }) => id === first.appointmentId)!.successorId!;
    expect(claimants(successor)).toEqual(['user-aino', 'user-elina', veera].sort());
  });

  it('[N1] [B9] [C6] nor of a panel’s colleague who can’t come', async () => {
    const startsAt = slotAt(0, weeks++);
    const { appointmentId, tokens } = await app.book(startsAt, {
      ...{ colleagueIds: ['user-pekka', 'user-leena'], requiredIds: ['user-pekka', 'user-leena'] },
    });
    const post = (who: Who, what: string, body: object) =>
      app.call(who, 'POST', `/api/appointments/${appointmentId}/${what}`, body);
    expect((await post('pekka', 'decline', { substituteId: null })).status).toBe(200);
    expect((await post('aino', 'cancel', { reason: 'wrong-time', note: '' })).status).toBe(200);
    const to = { practitionerId: 'user-elina', startsAt: startsAt + 45 * minuteMs };
    expect((await app.call({ token: tokens[0]! }, 'POST', '/api/guest/rebook', to)).status).toBe(201);
    const successor = app.store
      .read((tx) => tx.select().from(schema.appointment).all())
      .find(({ id }) => id === appointmentId)!.successorId!;
    expect(claimants(successor)).toEqual(['user-aino', 'user-elina', 'user-leena']);
  });

  it('[B9] who is taken out is told, sees it no more, and their time is free', async () => {
    const { appointmentId, read, invite, takeOut, seatOf, status } = await visit();
    await invite(['user-pekka']);
    const { id } = (await seatOf('Pekka Korpela'))!;
    expect([(await takeOut(id, 'pekka')).status, (await takeOut(id, 'maria')).status]).toEqual([403, 404]);
    // Neither the host nor whoever asked is taken out.
    expect((await takeOut((await seatOf('Elina Saarikko'))!.id)).status).toBe(404);
    const sent = app.outbox().length;
    expect((await takeOut(id)).status).toBe(200);
    expect(lettersSince(sent)).toEqual(['pekka.korpela cancellation']);
    expect(app.outbox().at(-1)!.calendar).toContain('METHOD:CANCEL');
    expect(app.outbox().at(-1)!.body).not.toContain('inkki');
    expect([claimants(appointmentId), await status('pekka')]).toEqual([['user-elina'], 404]);
    expect((await read()).peopleChanges.map(({ kind }) => kind)).toEqual(['invite', 'take-out']);
    // In again, in the seat that they had.
    expect((await invite(['user-pekka'], 'optional')).status).toBe(200);
    expect((await seatOf('Pekka Korpela'))!.id).toBe(id);
  });
});

describe('somebody who can’t come', () => {
  it('[B9] says so: their time is free, and those who answer for the visit hear of it', async () => {
    const { appointmentId, read, invite, decline, status } = await visit();
    await invite(['user-pekka']);
    const sent = app.outbox().length;
    expect((await decline('pekka')).status).toBe(200);
    expect(lettersSince(sent)).toEqual([
      'aino.lampi people',
      'elina.saarikko people',
      'pekka.korpela cancellation',
    ]);
    const [own, told] = ['pekka', 'aino'].map((who) =>
      app.outbox().findLast(({ recipient }) => recipient.startsWith(who)),
    );
    expect(own!.calendar).toContain('METHOD:CANCEL');
    expect(told!.body).toContain('Pekka Korpela ei pääse');
    expect(told!.calendar).toBeNull();
    expect([claimants(appointmentId), await status('pekka')]).toEqual([['user-elina'], 404]);
    expect((await read()).peopleChanges.at(-1)).toMatchObject({ kind: 'decline', name: 'Pekka Korpela' });
    expect((await decline('pekka')).status).toBe(404);
  });

  it('[B9] sends a colleague of the own organisation, whose time is taken in place of theirs', async () => {
    const { appointmentId, invite, decline, seatOf, substitutes } = await visit();
    await invite(['user-pekka']);
    expect(await substitutes('pekka')).toEqual([
      { id: veera, name: 'Veera Virta', title: 'Psykologi', isFree: true },
    ]);
    expect(refusalOf(await decline('pekka', 'user-satu')).fields).toEqual({
      substituteId: 'unknown-colleague',
    });
    expect(claimants(appointmentId)).toEqual(['user-elina', 'user-pekka']);
    const sent = app.outbox().length;
    expect((await decline('pekka', veera)).status).toBe(200);
    expect(lettersSince(sent)).toEqual([
      'aino.lampi people',
      'elina.saarikko people',
      'pekka.korpela cancellation',
      'veera invitation',
    ]);
    expect(app.outbox().findLast(({ recipient }) => recipient.startsWith('aino'))!.body).toContain(
      'Hänen tilalleen tulee Veera Virta',
    );
    expect(claimants(appointmentId)).toEqual([veera, 'user-elina'].sort());
    expect(await seatOf('Veera Virta')).toMatchObject({ kind: 'colleague' });
    expect(await seatOf('Pekka Korpela')).toBeUndefined();
  });

  it('[B9] [C9] says so of the time that they saw, and stays in a visit that was moved meanwhile', async () => {
    const { appointmentId, startsAt, invite, decline, status } = await visit();
    await invite(['user-pekka']);
    const to = { practitionerId: 'user-elina', startsAt: slotAt(1, weeks - 1) };
    const moved = { ...to, reason: 'wrong-time', note: '', override: null };
    expect((await app.call('aino', 'POST', `/api/appointments/${appointmentId}/move`, moved)).status).toBe(
      200,
    );
    const sent = app.outbox().length;
    for (const substituteId of [null, veera])
      expect(refusalOf(await decline('pekka', substituteId, startsAt)).code).toBe('visit-moved');
    expect([claimants(appointmentId), lettersSince(sent)]).toEqual([['user-elina', 'user-pekka'], []]);
    expect((await decline('pekka', null, to.startsAt)).status).toBe(200);
    expect(await status('pekka')).toBe(404);
  });

  it('[B9] keeps their seat when whom they send is not free then', async () => {
    const { appointmentId, invite, decline, substitutes, startsAt, read } = await visit();
    await invite(['user-pekka']);
    holdTimeOf(veera, startsAt);
    expect(await substitutes('pekka')).toMatchObject([{ id: veera, isFree: false }]);
    expect(refusalOf(await decline('pekka', veera)).fields).toEqual({ substituteId: 'busy-then' });
    expect((await read('pekka')).youMay.decline).toBe(true);
    expect(claimants(appointmentId)).toEqual(['user-elina', 'user-pekka']);
  });

  it('[B9] [T9] [T11] in a meeting of a series is out of that one, whose turn goes to the next, and the history says so', async () => {
    const desk = seriesDesk(app);
    const [first] = desk.openFridays('2027-03-05', 3);
    const id = await desk.made(fieldsOf(first!, 3, { convenerIds: ['user-pekka', 'user-aino'] }));
    const { meetings } = await desk.read(id);
    const second = meetings[2]!;
    expect(meetings.map(({ convener }) => convener?.name)).toEqual([
      ...['Pekka Korpela', 'Aino Lampi', 'Pekka Korpela'],
    ]);
    const rest = desk.restOf([second.appointmentId!]);
    const path = `/api/appointments/${second.appointmentId}/decline`;
    expect((await app.call('pekka', 'POST', path, { substituteId: veera })).status).toBe(200);
    expect(desk.restOf([second.appointmentId!])).toBe(rest);
    const after = await desk.read(id);
    expect(after.meetings.map(({ convener }) => convener?.name)).toEqual([
      ...['Pekka Korpela', 'Aino Lampi', 'Aino Lampi'],
    ]);
    expect(after.changes[0]).toMatchObject({
      ...{ kind: 'people', numbers: [3], actorName: 'Pekka Korpela' },
      people: [
        { name: 'Pekka Korpela', need: 'out' },
        { name: 'Veera Virta', need: 'required' },
      ],
    });
    expect(after.seats.find(({ name }) => name === 'Veera Virta')?.required).toEqual([3]);
    // Colleagues of a series are invited on its page (T11).
    const invited = { userIds: ['user-leena'], need: 'optional' };
    const answer = await app.call(
      'aino',
      'POST',
      `/api/appointments/${second.appointmentId}/colleagues`,
      invited,
    );
    expect(answer.status).toBe(403);
  });

  it('[B9] is somebody who was invited, before it begins', async () => {
    const { invite, decline, read, startsAt } = await visit();
    await invite(['user-pekka'], 'optional');
    expect((await read()).youMay.decline).toBe(false);
    expect([(await decline('aino')).status, (await decline('elina')).status]).toEqual([403, 403]);
    expect((await decline('maria')).status).toBe(404);
    const before = app.clock.now;
    app.clock.now = startsAt;
    expect((await read('pekka')).youMay.decline).toBe(false);
    expect(refusalOf(await decline('pekka')).code).toBe('appointment-over');
    app.clock.now = before;
  });
});
