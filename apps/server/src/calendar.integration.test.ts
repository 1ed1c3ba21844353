import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs, type Period } from '#domain';
import { externalBusy, externalCalendars, schema } from '#db';
import type { Reply } from '#protocol';
import {
  childService,
  monday,
  request,
  slotAt,
  startTestApp,
  type TestApp,
  type Who,
} from '#support/test-app.ts';

type Calendar = Reply<'readCalendar'>;
let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.close());

const week = 'from=2026-11-23&to=2026-11-29';
async function read(who: Who, query: string): Promise<Calendar> {
  const { status, body } = await app.call(who, 'GET', `/api/calendar?${query}`);
  expect(status).toBe(200);
  return body as Calendar;
}
const busyElsewhere = (practitionerId: string, organisationId: string, ...periods: Period[]) =>
  app.store.write((tx) => {
    externalCalendars.connect(tx, {
      ...{ practitionerId, organisationId },
      ...{ address: 'https://calendar.example/secret-token.ics', connectedAt: monday },
    });
    externalBusy.replace(tx, { practitionerId, organisationId }, periods);
  });
const of = ({ busy }: Calendar, personId: string) =>
  busy
    .filter((each) => each.personId === personId)
    .map(({ startsAt, endsAt, kind }) => [startsAt, endsAt, kind]);
const listings = () =>
  app.store.read((tx) =>
    tx
      .select()
      .from(schema.auditEvent)
      .all()
      .filter(({ entity }) => entity === 'calendar'),
  );
const at = slotAt(0);
const length = 45 * minuteMs;

describe('a calendar', () => {
  it('[X12] names the public holidays among its days, also those at its edges', async () => {
    const { holidays } = await read('elina', 'scope=mine&from=2026-12-24&to=2027-01-06');
    expect(holidays).toEqual([
      { date: '2026-12-24', holiday: 'christmas-eve' },
      { date: '2026-12-25', holiday: 'christmas-day' },
      { date: '2026-12-26', holiday: 'saint-stephens-day' },
      { date: '2027-01-01', holiday: 'new-year' },
      { date: '2027-01-06', holiday: 'epiphany' },
    ]);
    expect((await read('elina', `scope=mine&${week}`)).holidays).toEqual([]);
  });
  it('[R2] shows a specialist and whoever asked their own visits, with whom they are about', async () => {
    const { appointmentId } = await app.book(at);
    for (const who of ['elina', 'aino'] as const) {
      const { visits, busy, people } = await read(who, `scope=mine&${week}`);
      expect(visits).toMatchObject([
        { id: appointmentId, startsAt: at, subject: 'O.L., 2017', personIds: [people[0]!.id] },
      ]);
      expect(busy).toEqual([]);
    }
    expect((await read('pekka', `scope=mine&${week}`)).visits).toEqual([]);
  });
  it('[R6] is written down once for ten minutes when it showed visits, and not when it did not', async () => {
    await read('elina', `scope=mine&${week}`);
    expect(listings()).toEqual([]);
    await app.book(at);
    await read('elina', `scope=mine&${week}`);
    await read('elina', `scope=mine&${week}`);
    expect(listings()).toMatchObject([{ actorId: 'user-elina', action: 'list', entityId: 'mine' }]);
    app.clock.now += 11 * minuteMs;
    await read('elina', `scope=mine&${week}`);
    expect(listings()).toHaveLength(2);
  });
  it('[X1][N2] shows a colleague’s time as taken and nothing else', async () => {
    await app.book(at);
    const calendar = await read('johan', `scope=team&${week}`);
    expect(calendar.people.map(({ id }) => id)).toEqual(['user-elina', 'user-johan']);
    expect(calendar.visits).toEqual([]);
    expect(of(calendar, 'user-elina')).toEqual([[at, at + length, 'busy']]);
    expect(JSON.stringify(calendar)).not.toContain('O.L.');
    expect(listings()).toEqual([]);
  });
  it('[X1] does not tell by its edges what takes the time: a visit, somebody who is booking, the own calendar', async () => {
    await app.book(at);
    await app.call('pekka', 'POST', '/api/holds', {
      ...{ serviceId: childService, practitionerId: 'user-elina', startsAt: at + length },
    });
    busyElsewhere('user-elina', 'org-sairaala', {
      startsAt: at + 2 * length,
      endsAt: at + 2 * length + hourMs,
    });
    const one = [[at, at + 2 * length + hourMs, 'busy']];
    expect(of(await read('johan', `scope=team&${week}`), 'user-elina')).toEqual(one);
    expect(of(await read('aino', `scope=service&service=${childService}&${week}`), 'user-elina')).toEqual([
      [at + length, at + 2 * length + hourMs, 'busy'],
    ]);
  });
  it('tells the person alone what is the own calendar and what somebody is booking', async () => {
    busyElsewhere('user-elina', 'org-sairaala', { startsAt: at, endsAt: at + hourMs });
    const later = slotAt(3);
    await app.call('pekka', 'POST', '/api/holds', {
      ...{ serviceId: childService, practitionerId: 'user-elina', startsAt: later },
    });
    const calendar = await read('elina', `scope=mine&${week}`);
    expect(of(calendar, 'user-elina')).toEqual([
      [at, at + hourMs, 'own-calendar'],
      [later, later + length, 'being-booked'],
    ]);
    expect(calendar.external.state).toBe('waiting');
  });
  it('[X6] marks a booked visit that collides with the own calendar, for its specialist alone', async () => {
    await app.book(at);
    busyElsewhere('user-elina', 'org-sairaala', { startsAt: at + 30 * minuteMs, endsAt: at + hourMs });
    expect((await read('elina', `scope=mine&${week}`)).visits).toMatchObject([{ conflicts: true }]);
    expect((await read('aino', `scope=mine&${week}`)).visits).toMatchObject([{ conflicts: false }]);
    expect((await app.call('elina', 'GET', '/api/my-day')).body).toMatchObject({
      items: [{ status: 'booked' }],
    });
  });
  it('[R2] shows a coordinator the visits of the own organisation in the columns of its people, and others as taken', async () => {
    const social = slotAt(0) + 3.5 * hourMs;
    const booked = await app.call('pekka', 'POST', '/api/appointments', {
      ...{ draftId: 'd', serviceId: 'service-social-work', practitionerId: 'user-sanna', startsAt: social },
      content: { ...request, subject: { kind: 'anonymous' }, consentNoted: false },
    });
    const { appointmentId } = booked.body as { appointmentId: string };
    const calendar = await read('leena', `scope=team&${week}`);
    expect(calendar.visits).toMatchObject([{ id: appointmentId, personIds: ['user-sanna'] }]);
    expect(calendar.busy).toEqual([]);
    // Aino is of another organisation and has nothing to do with it.
    const service = await read('aino', `scope=service&service=service-social-work&${week}`);
    expect(service.visits).toEqual([]);
    expect(of(service, 'user-sanna')).toEqual([[social, social + 30 * minuteMs, 'busy']]);
  });
  it('leaves a cancelled visit out', async () => {
    const { appointmentId } = await app.book(at);
    await app.call('elina', 'POST', `/api/appointments/${appointmentId}/cancel`, {
      ...{ reason: 'wrong-time', note: '' },
    });
    expect((await read('elina', `scope=mine&${week}`)).visits).toEqual([]);
    expect((await read('johan', `scope=team&${week}`)).busy).toEqual([]);
  });
  it('[X2] answers six weeks at most, and says which field is wrong', async () => {
    const fields = async (query: string) => {
      const { status, body } = await app.call('elina', 'GET', `/api/calendar?scope=mine&${query}`);
      return [status, (body as { error?: { fields?: object } }).error?.fields];
    };
    expect(await fields('from=2026-11-02&to=2026-12-13')).toEqual([200, undefined]);
    expect(await fields('from=2026-11-02&to=2026-12-14')).toEqual([400, { to: 'too-long' }]);
    expect(await fields('from=2026-11-02&to=2026-11-01')).toEqual([400, { to: 'date' }]);
    expect(await fields('from=2026-02-30&to=2026-03-01')).toEqual([400, { from: 'date' }]);
  });
  it('[X2] names sixty people of a week at most, and goes on on the next page', async () => {
    app.store.write((tx) => {
      const [one] = tx.select().from(schema.userAccount).all();
      for (let n = 0; n < 70; n++)
        tx.insert(schema.userAccount)
          .values({ ...one!, id: `n-${n}`, email: `n${n}@x.example`, organisationId: 'org-sairaala' })
          .run();
    });
    const first = await read('johan', `scope=team&${week}`);
    expect([first.people.length, first.pages, first.total]).toEqual([60, 2, 72]);
    expect((await read('johan', `scope=team&${week}&page=2`)).people).toHaveLength(12);
    expect((await read('johan', `scope=team&from=2026-11-01&to=2026-11-30`)).people).toHaveLength(20);
  });
  it('[X2] tells two thousand visits in full, the soonest, and shows the rest as taken', async () => {
    const { appointmentId } = await app.book(slotAt(3));
    app.store.write((tx) => {
      const row = <T extends { id: string }>(rows: T[]) => rows[0]!;
      const visit = row(tx.select().from(schema.appointment).all());
      const request = row(tx.select().from(schema.serviceRequest).all());
      const encounter = row(tx.select().from(schema.encounter).all());
      const [host] = tx
        .select()
        .from(schema.participant)
        .all()
        .filter(({ kind }) => kind === 'host');
      for (let n = 0; n < 2000; n++) {
        const at = monday - 12 * hourMs + n * minuteMs * 0.1;
        const id = `many-${n}`;
        tx.insert(schema.serviceRequest)
          .values({ ...request, id })
          .run();
        tx.insert(schema.appointment)
          .values({ ...visit, id, requestId: id, startsAt: at, endsAt: at + minuteMs })
          .run();
        tx.insert(schema.encounter)
          .values({ ...encounter, id, appointmentId: id })
          .run();
        tx.insert(schema.participant)
          .values({ ...host!, id, appointmentId: id })
          .run();
      }
    });
    const calendar = await read('elina', 'scope=mine&from=2026-11-22&to=2026-11-23');
    expect(calendar.visits).toHaveLength(2000);
    expect(calendar.visits.map(({ id }) => id)).not.toContain(appointmentId);
    expect(of(calendar, 'user-elina')).toEqual([[slotAt(3), slotAt(3) + length, 'busy']]);
  });
  it('does not exist for a service that the organisation may not see, nor for administrators', async () => {
    const status = async (who: Who, query: string) =>
      (await app.call(who, 'GET', `/api/calendar?${query}&${week}`)).status;
    expect(await status('elina', 'scope=service&service=service-social-work')).toBe(404);
    expect(await status('elina', 'scope=service&service=nothing')).toBe(404);
    expect(await status('elina', 'scope=service')).toBe(404);
    expect(await status('mikko', 'scope=mine')).toBe(403);
  });
  it('is told of bookings, cancellations and changes of the own calendar, and of nobody else’s', async () => {
    const watching = await app.page('johan');
    const other = await app.page('leena');
    const choice = { scope: 'team', page: 1, days: 7 } as const;
    expect(await watching.ask('calendar:watch', choice)).toMatchObject({ ok: true });
    expect(await other.ask('calendar:watch', choice)).toMatchObject({ ok: true });
    const { appointmentId } = await app.book(at);
    await watching.until('calendar:changed');
    watching.notices.length = 0;
    await app.call('elina', 'POST', `/api/appointments/${appointmentId}/cancel`, {
      ...{ reason: 'wrong-time', note: '' },
    });
    await watching.until('calendar:changed');
    expect(other.last('calendar:changed')).toBeUndefined();
    expect(await (await app.page('mikko')).ask('calendar:watch', choice)).toMatchObject({ ok: false });
    expect(await watching.ask('calendar:watch', { ...choice, scope: 'service' })).toMatchObject({
      error: { code: 'not-found' },
    });
  });
});
