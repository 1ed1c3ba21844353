import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, instantOf } from '#domain';
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

const email = 'email' as const;
const aiti = { name: 'Äiti Aalto', channel: email, address: 'aiti@example.fi', language: 'fi' as const };
const isa = { name: 'Isä Aalto', channel: email, address: 'isa@example.fi', language: 'sv' as const };
const lettersSince = (sent: number) => app.outbox().slice(sent);
const linksIn = (text: string) => [...text.matchAll(/\/v#(\S+)/g)].map(([, token]) => token!);
const open = async (token: string) => (await app.call({ token }, 'GET', '/api/guest/visit')).status;

describe('guests of a series', () => {
  it('[T11] [T7] are invited later with one letter and a link to each meeting, and taken out so that the links stop working', async () => {
    const [first] = desk.openFridays('2027-01-08', 4);
    const id = await desk.made(fieldsOf(first!, 4));
    const visits = (await desk.read(id)).meetings.map(({ appointmentId }) => appointmentId!);
    const [rest, sent] = [desk.restOf(visits.slice(1)), app.outbox().length];
    const scope = { kind: 'following' as const, n: 2 };
    const answer = await desk.people(id, { scope, guests: [aiti, isa] });
    expect([answer.status, answer.body]).toEqual([200, { changed: 3 }]);
    expect(desk.restOf(visits.slice(1))).toBe(rest);
    const letters = lettersSince(sent);
    expect(letters.map(({ recipient, kind }) => [recipient, kind]).sort()).toEqual([
      ['aiti@example.fi', 'invitation'],
      ['isa@example.fi', 'invitation'],
    ]);
    const tokens = linksIn(letters.find(({ recipient }) => recipient === aiti.address)!.body);
    expect(new Set(tokens).size).toBe(3);
    expect(await Promise.all(tokens.map(open))).toEqual([200, 200, 200]);
    const { guestSeats, guests, changes } = await desk.read(id);
    expect([guests, guestSeats.map(({ name, numbers }) => [name, numbers])]).toEqual([
      2,
      [
        ['Isä Aalto', [2, 3, 4]],
        ['Äiti Aalto', [2, 3, 4]],
      ],
    ]);
    expect(changes[0]!.people.map(({ name, need }) => `${need} ${name}`).sort()).toEqual([
      'guest Isä Aalto',
      'guest Äiti Aalto',
    ]);
    // Names and addresses of families are for those who may change the series.
    expect(await desk.read(id, 'pekka')).toMatchObject({
      guests: 2,
      guestSeats: [],
      changes: [{ people: [] }, {}],
    });

    // Whoever is in already is not invited again.
    const again = await desk.people(id, { guests: [aiti], scope: { kind: 'all' }, basedOn: 2 });
    expect(again.body).toEqual({ changed: 1 });
    const before = app.outbox().length;
    const outGuestIds = [guestSeats.find(({ name }) => name === aiti.name)!.id];
    expect(
      (await desk.people(id, { scope: { kind: 'following', n: 3 }, outGuestIds, basedOn: 3 })).body,
    ).toEqual({
      changed: 2,
    });
    expect(await Promise.all(tokens.map(open))).toEqual([200, 401, 401]);
    const out = lettersSince(before);
    expect(out.map(({ recipient, kind }) => [recipient, kind])).toEqual([[aiti.address, 'cancellation']]);
    expect(out[0]!.calendar!.match(/STATUS:CANCELLED/g)).toHaveLength(2);
    expect(linksIn(out[0]!.body)).toEqual([]);
    const { appointment } = (await app.call('aino', 'GET', `/api/appointments/${visits[2]}`))
      .body as Reply<'readAppointment'>;
    expect(appointment.participants.map(({ name }) => name)).not.toContain(aiti.name);

    // Of what becomes of the meeting afterwards only who is in it is told; in again, it is a new link.
    const now = app.outbox().length;
    const change = { kind: 'date' as const, date: addDays(first!, 14), time: '12:00' };
    await desk.change(id, { scope: { kind: 'one', n: 3 }, change, basedOn: 4 });
    expect(lettersSince(now).map(({ recipient }) => recipient)).not.toContain(aiti.address);
    expect(lettersSince(now).map(({ recipient }) => recipient)).toContain(isa.address);
    await desk.people(id, { scope: { kind: 'one', n: 3 }, guests: [aiti], basedOn: 5 });
    const invited = app.outbox().at(-1)!;
    expect(invited.subject).toMatch(/^Kutsu tapaamiseen (ma|ti|ke|to|pe|la|su) /);
    expect(await open(linksIn(invited.body)[0]!)).toBe(200);
    expect(await open(tokens[1]!)).toBe(401);
    // Of one meeting it is told as of one.
    const seat = (await desk.read(id)).guestSeats.find(({ name }) => name === aiti.name)!;
    await desk.people(id, { scope: { kind: 'one', n: 3 }, outGuestIds: [seat.id], basedOn: 6 });
    expect(app.outbox().at(-1)!.subject).toMatch(/^Sinua ei enää kutsuta: (ma|ti|ke|to|pe|la|su) /);
  });

  it('[T11] [B4] [R5] only who may, with an address that fits, at most eight, and nothing that has begun', async () => {
    const dates = desk.openFridays('2027-05-21', 2);
    const id = await desk.made(fieldsOf(dates[0]!, 2));
    expect((await desk.people(id, { guests: [aiti] }, 'pekka')).status).toBe(403);
    expect((await desk.people(id, { guests: [aiti] }, 'johan')).status).toBe(404);
    const fieldsRefused = async (fields: Parameters<typeof desk.people>[1]) =>
      refusalOf(await desk.people(id, fields)).fields;
    expect(await fieldsRefused({ guests: [{ ...aiti, name: ' ', address: 'x' }] })).toEqual({
      'guests.0.name': 'required',
      'guests.0.address': 'email',
    });
    expect(await fieldsRefused({ guests: [aiti, { ...aiti, address: 'AITI@example.fi' }] })).toEqual({
      guests: 'guest-twice',
    });
    const crowd = Array.from({ length: 9 }, (_, index) => ({ ...aiti, address: `a${index}@example.fi` }));
    expect(await fieldsRefused({ guests: crowd })).toEqual({ guests: 'too-many-guests' });
    expect(refusalOf(await desk.people(id, { outGuestIds: ['nobody'] })).code).toBe('series-changed');
    app.clock.now = instantOf(dates[0]!, '10:01');
    expect((await desk.people(id, { guests: [aiti] })).body).toEqual({ changed: 1 });
    expect((await desk.read(id)).guestSeats.map(({ numbers }) => numbers)).toEqual([[2]]);
  });

  it('[T3] a series that is renewed goes on with the guests that it has by then', async () => {
    app.clock.now = instantOf('2027-09-01', '09:00');
    const dates = desk.openFridays('2027-10-01', 3);
    const id = await desk.made(fieldsOf(dates[0]!, 2, { guests: [aiti] }));
    const outGuestIds = (await desk.read(id)).guestSeats.map((guest) => guest.id);
    await desk.people(id, { guests: [isa], outGuestIds });
    const rule = { kind: 'weekly', everyWeeks: 1, weekday: 5 };
    const plan = { rule, fromDate: dates[2], count: 1, untilDate: null };
    const renewed = await app.call('aino', 'POST', `/api/series/${id}/renew`, {
      plan,
      solutions: [],
      basedOn: 2,
    });
    expect(renewed.status).toBe(200);
    expect((await desk.read(id)).guestSeats.map(({ name, numbers }) => [name, numbers])).toEqual([
      [isa.name, [1, 2, 3]],
    ]);
  });
});
