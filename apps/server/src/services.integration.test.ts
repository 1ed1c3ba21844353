import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantOf, minuteMs, type ServiceSettings } from '#domain';
import { newId, schema } from '#db';
import { serviceSettings as good, text } from '#support/service-settings.ts';
import { request, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

type Made = { id: string; revision: number };
type Refused = { error: { code: string; fields?: Record<string, string> } };

const path = '/api/managed-services';
async function make(change: Partial<ServiceSettings> = {}): Promise<Made> {
  const { status, body } = await app.call('mikko', 'POST', path, { settings: { ...good, ...change } });
  expect([status, body]).toEqual([201, body]);
  return body;
}
const change = (made: Made, settings: Partial<ServiceSettings>, who: Who = 'mikko') =>
  app.call(who, 'PUT', `${path}/${made.id}`, { settings: { ...good, ...settings }, basedOn: made.revision });
const at = (time: string) => instantOf('2026-11-25', time);
const book = async (serviceId: string, startsAt: number, practitionerId = 'user-johan') =>
  (await app.call('aino', 'POST', '/api/appointments', {
    draftId: newId(),
    serviceId,
    practitionerId,
    startsAt,
    content: request,
  })) as { status: number; body: Refused & { appointmentId: string } };
/** Hours of a test's own: one practitioner, another day for each. */
const open = (serviceId: string, from = '16:00', to = '20:00') =>
  app.openHours('2026-11-25', from, to, serviceId, 'user-johan');

describe('making and changing a service', () => {
  it('[V1, V3] is refused with every problem beside its field', async () => {
    const settings = { ...good, name: text(''), ageGroups: [] };
    const { status, body } = await app.call('mikko', 'POST', path, { settings });
    expect(status).toBe(422);
    expect((body as Refused).error.fields).toEqual({ 'name.fi': 'required', ageGroups: 'age-groups' });
  });
  it('[R7] is for administrators, of the own organisation and those below it', async () => {
    for (const who of ['aino', 'leena', 'elina'] as const)
      expect((await app.call(who, 'GET', path)).status).toBe(403);
    const made = await make();
    app.store.write((tx) => {
      const admin = { id: 'user-other-admin', organisationId: 'org-hiekkala', email: 'muu@hiekkala.example' };
      const { passwordHash } = tx.select().from(schema.userAccount).all()[0]!;
      tx.insert(schema.userAccount)
        .values({
          ...admin,
          name: 'Muu',
          title: '',
          role: 'admin',
          language: 'fi',
          passwordHash,
          createdAt: 0,
        })
        .run();
    });
    const response = await app.http.inject({
      method: 'POST',
      url: '/api/session',
      payload: { email: 'muu@hiekkala.example', password: 'neuvo-demo' },
    });
    const cookie = String(response.headers['set-cookie']).split(';')[0]!;
    const asOther = (method: 'GET' | 'POST', url: string, payload?: object) =>
      app.http.inject({ method, url, headers: { cookie }, ...(payload && { payload }) });
    expect((await asOther('GET', path)).json()).toMatchObject({ services: [], total: 0 });
    expect((await asOther('GET', `${path}/${made.id}`)).statusCode).toBe(404);
    expect((await asOther('POST', `${path}/${made.id}/archive`, { archived: true })).statusCode).toBe(404);
    // Another's id, sent as if this page had chosen it, finds nothing and changes nothing.
    const stolen = await asOther('POST', path, { settings: good, id: made.id });
    expect([stolen.statusCode, (stolen.json() as Refused).error]).toEqual([404, { code: 'not-found' }]);
    const taken = await asOther('POST', path, { settings: good });
    expect((taken.json() as Refused).error.fields).toHaveProperty('organisationId');
  });
  it('[V12] takes practitioners of the provider only', async () => {
    const settings = { ...good, practitionerIds: ['user-sanna'] };
    const { status, body } = await app.call('mikko', 'POST', path, { settings });
    expect([status, (body as Refused).error.fields]).toEqual([422, { practitionerIds: 'not-of-provider' }]);
  });
  it('[V14] is refused when somebody else has changed it meanwhile', async () => {
    const made = await make();
    expect((await change(made, { tier: 3 })).status).toBe(200);
    const late = await change(made, { tier: 4 });
    expect([late.status, (late.body as Refused).error.code]).toEqual([409, 'service-changed']);
    const { body } = await app.call('mikko', 'GET', `${path}/${made.id}`);
    expect(body).toMatchObject({ settings: { tier: 3 }, revision: 2 });
  });
  it('[V14] the same sent again, as when the answer was lost, is saved already and no change of anybody else', async () => {
    const made = await make({ practitionerIds: ['user-johan', 'user-elina'] });
    const { body } = await app.call('mikko', 'GET', `${path}/${made.id}`);
    const { settings } = body as { settings: ServiceSettings };
    const sent = { ...settings, tier: 4, practitionerIds: ['user-johan', 'user-elina'] };
    expect((await change(made, sent)).body).toEqual({ id: made.id, revision: 2 });
    expect(await change(made, sent)).toMatchObject({ status: 200, body: { id: made.id, revision: 2 } });
    expect((await change(made, { ...sent, tier: 3 })).status).toBe(409);
    expect((await change(made, { ...sent, reminderHours: [24, 2] })).status).toBe(409);
  });
  it('[V14] is made once, also where the answer was lost and it is sent again, changed or not', async () => {
    const id = newId();
    const post = (tier: number, who: Who = 'mikko') =>
      app.call(who, 'POST', path, { settings: { ...good, name: text('Kertaalleen'), tier }, id });
    expect(await post(2)).toMatchObject({ status: 201, body: { id, revision: 1 } });
    const again = await post(3);
    expect([again.status, (again.body as Made).id]).toEqual([201, id]);
    const { body } = await app.call('mikko', 'GET', `${path}?q=kertaalleen`);
    expect(body).toMatchObject({ total: 1, services: [{ id, tier: 3 }] });
    expect((await post(4)).status, 'what was made has been changed since').toBe(409);
    expect((await post(2, 'leena')).status).toBe(403);
  });
  it('[V13] archiving takes it out of the catalogue, and back', async () => {
    const made = await make({ name: text('Arkistoitava') });
    const names = async () => JSON.stringify((await app.call('aino', 'GET', '/api/services')).body);
    expect(await names()).toContain('Arkistoitava');
    const archive = (archived: boolean) =>
      app.call('mikko', 'POST', `${path}/${made.id}/archive`, { archived });
    await archive(true);
    expect(await names()).not.toContain('Arkistoitava');
    const { body } = await app.call('mikko', 'GET', `${path}?state=archived`);
    expect(body).toMatchObject({ services: [{ id: made.id, active: false }] });
    await archive(false);
    expect(await names()).toContain('Arkistoitava');
  });
  it('is found, sorted and paged', async () => {
    for (let index = 0; index < 27; index++)
      await make({ name: text(`Sivu ${String(index).padStart(2, '0')}`), tier: 1 + (index % 4) });
    const list = async (query: string) =>
      (await app.call('mikko', 'GET', `${path}?${query}`)).body as {
        services: { name: { fi: string }; tier: number }[];
        total: number;
        pages: number;
        organisations: { id: string; name: string }[];
      };
    const first = await list('q=sivu');
    expect((await list('q=sivu&provider=none')).organisations).toContainEqual({
      id: 'org-suvanto',
      name: 'Suvannon hyvinvointialue',
    });
    expect([first.services.length, first.total, first.pages]).toEqual([25, 27, 2]);
    expect((await list('q=sivu&page=2')).services.map(({ name }) => name.fi)).toEqual(['Sivu 25', 'Sivu 26']);
    expect((await list('q=sivu&sort=tier&order=down')).services[0]!.tier).toBe(4);
    expect((await list('provider=org-suvanto')).services.map(({ name }) => name.fi)).toEqual([
      'Sosiaalityön konsultaatio ilman nimeä',
    ]);
  });
});

describe('what booking follows', () => {
  it('[V4] offers nothing nearer than the earliest notice or farther than the latest', async () => {
    const { id } = await make({ noticeHours: 56, horizonDays: 3, practitionerIds: ['user-johan'] });
    open(id, '15:30', '17:00'); // The test's clock stands at 8.00 on Monday: 56 hours later it is 16.00 on Wednesday.
    const { body } = await app.call('aino', 'GET', `/api/services/${id}/slots?week=2026-11-23`);
    const starts = (body as { days: { slots: { startsAt: number }[] }[] }).days.flatMap((day) => day.slots);
    expect(starts.map(({ startsAt }) => startsAt)).toEqual([at('16:00'), at('16:30')]);
    expect((await book(id, at('15:30'))).body.error.code).toBe('slot-not-offered');
  });
  it('[V8] warns from the quota of the month on and refuses nothing; a cancelled visit does not count', async () => {
    const { id } = await make({ monthlyQuota: 1 });
    open(id, '17:00', '18:30');
    const first = await book(id, at('17:00'));
    expect(first.status).toBe(201);
    const expected = async () =>
      (await app.call('aino', 'GET', `/api/services/${id}/expectations?at=${at('17:30')}`)).body as {
        quota: object;
      };
    expect((await expected()).quota).toEqual({ month: '2026-11', used: 2, limit: 1, level: 'over' });
    await app.call('aino', 'POST', `/api/appointments/${first.body.appointmentId}/cancel`, {
      reason: 'wrong-time',
      note: '',
    });
    expect((await expected()).quota).toMatchObject({ used: 1, level: 'last' });
    expect((await book(id, at('17:30'))).status).toBe(201);
    expect((await book(id, at('18:00'))).status).toBe(201);
  });
  it('[S8, V10] keeps the rests free, its own and those of what is taken', async () => {
    const busy = await make({ bufferAfterMinutes: 20 });
    const other = await make();
    open(busy.id, '18:30', '19:00');
    open(other.id, '19:00', '20:00');
    expect((await book(busy.id, at('18:30'))).status).toBe(201);
    expect((await book(other.id, at('19:00'))).body.error.code).toBe('slot-taken');
    expect((await book(other.id, at('19:30'))).status).toBe(201);
  });
  it('[V11] holds and books nothing where everything goes through triage', async () => {
    const { id } = await make({ route: 'triage' });
    open(id, '20:00', '21:00');
    const choice = { serviceId: id, practitionerId: 'user-johan', startsAt: at('20:00') };
    const held = await app.call('aino', 'POST', '/api/holds', choice);
    expect((held.body as Refused).error.code).toBe('triage-only');
    expect((await book(id, at('20:00'))).body.error.code).toBe('triage-only');
  });
  it('[V12] offers no time of somebody who was taken off the service', async () => {
    const made = await make();
    open(made.id, '21:00', '22:00');
    await change(made, { practitionerIds: [] });
    expect((await book(made.id, at('21:00'))).body.error.code).toBe('slot-not-offered');
  });
  it('refuses an organisation that may not request it any more', async () => {
    const made = await make();
    open(made.id, '21:00', '22:00');
    await change(made, { requesterIds: ['org-hiekkala'] });
    expect((await book(made.id, at('21:00'))).status).toBe(404);
  });
});

it('[V7, V9] a booked visit keeps what the service said when it was booked', async () => {
  const made = await make({
    joinEarlyMinutes: 45,
    cancelHours: 24,
    modality: 'on-site',
    address: 'Koulukatu 1',
  });
  open(made.id, '22:00', '23:00');
  const { body } = await book(made.id, at('22:00'));
  const visit = `/api/appointments/${body.appointmentId}`;
  await change(made, {
    lengthMinutes: 60,
    joinEarlyMinutes: 5,
    cancelHours: 0,
    modality: 'video',
    address: '',
  });
  expect((await app.call('aino', 'GET', visit)).body).toMatchObject({
    appointment: {
      endsAt: at('22:30'),
      opensAt: at('22:00') - 45 * minuteMs,
      modality: 'on-site',
      address: 'Koulukatu 1',
      youMay: { cancel: true },
    },
  });
  app.clock.now = at('22:00') - 23 * 60 * minuteMs;
  expect((await app.call('aino', 'GET', visit)).body).toMatchObject({
    appointment: { youMay: { cancel: false } },
  });
  const late = await app.call('aino', 'POST', `${visit}/cancel`, { reason: 'wrong-time', note: '' });
  expect((late.body as Refused).error.code).toBe('too-late');
  expect(
    (await app.call('johan', 'POST', `${visit}/cancel`, { reason: 'wrong-time', note: '' })).status,
  ).toBe(200);
});

describe('[V15] reminders', () => {
  const remindersOf = (appointmentId: string) =>
    app.outbox().filter((message) => message.appointmentId === appointmentId && message.kind === 'reminder');
  const day = (date: string, time: string) => instantOf(date, time);
  it('go to everybody once when their hour comes, and not for what was cancelled', async () => {
    const made = await make({ reminderHours: [24, 2] });
    app.openHours('2026-11-26', '16:00', '17:00', made.id, 'user-johan');
    const kept = await book(made.id, day('2026-11-26', '16:00'));
    const cancelled = await book(made.id, day('2026-11-26', '16:30'));
    // What the service says later changes nothing for what is booked (V9).
    await change(made, { reminderHours: [] });
    await app.call('aino', 'POST', `/api/appointments/${cancelled.body.appointmentId}/cancel`, {
      reason: 'wrong-time',
      note: '',
    });
    app.clock.now = day('2026-11-25', '15:59');
    app.tick();
    expect(remindersOf(kept.body.appointmentId)).toEqual([]);
    app.clock.now = day('2026-11-25', '16:30');
    app.tick();
    app.tick();
    const sent = remindersOf(kept.body.appointmentId);
    expect(sent.map(({ recipient }) => recipient).sort()).toEqual([
      'aino.lampi@lehtola.example',
      'johan.lindgren@sairaala.example',
      'laura@perhe.example',
    ]);
    // A guest's own link is in the invitation only; a reminder names no secret.
    expect(sent.map(({ body }) => body).join(' ')).not.toMatch(/\/v#/);
    app.clock.now = day('2026-11-26', '14:00');
    app.tick();
    expect(remindersOf(kept.body.appointmentId)).toHaveLength(6);
    expect(remindersOf(cancelled.body.appointmentId)).toEqual([]);
  });
  it('that were due while the server was off go once when it is back, and not of what has begun meanwhile', async () => {
    const made = await make({ reminderHours: [24, 2] });
    app.clock.now = day('2026-11-23', '08:00');
    app.openHours('2026-12-03', '12:00', '17:00', made.id, 'user-johan');
    const begun = await book(made.id, day('2026-12-03', '12:00'));
    const coming = await book(made.id, day('2026-12-03', '14:00'));
    // Off from before the first hour until after both hours of one visit, and after the start of another.
    app.clock.now = day('2026-12-03', '12:30');
    app.tick();
    const counts = () => [begun, coming].map(({ body }) => remindersOf(body.appointmentId).length);
    expect(counts()).toEqual([0, 3]);
    app.tick();
    expect(counts()).toEqual([0, 3]);
    // Set back over the hour that was served: nobody hears of it again.
    app.clock.now = day('2026-12-03', '11:30');
    app.tick();
    app.clock.now = day('2026-12-03', '12:30');
    app.tick();
    expect(counts()).toEqual([0, 3]);
  });
});
