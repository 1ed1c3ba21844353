import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { minuteMs } from '#domain';
import { schema } from '#db';
import type { Reply } from '#protocol';
import { startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
let appointmentId: string;
let token: string;
let visits = 0;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  const booked = await app.bookOn(++visits);
  appointmentId = booked.appointmentId;
  token = booked.tokens[0]!;
});

const refused = (code: string) => ({ ok: false, error: { code } });
const visit = () =>
  app.store.read((tx) =>
    tx.select().from(schema.appointment).where(eq(schema.appointment.id, appointmentId)).get(),
  );
const seats = () =>
  app.store
    .read((tx) => tx.select().from(schema.participant).all())
    .filter((row) => row.appointmentId === appointmentId);

const hold = (modality: 'phone' | 'on-site') =>
  app.store.write((tx) =>
    tx
      .update(schema.appointment)
      .set({ modality, address: 'Katu 1' })
      .where(eq(schema.appointment.id, appointmentId))
      .run(),
  );

it.each(['phone', 'on-site'] as const)(
  '[V9] [P5] nobody enters a visit that is held %s',
  async (modality) => {
    hold(modality);
    expect(await (await app.page({ token })).enter(null)).toMatchObject(refused('not-allowed-now'));
    expect(await (await app.page('elina')).enter(appointmentId)).toMatchObject(refused('not-allowed-now'));
    expect(visit()?.status).toBe('booked');
    expect(seats().map(({ seat }) => seat)).not.toContain('waiting');
  },
);

it.each(['phone', 'on-site'] as const)(
  '[P5] [F12] a visit that is held %s is over at its end, for its family and for who would be invited',
  async (modality) => {
    hold(modality);
    const { endsAt } = visit()!;
    const family = { token };
    const phase = async () =>
      ((await app.call(family, 'GET', '/api/guest/visit')).body as Reply<'guestVisit'>).phase;
    app.clock.now = endsAt - 1;
    expect(await phase()).toBe('open');
    app.clock.now = endsAt;
    expect(await phase()).toBe('over');
    const guest = { name: 'Late', channel: 'email', address: 'late@perhe.example', language: 'fi' };
    const invited = await app.call('elina', 'POST', `/api/appointments/${appointmentId}/guests`, guest);
    expect(invited).toMatchObject({ status: 409, body: { error: { code: 'appointment-over' } } });
  },
);

it('[R1] [U1] whose role sees no visits by now is out of the one that they are in, and comes into none', async () => {
  const change = async (role: string) => {
    const person = { name: 'Elina Saarikko', email: 'elina.saarikko@sairaala.example', title: '', phone: '' };
    const fields = { ...person, role, language: 'fi', organisationId: 'org-sairaala' };
    expect((await app.call('mikko', 'PUT', '/api/people/user-elina', fields)).status).toBe(200);
  };
  const host = await app.page('elina');
  expect(await host.enter(appointmentId)).toMatchObject({ data: { state: 'joined' } });
  try {
    await change('coordinator');
    expect(seats().find(({ kind }) => kind === 'host')?.seat).toBe('admitted');
    await change('admin');
    expect(seats().find(({ kind }) => kind === 'host')?.seat).toBe('left');
    expect(app.media.room(appointmentId)?.snapshot().peers ?? []).toEqual([]);
    expect(await (await app.page('elina')).enter(appointmentId)).toMatchObject(refused('not-found'));
  } finally {
    await change('specialist');
  }
});

it('[B9] who was taken out is told nothing more of the visit, by entering it neither', async () => {
  app.clock.now -= 60 * minuteMs;
  const path = `/api/appointments/${appointmentId}/colleagues`;
  const invited = { userIds: ['user-pekka'], need: 'optional' };
  expect((await app.call('aino', 'POST', path, invited)).status).toBe(200);
  const page = await app.page('pekka');
  expect(await page.enter(appointmentId)).toMatchObject({ data: { state: 'early' } });
  const seat = seats().find(({ userId }) => userId === 'user-pekka')!;
  expect((await app.call('aino', 'DELETE', `${path}/${seat.id}`)).status).toBe(200);
  expect(await page.enter(appointmentId)).toMatchObject(refused('not-found'));
});
