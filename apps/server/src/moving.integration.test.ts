// One file, however long: what moves, cancels and takes the place of a visit is tried on one desk, staff and families by turns.
import { inArray } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayMs, hourMs, instantOf, minuteMs } from '#domain';
import { schema } from '#db';
import { childService, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  app.store.write((tx) => {
    tx.update(schema.healthcareService)
      .set({ reminderHours: [24], cancelHours: 12 })
      .run();
    // The provider's own coordinator and administrator.
    tx.update(schema.userAccount)
      .set({ organisationId: 'org-sairaala' })
      .where(inArray(schema.userAccount.id, ['user-leena', 'user-admin']))
      .run();
    tx.insert(schema.servicePractitioner)
      .values({ serviceId: childService, practitionerId: 'user-johan', organisationId: 'org-sairaala' })
      .onConflictDoNothing()
      .run();
  });
});
afterAll(() => app.close());

type Detail = {
  appointment: {
    startsAt: number;
    status: string;
    practitionerName: string;
    changes: { kind: string; role: string; reason: string; note: string; fromStartsAt: number | null }[];
    youMay: Record<string, boolean>;
  };
};
type Refused = { error: { code: string; details?: { alternatives?: object[] } } };
type Guest = {
  phase: string;
  startsAt: number;
  hostName: string;
  youMay: Record<string, boolean>;
  cancelled: { role: string; reason: string } | null;
  successorStartsAt: number | null;
};

/** A day of its own for each test, far enough ahead for every window. */
let days = 0;
function newDay(...practitioners: string[]) {
  const date = new Date(Date.UTC(2027, 0, 4 + days++)).toISOString().slice(0, 10);
  for (const practitioner of practitioners) app.openHours(date, '17:00', '21:30', childService, practitioner);
  return (time: string) => instantOf(date, time);
}
const read = async (id: string, who: Who = 'aino') =>
  ((await app.call(who, 'GET', `/api/appointments/${id}`)).body as Detail).appointment;
const why = { reason: 'wrong-time', note: '' };
const move = (id: string, startsAt: number, more: object = {}, who: Who = 'aino') =>
  app.call(who, 'POST', `/api/appointments/${id}/move`, {
    ...{ ...why, practitionerId: 'user-elina', startsAt, override: null },
    ...more,
  });
const guestSees = async (token: string) =>
  (await app.call({ token }, 'GET', '/api/guest/visit')).body as Guest;
const code = ({ body }: { body: unknown }) => (body as Refused).error.code;
const claimsOf = (id: string) =>
  app.store
    .read((tx) => tx.select().from(schema.claim).all())
    .filter((claim) => claim.appointmentId === id)
    .map(({ resourceId, startsAt }) => [resourceId, startsAt]);
const mailsOf = (id: string, kind: string) =>
  app.outbox().filter((message) => message.appointmentId === id && message.kind === kind);

describe('moving a visit', () => {
  it('[H11] [J4] [J5] takes the people, the links, the reminders and the calendars along', async () => {
    const at = newDay('user-elina');
    const { appointmentId, tokens } = await app.book(at('17:00'));
    expect((await move(appointmentId, at('18:30'))).status).toBe(200);

    expect(await read(appointmentId)).toMatchObject({
      startsAt: at('18:30'),
      status: 'booked',
      changes: [{ kind: 'move', role: 'staff', reason: 'wrong-time', fromStartsAt: at('17:00') }],
    });
    expect(claimsOf(appointmentId)).toEqual([['user-elina', at('18:30')]]);
    const letters = mailsOf(appointmentId, 'moved');
    expect(letters).toHaveLength(3);
    for (const { calendar } of letters)
      expect(calendar).toMatch(/METHOD:REQUEST[\s\S]*SEQUENCE:1[\s\S]*DTSTART:\d{8}T163000Z/);
    const [again] = letters.flatMap(({ body }) => /\/v#([\w-]+)/.exec(body)?.[1] ?? []);
    for (const token of [tokens[0]!, again!]) expect((await guestSees(token)).startsAt).toBe(at('18:30'));
    const reminders = app.store.read((tx) => tx.select().from(schema.reminder).all());
    expect(reminders.filter((row) => row.appointmentId === appointmentId).map((row) => row.dueAt)).toEqual([
      at('18:30') - dayMs,
    ]);
  });

  it('[H11] onto a part of its own time is possible', async () => {
    const at = newDay('user-elina');
    const { appointmentId } = await app.book(at('17:00'));
    const override = { override: 'The family comes by bus.' };
    expect((await move(appointmentId, at('17:15'), override, 'leena')).status).toBe(200);
    expect(claimsOf(appointmentId)).toEqual([['user-elina', at('17:15')]]);
  });

  it('[H11] is refused by a booking or by somebody’s hold, and then everything stays and other times are told', async () => {
    const at = newDay('user-elina');
    const { appointmentId } = await app.book(at('17:00'));
    await app.book(at('17:45'));
    const hold = { serviceId: childService, practitionerId: 'user-elina', startsAt: at('18:30') };
    expect((await app.call('pekka', 'POST', '/api/holds', hold)).status).toBe(201);
    for (const startsAt of [at('17:45'), at('18:30')]) {
      const { status, body } = await move(appointmentId, startsAt);
      expect([status, (body as Refused).error.code]).toEqual([409, 'slot-taken']);
      expect((body as Refused).error.details?.alternatives?.length).toBeGreaterThan(0);
    }
    expect((await read(appointmentId)).startsAt).toBe(at('17:00'));
    expect(claimsOf(appointmentId)).toEqual([['user-elina', at('17:00')]]);
    expect(mailsOf(appointmentId, 'moved')).toEqual([]);
  });

  it('hands it over: the new specialist is invited, the former one is told and sees it no more', async () => {
    const at = newDay('user-elina', 'user-johan');
    const { appointmentId } = await app.book(at('17:00'));
    const to = { practitionerId: 'user-johan', reason: 'specialist-ill' };
    expect((await move(appointmentId, at('17:00'), to, 'elina')).status).toBe(200);
    expect((await read(appointmentId)).practitionerName).toBe('Johan Lindgren');
    expect(claimsOf(appointmentId)).toEqual([['user-johan', at('17:00')]]);
    expect(await read(appointmentId, 'johan')).toMatchObject({ youMay: { cancel: true } });
    expect((await app.call('elina', 'GET', `/api/appointments/${appointmentId}`)).status).toBe(404);
    const elina = mailsOf(appointmentId, 'cancellation');
    expect(elina.map(({ recipient }) => recipient)).toEqual(['elina.saarikko@sairaala.example']);
    expect(elina[0]!.subject, 'it takes place: nothing is cancelled').not.toMatch(/peru/i);
    expect(elina[0]!.body).toContain('Nyt sen ottaa vastaan Johan Lindgren');
    expect(elina[0]!.body, 'a page that Elina can open no more').not.toContain('/requests/');
    expect(elina[0]!.calendar).toMatch(/METHOD:CANCEL[\s\S]*SEQUENCE:1/);
    const invited = mailsOf(appointmentId, 'invitation').map(({ recipient }) => recipient);
    expect(invited).toContain('johan.lindgren@sairaala.example');
    const [told, ...others] = mailsOf(appointmentId, 'moved');
    expect([told!.recipient, others]).toEqual(['aino.lampi@lehtola.example', []]);
    expect(told!.body).toContain('ottaa vastaan nyt Johan Lindgren');
    expect(told!.calendar).toMatch(/METHOD:REQUEST[\s\S]*SEQUENCE:1/);
  });

  it('[V12] goes to nobody who does not offer the service', async () => {
    const at = newDay('user-elina');
    const { appointmentId } = await app.book(at('17:00'));
    const to = { practitionerId: 'user-sanna', override: 'Please.' };
    expect(code(await move(appointmentId, at('17:00'), to, 'leena'))).toBe('slot-not-offered');
  });

  it('[H14] what is not offered needs the permission and a reason, and is noted and logged', async () => {
    const at = newDay('user-elina');
    const { appointmentId } = await app.book(at('17:00'));
    expect(code(await move(appointmentId, at('06:30')))).toBe('slot-not-offered');
    expect(code(await move(appointmentId, at('06:30'), { override: 'Now' }))).toBe('override-forbidden');
    expect(code(await move(appointmentId, at('06:30'), { override: ' ' }, 'leena'))).toBe('reason-needed');
    const moved = await move(appointmentId, at('06:30'), { override: 'The court sits.' }, 'leena');
    expect(moved.status).toBe(200);
    expect((await read(appointmentId)).changes).toMatchObject([
      { kind: 'move' },
      { kind: 'override', note: 'The court sits.' },
    ]);
    const { body } = await app.call('mikko', 'GET', '/api/audit');
    const events = (body as { events: { action: string; entityId: string }[] }).events;
    expect(events.filter(({ entityId }) => entityId === appointmentId).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['override', 'move']),
    );
    expect(JSON.stringify(events)).not.toContain('court');
  });

  it('[H14] an override never takes what is booked', async () => {
    const at = newDay('user-elina');
    const { appointmentId } = await app.book(at('17:00'));
    await app.book(at('17:45'));
    const answer = await move(appointmentId, at('17:45'), { override: 'It is urgent.' }, 'leena');
    expect(code(answer)).toBe('slot-taken');
  });

  it('[C1] [C3] follows each role’s window, and is over when the visit begins', async () => {
    const at = newDay('user-elina');
    const { appointmentId, tokens } = await app.book(at('17:00'));
    app.clock.now = at('17:00') - 11 * hourMs;
    expect(code(await move(appointmentId, at('18:30')))).toBe('too-late');
    expect(await guestSees(tokens[0]!)).toMatchObject({ youMay: { cancel: false, move: false } });
    expect((await move(appointmentId, at('18:30'), {}, 'elina')).status).toBe(200);
    app.clock.now = at('18:30');
    expect(code(await move(appointmentId, at('19:15'), {}, 'elina'))).toBe('visit-begun');
  });

  it('[C2] needs a reason that the role knows, and with "other" a text', async () => {
    const at = newDay('user-elina');
    const { appointmentId } = await app.book(at('17:00'));
    expect(code(await move(appointmentId, at('18:30'), { reason: 'specialist-ill' }))).toBe('reason-needed');
    expect(code(await move(appointmentId, at('18:30'), { reason: 'other' }))).toBe('reason-needed');
    // A visit that the family has cancelled is not moved.
    expect(code(await move(appointmentId, at('18:30'), { reason: 'family-cancelled' }))).toBe(
      'reason-needed',
    );
    expect((await move(appointmentId, at('18:30'), { reason: 'other', note: 'A trip' })).status).toBe(200);
  });

  it('leaves a visit alone for whom somebody waits', async () => {
    const at = newDay('user-elina');
    const { appointmentId, tokens } = await app.book(at('17:00'));
    app.clock.now = at('17:00') - 5 * minuteMs;
    const guest = await app.page({ token: tokens[0]! });
    await guest.enter(null);
    expect(code(await move(appointmentId, at('18:30'), {}, 'elina'))).toBe('somebody-waits');
  });
});

describe('the family', () => {
  const offeredTo = async (token: string) => {
    const { body } = await app.call({ token }, 'GET', '/api/guest/times');
    const { days } = body as { days: { times: { startsAt: number }[] }[] };
    return days.flatMap((day) => day.times.map((time) => time.startsAt));
  };
  const guestMove = (token: string, startsAt: number, more: object = {}) =>
    app.call({ token }, 'POST', '/api/guest/move', {
      ...{ reason: 'cannot-come', note: '', practitionerId: 'user-elina', startsAt },
      ...more,
    });

  it('[C1] [H11] moves its visit by its link, to what is free only', async () => {
    const at = newDay('user-elina');
    const { appointmentId, tokens } = await app.book(at('17:00'));
    const offered = await offeredTo(tokens[0]!);
    expect(offered).toContain(at('18:30'));
    expect(offered).not.toContain(at('17:00'));
    expect(code(await guestMove(tokens[0]!, at('18:31')))).toBe('slot-not-offered');
    expect((await guestMove(tokens[0]!, at('18:30'))).status).toBe(200);
    expect(await guestSees(tokens[0]!)).toMatchObject({ startsAt: at('18:30'), phase: 'early' });
    expect((await read(appointmentId)).changes).toMatchObject([{ role: 'family', reason: 'cannot-come' }]);
  });

  it('[C10] moves it five times in an hour at most: everybody is written to each time', async () => {
    const at = newDay('user-elina');
    const { appointmentId, tokens } = await app.book(at('17:00'));
    const [there, back] = [at('18:30'), at('17:00')];
    for (const startsAt of [there, back, there, back, there])
      expect((await guestMove(tokens[0]!, startsAt)).status).toBe(200);
    const sent = app.outbox().length;
    // H11: the answer to the last of them was lost, and it is sent again.
    expect((await guestMove(tokens[0]!, there)).status).toBe(200);
    const refused = await guestMove(tokens[0]!, back);
    expect([code(refused), refused.body]).toEqual([
      'too-many-attempts',
      expect.objectContaining({ error: expect.objectContaining({ details: { retryAfterSeconds: 3600 } }) }),
    ]);
    expect([app.outbox().length, (await read(appointmentId)).startsAt]).toEqual([sent, there]);
    // Whoever is at the desk helps.
    expect((await move(appointmentId, back, {}, 'elina')).status).toBe(200);
    app.clock.now += hourMs;
    expect((await guestMove(tokens[0]!, there)).status).toBe(200);
  });

  it('[C2] [C6] cancels with a reason, is told why it was cancelled, and takes a new time by the same link', async () => {
    const at = newDay('user-elina');
    const { appointmentId, tokens, payload } = await app.book(at('17:00'));
    const [token] = tokens as [string];
    expect(code(await app.call({ token }, 'POST', '/api/guest/cancel', { reason: 'x', note: '' }))).toBe(
      'reason-needed',
    );
    const why = { reason: 'ill', note: 'Fever' };
    expect((await app.call({ token }, 'POST', '/api/guest/cancel', why)).status).toBe(200);
    expect(await guestSees(token)).toMatchObject({
      phase: 'cancelled',
      cancelled: { role: 'family', reason: 'ill' },
      youMay: { rebook: true, cancel: false },
    });
    expect(claimsOf(appointmentId)).toEqual([]);
    // Who cancelled by mistake finds the own time again; it was nobody else who said that it does not suit.
    expect(await offeredTo(token)).toContain(at('17:00'));

    const to = { practitionerId: 'user-elina', startsAt: at('19:15') };
    const rebooked = await app.call({ token }, 'POST', '/api/guest/rebook', to);
    expect(rebooked.status).toBe(201);
    const { token: newToken } = rebooked.body as { token: string };
    expect(await guestSees(newToken)).toMatchObject({ startsAt: at('19:15'), phase: 'early' });
    expect(await guestSees(token)).toMatchObject({
      successorStartsAt: at('19:15'),
      youMay: { rebook: false },
    });
    const other = { ...to, startsAt: at('20:00') };
    expect(code(await app.call({ token }, 'POST', '/api/guest/rebook', other))).toBe('no-new-time');

    const { body } = await app.call('aino', 'GET', '/api/appointments');
    const list = (body as { appointments: { id: string; startsAt: number }[] }).appointments;
    const successor = list.find(({ startsAt }) => startsAt === at('19:15'))!;
    expect(await read(successor.id)).toMatchObject({ question: payload.content.question });
    expect((await app.call('elina', 'GET', `/api/appointments/${successor.id}`)).status).toBe(200);
  });

  /** On a workday in office hours, so that whoever keeps none can be asked for (N5). */
  async function cancelledThat(content: object) {
    const day = '2027-02-09';
    app.openHours(day, '09:00', '15:00');
    const { appointmentId, tokens } = await app.book(instantOf(day, '09:00'), content);
    const why = { reason: 'specialist-ill', note: '' };
    await app.call('elina', 'POST', `/api/appointments/${appointmentId}/cancel`, why);
    const [token] = tokens as [string];
    const { body } = await app.call({ token }, 'GET', '/api/guest/times?week=2027-02-09');
    const week = body as { days: { date: string; times: { startsAt: number }[] }[] };
    const shown = week.days.find(({ date }) => date === day)!.times.map(({ startsAt }) => startsAt);
    const take = (startsAt: number) =>
      app.call({ token }, 'POST', '/api/guest/rebook', { practitionerId: 'user-elina', startsAt });
    return { shown, take };
  }
  const claimsAt = (startsAt: number) =>
    app.store
      .read((tx) => tx.select().from(schema.claim).all())
      .filter((claim) => claim.startsAt <= startsAt && startsAt < claim.endsAt)
      .map(({ resourceId, startsAt: from, endsAt }) => `${resourceId} ${(endsAt - from) / minuteMs}`)
      .sort();

  it('[C6] [N1] after a panel is shown the times at which all of it can, and any of them can be taken', async () => {
    const people = { colleagueIds: ['user-pekka'], requiredIds: ['user-pekka'] };
    const { shown, take } = await cancelledThat(people);
    // In quarters, and none of them the slots of one practitioner alone.
    expect(shown).toContain(instantOf('2027-02-09', '09:15'));
    for (const startsAt of shown) expect(startsAt % (15 * minuteMs)).toBe(0);
    const to = instantOf('2027-02-09', '10:15');
    expect((await take(to)).status).toBe(201);
    expect(claimsAt(to)).toEqual(['user-aino 45', 'user-elina 45', 'user-pekka 45']);
  });

  it('[C6] [S8] keeps its service’s rests around the new time, too', async () => {
    const setRest = (bufferAfterMinutes: number) =>
      app.store.write((tx) => tx.update(schema.healthcareService).set({ bufferAfterMinutes }).run());
    setRest(15);
    const { shown, take } = await cancelledThat({ question: 'With a rest' });
    const to = shown.at(-1)!;
    expect((await take(to)).status).toBe(201);
    setRest(0);
    expect(claimsAt(to)).toEqual(['user-elina 60']);
  });

  it('[C6] of whom nothing is wanted any more is offered no new time, and never reads what was written about it', async () => {
    const at = newDay('user-elina');
    const { appointmentId, tokens } = await app.book(at('17:00'));
    const why = { reason: 'not-needed', note: 'Secret words' };
    await app.call('aino', 'POST', `/api/appointments/${appointmentId}/cancel`, why);
    const seen = await app.call({ token: tokens[0]! }, 'GET', '/api/guest/visit');
    expect(seen.body).toMatchObject({
      cancelled: { role: 'staff', reason: 'not-needed' },
      youMay: { rebook: false },
    });
    expect(JSON.stringify(seen.body)).not.toContain('Secret');
    expect(code(await app.call({ token: tokens[0]! }, 'GET', '/api/guest/times'))).toBe('no-new-time');
  });

  it('[C6] is not offered the time of which somebody else said that it does not suit', async () => {
    const at = newDay('user-elina');
    const { appointmentId, tokens } = await app.book(at('17:00'));
    await app.call('aino', 'POST', `/api/appointments/${appointmentId}/cancel`, why);
    const offered = await offeredTo(tokens[0]!);
    expect(offered).toContain(at('17:45'));
    expect(offered).not.toContain(at('17:00'));
  });

  it('[C6] [H3] taking the same new time as somebody else at once is refused to the second', async () => {
    const at = newDay('user-elina');
    const first = await app.book(at('17:00'));
    const second = await app.book(at('17:45'));
    for (const { appointmentId } of [first, second])
      await app.call('elina', 'POST', `/api/appointments/${appointmentId}/cancel`, {
        reason: 'specialist-ill',
        note: '',
      });
    const to = { practitionerId: 'user-elina', startsAt: at('19:15') };
    const answers = await Promise.all(
      [first, second].map(({ tokens }) => app.call({ token: tokens[0]! }, 'POST', '/api/guest/rebook', to)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
});
