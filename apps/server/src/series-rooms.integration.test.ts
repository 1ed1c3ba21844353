import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { instantOf, minuteMs } from '#domain';
import { newId, schema } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf, refusalOf, seriesDesk } from '#support/series.ts';
import { childService, request, startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
let desk: ReturnType<typeof seriesDesk>;
let room: string;
beforeAll(async () => {
  app = await startTestApp();
  desk = seriesDesk(app);
  const fields = {
    ...{ organisationId: 'org-suvanto', kind: 'room', address: 'Rantakatu 4' },
    name: { fi: 'Kuusi', sv: '', en: '' },
  };
  const added = await app.call('mikko', 'POST', '/api/managed-resources', fields);
  room = (added.body as { id: string }).id;
  const path = `/api/managed-services/${childService}`;
  const { settings, revision } = (await app.call('mikko', 'GET', path)).body as Reply<'readManagedService'>;
  const needing = { settings: { ...settings, needs: [[room]] }, basedOn: revision };
  expect((await app.call('mikko', 'PUT', path, needing)).status).toBe(200);
});
afterAll(() => app.close());

const roomAt = () =>
  app.store
    .read((tx) => tx.select().from(schema.claim).all())
    .filter(({ resourceId, kind }) => resourceId === room && kind === 'booking')
    .map(({ startsAt }) => startsAt)
    .sort();

it('[D3] [T8] every meeting of a series has the room; one at which it is taken is told, and frees it when it goes', async () => {
  const dates = desk.openFridays('2027-01-08', 3);
  app.offerToo(childService, 'user-johan', 'org-sairaala');
  app.openHours(dates[1]!, '07:00', '20:00', childService, 'user-johan');
  const at = (index: number, time = '10:00') => instantOf(dates[index]!, time);
  const visit = {
    ...{ draftId: newId(), serviceId: childService, practitionerId: 'user-johan', startsAt: at(1) },
    content: request,
  };
  const booked = await app.call('leena', 'POST', '/api/appointments', visit);
  expect([booked.status, booked.body]).toEqual([201, booked.body]);
  const fields = fieldsOf(dates[0]!, 3);
  const refused = await desk.make(fields);
  expect(refusalOf(refused).code).toBe('series-conflicts');
  const { meetings } = refusalOf(refused).details as unknown as Reply<'previewSeries'>;
  expect(meetings.map(({ conflicts }) => conflicts.map(({ why }) => why))).toEqual([[], ['rooms'], []]);
  const [near] = meetings[1]!.near;
  expect(near).toBeDefined();
  expect(roomAt()).toEqual([at(1)]);

  const id = await desk.made(fields, [{ n: 2, kind: 'skip', reason: 'Tila varattu' }]);
  expect(roomAt()).toEqual([at(0), at(1), at(2)]);
  const moved = await desk.change(id, {
    scope: { kind: 'all' },
    change: { kind: 'time', time: '13:00', lengthMinutes: 60 },
  });
  expect(moved.status).toBe(200);
  expect(roomAt()).toEqual([at(0, '13:00'), at(1), at(2, '13:00')].sort());
  const { revision } = await desk.read(id);
  const cancelled = await desk.change(id, {
    ...{ scope: { kind: 'all' }, change: { kind: 'cancel' }, basedOn: revision },
  });
  expect(cancelled.status).toBe(200);
  expect(roomAt()).toEqual([at(1)]);
});

it('[D6] [V9] the letter of a series on site says in which room it is, and of each meeting where they differ', async () => {
  const fields = {
    ...{ organisationId: 'org-suvanto', kind: 'room', address: 'Metsätie 9' },
    name: { fi: 'Koivu', sv: '', en: '' },
  };
  const added = await app.call('mikko', 'POST', '/api/managed-resources', fields);
  const other = (added.body as { id: string }).id;
  const path = `/api/managed-services/${childService}`;
  const { settings, revision } = (await app.call('mikko', 'GET', path)).body as Reply<'readManagedService'>;
  const onSite = { ...settings, modality: 'on-site', address: 'Palvelukatu 1', needs: [[room, other]] };
  expect((await app.call('mikko', 'PUT', path, { settings: onSite, basedOn: revision })).status).toBe(200);
  const guests = request.guests;
  const told = async (first: string) => {
    const sent = app.outbox().length;
    await desk.made(fieldsOf(first, 2, { guests, requiredIds: [] }));
    const letter = app
      .outbox()
      .slice(sent)
      .find(({ recipient }) => recipient === guests[0]!.address)!;
    const all = app.outbox().slice(sent);
    expect(all.length).toBeGreaterThan(1);
    for (const { body } of all) expect(body).not.toMatch(/liitty|avaa (se|linkki)|video/i);
    return letter.body;
  };
  const [first] = desk.openFridays('2027-02-05', 2);
  const body = await told(first!);
  expect(body).toContain('Tapaaminen on paikan päällä: Kuusi, Rantakatu 4.');
  expect(body).not.toContain('Palvelukatu');
  // The other room at the second meeting of the next series.
  const dates = desk.openFridays('2027-03-05', 2);
  app.store.write((tx) =>
    tx
      .insert(schema.claim)
      .values({
        ...{ id: newId(), organisationId: 'org-sairaala', serviceId: childService, resourceId: room },
        ...{ startsAt: instantOf(dates[1]!, '10:00'), endsAt: instantOf(dates[1]!, '11:00') },
        ...{
          kind: 'hold',
          heldBy: 'user-maria',
          expiresAt: instantOf(dates[1]!, '10:00'),
          appointmentId: null,
        },
      })
      .run(),
  );
  const both = await told(dates[0]!);
  expect(both).toMatch(/5\.3\..*, Kuusi, Rantakatu 4\n/);
  expect(both).toMatch(/12\.3\..*, Koivu, Metsätie 9\n/);
  expect(both).not.toContain('Palvelukatu');
});

it('[D3] [D6] a meeting that gets another time with its series keeps the room that it has, where that is free then', async () => {
  const dates = desk.openFridays('2027-04-09', 2);
  const rooms = () =>
    app.store
      .read((tx) => tx.select().from(schema.claim).all())
      .filter(
        ({ resourceId, startsAt }) =>
          !resourceId.startsWith('user-') && startsAt > instantOf(dates[0]!, '00:00'),
      )
      .sort((a, b) => a.startsAt - b.startsAt)
      .map(({ resourceId }) => (resourceId === room ? 'Kuusi' : 'Koivu'));
  const taken = {
    ...{ id: newId(), organisationId: 'org-sairaala', serviceId: childService, resourceId: room },
    ...{ startsAt: instantOf(dates[1]!, '10:00'), endsAt: instantOf(dates[1]!, '11:00') },
  };
  const held = {
    kind: 'hold' as const,
    heldBy: 'user-leena',
    expiresAt: taken.startsAt,
    appointmentId: null,
  };
  app.store.write((tx) =>
    tx
      .insert(schema.claim)
      .values({ ...taken, ...held })
      .run(),
  );
  const id = await desk.made(fieldsOf(dates[0]!, 2, { requiredIds: [] }));
  app.store.write((tx) => tx.delete(schema.claim).where(eq(schema.claim.id, taken.id)).run());
  expect(rooms()).toEqual(['Kuusi', 'Koivu']);
  const all = { scope: { kind: 'all' as const } };
  const later = { kind: 'time' as const, time: '13:00', lengthMinutes: 60 };
  expect((await desk.change(id, { ...all, change: later })).body).toEqual({ changed: 2 });
  expect(rooms()).toEqual(['Kuusi', 'Koivu']);
});

it('[D6] [T8] meetings that keep different rooms are each asked about with their own, once the service needs none any more', async () => {
  const dates = desk.openFridays('2027-05-07', 2);
  const [, second] = dates.map((date) => instantOf(date, '10:00'));
  const taken = (startsAt: number, resourceId: string) => ({
    ...{ id: newId(), organisationId: 'org-sairaala', serviceId: childService, resourceId },
    ...{ startsAt, endsAt: startsAt + 60 * minuteMs, appointmentId: null },
    ...{ kind: 'hold' as const, heldBy: 'user-leena', expiresAt: startsAt },
  });
  const hold = (row: ReturnType<typeof taken>) =>
    app.store.write((tx) => tx.insert(schema.claim).values(row).run());
  const first = taken(second!, room);
  hold(first);
  const id = await desk.made(fieldsOf(dates[0]!, 2, { requiredIds: [] }));
  app.store.write((tx) => tx.delete(schema.claim).where(eq(schema.claim.id, first.id)).run());
  const path = `/api/managed-services/${childService}`;
  const { settings, revision } = (await app.call('mikko', 'GET', path)).body as Reply<'readManagedService'>;
  const otherRoom = settings.needs!.flat().find((each) => each !== room)!;
  const plain = { settings: { ...settings, needs: [] }, basedOn: revision };
  expect((await app.call('mikko', 'PUT', path, plain)).status).toBe(200);
  const later = (time: string) =>
    desk.change(id, {
      scope: { kind: 'all' },
      change: { kind: 'time', time, lengthMinutes: 60 },
    });
  // The second meeting's own room is taken at noon, the first one's at three, on the second day both times.
  hold(taken(instantOf(dates[1]!, '12:00'), otherRoom));
  const refused = refusalOf(await later('12:00'));
  expect(refused.code).toBe('series-conflicts');
  expect(
    (refused.details as unknown as Reply<'previewSeriesChange'>).meetings.map(({ n, conflicts }) => [
      n,
      conflicts.map(({ why }) => why),
    ]),
  ).toEqual([
    [1, []],
    [2, ['on-hold']],
  ]);
  hold(taken(instantOf(dates[1]!, '15:00'), room));
  expect((await later('15:00')).body).toEqual({ changed: 2 });
});
