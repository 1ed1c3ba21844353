import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantOf } from '#domain';
import { dayExceptions, newId, schema } from '#db';
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

describe('who convenes', () => {
  it('[T9] rotates; who is away is stood in for and comes first when back; a swap and the past stay', async () => {
    app.clock.now = instantOf('2027-11-01', '09:00');
    const dates = desk.openFridays('2027-11-12', 5);
    const order = ['user-aino', 'user-pekka', 'user-elina'];
    const id = await desk.made(fieldsOf(dates[0]!, 5, { convenerIds: order }));
    const turns = async () =>
      (await desk.read(id)).meetings.map(({ convener, insteadOf }) => [convener?.id, insteadOf]);
    const away = { date: dates[1]!, lastDate: dates[1]!, from: '00:00', to: '24:00' };
    app.store.write((tx) =>
      dayExceptions.insert(tx, 'org-hiekkala', {
        kind: 'off',
        id: newId(),
        practitionerId: 'user-pekka',
        ...away,
      }),
    );
    expect(await turns()).toEqual([
      ['user-aino', null],
      ['user-elina', 'Pekka Korpela'],
      ['user-pekka', null],
      ['user-aino', null],
      ['user-elina', null],
    ]);
    const swap = (n: number, userId: string | null, seen?: { convenerId: string | null; startsAt: number }) =>
      app.call('aino', 'PUT', `/api/series/${id}/meetings/${n}/convener`, { userId, ...(seen && { seen }) });
    expect((await swap(4, 'user-elina')).status).toBe(200);
    // Whoever chose for the meeting as it was before, or at another time, is told.
    const { startsAt } = (await desk.read(id)).meetings.find(({ n }) => n === 4)!;
    for (const seen of [
      { convenerId: null, startsAt },
      { convenerId: 'user-elina', startsAt: startsAt - 3_600_000 },
    ])
      expect(refusalOf(await swap(4, 'user-pekka', seen)).code).toBe('series-changed');
    expect((await swap(4, 'user-elina', { convenerId: null, startsAt })).status).toBe(200);
    expect(refusalOf(await swap(4, 'user-maria'))).toMatchObject({ fields: { userId: 'unknown-colleague' } });
    expect((await turns())[3]![0]).toBe('user-elina');
    app.clock.now = instantOf(dates[0]!, '12:00');
    const reorder = { convenerIds: ['user-pekka', 'user-elina'], basedOn: 1 };
    expect((await app.call('aino', 'PUT', `/api/series/${id}/conveners`, reorder)).status).toBe(200);
    expect((await turns()).map(([who]) => who)).toEqual([
      ...['user-aino', 'user-elina', 'user-pekka', 'user-elina', 'user-pekka'],
    ]);
    expect(refusalOf(await swap(1, 'user-pekka')).code).toBe('occurrence-over');
  });

  it('[C4] an absence cancels one meeting as any visit, and the series goes on with one fewer turn', async () => {
    app.clock.now = instantOf('2028-01-03', '09:00');
    const dates = desk.openFridays('2028-02-04', 3);
    const id = await desk.made(fieldsOf(dates[0]!, 3, { convenerIds: ['user-aino', 'user-pekka'] }));
    const second = (await desk.read(id)).meetings[1]!.appointmentId!;
    const decided = await app.call('elina', 'POST', '/api/absences/user-elina', {
      ...{ date: dates[1]!, note: '', decisions: [{ id: second, kind: 'cancel' }] },
    });
    expect(decided.body).toMatchObject({ results: [{ refused: null }] });
    const { meetings } = await desk.read(id);
    expect(meetings.map(({ state, convener, isByHand }) => [state, convener?.id, isByHand])).toEqual([
      ['booked', 'user-aino', false],
      ['cancelled', undefined, false],
      ['booked', 'user-pekka', false],
    ]);
    const reminders = app.store.read((tx) =>
      tx.select().from(schema.reminder).where(eq(schema.reminder.appointmentId, second)).all(),
    );
    expect(reminders).toEqual([]);
  });

  it('[T9] [U4] whoever’s account is closed convenes nothing that is to come, by turns or by hand, and the history says so', async () => {
    app.clock.now = instantOf('2028-03-06', '09:00');
    const dates = desk.openFridays('2028-03-10', 4);
    const id = await desk.made(fieldsOf(dates[0]!, 4, { convenerIds: ['user-pekka', 'user-aino'] }));
    const by = (n: number) => `/api/series/${id}/meetings/${n}/convener`;
    expect((await app.call('aino', 'PUT', by(4), { userId: 'user-pekka' })).status).toBe(200);
    const turns = async () => (await desk.read(id)).meetings.map(({ convener }) => convener?.id);
    const before = ['user-pekka', 'user-aino', 'user-pekka', 'user-pekka'];
    expect(await turns()).toEqual(before);
    app.clock.now = instantOf(dates[0]!, '12:00');
    const setActive = async (active: boolean) =>
      expect((await app.call('mikko', 'POST', '/api/people/user-pekka/active', { active })).status).toBe(200);
    await setActive(false);
    expect(await turns()).toEqual(['user-pekka', 'user-aino', 'user-aino', 'user-aino']);
    const { changes, revision } = await desk.read(id);
    expect([changes[0]!.kind, changes[0]!.actorName, revision]).toEqual(['conveners', 'Mikko Niemi', 2]);
    // Once more: there is nothing left to end.
    await setActive(true);
    await setActive(false);
    expect((await desk.read(id)).revision).toBe(2);
    await setActive(true);
  });

  it('[T9] the history says who convened before and who does now, to whoever reads the series', async () => {
    app.clock.now = instantOf('2028-05-01', '09:00');
    const dates = desk.openFridays('2028-05-12', 3);
    const id = await desk.made(fieldsOf(dates[0]!, 3, { convenerIds: ['user-aino', 'user-pekka'] }));
    const swap = (userId: string | null) =>
      app.call('aino', 'PUT', `/api/series/${id}/meetings/2/convener`, { userId });
    expect((await swap('user-elina')).status).toBe(200);
    expect((await swap(null)).status).toBe(200);
    for (const [convenerIds, basedOn] of [
      [['user-elina', 'user-aino'], 1],
      [[], 2],
    ])
      expect(
        (await app.call('aino', 'PUT', `/api/series/${id}/conveners`, { convenerIds, basedOn })).status,
      ).toBe(200);
    const told = async (reader: 'aino' | 'pekka') => {
      const { body } = await app.call(reader, 'GET', `/api/series/${id}`);
      return (body as Reply<'readSeries'>).changes
        .filter(({ kind }) => kind === 'swap' || kind === 'conveners')
        .map(({ people }) => people.map(({ need, name }) => `${need} ${name}`).join(', '));
    };
    const changes = [
      'convener-before Elina Saarikko, convener-before Aino Lampi',
      'convener-before Aino Lampi, convener-before Pekka Korpela, convener-now Elina Saarikko, convener-now Aino Lampi',
      'convener-before Elina Saarikko, convener-now Pekka Korpela',
      'convener-before Pekka Korpela, convener-now Elina Saarikko',
    ];
    expect(await told('aino')).toEqual(changes);
    expect(await told('pekka')).toEqual(changes);
  });

  describe('[T9] a meeting that needs another convener says so', () => {
    /** Marks days of somebody's as off. */
    const away = (practitionerId: string, organisationId: string, date: string) =>
      app.store.write((tx) =>
        dayExceptions.insert(tx, organisationId, {
          ...{ kind: 'off', id: newId(), practitionerId },
          ...{ date, lastDate: date, from: '00:00', to: '24:00' },
        }),
      );
    const needs = async (id: string, who: 'aino' | 'pekka' = 'aino') =>
      (await desk.read(id, who)).meetings.map(({ convener, needsConvener }) => [convener?.id, needsConvener]);
    const listed = async (id: string) => {
      const { body } = await app.call('aino', 'GET', '/api/series');
      return (body as Reply<'listSeries'>).series.find((each) => each.id === id)?.needConvener;
    };

    it('when whoever was chosen by hand is away then: nobody stands in by itself, and another can be chosen', async () => {
      app.clock.now = instantOf('2028-08-01', '09:00');
      const dates = desk.openFridays('2028-08-11', 3);
      const id = await desk.made(fieldsOf(dates[0]!, 3, { convenerIds: ['user-aino'] }));
      const swap = (n: number, userId: string | null) =>
        app.call('aino', 'PUT', `/api/series/${id}/meetings/${n}/convener`, { userId });
      expect((await swap(2, 'user-pekka')).status).toBe(200);
      expect(await listed(id)).toBe(0);
      away('user-pekka', 'org-hiekkala', dates[1]!);
      const chosen = [
        ['user-aino', null],
        ['user-pekka', 'away'],
        ['user-aino', null],
      ];
      expect(await needs(id)).toEqual(chosen);
      expect(await needs(id, 'pekka')).toEqual(chosen);
      expect(await listed(id)).toBe(1);
      // Who may choose sees who is away, and may choose them all the same.
      const awayIds = async (who: 'aino' | 'pekka') =>
        (await desk.read(id, who)).meetings.map((meeting) => meeting.awayIds);
      expect(await awayIds('aino')).toEqual([[], ['user-pekka'], []]);
      expect(await awayIds('pekka')).toEqual([[], [], []]);
      expect((await swap(2, 'user-elina')).status).toBe(200);
      expect((await needs(id))[1]).toEqual(['user-elina', null]);
      expect(await listed(id)).toBe(0);
    });

    it('when all who take turns are away; where turns were never chosen, nobody is missed; what is over needs nobody', async () => {
      app.clock.now = instantOf('2028-09-01', '09:00');
      const dates = desk.openFridays('2028-09-08', 2);
      const id = await desk.made(fieldsOf(dates[0]!, 2, { convenerIds: ['user-pekka'] }));
      const without = await desk.made(fieldsOf(dates[0]!, 2, {}, { time: '15:00' }));
      away('user-pekka', 'org-hiekkala', dates[0]!);
      expect(await needs(id)).toEqual([
        [undefined, 'nobody'],
        ['user-pekka', null],
      ]);
      expect(await needs(without)).toEqual([
        [undefined, null],
        [undefined, null],
      ]);
      expect([await listed(id), await listed(without)]).toEqual([1, 0]);
      app.clock.now = instantOf(dates[0]!, '10:00');
      expect((await needs(id))[0]).toEqual([undefined, null]);
      expect(await listed(id)).toBe(0);
    });
  });
});
