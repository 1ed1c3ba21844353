import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldsOf, seriesDesk } from '#support/series.ts';
import { startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
let desk: ReturnType<typeof seriesDesk>;
beforeAll(async () => {
  app = await startTestApp();
  desk = seriesDesk(app);
});
afterAll(() => app.close());

describe('the pages of series', () => {
  it('are told of a new one, of a change, and of what happens to one of its visits', async () => {
    const dates = desk.openFridays('2027-01-08', 2);
    const list = await app.page('pekka');
    expect(await list.ask('series:watch', { id: null })).toMatchObject({ ok: true });
    const id = await desk.made(fieldsOf(dates[0]!, 2));
    await list.until('series:changed');
    const one = await app.page('aino');
    expect(await one.ask('series:watch', { id })).toMatchObject({ ok: true });
    const { appointmentId } = (await desk.read(id)).meetings[0]!;
    const why = { reason: 'not-needed', note: '' };
    expect((await app.call('aino', 'POST', `/api/appointments/${appointmentId}/cancel`, why)).status).toBe(
      200,
    );
    await one.until('series:changed');
  });

  it('[T11] are told also of who is in it no more, and to nobody whose series it is not', async () => {
    const dates = desk.openFridays('2027-02-19', 1);
    const id = await desk.made(fieldsOf(dates[0]!, 1));
    const out = await app.page('pekka');
    expect(await out.ask('series:watch', { id: null })).toMatchObject({ ok: true });
    expect(await (await app.page('johan')).ask('series:watch', { id })).toMatchObject({ ok: false });
    await desk.people(id, { outIds: ['user-pekka'] });
    await out.until('series:changed');
    expect(await out.ask('series:watch', { id })).toMatchObject({ ok: false });
  });
});
