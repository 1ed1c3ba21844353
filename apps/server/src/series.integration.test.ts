import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantOf, wallTimeOf } from '#domain';
import { newId, schema } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf, fridays, refusalOf, seriesDesk } from '#support/series.ts';
import { childService, startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
let desk: ReturnType<typeof seriesDesk>;
beforeAll(async () => {
  app = await startTestApp();
  desk = seriesDesk(app);
});
afterAll(() => app.close());

type Preview = Reply<'previewSeries'>;
const everybody = ['user-aino booking', 'user-elina booking', 'user-pekka booking'];
const conflictsIn = ({ meetings }: Preview) =>
  meetings.flatMap(({ n, conflicts }) => conflicts.map(({ why, names }) => [n, why, ...names]));
const booking = (startsAt: number) => ({
  ...{ draftId: newId(), serviceId: childService, practitionerId: 'user-elina', startsAt },
  content: {
    ...{ question: 'q', background: '', urgency: 'routine', subject: { kind: 'anonymous' } },
    ...{ consentNoted: false, guests: [], colleagueIds: [] },
  },
});
const countOf = () => ({
  visits: app.store.read((tx) => tx.select().from(schema.appointment).all()).length,
  claims: app.store.read((tx) => tx.select().from(schema.claim).all()).length,
  requests: app.store.read((tx) => tx.select().from(schema.serviceRequest).all()).length,
  letters: app.outbox().length,
});

describe('making a series', () => {
  it('[T4] [H10] over both changes of the clock keeps its time on it, and claims everybody who is required', async () => {
    desk.open(fridays('2027-03-04', 40));
    const fields = fieldsOf('2027-03-04', 40, {}, { rule: { kind: 'weekly', everyWeeks: 1, weekday: 4 } });
    const found = conflictsIn((await desk.preview(fields)).body as Preview);
    // Ascension Day is no office day: it is told, and left out.
    expect(found).toEqual([[10, 'no-hours', 'Pekka Korpela', 'Aino Lampi']]);
    const skips = found.map(([n]) => ({ n: Number(n), kind: 'skip' as const, reason: 'Pyhä' }));
    const id = await desk.made(fields, skips);
    const { meetings } = await desk.read(id);
    const held = meetings.filter(({ state }) => state === 'booked');
    expect(held).toHaveLength(39);
    for (const { startsAt, endsAt } of held)
      expect([wallTimeOf(startsAt), wallTimeOf(endsAt)]).toEqual(['10:00', '11:00']);
    const offsets = new Set(held.map(({ startsAt }) => startsAt % 86_400_000));
    expect(offsets.size).toBe(2);
    expect(desk.claimsAt('2027-03-25')).toEqual(everybody);
    expect(desk.claimsAt('2027-10-28')).toEqual(everybody);
    expect(desk.claimsAt('2027-11-04')).toEqual(everybody);
    expect(desk.claimsAt('2027-05-06')).toEqual([]);
    expect(meetings.find(({ state }) => state === 'skipped')).toMatchObject({ n: 10, reason: 'Pyhä' });
  });

  it('[T3] one of ten years is refused and says how far it can go', async () => {
    const refused = await desk.make(fieldsOf('2027-01-08', 80, {}, { untilDate: '2037-01-08' }));
    expect(refused.status).toBe(422);
    expect(refusalOf(refused)).toMatchObject({
      fields: { untilDate: 'too-far' },
      details: { last: '2029-01-08' },
    });
    expect((await desk.preview(fieldsOf('2027-01-08', 520))).body).toMatchObject({
      error: { fields: { count: 'too-many' }, details: { most: 80 } },
    });
  });

  it('[T1] [T3] [B1] [B4] what is wrong with it is told field by field, and nothing is written', async () => {
    const before = countOf();
    const guest = { name: '', channel: 'email' as const, address: 'no', language: 'fi' as const };
    const wrong = fieldsOf(
      '2026-11-01',
      0,
      {
        name: ' ',
        subject: null,
        guests: [guest],
        requiredIds: ['user-nobody'],
        convenerIds: ['user-sanna'],
      },
      { time: '25:00', rule: { kind: 'weekly', everyWeeks: 99, weekday: 5 } },
    );
    expect(refusalOf(await desk.make(wrong)).fields).toEqual({
      ...{ name: 'required', subject: 'required', fromDate: 'in-past', count: 'number', time: 'required' },
      ...{ 'guests.0.name': 'required', 'guests.0.address': 'email', everyWeeks: 'number' },
      ...{ colleagueIds: 'unknown-colleague', convenerIds: 'unknown-colleague' },
    });
    const none = [1, 2].map((n) => ({ n, kind: 'skip' as const, reason: 'x' }));
    expect(refusalOf(await desk.make(fieldsOf('2027-01-08', 2), none)).code).toBe('series-empty');
    const dates = { kind: 'dates' as const, dates: ['2027-02-30'] };
    expect(refusalOf(await desk.make(fieldsOf('2026-11-24', 1, {}, { rule: dates }))).fields).toEqual({
      dates: 'date',
    });
    expect(countOf()).toEqual(before);
  });

  it('[B6] one that is confirmed three times at once is one series', async () => {
    const [first] = desk.openFridays('2027-01-08', 3);
    const id = newId();
    const answers = await Promise.all([1, 2, 3].map(() => desk.make(fieldsOf(first!, 3), [], 'aino', id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(desk.visitsAt(first!)).toHaveLength(1);
    // Somebody else's page can't guess into it.
    expect((await desk.make(fieldsOf(first!, 3), [], 'pekka', id)).status).toBe(404);
  });

  it('is told by its name in the list of visits and on the day, and found by it', async () => {
    const [first] = desk.openFridays('2027-07-16', 2);
    expect((await desk.make(fieldsOf(first!, 2, { name: 'Ämpärijärven tiimi' }))).status).toBe(201);
    const found = async (path: string) => (await app.call('pekka', 'GET', path)).body as object;
    const named = { seriesName: 'Ämpärijärven tiimi' };
    expect(await found(`/api/appointments?q=${encodeURIComponent('ÄMPÄRI')}`)).toMatchObject({
      appointments: [named, named],
    });
    expect(await found(`/api/my-day?date=${first}`)).toMatchObject({ items: [named] });
  });

  it('[T8] tells meeting by meeting who is busy, offers times near it, and books what was solved', async () => {
    const dates = desk.openFridays('2027-02-05', 4);
    await app.call('leena', 'POST', '/api/appointments', booking(instantOf(dates[1]!, '10:00')));
    const fields = fieldsOf(dates[0]!, 4, { optionalIds: ['user-maria'] });
    const answer = (await desk.preview(fields)).body as Preview;
    expect(conflictsIn(answer)).toEqual([[2, 'busy', 'Elina Saarikko']]);
    const { near } = answer.meetings[1]!;
    expect(near.length).toBeGreaterThan(0);
    expect(JSON.stringify(answer)).not.toContain('Leena');
    const to = near.find(({ startsAt }) => startsAt >= instantOf(dates[1]!, '00:00'))!.startsAt;
    const move = { n: 2, kind: 'move' as const, date: dates[1]!, time: wallTimeOf(to) };
    const skip = { n: 4, kind: 'skip' as const, reason: 'Hiihtoloma' };
    const id = await desk.made(fields, [move, skip]);
    const { meetings } = await desk.read(id);
    expect(meetings.map(({ state, isByHand }) => [state, isByHand])).toEqual([
      ...[
        ['booked', false],
        ['booked', true],
        ['booked', false],
        ['skipped', false],
      ],
    ]);
    expect(meetings[1]!.startsAt).toBe(to);
    expect(desk.claimsAt(dates[3]!)).toEqual([]);
  });

  it('[T8] a collision that appears between looking and booking is refused with the list, and nothing is lost', async () => {
    const dates = desk.openFridays('2026-11-27', 4);
    const fields = fieldsOf(dates[0]!, 4);
    expect(conflictsIn((await desk.preview(fields)).body as Preview)).toEqual([]);
    await app.call('leena', 'POST', '/api/appointments', booking(instantOf(dates[2]!, '10:00')));
    const before = countOf();
    const id = newId();
    const refused = await desk.make(fields, [], 'aino', id);
    expect([refused.status, refusalOf(refused).code]).toEqual([409, 'series-conflicts']);
    const listed = refusalOf(refused).details as unknown as Preview;
    expect(listed.meetings).toHaveLength(4);
    expect(conflictsIn(listed)).toEqual([[3, 'busy', 'Elina Saarikko']]);
    expect(countOf()).toEqual(before);
    // Solved, the same confirmation goes through.
    const skip = { n: 3, kind: 'skip' as const, reason: 'Varattu' };
    expect((await desk.make(fields, [skip], 'aino', id)).status).toBe(201);
  });

  it('[H3] [H10] of two that collide and are made at once one wins whole, and the other gets the list', async () => {
    const dates = desk.openFridays('2027-09-03', 6);
    // Leena's begins at half past, and they share Elina on every other day.
    const other = fieldsOf(
      dates[0]!,
      3,
      { requiredIds: [] },
      {
        ...{ rule: { kind: 'weekly', everyWeeks: 2, weekday: 5 }, time: '10:30' },
      },
    );
    const answers = await Promise.all([desk.make(fieldsOf(dates[0]!, 6)), desk.make(other, [], 'leena')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const lost = answers.find(({ status }) => status === 409)!;
    expect(conflictsIn(refusalOf(lost).details as unknown as Preview).length).toBe(3);
    const visits = dates.flatMap((date) => [...desk.visitsAt(date), ...desk.visitsAt(date, '10:30')]);
    expect([3, 6]).toContain(visits.length);
    expect(new Set(visits.map(({ requesterId }) => requesterId)).size).toBe(1);
  });

  it('[H14] who may holds meetings outside hours, with a reason on each; others may not, and nobody over a booking', async () => {
    const fields = fieldsOf('2028-01-14', 2, { requiredIds: [] });
    const keep = [1, 2].map((n) => ({ n, kind: 'keep' as const, reason: 'Sovittu Elinan kanssa' }));
    expect(refusalOf(await desk.make(fields, keep)).code).toBe('override-forbidden');
    const id = await desk.made(fields, keep, 'leena');
    const [first] = (await desk.read(id, 'leena')).meetings;
    const { body } = await app.call('leena', 'GET', `/api/appointments/${first!.appointmentId}`);
    const { appointment } = body as Reply<'readAppointment'>;
    expect(appointment.changes).toMatchObject([{ kind: 'override', note: 'Sovittu Elinan kanssa' }]);
    expect(conflictsIn((await desk.preview(fields, keep, 'leena')).body as Preview)).toEqual([
      ...[
        [1, 'busy'],
        [2, 'busy'],
      ].map((each) => [...each, 'Elina Saarikko', 'Leena Ahola']),
    ]);
  });

  it('[V8] meetings beyond the quota of a month are told, and booked all the same', async () => {
    const dates = desk.openFridays('2028-02-04', 3);
    const set = (monthlyQuota: number | null) =>
      app.store.write((tx) => tx.update(schema.healthcareService).set({ monthlyQuota }).run());
    set(2);
    const fields = fieldsOf(dates[0]!, 3);
    const preview = (await desk.preview(fields)).body as Preview;
    expect(conflictsIn(preview)).toEqual([]);
    expect(preview.meetings.map(({ isOverQuota }) => isOverQuota)).toEqual([false, false, true]);
    expect((await desk.make(fields)).status).toBe(201);
    set(null);
  });

  it('[J4] tells everybody once, with every guest their own links and a calendar of all meetings', async () => {
    const dates = desk.openFridays('2027-10-15', 3);
    const guest = {
      name: 'Laura',
      channel: 'email' as const,
      address: 'laura@perhe.example',
      language: 'fi' as const,
    };
    const before = app.outbox().length;
    await desk.made(fieldsOf(dates[0]!, 3, { guests: [guest], convenerIds: ['user-pekka', 'user-aino'] }));
    const letters = app.outbox().slice(before);
    expect(letters.map(({ recipient }) => recipient).sort()).toEqual([
      ...['aino.lampi@lehtola.example', 'elina.saarikko@sairaala.example', 'laura@perhe.example'],
      'pekka.korpela@hiekkala.example',
    ]);
    const family = letters.find(({ recipient }) => recipient === guest.address)!;
    const tokens = [...family.body.matchAll(/\/v#([\w-]+)/g)].map(([, token]) => token!);
    expect(new Set(tokens).size).toBe(3);
    for (const [index, token] of tokens.entries()) {
      const { body } = await app.call({ token }, 'GET', '/api/guest/visit');
      expect((body as Reply<'guestVisit'>).startsAt).toBe(instantOf(dates[index]!, '10:00'));
    }
    expect(family.body).not.toContain('Alueen työryhmä');
    expect(family.calendar!.match(/BEGIN:VEVENT/g)).toHaveLength(3);
    expect(family.calendar).toMatch(/METHOD:PUBLISH/);
    const staff = letters.find(({ recipient }) => recipient.startsWith('elina'))!;
    expect(staff.body).toMatch(
      /koollekutsuja Pekka Korpela[^]*koollekutsuja Aino Lampi[^]*koollekutsuja Pekka/,
    );
    expect(staff.calendar).toContain('koollekutsuja Pekka Korpela');
  });
});
