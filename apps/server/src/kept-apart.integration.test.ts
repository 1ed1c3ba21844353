import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { minuteMs } from '#domain';
import { keptApartPairs, participants } from '#db';
import type { Reply } from '#protocol';
import { fieldsOf, seriesDesk } from '#support/series.ts';
import { startTestApp, type TestApp, type TestPage } from '#support/test-app.ts';
import { threeSending, withTwoGuests } from '#support/three-sending.ts';
import { flows } from '../../../packages/media/src/testing.ts';

let app: TestApp;
let days = 0;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

/** A visit of its own with Laura and Jari, at its start. */
async function booked() {
  const visit = await withTwoGuests(app, ++days, ['Laura', 'Jari']);
  const [laura, jari] = visit.guestIds;
  const keep = (from: string[], notFrom: string[] = [], who: 'elina' | 'aino' | 'johan' = 'elina') =>
    app.call(who, 'POST', `/api/appointments/${visit.appointmentId}/participants/${laura}/apart`, {
      from,
      notFrom,
    });
  return { ...visit, laura, jari, keep };
}

async function everybodyIn(visit: Awaited<ReturnType<typeof booked>>) {
  const [h, l, j] = await threeSending(app, visit);
  return { h, l, j };
}

const namesIn = (page: TestPage) => page.last('visit:roster')?.people.map(({ name }) => name);
const between = (appointmentId: string, ids: string[]) =>
  flows(app.media.room(appointmentId)!).filter((flow) => flow.split('<').every((id) => ids.includes(id)));

describe('two who are kept apart [M16] [M17]', () => {
  it('get nothing of each other from then on: no media, no tile, no line of the chat, old or new', async () => {
    const visit = await booked();
    const { h, l, j } = await everybodyIn(visit);
    const pair = [visit.laura, visit.jari];
    await vi.waitFor(() => expect(between(visit.appointmentId, pair)).toHaveLength(4));
    await j.ask('chat:send', { text: 'Osoitteeni on Kotikatu 1.' });
    await l.until('chat:line');
    const before = l.notices.length;
    expect((await visit.keep([visit.jari])).status).toBe(200);
    // Closed with the answer, not some time after it.
    expect(between(visit.appointmentId, pair)).toEqual([]);
    await vi.waitFor(() => expect(namesIn(l)).not.toContain('Jari'));
    await vi.waitFor(() => expect(namesIn(j)).not.toContain('Laura'));
    expect(namesIn(h)).toEqual(expect.arrayContaining(['Laura', 'Jari']));
    const apartAtHost = () => h.last('visit:roster')!.people.find(({ name }) => name === 'Laura')?.apartFrom;
    await vi.waitFor(() => expect(apartAtHost()).toEqual([visit.jari]));
    expect(JSON.stringify(l.last('visit:roster'))).not.toContain('apartFrom');
    expect((await l.until('chat:lines')).lines).toEqual([]);
    await j.ask('chat:send', { text: 'Kuuluuko?' });
    await h.until('chat:line', ({ text }) => text === 'Kuuluuko?');
    await j.ask('hand:set', { up: true });
    await l.ask('hand:set', { up: true });
    await vi.waitFor(() => expect(l.last('visit:roster')?.people).toHaveLength(2));
    expect(JSON.stringify(l.notices.slice(before))).not.toContain(visit.jari);
    // The host hears and sees both, and both the host.
    const hostId = h.last('visit:roster')!.people.find(({ kind }) => kind === 'host')!.participantId;
    await vi.waitFor(() => expect(between(visit.appointmentId, [hostId, ...pair])).toHaveLength(8));

    expect((await visit.keep([], [visit.jari])).status).toBe(200);
    await vi.waitFor(() => expect(between(visit.appointmentId, pair)).toHaveLength(4));
    await vi.waitFor(() => expect(namesIn(l)).toContain('Jari'));
    await vi.waitFor(() => expect(l.last('chat:lines')?.lines).toHaveLength(2));
  });
  it('never get anything of each other where it was said before they came, also after the room is opened anew', async () => {
    const visit = await booked();
    await visit.keep([visit.jari], [], 'aino');
    const first = await everybodyIn(visit);
    const seen = () => [...first.l.notices, ...first.j.notices].filter(({ name }) => name === 'consumer:new');
    await vi.waitFor(() => expect(seen()).toHaveLength(4));
    expect(JSON.stringify(first.l.notices)).not.toContain(visit.jari);
    expect(JSON.stringify(first.j.notices)).not.toContain(visit.laura);
    for (const page of [first.h, first.l, first.j]) await page.ask('visit:leave', {});
    await vi.waitFor(() => expect(app.media.room(visit.appointmentId)).toBeUndefined());
    const again = await everybodyIn(visit);
    await vi.waitFor(() =>
      expect(
        [...again.l.notices, ...again.j.notices].filter(({ name }) => name === 'consumer:new'),
      ).toHaveLength(4),
    );
    expect(between(visit.appointmentId, [visit.laura, visit.jari])).toEqual([]);
  });
  it('have no place before each other in the waiting room [Q10]', async () => {
    const visit = await booked();
    await visit.keep([visit.jari]);
    const [l, j] = [await app.page({ token: visit.tokens[0]! }), await app.page({ token: visit.tokens[1]! })];
    await l.enter(null);
    expect(await j.enter(null)).toMatchObject({ data: { state: 'waiting', place: 1, of: 1 } });
    await visit.keep([], [visit.jari]);
    await j.until('visit:whereabouts', (told) => told.state === 'waiting' && told.of === 2);
  });
  it('are never the host, never the same person, and only people of the visit', async () => {
    const visit = await booked();
    const people = app.store.read((tx) => participants.ofAppointment(tx, visit.appointmentId));
    const hostId = people.find(({ kind }) => kind === 'host')!.id;
    const other = await booked();
    expect((await visit.keep([hostId])).status).toBe(403);
    expect((await visit.keep([visit.laura])).status).toBe(403);
    expect((await visit.keep([other.jari])).status).toBe(404);
    expect((await visit.keep([visit.jari], [hostId])).status).toBe(403);
    // Who may not change the visit may not do this either, and is told nothing of it.
    expect((await visit.keep([visit.jari], [], 'johan')).status).toBe(404);
    const { body } = await app.call('aino', 'GET', `/api/appointments/${visit.appointmentId}`);
    const told = (body as Reply<'readAppointment'>).appointment.participants;
    expect(told.every(({ apartFrom }) => apartFrom.length === 0)).toBe(true);
  });
  it('stay so when one of them is taken out and invited again under another address [B8] [M18]', async () => {
    const visit = await booked();
    // Still a minute before its start, when people can be taken out.
    app.clock.now -= minuteMs;
    await visit.keep([visit.jari]);
    const path = `/api/appointments/${visit.appointmentId}`;
    const languages = ['fi', 'sv'];
    const sets = await app.call('aino', 'POST', `${path}/participants/${visit.jari}/interpreter`, {
      languages,
    });
    expect(sets.status).toBe(200);
    expect((await app.call('aino', 'DELETE', `${path}/guests/${visit.jari}`)).status).toBe(200);
    // B4: pasted with a sign that nobody sees.
    const again = {
      name: ' Ja\u200Bri ',
      channel: 'email',
      address: 'oikea@perhe.example',
      language: 'fi',
      role: 'parent',
    };
    const invited = await app.call('aino', 'POST', `${path}/guests`, again);
    expect([invited.status, invited.body]).toEqual([200, invited.body]);
    const told = ((await app.call('aino', 'GET', path)).body as Reply<'readAppointment'>).appointment
      .participants;
    const jari = told.find(({ name, id }) => name === 'Jari' && id !== visit.jari)!;
    expect(told.find(({ name }) => name === 'Laura')!.apartFrom).toContain(jari.id);
    expect(jari.interprets).toEqual(languages);
  });
  it('stay so when the visit gets another time after nobody came [L6]', async () => {
    const visit = await booked();
    await visit.keep([visit.jari]);
    app.clock.now += minuteMs;
    expect(
      (await app.call('elina', 'POST', `/api/appointments/${visit.appointmentId}/no-show`, {})).status,
    ).toBe(200);
    const date = `2026-12-${String(++days).padStart(2, '0')}`;
    app.openHours(date, '07:05', '07:50');
    const to = {
      practitionerId: 'user-elina',
      startsAt: new Date(`${date}T07:05:00+02:00`).getTime(),
    };
    const { status, body } = await app.call(
      'aino',
      'POST',
      `/api/appointments/${visit.appointmentId}/rebook`,
      to,
    );
    expect(status).toBeLessThan(300);
    const read = await app.call('aino', 'GET', `/api/appointments/${(body as Reply<'rebookVisit'>).id}`);
    const told = (read.body as Reply<'readAppointment'>).appointment.participants;
    const [laura, jari] = ['Laura', 'Jari'].map((name) => told.find((one) => one.name === name)!);
    expect(laura!.apartFrom).toEqual([jari!.id]);
  });
  it('are so in every meeting of a series, also for who comes to one later, and in none any more once let together', async () => {
    const desk = seriesDesk(app);
    const guests = ['Laura', 'Jari'].map((name) => ({
      ...{ name, channel: 'email' as const, address: `${name}@perhe.example`, language: 'fi' as const },
    }));
    const [first] = desk.openFridays('2027-01-08', 3);
    const id = await desk.made(fieldsOf(first!, 3, { guests: [guests[0]!] }));
    const only = { kind: 'one' as const, n: 1 };
    const invited = { scope: only, guests: [guests[1]!] };
    expect((await desk.people(id, invited)).status).toBe(200);
    const visitIds = (await desk.read(id)).meetings.map(({ appointmentId }) => appointmentId!);
    const seatsIn = (visitId: string) => app.store.read((tx) => participants.ofAppointment(tx, visitId));
    const named = (visitId: string, name: string) => seatsIn(visitId).find((one) => one.name === name)?.id;
    const apart = () =>
      visitIds.map((visitId) => app.store.read((tx) => keptApartPairs.of(tx, visitId)).length);
    const keep = (more: object) =>
      app.call(
        'aino',
        'POST',
        `/api/appointments/${visitIds[0]}/participants/${named(visitIds[0]!, 'Laura')}/apart`,
        { from: [], notFrom: [], ...more },
      );
    const jari = named(visitIds[0]!, 'Jari')!;
    expect((await keep({ from: [jari] })).status).toBe(200);
    expect(apart()).toEqual([1, 0, 0]);
    const { meetings } = await desk.read(id);
    expect(meetings).toHaveLength(3);
    expect((await desk.people(id, { scope: { kind: 'all' }, guests: [guests[1]!], basedOn: 2 })).status).toBe(
      200,
    );
    expect(apart()).toEqual([1, 1, 1]);
    expect((await keep({ notFrom: [jari] })).status).toBe(200);
    expect(apart()).toEqual([0, 0, 0]);
  });
});
