import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdMs, instantOf, minuteMs } from '#domain';
import { newId, schema } from '#db';
import {
  childService,
  request,
  slotAt,
  socialService,
  startTestApp,
  type TestApp,
} from '#support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const choice = (startsAt: number, more: object = {}) => ({
  serviceId: childService,
  practitionerId: 'user-elina',
  startsAt,
  ...more,
});
const booking = (startsAt: number, more: object = {}) => ({
  ...choice(startsAt),
  draftId: newId(),
  content: request,
  ...more,
});
const stateAt = async (who: 'aino' | 'pekka', startsAt: number, week?: string) => {
  const { body } = await app.call(
    who,
    'GET',
    `/api/services/${childService}/slots${week ? `?week=${week}` : ''}`,
  );
  const { days } = body as { days: { slots: { startsAt: number; state: string }[] }[] };
  return days.flatMap((day) => day.slots).find((slot) => slot.startsAt === startsAt)?.state;
};

describe('a hold', () => {
  it('[H3][H7] shows to others as taken, and theirs is refused with the nearest free times', async () => {
    expect(await app.call('aino', 'POST', '/api/holds', choice(slotAt(0)))).toMatchObject({ status: 201 });
    expect([await stateAt('aino', slotAt(0)), await stateAt('pekka', slotAt(0))]).toEqual([
      'held-by-you',
      'taken',
    ]);
    const refused = await app.call('pekka', 'POST', '/api/holds', choice(slotAt(0)));
    expect(refused).toMatchObject({
      status: 409,
      body: { error: { code: 'slot-taken', details: { alternatives: [{ startsAt: slotAt(1) }, {}, {}] } } },
    });
  });
  it('[H4] moves with the person', async () => {
    await app.call('aino', 'POST', '/api/holds', choice(slotAt(1)));
    expect([await stateAt('pekka', slotAt(0)), await stateAt('pekka', slotAt(1))]).toEqual(['free', 'taken']);
  });
  it('[H1] lapses by itself, and others are told', async () => {
    const page = await app.page('pekka');
    await page.ask('slots:watch', { serviceId: childService });
    app.clock.now += holdMs;
    app.tick();
    await page.until('slots:changed', ({ serviceId }) => serviceId === childService);
    expect(await stateAt('pekka', slotAt(1))).toBe('free');
  });
  it('[H8] cannot be taken again and again, but can be confirmed all along', async () => {
    const startsAt = slotAt(3, 1);
    const hold = async () => {
      const { status, body } = await app.call('pekka', 'POST', '/api/holds', choice(startsAt));
      return { status, ...(body as { hold: { id: string; expiresAt: number }; error: object }) };
    };
    const began = app.clock.now;
    for (const minutes of [0, 9, 9, 9]) {
      app.clock.now += minutes * minuteMs;
      const { status, hold: held } = await hold();
      expect(status).toBe(201);
      expect(held.expiresAt).toBeLessThanOrEqual(began + 30 * minuteMs);
      await app.call('pekka', 'DELETE', `/api/holds/${held.id}`);
    }
    app.clock.now = began + 30 * minuteMs;
    const againAt = began + 45 * minuteMs;
    expect(await hold()).toMatchObject({ status: 409, error: { code: 'held-before', details: { againAt } } });
    expect(await app.call('aino', 'POST', '/api/holds', choice(startsAt))).toMatchObject({ status: 201 });
    app.clock.now = againAt;
    app.tick();
    expect((await hold()).status).toBe(201);
  });
  it('[H1] over a clock that is set back an hour is still one person’s, is booked once, and ends at the same instant', async () => {
    const startsAt = slotAt(0, 3);
    const began = app.clock.now;
    const held = (await app.call('aino', 'POST', '/api/holds', choice(startsAt))).body as {
      hold: { id: string; expiresAt: number };
    };
    app.clock.now = began - 60 * minuteMs;
    app.tick();
    // The holder goes on, and choosing it again is the same hold; others are refused as before.
    expect(await stateAt('aino', startsAt, '2026-12-14')).toBe('held-by-you');
    expect((await app.call('aino', 'POST', '/api/holds', choice(startsAt))).body).toMatchObject({
      hold: held.hold,
    });
    expect(await app.call('pekka', 'POST', '/api/holds', choice(startsAt))).toMatchObject({ status: 409 });
    expect(await app.call('pekka', 'POST', '/api/appointments', booking(startsAt))).toMatchObject({
      status: 409,
    });
    // The clock has come to where it was: the hold ends then, not later, and the time is whoever's comes first.
    app.clock.now = held.hold.expiresAt;
    app.tick();
    expect(await app.call('pekka', 'POST', '/api/appointments', booking(startsAt))).toMatchObject({
      status: 201,
    });
    expect(await app.call('aino', 'POST', '/api/appointments', booking(startsAt))).toMatchObject({
      status: 409,
    });
    app.clock.now = began;
  });
  it('[H2][S5] a time in the past, between two slots or in an hour that does not exist is refused', async () => {
    const code = async (startsAt: number) =>
      (await app.call('aino', 'POST', '/api/holds', choice(startsAt))).body as { error: { code: string } };
    expect(await code(slotAt(0) - 24 * 60 * minuteMs)).toMatchObject({ error: { code: 'slot-in-past' } });
    expect(await code(slotAt(0, 1) + minuteMs)).toMatchObject({ error: { code: 'slot-not-offered' } });
    expect(await code(instantOf('2027-03-28', '03:30'))).toMatchObject({
      error: { code: 'slot-not-offered' },
    });
  });
});

describe('a booking', () => {
  it('makes appointment, request, case, participants, links, messages and the audit event at once', async () => {
    const { appointmentId, tokens } = await app.book(slotAt(2));
    expect(tokens).toHaveLength(1);
    const { body } = await app.call('aino', 'GET', `/api/appointments/${appointmentId}`);
    expect(body).toMatchObject({
      appointment: { status: 'booked', subject: 'O.L., 2017', participants: { length: 3 } },
    });
    expect(app.outbox().filter((message) => message.appointmentId === appointmentId)).toHaveLength(3);
    const events = app.store.read((tx) => tx.select().from(schema.auditEvent).all());
    expect(events.filter(({ entityId }) => entityId === appointmentId).map(({ action }) => action)).toEqual([
      'book',
      'read',
    ]);
  });
  it('[B6] sent twice, or again after Back, is one booking', async () => {
    const payload = booking(slotAt(3));
    const answers = await Promise.all(
      [1, 2, 3].map(() => app.call('aino', 'POST', '/api/appointments', payload)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(new Set(answers.map(({ body }) => (body as { appointmentId: string }).appointmentId)).size).toBe(
      1,
    );
  });
  it('[B6] confirmed from two tabs that were opened before anything was saved is one booking', async () => {
    const drafts = await Promise.all(
      [1, 2].map(() => app.call('aino', 'GET', `/api/services/${childService}/draft`)),
    );
    const payloads = drafts.map(({ body }) => ({
      ...booking(instantOf('2026-11-24', '09:00')),
      draftId: (body as { draftId: string }).draftId,
    }));
    const answers = await Promise.all(
      payloads.map((payload) => app.call('aino', 'POST', '/api/appointments', payload)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 201]);
    expect(answers[0]!.body).toEqual(answers[1]!.body);
  });
  it('[B11] is refused where another window has saved something else, which comes with it; both texts stay', async () => {
    const path = `/api/services/${childService}/draft`;
    type Draft = { draftId: string; revision: number; content: { question: string } };
    const read = async () => (await app.call('aino', 'GET', path)).body as Draft;
    const { draftId, revision: basedOn } = await read();
    // Opened in two windows before anything was saved.
    expect(await read()).toMatchObject({ draftId, revision: basedOn });
    const save = (question: string, on: number) =>
      app.call('aino', 'PUT', path, { draftId, content: { ...request, question }, basedOn: on });
    const first = await save('Ensimmäinen', basedOn);
    expect(first.status).toBe(200);
    const { savedAt } = first.body as { savedAt: number };
    const second = await save('Toinen', basedOn);
    expect([second.status, second.body]).toMatchObject([
      409,
      {
        error: {
          code: 'draft-changed',
          details: { content: { question: 'Ensimmäinen' }, revision: savedAt },
        },
      },
    ]);
    expect((await read()).content.question).toBe('Ensimmäinen');
    const book = (on: number) =>
      app.call('aino', 'POST', '/api/appointments', {
        ...booking(instantOf('2026-11-24', '10:30')),
        ...{ draftId, content: { ...request, question: 'Toinen' }, basedOn: on },
      });
    const early = await book(basedOn);
    expect([early.status, early.body]).toMatchObject([409, { error: { code: 'draft-changed' } }]);
    // Once it has been seen, it is written over; two that are saved in one millisecond are two.
    const chosen = await save('Toinen', savedAt);
    expect(chosen.status).toBe(200);
    const { savedAt: last } = chosen.body as { savedAt: number };
    expect(last).toBeGreaterThan(savedAt);
    expect((await book(last)).status).toBe(201);
    expect((await book(basedOn)).status).toBe(200);
  });
  it('[H6] goes through after the hold has expired, as long as nobody else has the time', async () => {
    const startsAt = slotAt(0, 1);
    await app.call('aino', 'POST', '/api/holds', choice(startsAt));
    app.clock.now += holdMs;
    expect(await app.call('aino', 'POST', '/api/appointments', booking(startsAt))).toMatchObject({
      status: 201,
    });
  });
  it('[H3] is refused with alternatives when the expired hold became somebody else’s', async () => {
    const startsAt = slotAt(1, 1);
    await app.call('aino', 'POST', '/api/holds', choice(startsAt));
    app.clock.now += holdMs;
    await app.call('pekka', 'POST', '/api/holds', choice(startsAt));
    const { draftId, ...payload } = booking(startsAt);
    await app.call('aino', 'PUT', `/api/services/${childService}/draft`, { draftId, content: request });
    const refused = await app.call('aino', 'POST', '/api/appointments', { ...payload, draftId });
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'slot-taken' } } });
    const { body } = await app.call('aino', 'GET', `/api/services/${childService}/draft`);
    expect(body).toMatchObject({ draftId, content: { question: request.question } });
  });
  it('[H3] 200 people confirming one time at once: one 201 and 199 clear conflicts', async () => {
    const startsAt = slotAt(2, 1);
    await app.cookieOf('aino');
    await app.cookieOf('pekka');
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        app.call(n % 2 ? 'aino' : 'pekka', 'POST', '/api/appointments', booking(startsAt)),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const conflicts = answers.filter(({ status }) => status === 409);
    expect(conflicts).toHaveLength(199);
    for (const { body } of conflicts) expect(body).toMatchObject({ error: { code: 'slot-taken' } });
    const rows = app.store.read((tx) => tx.select().from(schema.appointment).all());
    expect(rows.filter((row) => row.startsAt === startsAt)).toHaveLength(1);
  });
  it('[B6][H3] of a time that others were refused a moment ago is found by who sends it again, and free once it is cancelled', async () => {
    const startsAt = slotAt(3, 2);
    const payload = booking(startsAt);
    const first = await app.call('aino', 'POST', '/api/appointments', payload);
    expect(first.status).toBe(201);
    const late = () => app.call('aino', 'POST', '/api/appointments', booking(startsAt));
    for (const { status, body } of [await late(), await late()])
      expect([status, body]).toEqual([
        409,
        expect.objectContaining({ error: expect.objectContaining({ code: 'slot-taken' }) as object }),
      ]);
    expect(await app.call('aino', 'POST', '/api/appointments', payload)).toMatchObject({
      status: 200,
      body: first.body,
    });
    const { appointmentId } = first.body as { appointmentId: string };
    const reason = { reason: 'other', note: 'Peruttiin.' };
    const cancelled = await app.call('aino', 'POST', `/api/appointments/${appointmentId}/cancel`, reason);
    expect(cancelled.status).toBe(200);
    expect((await late()).status).toBe(201);
  });
  it('[B1–B5] that is incomplete names each field and keeps nothing', async () => {
    const before = app.outbox().length;
    const content = {
      ...request,
      question: '',
      guests: [{ name: '', channel: 'email', address: 'x', language: 'fi' }],
      colleagueIds: ['user-mikko', 'nobody'],
    };
    const refused = await app.call('aino', 'POST', '/api/appointments', booking(slotAt(3, 1), { content }));
    expect(refused).toMatchObject({
      status: 422,
      body: {
        error: {
          code: 'incomplete',
          fields: {
            question: 'required',
            'guests.0.name': 'required',
            'guests.0.address': 'email',
            colleagueIds: 'unknown-colleague',
          },
        },
      },
    });
    expect(app.outbox()).toHaveLength(before);
  });
  it("[B3] can't use another municipality's case", async () => {
    const { body } = await app.call('aino', 'GET', '/api/cases');
    const [own] = (body as { cases: { id: string }[] }).cases;
    const content = { ...request, subject: { kind: 'case', caseId: own!.id } };
    const foreign = await app.call('pekka', 'POST', '/api/appointments', booking(slotAt(3, 1), { content }));
    expect(foreign).toMatchObject({ status: 422, body: { error: { fields: { subject: 'required' } } } });
  });
  it('[B2] of an anonymous service stores no child', async () => {
    const startsAt = instantOf('2026-11-24', '12:30');
    const anonymous = {
      serviceId: socialService,
      practitionerId: 'user-sanna',
      content: { ...request, subject: { kind: 'anonymous' }, consentNoted: false },
    };
    const booked = await app.call('aino', 'POST', '/api/appointments', booking(startsAt, anonymous));
    expect(booked.status).toBe(201);
    const { body } = await app.call(
      'aino',
      'GET',
      `/api/appointments/${(booked.body as { appointmentId: string }).appointmentId}`,
    );
    expect(body).toMatchObject({ appointment: { subject: null } });
  });
  it('says nothing about the child or the kind of care in any message', async () => {
    const texts = app.outbox().map(({ subject, body, calendar }) => `${subject} ${body} ${calendar ?? ''}`);
    expect(texts.length).toBeGreaterThan(5);
    for (const text of texts) expect(text).not.toMatch(/O\.L\.|2017|psykiatr|How can the school|Background/i);
  });
});

describe('a week', () => {
  it('far away costs no more than this one, and one outside the calendar is refused', async () => {
    const url = `/api/services/${childService}/slots?week=`;
    for (const week of ['9999-12-31', '1000-01-01', '2026-02-30'])
      expect(await app.call('aino', 'GET', url + week)).toMatchObject({ status: 400 });
    for (const week of ['2000-01-03', '2199-12-30'])
      expect(await app.call('aino', 'GET', url + week)).toMatchObject({
        status: 200,
        body: { days: { length: 7 } },
      });
  });
});
