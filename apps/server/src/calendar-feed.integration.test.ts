import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { dayMs, hourMs } from '#domain';
import { schema } from '#db';
import { slotAt, startTestApp, type TestApp, type Who } from '#support/test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.close());

const make = async (who: Who) => {
  const { status, body } = await app.call(who, 'POST', '/api/calendar-feed');
  expect(status).toBe(201);
  return new URL((body as { address: string }).address).pathname;
};
const fetched = async (path: string) => {
  const { status, body, headers } = await app.call(undefined, 'GET', path);
  return { status, text: String(body), type: String(headers['content-type']) };
};

describe('a personal calendar feed [X11]', () => {
  it('holds one’s visits as they are now, and nothing of the child', async () => {
    const visit = await app.book(slotAt(0));
    const path = await make('elina');
    const first = await fetched(path);
    expect([first.status, first.type]).toEqual([200, 'text/calendar; charset=utf-8']);
    expect(first.text).toContain(`UID:${visit.appointmentId}@localhost`);
    expect(first.text).toContain('REFRESH-INTERVAL;VALUE=DURATION:PT15M');
    for (const secret of ['O.L.', 'psykiatri', '/v#', 'ATTENDEE']) expect(first.text).not.toContain(secret);
    await app.call('aino', 'POST', `/api/appointments/${visit.appointmentId}/cancel`, {
      reason: 'wrong-time',
      note: '',
    });
    expect((await fetched(path)).text).not.toContain('BEGIN:VEVENT');
  });
  it('is everybody’s own', async () => {
    const visit = await app.book(slotAt(0));
    const johan = await fetched(await make('johan'));
    expect(johan.text).not.toContain(visit.appointmentId);
    expect((await fetched(await make('aino'))).text).toContain(visit.appointmentId);
  });
  it('ends with its address, with another address and with the account', async () => {
    const old = await make('elina');
    const next = await make('elina');
    expect([(await fetched(old)).status, (await fetched(next)).status]).toEqual([404, 200]);
    await app.call('elina', 'DELETE', '/api/calendar-feed');
    expect((await fetched(next)).status).toBe(404);
    const last = await make('elina');
    app.store.write((tx) => tx.update(schema.userAccount).set({ active: false }).run());
    expect((await fetched(last)).status).toBe(404);
  });
  it('stays ended when the account is opened again', async () => {
    const path = await make('elina');
    const set = (active: boolean) => app.call('mikko', 'POST', '/api/people/user-elina/active', { active });
    app.store.write((tx) =>
      tx
        .update(schema.userAccount)
        .set({ organisationId: 'org-suvanto' })
        .where(eq(schema.userAccount.id, 'user-admin'))
        .run(),
    );
    expect((await set(false)).status).toBe(200);
    expect((await fetched(path)).status).toBe(404);
    expect((await set(true)).status).toBe(200);
    expect((await fetched(path)).status).toBe(404);
  });
  it('stays with who moves to another organisation, and holds their own visits alone: no colleague’s, old or new', async () => {
    const own = await app.book(slotAt(0), { colleagueIds: ['user-leena'] });
    const others = await app.book(slotAt(1));
    const path = await make('leena');
    // As a coordinator of the provider she reads every visit there (R2), and takes part in one.
    app.store.write((tx) =>
      tx
        .update(schema.userAccount)
        .set({ organisationId: 'org-sairaala' })
        .where(eq(schema.userAccount.id, 'user-leena'))
        .run(),
    );
    expect((await app.call('leena', 'GET', `/api/appointments/${others.appointmentId}`)).status).toBe(200);
    const { status, text } = await fetched(path);
    expect(status).toBe(200);
    expect(text).toContain(own.appointmentId);
    expect(text).not.toContain(others.appointmentId);
  });
  it('ends with the work that has visits: an administrator has none', async () => {
    await app.book(slotAt(0));
    const path = await make('elina');
    app.store.write((tx) =>
      tx
        .update(schema.userAccount)
        .set({ role: 'admin' })
        .where(eq(schema.userAccount.id, 'user-elina'))
        .run(),
    );
    expect((await fetched(path)).status).toBe(404);
  });
  it('tells its address once; only a hash is kept, and no log holds it', async () => {
    const path = await make('elina');
    const token = path.split('/').pop()!.replace('.ics', '');
    await fetched(path);
    const answer = await app.call('elina', 'GET', '/api/calendar-feed');
    expect(Object.keys(answer.body)).toEqual(['createdAt', 'readAt']);
    expect(JSON.stringify(app.store.read((tx) => tx.select().from(schema.calendarFeed).all()))).not.toContain(
      token,
    );
    expect(JSON.stringify(app.log)).not.toContain(token);
  });
  it('says when it was read, to the hour', async () => {
    const path = await make('elina');
    const readAt = async () =>
      ((await app.call('elina', 'GET', '/api/calendar-feed')).body as { readAt: number | null }).readAt;
    expect(await readAt()).toBeNull();
    await fetched(path);
    const first = app.clock.now;
    app.clock.now += hourMs / 2;
    await fetched(path);
    expect(await readAt()).toBe(first);
    app.clock.now += hourMs;
    await fetched(path);
    expect(await readAt()).toBe(app.clock.now);
  });
  it('has no end for who guesses: a wrong address is not found, a strange one not even looked up', async () => {
    expect((await fetched(`/api/calendar-feed/${'a'.repeat(43)}.ics`)).status).toBe(404);
    expect((await fetched('/api/calendar-feed/..%2f..%2fsession.ics')).status).toBe(400);
  });
  it('reaches a year ahead and no further', async () => {
    const visit = await app.book(slotAt(0));
    const path = await make('elina');
    const move = (startsAt: number) =>
      app.store.write((tx) =>
        tx
          .update(schema.appointment)
          .set({ startsAt, endsAt: startsAt + hourMs })
          .run(),
      );
    move(app.clock.now + 300 * dayMs);
    expect((await fetched(path)).text).toContain(visit.appointmentId);
    move(app.clock.now + 400 * dayMs);
    expect((await fetched(path)).text).not.toContain(visit.appointmentId);
    move(app.clock.now - 40 * dayMs);
    expect((await fetched(path)).text).not.toContain(visit.appointmentId);
  });
});
