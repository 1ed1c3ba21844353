import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, instantOf, minuteMs, wallTimeOf } from '#domain';
import { newId, schema } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf, refusalOf, seriesDesk } from '#support/series.ts';
import { startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
let desk: ReturnType<typeof seriesDesk>;
beforeAll(async () => {
  app = await startTestApp();
  desk = seriesDesk(app);
});
afterAll(() => app.close());

type Preview = Reply<'previewSeriesChange'>;
const guest = {
  name: 'Laura',
  channel: 'email' as const,
  address: 'laura@perhe.example',
  language: 'fi' as const,
};
const at = (time: string) => ({ kind: 'time' as const, time, lengthMinutes: 60 });
const starts = async (id: string) =>
  (await desk.read(id)).meetings.map(({ startsAt }) => wallTimeOf(startsAt));
const tokensIn = (body: string) => [...body.matchAll(/\/v#([\w-]+)/g)].map(([, token]) => token!);
const seen = async (token: string) =>
  (await app.call({ token }, 'GET', '/api/guest/visit')).body as Reply<'guestVisit'>;

describe('changing a series', () => {
  it('[C2] is not moved because the family cancelled, and is cancelled for that', async () => {
    const [first] = desk.openFridays('2028-02-04', 3);
    const id = await desk.made(fieldsOf(first!, 3));
    const scope = { kind: 'following' as const, n: 3 };
    const moved = await desk.change(id, { scope, change: at('13:00'), reason: 'family-cancelled' });
    expect(refusalOf(moved).code).toBe('reason-needed');
    expect(await starts(id)).toEqual(['10:00', '10:00', '10:00']);
    const cancelled = await desk.change(id, {
      scope,
      change: { kind: 'cancel' },
      reason: 'family-cancelled',
    });
    expect(cancelled.body).toEqual({ changed: 1 });
  });

  it('[T5] [T7] [J5] this and the following get another time; what is not named stays identical, and links go on', async () => {
    const [first] = desk.openFridays('2027-01-08', 5);
    const before = app.outbox().length;
    const id = await desk.made(fieldsOf(first!, 5, { guests: [guest] }));
    const tokens = tokensIn(
      app
        .outbox()
        .slice(before)
        .find(({ recipient }) => recipient === guest.address)!.body,
    );
    const { meetings } = await desk.read(id);
    const changed = meetings.slice(2).map(({ appointmentId }) => appointmentId!);
    const rest = desk.restOf(changed);
    const sent = app.outbox().length;
    const answer = await desk.change(id, { scope: { kind: 'following', n: 3 }, change: at('13:00') });
    expect([answer.status, answer.body]).toEqual([200, { changed: 3 }]);
    expect(await starts(id)).toEqual(['10:00', '10:00', '13:00', '13:00', '13:00']);
    expect(desk.restOf(changed)).toBe(rest);
    expect((await seen(tokens[3]!)).startsAt).toBe(instantOf(addDays(first!, 21), '13:00'));
    expect(desk.claimsAt(addDays(first!, 21))).toEqual([]);
    expect(desk.claimsAt(addDays(first!, 21), '13:00')).toHaveLength(3);
    // One letter to each of the four, about three meetings, with a calendar that follows.
    const letters = app.outbox().slice(sent);
    expect(letters.map(({ kind }) => kind)).toEqual(Array(4).fill('moved'));
    expect(letters[0]!.calendar!.match(/SEQUENCE:1/g)).toHaveLength(3);
    const family = letters.find(({ recipient }) => recipient === guest.address)!;
    expect(tokensIn(family.body)).toHaveLength(3);
    expect((await desk.read(id)).changes[0]).toMatchObject({
      kind: 'move',
      numbers: [3, 4, 5],
      reason: 'wrong-time',
    });
    const { body } = await app.call('aino', 'GET', `/api/appointments/${changed[0]}`);
    expect((body as Reply<'readAppointment'>).appointment).toMatchObject({
      series: { id, n: 3, of: 5 },
      changes: [{ kind: 'move', fromStartsAt: meetings[2]!.startsAt }],
    });
  });

  it('[T6] what was moved on its own page is marked, stays when all change, and goes when all are cancelled', async () => {
    const dates = desk.openFridays('2027-02-19', 3);
    const id = await desk.made(fieldsOf(dates[0]!, 3));
    const second = (await desk.read(id)).meetings[1]!.appointmentId!;
    const moved = await app.call('aino', 'POST', `/api/appointments/${second}/move`, {
      ...{ practitionerId: 'user-elina', startsAt: instantOf(dates[1]!, '12:00') },
      ...{ reason: 'wrong-time', note: '', override: null },
    });
    expect(moved.status).toBe(200);
    const scope = { kind: 'all' as const };
    const preview = await app.call('aino', 'POST', `/api/series/${id}/change-preview`, {
      ...{ scope, change: at('14:00'), solutions: [], reason: '', note: '', basedOn: 2 },
    });
    expect((preview.body as Preview).untouched).toEqual({ byHand: 1, tooLate: 0 });
    await desk.change(id, { scope, change: at('14:00'), basedOn: 2 });
    expect(await starts(id)).toEqual(['14:00', '12:00', '14:00']);
    const sent = app.outbox().length;
    const cancelled = await desk.change(id, {
      ...{ scope, change: { kind: 'cancel' }, reason: 'other', note: 'Ryhmä päättyi', basedOn: 3 },
    });
    expect(cancelled.body).toEqual({ changed: 3 });
    const { meetings } = await desk.read(id);
    expect(meetings.map(({ state, reason }) => [state, reason])).toEqual(
      Array(3).fill(['cancelled', 'Ryhmä päättyi']),
    );
    expect(
      dates.flatMap((date) => [...desk.claimsAt(date, '14:00'), ...desk.claimsAt(date, '12:00')]),
    ).toEqual([]);
    expect(
      app
        .outbox()
        .slice(sent)
        .map(({ kind }) => kind),
    ).toEqual(Array(3).fill('cancellation'));
  });

  it('[H11] a series that is put off by a week takes the places of its own next meetings', async () => {
    const dates = desk.openFridays('2027-04-09', 4);
    const id = await desk.made(fieldsOf(dates[0]!, 3));
    const rule = { kind: 'weekly' as const, everyWeeks: 1, weekday: 5 };
    const answer = await desk.change(id, {
      scope: { kind: 'all' },
      change: { kind: 'rule', rule, fromDate: dates[1]!, time: '10:00', lengthMinutes: 90 },
    });
    expect(answer.status).toBe(200);
    const { meetings, lengthMinutes } = await desk.read(id);
    expect(meetings.map(({ startsAt }) => startsAt)).toEqual(
      dates.slice(1).map((date) => instantOf(date, '10:00')),
    );
    expect(meetings[0]!.endsAt - meetings[0]!.startsAt).toBe(90 * minuteMs);
    expect(lengthMinutes).toBe(90);
    expect(desk.claimsAt(dates[0]!)).toEqual([]);
  });

  it('[T8] collisions of a change are listed, solved within it, and either all of it happens or nothing', async () => {
    const dates = desk.openFridays('2027-08-06', 4);
    const id = await desk.made(fieldsOf(dates[0]!, 4));
    await desk.made(fieldsOf(dates[1]!, 3, { requiredIds: [] }, { time: '13:00' }), [], 'leena');
    const wanted = { scope: { kind: 'all' as const }, change: at('13:00') };
    const refused = await desk.change(id, wanted);
    expect([refused.status, refusalOf(refused).code]).toEqual([409, 'series-conflicts']);
    const { meetings } = refusalOf(refused).details as unknown as Preview;
    expect(meetings.map(({ conflicts }) => conflicts.flatMap(({ names }) => names))).toEqual([
      [],
      ...Array(3).fill(['Elina Saarikko']),
    ]);
    expect(await starts(id)).toEqual(Array(4).fill('10:00'));
    const solutions = [
      { n: 2, kind: 'stay' as const },
      { n: 3, kind: 'move' as const, date: dates[2]!, time: '15:00' },
      { n: 4, kind: 'skip' as const, reason: 'Ei sovi kaikille' },
    ];
    const sent = app.outbox().length;
    expect((await desk.change(id, { ...wanted, solutions })).body).toEqual({ changed: 3 });
    const after = (await desk.read(id)).meetings;
    expect(after.map(({ state, startsAt, isByHand }) => [state, wallTimeOf(startsAt), isByHand])).toEqual([
      ['booked', '13:00', false],
      ['booked', '10:00', false],
      ['booked', '15:00', true],
      ['cancelled', '10:00', true],
    ]);
    const letter = app
      .outbox()
      .slice(sent)
      .find(({ recipient }) => recipient.startsWith('pekka'))!;
    expect(letter.body.match(/entinen aika|peruttu/g)).toEqual(['entinen aika', 'entinen aika', 'peruttu']);
  });

  it('[C1] [R5] only who may, within the window, on what was read, with a reason', async () => {
    const dates = desk.openFridays('2027-05-21', 3);
    const id = await desk.made(fieldsOf(dates[0]!, 3));
    const later = { scope: { kind: 'all' as const }, change: at('12:00') };
    expect((await desk.change(id, later, 'pekka')).status).toBe(403);
    expect((await app.call('johan', 'GET', `/api/series/${id}`)).status).toBe(404);
    expect((await app.call('mikko', 'GET', `/api/series/${id}`)).status).toBe(403);
    expect(refusalOf(await desk.change(id, { ...later, reason: '' })).code).toBe('reason-needed');
    expect(refusalOf(await desk.change(id, { ...later, basedOn: 7 })).code).toBe('series-changed');
    app.store.write((tx) => tx.update(schema.appointment).set({ cancelHours: 48 }).run());
    app.clock.now = instantOf(addDays(dates[0]!, -1), '10:00');
    const one = {
      scope: { kind: 'one' as const, n: 1 },
      change: { kind: 'date' as const, date: dates[0]!, time: '12:00' },
    };
    expect(refusalOf(await desk.change(id, one))).toMatchObject({
      code: 'too-late',
      details: { contact: { name: 'Aino Lampi' } },
    });
    expect((await desk.change(id, later)).body).toEqual({ changed: 2 });
    expect(await starts(id)).toEqual(['10:00', '12:00', '12:00']);
    app.store.write((tx) => tx.update(schema.appointment).set({ cancelHours: 0 }).run());
  });

  it('[T5] what is sent again because its answer was lost is made once, and is nobody else’s to send', async () => {
    const dates = desk.openFridays('2027-07-02', 5);
    const id = await desk.made(fieldsOf(dates[0]!, 3));
    const change = { scope: { kind: 'all' as const }, change: at('12:00'), changeId: newId() };
    expect((await desk.change(id, change)).body).toEqual({ changed: 3 });
    const sent = app.outbox().length;
    expect((await desk.change(id, change)).body).toEqual({ changed: 3 });
    const invite = [{ id: 'user-leena', need: 'optional' as const }];
    const people = { invite, basedOn: 2, changeId: newId() };
    expect((await desk.people(id, people)).body).toEqual({ changed: 3 });
    expect((await desk.people(id, people)).body).toEqual({ changed: 3 });
    expect((await desk.read(id)).changes.map(({ kind }) => kind)).toEqual(['people', 'move', 'make']);
    expect(app.outbox().slice(sent)).toHaveLength(1);
    const other = await desk.made(fieldsOf(dates[4]!, 2));
    expect((await desk.change(other, change)).status).toBe(404);
    // A change that nobody named yet is a new one, which what was read does not allow.
    expect(refusalOf(await desk.change(id, { ...change, changeId: newId() })).code).toBe('series-changed');
  });

  it('[T3] is renewed near its end, in the same step and with numbers that follow; not before', async () => {
    app.clock.now = instantOf('2027-09-01', '09:00');
    const dates = desk.openFridays('2027-10-01', 9);
    const id = await desk.made(
      fieldsOf(dates[0]!, 2, { guests: [guest], convenerIds: ['user-aino', 'user-pekka'] }),
    );
    const { renewFrom } = await desk.read(id);
    expect(renewFrom).toBe(dates[2]);
    const plan = {
      rule: { kind: 'weekly', everyWeeks: 1, weekday: 5 },
      fromDate: renewFrom,
      count: 2,
      untilDate: null,
    };
    const changeId = newId();
    const renew = (basedOn: number, named = {}) =>
      app.call('aino', 'POST', `/api/series/${id}/renew`, { plan, solutions: [], basedOn, ...named });
    const sent = app.outbox().length;
    expect((await renew(1, { changeId })).status).toBe(200);
    expect((await renew(1, { changeId })).status).toBe(200);
    expect(refusalOf(await renew(1)).code).toBe('series-changed');
    const { meetings } = await desk.read(id);
    expect(meetings.map(({ n, startsAt }) => [n, startsAt])).toEqual(
      dates.slice(0, 4).map((date, index) => [index + 1, instantOf(date, '10:00')]),
    );
    expect(meetings.map(({ convener }) => convener?.name)).toEqual([
      'Aino Lampi',
      'Pekka Korpela',
      'Aino Lampi',
      'Pekka Korpela',
    ]);
    const letter = app
      .outbox()
      .slice(sent)
      .find(({ recipient }) => recipient === guest.address)!;
    expect(tokensIn(letter.body)).toHaveLength(2);
    desk.open(['2028-01-21']);
    const far = { kind: 'dates' as const, dates: [dates[5]!, '2028-01-21'] };
    const early = await desk.made(fieldsOf(dates[5]!, 2, {}, { rule: far }));
    expect((await desk.read(early)).renewFrom).toBeNull();
    const refused = await app.call('aino', 'POST', `/api/series/${early}/renew`, {
      ...{ plan: { ...plan, fromDate: '2028-02-04' }, solutions: [], basedOn: 1 },
    });
    expect(refusalOf(refused).code).toBe('too-early-to-renew');
  });
});

it('[T3] [U4] a renewed series asks nobody whose account was closed since', async () => {
  app.clock.now = instantOf('2028-03-06', '09:00');
  const dates = desk.openFridays('2028-03-17', 2);
  const id = await desk.made(fieldsOf(dates[0]!, 1));
  const close = (active: boolean) =>
    app.store.write((tx) =>
      tx.update(schema.userAccount).set({ active }).where(eq(schema.userAccount.id, 'user-pekka')).run(),
    );
  close(false);
  const plan = { rule: { kind: 'weekly', everyWeeks: 1, weekday: 5 }, fromDate: dates[1]!, count: 1 };
  const answer = await app.call('aino', 'POST', `/api/series/${id}/renew`, {
    ...{ plan: { ...plan, untilDate: null }, solutions: [], basedOn: 1 },
  });
  close(true);
  expect(answer.status).toBe(200);
  expect(desk.claimsAt(dates[1]!)).toEqual(['user-aino booking', 'user-elina booking']);
});

it('[V8] a renewal counts for whoever asked for the series, whoever renews it', async () => {
  app.clock.now = instantOf('2028-07-05', '08:00');
  const dates = desk.openFridays('2028-07-07', 4);
  const id = await desk.made(fieldsOf(dates[0]!, 2));
  const set = (monthlyQuota: number | null) =>
    app.store.write((tx) => {
      tx.update(schema.healthcareService).set({ monthlyQuota }).run();
      // Leena coordinates the provider meanwhile.
      const organisationId = monthlyQuota === null ? 'org-suvanto' : 'org-sairaala';
      tx.update(schema.userAccount)
        .set({ organisationId })
        .where(eq(schema.userAccount.id, 'user-leena'))
        .run();
    });
  set(3);
  const plan = {
    ...{ rule: { kind: 'weekly', everyWeeks: 1, weekday: 5 }, fromDate: dates[2], count: 2, untilDate: null },
  };
  const preview = (who: Who) =>
    app.call(who, 'POST', `/api/series/${id}/renew-preview`, { plan, solutions: [], basedOn: 1 });
  const overIn = async (who: Who) =>
    ((await preview(who)).body as Reply<'previewSeriesRenewal'>).meetings.map((each) => each.isOverQuota);
  expect([await overIn('aino'), await overIn('leena')]).toEqual([
    [false, true],
    [false, true],
  ]);
  set(null);
});
