import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseSlotsOf, instantOf, minuteMs } from '#domain';
import { caseSlots, newId, schema } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf, refusalOf, seriesDesk } from '#support/series.ts';
import { childService, request, startTestApp, type TestApp } from '#support/test-app.ts';

/* Meetings of a series that something else changes: their own page, an absence, a family's link. */
let app: TestApp;
let desk: ReturnType<typeof seriesDesk>;
beforeAll(async () => {
  app = await startTestApp();
  desk = seriesDesk(app);
  app.offerToo(childService, 'user-johan', 'org-sairaala');
});
afterAll(() => app.close());

const ok = (answer: { status: number; body: unknown }, status = 200) =>
  expect([answer.status, answer.body]).toEqual([status, answer.body]);
const takeOver = (id: string) =>
  app.call('johan', 'POST', `/api/arrivals/${id}/take-over`, { from: 'user-elina', to: 'user-johan' });
const absent = (date: string, decisions: object[]) =>
  app.call('elina', 'POST', '/api/absences/user-elina', { date, note: '', decisions });
const move = (id: string, startsAt: number, more: object = {}) =>
  app.call('aino', 'POST', `/api/appointments/${id}/move`, {
    ...{ reason: 'wrong-time', note: '', practitionerId: 'user-elina', startsAt, override: null },
    ...more,
  });
const cutInThree = (appointmentId: string, startsAt: number, caseId: string) => {
  const slots = caseSlotsOf({ startsAt, endsAt: startsAt + 60 * minuteMs }, 3);
  app.store.write((tx) => {
    caseSlots.replace(tx, { id: appointmentId, organisationId: 'org-sairaala' }, slots);
    caseSlots.setCase(tx, appointmentId, 1, caseId);
  });
};
const newCase = () => {
  const id = newId();
  const child = { organisationId: 'org-lehtola', initials: 'A.B.', birthYear: 2015 };
  app.store.write((tx) =>
    tx
      .insert(schema.childCase)
      .values({ id, ...child, responsibleWorkerId: 'user-aino', createdAt: app.clock.now })
      .run(),
  );
  return id;
};
const slotsOf = (appointmentId: string) =>
  app.store.read((tx) => caseSlots.of(tx, appointmentId)).map(({ startsAt, caseId }) => [startsAt, caseId]);
const mother = request.guests[0]!;

describe('[T9] [Q12] whoever convenes a meeting by hand and hands it over', () => {
  it.each(['takes over', 'absence', 'move'])('convenes it no more: %s', async (way) => {
    const first = { 'takes over': '2027-01-08', absence: '2027-02-05', move: '2027-03-05' }[way]!;
    const dates = desk.openFridays(first, 3);
    desk.open(dates, 'user-johan');
    const convenerIds = ['user-aino', 'user-pekka'];
    const id = await desk.made(fieldsOf(dates[0]!, 3, { convenerIds }));
    ok(await app.call('aino', 'PUT', `/api/series/${id}/meetings/3/convener`, { userId: 'user-elina' }));
    const { appointmentId, startsAt } = (await desk.read(id)).meetings[2]!;
    const to = { practitionerId: 'user-johan', startsAt };
    if (way === 'takes over') ok(await takeOver(appointmentId!));
    else if (way === 'absence') ok(await absent(dates[2]!, [{ id: appointmentId, kind: 'move', ...to }]));
    else ok(await move(appointmentId!, startsAt, to));
    const { meetings } = await desk.read(id);
    expect(meetings.map(({ convener }) => convener?.id)).toEqual(['user-aino', 'user-pekka', 'user-aino']);
  });
});

describe('[T10] case slots of a meeting that another takes the place of', () => {
  it('[C6] go with it when the family takes another time', async () => {
    const dates = desk.openFridays('2027-04-09', 2);
    const id = await desk.made(fieldsOf(dates[0]!, 2, { guests: request.guests, requiredIds: [] }));
    const { appointmentId, startsAt } = (await desk.read(id)).meetings[1]!;
    const caseId = newCase();
    cutInThree(appointmentId!, startsAt, caseId);
    const since = app.outbox().length;
    ok(
      await app.call('elina', 'POST', `/api/appointments/${appointmentId}/cancel`, {
        ...{ reason: 'urgent-work', note: '' },
      }),
    );
    const token = app.visitTokens(mother.address, since)[0]!;
    const at = instantOf(dates[1]!, '13:00');
    ok(
      await app.call({ token }, 'POST', '/api/guest/rebook', { practitionerId: 'user-elina', startsAt: at }),
      201,
    );
    const again = (await desk.read(id)).meetings[1]!;
    expect(again).toMatchObject({ startsAt: at, state: 'booked' });
    expect(slotsOf(again.appointmentId!)).toEqual([
      [at, null],
      [at + 20 * minuteMs, caseId],
      [at + 40 * minuteMs, null],
    ]);
  });
  it('[L6] go with it when a missed one is booked again', async () => {
    const dates = desk.openFridays('2026-12-04', 2);
    const id = await desk.made(fieldsOf(dates[0]!, 2, { requiredIds: [] }));
    const { appointmentId, startsAt } = (await desk.read(id)).meetings[0]!;
    const caseId = newCase();
    cutInThree(appointmentId!, startsAt, caseId);
    const before = app.clock.now;
    app.clock.now = startsAt + 20 * minuteMs;
    try {
      ok(await app.call('elina', 'POST', `/api/appointments/${appointmentId}/no-show`, {}));
      const at = instantOf(dates[1]!, '14:00');
      const to = { practitionerId: 'user-elina', startsAt: at };
      const { body } = await app.call('elina', 'POST', `/api/appointments/${appointmentId}/rebook`, to);
      expect(slotsOf((body as { id: string }).id)).toEqual([
        [at, null],
        [at + 20 * minuteMs, caseId],
        [at + 40 * minuteMs, null],
      ]);
    } finally {
      app.clock.now = before;
    }
  });
});

describe('[T5] a page of a series that was opened before', () => {
  it.each(['moved', 'cancelled', 'handed over'])(
    'is told that one of it was %s on its own page',
    async (how) => {
      const first = { moved: '2027-06-04', cancelled: '2027-07-02', 'handed over': '2027-08-06' }[how]!;
      const dates = desk.openFridays(first, 3);
      desk.open(dates, 'user-johan');
      const id = await desk.made(fieldsOf(dates[0]!, 3));
      const { revision: basedOn, meetings } = await desk.read(id);
      const third = meetings[2]!.appointmentId!;
      if (how === 'moved') ok(await move(third, instantOf(dates[2]!, '14:00')));
      else if (how === 'cancelled')
        ok(
          await app.call('elina', 'POST', `/api/appointments/${third}/cancel`, {
            reason: 'urgent-work',
            note: '',
          }),
        );
      else ok(await takeOver(third));
      const stale = await desk.change(
        id,
        { scope: { kind: 'one', n: 3 }, change: { kind: 'time', time: '11:00', lengthMinutes: 60 }, basedOn },
        'elina',
      );
      expect(refusalOf(stale).code).toBe('series-changed');
      const all = await desk.change(id, { scope: { kind: 'all' }, change: { kind: 'cancel' }, basedOn });
      expect(refusalOf(all).code).toBe('series-changed');
    },
  );
});

describe('[T14] a meeting that was cancelled on its own page and takes place after all', () => {
  it('follows its series as before (T6)', async () => {
    const dates = desk.openFridays('2027-09-03', 3);
    const id = await desk.made(fieldsOf(dates[0]!, 3));
    const { appointmentId } = (await desk.read(id)).meetings[1]!;
    ok(
      await app.call('elina', 'POST', `/api/appointments/${appointmentId}/cancel`, {
        reason: 'urgent-work',
        note: '',
      }),
    );
    const basedOn = (await desk.read(id)).revision;
    ok(await app.call('aino', 'POST', `/api/series/${id}/meetings/2/take-back`, { basedOn }));
    const { revision, meetings } = await desk.read(id);
    expect(meetings.map(({ isByHand }) => isByHand)).toEqual([false, false, false]);
    const moved = await desk.change(id, {
      ...{ scope: { kind: 'all' }, basedOn: revision },
      change: { kind: 'time', time: '11:00', lengthMinutes: 60 },
    });
    expect(moved.body).toEqual({ changed: 3 });
  });
});

describe('[T14] [T9] a meeting that takes place after all', () => {
  it('is convened by nobody who was chosen for it by hand and is not in it', async () => {
    const dates = desk.openFridays('2027-10-01', 3);
    const id = await desk.made(fieldsOf(dates[0]!, 3, { convenerIds: ['user-aino', 'user-elina'] }));
    ok(await app.call('aino', 'PUT', `/api/series/${id}/meetings/2/convener`, { userId: 'user-pekka' }));
    const { revision: basedOn } = await desk.read(id);
    ok(await desk.change(id, { scope: { kind: 'one', n: 2 }, change: { kind: 'cancel' }, basedOn }));
    ok(await app.call('mikko', 'POST', '/api/people/user-pekka/active', { active: false }));
    try {
      const { revision } = await desk.read(id);
      ok(await app.call('aino', 'POST', `/api/series/${id}/meetings/2/take-back`, { basedOn: revision }));
      const { meetings } = await desk.read(id);
      expect(meetings.map(({ convener }) => convener?.id)).toEqual(['user-aino', 'user-elina', 'user-aino']);
    } finally {
      ok(await app.call('mikko', 'POST', '/api/people/user-pekka/active', { active: true }));
    }
  });
});

it('[C4] whoever decides about a day of absence is told which visits others’ plans hang on, and no name of a series', async () => {
  const date = '2026-12-18';
  desk.open([date, '2027-01-29']);
  const rule = { kind: 'weekly', everyWeeks: 6, weekday: 5 } as const;
  const id = await desk.made(fieldsOf(date, 2, {}, { rule }));
  const [meeting] = (await desk.read(id)).meetings;
  cutInThree(meeting!.appointmentId!, meeting!.startsAt, newCase());
  await app.book(instantOf(date, '13:00'));
  const { body } = await app.call('elina', 'GET', `/api/absences/user-elina?date=${date}`);
  const { visits } = body as Reply<'readAbsence'>;
  expect(visits.map(({ series, requiredCount, caseCount }) => [series, requiredCount, caseCount])).toEqual([
    // Aino, who made the series, and Pekka.
    [{ n: 1, of: 2 }, 2, 1],
    [null, 0, 0],
  ]);
  expect(JSON.stringify(body)).not.toContain('Alueen työryhmä');
});
