import { afterAll, beforeAll, expect, it } from 'vitest';
import { instantOf, minuteMs, type ServiceSettings } from '#domain';
import { newId, schema } from '#db';
import type { Reply } from '#protocol';
import {
  childService,
  request,
  socialService,
  startTestApp,
  type TestApp,
  type Who,
} from '#support/test-app.ts';

let app: TestApp;
const rooms: string[] = [];
beforeAll(async () => {
  app = await startTestApp();
  for (const fi of ['Kuusi', 'Koivu']) rooms.push(await addRoom(fi));
});
afterAll(() => app.close());

const fieldsOf = (fi: string, more: object = {}) => ({
  ...{ organisationId: 'org-suvanto', kind: 'room', name: { fi, sv: '', en: '' }, address: 'Rantakatu 4' },
  ...more,
});
async function addRoom(fi: string): Promise<string> {
  const { status, body } = await app.call('mikko', 'POST', '/api/managed-resources', fieldsOf(fi));
  expect(status).toBe(201);
  return (body as { id: string }).id;
}
/** Says what a service's visits need, and how people meet. */
async function need(serviceId: string, needs: string[][], more: Partial<ServiceSettings> = {}) {
  const path = `/api/managed-services/${serviceId}`;
  const { settings, revision } = (await app.call('mikko', 'GET', path)).body as Reply<'readManagedService'>;
  return app.call('mikko', 'PUT', path, { settings: { ...settings, needs, ...more }, basedOn: revision });
}
const onSite = { modality: 'on-site' as const, address: 'Palvelukatu 1' };

let weeks = 0;
/** A Monday of its own, on which Elina and Sanna are open from nine to eleven. */
function newMonday() {
  const date = new Date(Date.UTC(2026, 10, 30 + 7 * weeks++)).toISOString().slice(0, 10);
  app.openHours(date, '09:00', '12:00', socialService, 'user-sanna');
  return { date, at: (time: string) => instantOf(date, time) };
}
const hosts = { [childService]: 'user-elina', [socialService]: 'user-sanna' };
const asked = (serviceId: string) =>
  serviceId === socialService
    ? { ...request, subject: { kind: 'anonymous' as const }, consentNoted: false, guests: [] }
    : request;
const book = (serviceId: keyof typeof hosts, startsAt: number, more: object = {}, who: Who = 'aino') =>
  app.call(who, 'POST', '/api/appointments', {
    ...{ draftId: newId(), serviceId, practitionerId: hosts[serviceId], startsAt },
    content: { ...asked(serviceId), ...more },
  });
const hold = (serviceId: keyof typeof hosts, startsAt: number, who: Who = 'aino') =>
  app.call(who, 'POST', '/api/holds', { serviceId, practitionerId: hosts[serviceId], startsAt });
const claimed = (startsAt: number) =>
  app.store
    .read((tx) => tx.select().from(schema.claim).all())
    .filter((claim) => claim.startsAt === startsAt)
    .map(({ resourceId, kind }) => `${nameOf(resourceId)} ${kind}`)
    .sort();
const nameOf = (id: string) => ['Kuusi', 'Koivu'][rooms.indexOf(id)] ?? id;
const code = ({ body }: { body: unknown }) => (body as { error: { code: string } }).error.code;
const states = async (serviceId: string, date: string, at: number) =>
  (
    (await app.call('pekka', 'GET', `/api/services/${serviceId}/slots?week=${date}`))
      .body as Reply<'listSlots'>
  ).days
    .flatMap(({ slots }) => slots)
    .find((slot) => slot.startsAt === at)?.state;
const idOf = ({ body }: { body: unknown }) => (body as { appointmentId: string }).appointmentId;

it('[D1] an administrator keeps rooms and devices, of organisations that are theirs; nobody else does', async () => {
  const list = (await app.call('mikko', 'GET', '/api/managed-resources')).body as Reply<'listResources'>;
  expect(list.resources.map(({ name }) => name.fi)).toEqual(['Koivu', 'Kuusi']);
  const refused = await app.call('mikko', 'POST', '/api/managed-resources', fieldsOf(' ', { address: '' }));
  expect(refused).toMatchObject({
    status: 422,
    body: { error: { fields: { 'name.fi': 'required', address: 'required' } } },
  });
  for (const who of ['aino', 'leena', 'elina'] as const)
    expect((await app.call(who, 'GET', '/api/managed-resources')).status).toBe(403);
});

it('[D2] a service needs what is open and managed, each in one need', async () => {
  expect((await need(childService, [['nothing-known']])).status).toBe(422);
  expect((await need(childService, [[rooms[0]!], [rooms[0]!]])).status).toBe(422);
  expect((await need(childService, [[rooms[0]!]], onSite)).status).toBe(200);
});

it('[D3] [D4] [H10] a room that two services share is booked once, and then the other service offers no time', async () => {
  await need(childService, [[rooms[0]!]], onSite);
  await need(socialService, [[rooms[0]!]]);
  const { date, at } = newMonday();
  expect(await states(socialService, date, at('09:00'))).toBe('free');
  expect((await hold(childService, at('09:00'))).status).toBe(201);
  expect(claimed(at('09:00'))).toEqual(['Kuusi hold', 'user-elina hold']);
  expect(await states(socialService, date, at('09:30'))).toBe('taken');
  expect((await book(childService, at('09:00'))).status).toBe(201);
  expect(claimed(at('09:00'))).toEqual(['Kuusi booking', 'user-elina booking']);
  const refused = await book(socialService, at('09:30'), {}, 'pekka');
  expect(code(refused)).toBe('slot-taken');
  const { alternatives } = (refused.body as { error: { details: { alternatives: { startsAt: number }[] } } })
    .error.details;
  expect(alternatives.map(({ startsAt }) => startsAt)).not.toContain(at('09:30'));
  // Nothing of the refused one is left: not the specialist's time either.
  expect(claimed(at('09:30'))).toEqual([]);
});

it('[D3] of two rooms the free one is taken; when both are, none is offered', async () => {
  await need(childService, [[rooms[0]!, rooms[1]!]], onSite);
  await need(socialService, [[rooms[0]!, rooms[1]!]]);
  const { date, at } = newMonday();
  expect((await book(childService, at('09:00'))).status).toBe(201);
  expect(await states(socialService, date, at('09:00'))).toBe('free');
  expect((await book(socialService, at('09:00'))).status).toBe(201);
  expect(claimed(at('09:00'))).toEqual([
    ...['Koivu booking', 'Kuusi booking', 'user-elina booking', 'user-sanna booking'],
  ]);
});

it('[H3] fifty bookings at once of two services that share two rooms: no room has two visits at one time', async () => {
  const { at } = newMonday();
  const starts = ['09:00', '09:45', '10:30'].map(at);
  await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      index % 2
        ? book(childService, starts[index % 3]!)
        : book(socialService, at('09:00') + (index % 6) * 30 * minuteMs, {}, 'pekka'),
    ),
  );
  const rows = app.store.read((tx) => tx.select().from(schema.claim).all());
  const ofRooms = rows.filter(
    ({ resourceId, startsAt }) => rooms.includes(resourceId) && startsAt >= at('09:00'),
  );
  expect(ofRooms.length).toBeGreaterThan(5);
  for (const a of ofRooms)
    for (const b of ofRooms)
      if (a.id !== b.id && a.resourceId === b.resourceId)
        expect(a.endsAt <= b.startsAt || b.endsAt <= a.startsAt).toBe(true);
  // All or nothing: as many rooms are taken as specialists.
  const people = rows.filter(
    ({ resourceId, startsAt }) => !rooms.includes(resourceId) && startsAt >= at('09:00'),
  );
  expect(ofRooms).toHaveLength(people.length);
});

it('the visit, its letters and calendar file say which room; a move takes it along or another, a cancellation frees it', async () => {
  await need(childService, [[rooms[0]!, rooms[1]!]], onSite);
  const { at } = newMonday();
  const id = idOf(await book(childService, at('09:00')));
  const path = `/api/appointments/${id}`;
  const read = async () =>
    ((await app.call('aino', 'GET', path)).body as Reply<'readAppointment'>).appointment.resources.map(
      ({ name }) => name.fi,
    );
  expect(await read()).toEqual(['Kuusi']);
  const letters = app.outbox().filter(({ appointmentId }) => appointmentId === id);
  for (const { body, calendar } of letters) {
    expect(body).toContain('Kuusi, Rantakatu 4');
    expect(calendar?.replaceAll('\r\n ', '')).toContain('LOCATION:Kuusi\\, Rantakatu 4');
  }
  expect(letters.length).toBe(3);
  expect((await app.call('aino', 'GET', `${path}/calendar.ics`)).body).toContain('LOCATION:Kuusi');
  // Somebody has the same room where it goes: it takes the other one.
  await need(socialService, [[rooms[0]!]]);
  expect((await book(socialService, at('10:30'))).status).toBe(201);
  const moved = await app.call('aino', 'POST', `${path}/move`, {
    ...{
      practitionerId: 'user-elina',
      startsAt: at('10:30'),
      reason: 'wrong-time',
      note: '',
      override: null,
    },
  });
  expect(moved.status).toBe(200);
  expect(await read()).toEqual(['Koivu']);
  expect(claimed(at('09:00'))).toEqual([]);
  await app.call('aino', 'POST', `${path}/cancel`, { reason: 'not-needed', note: '' });
  expect(claimed(at('10:30'))).toEqual(['Kuusi booking', 'user-sanna booking']);
});

it('[D6] a booking names one room of a need, or one more; not what it has no part in', async () => {
  await need(childService, [[rooms[0]!, rooms[1]!]]);
  const { at } = newMonday();
  expect((await book(childService, at('09:00'), { resourceIds: [rooms[1]!] })).status).toBe(201);
  expect(claimed(at('09:00'))).toEqual(['Koivu booking', 'user-elina booking']);
  await need(childService, []);
  const refused = await book(childService, at('09:45'), { resourceIds: [rooms[0]!] }, 'pekka');
  expect(refused).toMatchObject({ status: 422, body: { error: { fields: { resourceIds: 'resource' } } } });
  // Leena's own organisation has it.
  expect((await book(childService, at('09:45'), { resourceIds: [rooms[0]!] }, 'leena')).status).toBe(201);
  expect(claimed(at('09:45'))).toEqual(['Kuusi booking', 'user-elina booking']);
});

it('[N1] [D4] a panel is found when the room is free as well, and it is told when the room is what blocks', async () => {
  await need(childService, [[rooms[0]!]]);
  await need(socialService, [[rooms[0]!]]);
  const { date, at } = newMonday();
  const find = async () =>
    (
      await app.call('aino', 'POST', `/api/services/${childService}/panel-times`, {
        ...{
          practitionerId: 'user-elina',
          requiredIds: ['user-pekka'],
          optionalIds: [],
          fromDate: date,
          days: 1,
        },
      })
    ).body as Reply<'findPanelTimes'>;
  expect((await find()).times.map(({ startsAt }) => startsAt)).toContain(at('09:30'));
  await book(socialService, at('09:30'), {}, 'leena');
  const { times } = await find();
  expect(times.map(({ startsAt }) => startsAt)).not.toContain(at('09:30'));
  expect(times.map(({ startsAt }) => startsAt)).toContain(at('10:00'));
  await app.call('mikko', 'POST', `/api/managed-resources/${rooms[0]!}/archive`, {
    ...{ archived: true, decisions: { keep: await coming(rooms[0]!), replace: [] } },
  });
  const none = await find();
  expect(none.times).toEqual([]);
  await app.call('mikko', 'POST', `/api/managed-resources/${rooms[0]!}/archive`, { archived: false });
});

const comingVisits = async (id: string) => {
  const { body } = await app.call('mikko', 'POST', `/api/managed-resources/${id}/archive`, {
    archived: true,
  });
  return (body as { error: { details: { visits: { id: string; instead: object | null }[] } } }).error.details
    .visits;
};
const coming = async (id: string) => (await comingVisits(id)).map((visit) => visit.id);

it('[D5] closing a room asks about its coming visits, gives them another and tells everybody; it can be taken back', async () => {
  await need(childService, [[rooms[0]!, rooms[1]!]], onSite);
  const { at } = newMonday();
  const id = idOf(await book(childService, at('09:00')));
  expect(claimed(at('09:00'))).toContain('Kuusi booking');
  const visits = await comingVisits(rooms[0]!);
  expect(visits.find((visit) => visit.id === id)).toMatchObject({ instead: { fi: 'Koivu' } });
  const before = app.outbox().length;
  const others = visits.map((visit) => visit.id).filter((each) => each !== id);
  const archive = (decisions: object) =>
    app.call('mikko', 'POST', `/api/managed-resources/${rooms[0]!}/archive`, { archived: true, decisions });
  // Not all of them were decided on: nothing is saved.
  expect(code(await archive({ keep: [], replace: [id] }))).toBe('resource-in-use');
  expect(claimed(at('09:00'))).toContain('Kuusi booking');
  expect((await archive({ keep: others, replace: [id] })).status).toBe(200);
  expect(claimed(at('09:00'))).toEqual(['Koivu booking', 'user-elina booking']);
  const letters = app.outbox().slice(before);
  expect(letters).toHaveLength(3);
  for (const { body, subject } of letters) {
    expect(body).toContain('Koivu, Rantakatu 4');
    expect(body).toContain('Aika on sama');
    expect(subject).toContain('Uusi paikka');
  }
  // New visits have only the other one now.
  expect((await book(childService, at('09:45'))).status).toBe(201);
  expect(claimed(at('09:45'))).toEqual(['Koivu booking', 'user-elina booking']);
  const back = await app.call('mikko', 'POST', `/api/managed-resources/${rooms[0]!}/archive`, {
    archived: false,
  });
  expect(back.status).toBe(200);
});

it('[X1] a room has a calendar: visits to whoever may read them, busy to the others of its organisation', async () => {
  await need(childService, [[rooms[0]!]], onSite);
  const { date, at } = newMonday();
  await book(childService, at('09:00'));
  const path = `/api/calendar?scope=resource&resource=${rooms[0]!}&from=${date}&to=${date}`;
  const seen = await app.call('leena', 'GET', path);
  expect(seen.body as Reply<'readCalendar'>).toMatchObject({
    people: [{ id: rooms[0]!, name: 'Kuusi' }],
    visits: [],
    busy: [{ startsAt: at('09:00'), endsAt: at('09:45'), kind: 'busy' }],
  });
  expect((await app.call('aino', 'GET', path)).status).toBe(404);
});
it('[D1] a form that was opened before does not undo what somebody else has changed meanwhile', async () => {
  const id = await addRoom('Mänty');
  const from = fieldsOf('Mänty');
  const put = (change: object) =>
    app.call('mikko', 'PUT', `/api/managed-resources/${id}`, { ...from, ...change, from });
  expect((await put({ address: 'Uusikatu 1' })).status).toBe(200);
  expect((await put({ name: { fi: 'Mänty', sv: 'Tallen', en: '' } })).status).toBe(200);
  expect((await put({ name: { fi: 'Honka', sv: '', en: '' } })).status).toBe(200);
  expect((await put({ name: { fi: 'Mänty', sv: 'Furan', en: '' } })).body).toMatchObject({
    error: { fields: { 'name.sv': 'changed-meanwhile' } },
  });
  const { body } = await app.call('mikko', 'GET', '/api/managed-resources?q=honka');
  expect((body as Reply<'listResources'>).resources).toMatchObject([
    { id, address: 'Uusikatu 1', name: { fi: 'Honka', sv: 'Tallen' } },
  ]);
  expect((await put({ address: 'Vanhakatu 2' })).body).toMatchObject({
    error: { code: 'incomplete', fields: { address: 'changed-meanwhile' } },
  });
});

it('[D1] a new one is made once, also where the answer was lost and it is pressed again', async () => {
  const id = newId();
  const post = (address: string, ofId = id) =>
    app.call('mikko', 'POST', '/api/managed-resources', { ...fieldsOf('Pihlaja'), address, id: ofId });
  for (const address of ['Rantakatu 5', 'Rantakatu 6'])
    expect(await post(address)).toMatchObject({ status: 201, body: { id } });
  const { body } = await app.call('mikko', 'GET', '/api/managed-resources?q=pihlaja');
  expect((body as Reply<'listResources'>).resources).toMatchObject([{ id, address: 'Rantakatu 6' }]);
  // Nobody is made a room.
  expect((await post('Rantakatu 7', 'user-elina')).status).toBe(404);
});
