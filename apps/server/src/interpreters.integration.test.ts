import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Reply } from '#protocol';
import { startTestApp, type TestApp, type TestPage } from '#support/test-app.ts';
import { sends, threeSending, withTwoGuests } from '#support/three-sending.ts';

let app: TestApp;
let days = 0;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

type Language = 'fi' | 'ar' | 'fse' | null;

/** A visit of its own with a family and a guest who may become its interpreter. */
async function booked() {
  const visit = await withTwoGuests(app, ++days, ['Laura', 'Amina']);
  const [laura, amina] = visit.guestIds;
  const interpret = (languages: string[], id = amina, who: 'elina' | 'johan' = 'elina') =>
    app.call(who, 'POST', `/api/appointments/${visit.appointmentId}/participants/${id}/interpreter`, {
      languages,
    });
  return { ...visit, laura, amina, interpret };
}
type Booked = Awaited<ReturnType<typeof booked>>;

/** Each of the three is reached by the sound and the picture of both others: what is made one after the other is all there. */
async function everybodyIn(visit: Booked) {
  const [h, l, a] = await threeSending(app, visit);
  for (const who of [visit.hostId, visit.laura, visit.amina])
    for (const source of ['microphone', 'camera'])
      await vi.waitFor(() => expect(reaching(visit, who, source)).toHaveLength(2));
  return { h, l, a };
}

/** Whose microphones reach somebody, and whose cameras, from the server's own consumers. */
const reaching = ({ appointmentId }: Booked, receiver: string, source: string) =>
  app.media
    .room(appointmentId)!
    .snapshot()
    .peers.find(({ participantId }) => participantId === receiver)!
    .consumers.filter((consumer) => consumer.source === source)
    .map(({ fromParticipantId }) => fromParticipantId)
    .sort();
const choose = (page: TestPage, hears: Language, speaksTo: Language) =>
  page.ask('language:choose', { hears, speaksTo });

describe('an interpreter [M18] [M19]', () => {
  it('speaks to everybody, or into a language, which only those hear who chose it', async () => {
    const visit = await booked();
    const { laura, amina, hostId } = visit;
    expect((await visit.interpret(['fi', 'ar'])).status).toBe(200);
    const { h, l, a } = await everybodyIn(visit);
    const told = await l.until('visit:roster', ({ people }) => people.some(({ interprets }) => interprets));
    expect(told.people.find(({ name }) => name === 'Amina')).toMatchObject({
      interprets: ['fi', 'ar'],
      speaksTo: null,
    });
    const sound = (who: string) => reaching(visit, who, 'microphone');
    await vi.waitFor(() => expect(sound(laura)).toEqual([amina, hostId].sort()));
    expect(sound(hostId)).toEqual([amina, laura].sort());

    // Into a language that nobody chose: nobody hears it, and everybody sees who speaks it.
    expect(await choose(a, null, 'ar')).toMatchObject({ ok: true });
    expect(sound(laura)).toEqual([hostId]);
    expect(sound(hostId)).toEqual([laura]);
    expect(reaching(visit, laura, 'camera')).toEqual([amina, hostId].sort());
    await l.until('visit:roster', ({ people }) => people.some(({ speaksTo }) => speaksTo === 'ar'));

    // The interpreter goes on hearing the floor, and never herself.
    expect(sound(amina)).toEqual([laura, hostId].sort());
    await choose(l, 'ar', null);
    await vi.waitFor(() => expect(sound(laura)).toEqual([amina, hostId].sort()));
    expect(sound(hostId)).toEqual([laura]);

    // The other way round.
    await choose(a, null, 'fi');
    expect(sound(laura)).toEqual([hostId]);
    await choose(h, 'fi', null);
    await vi.waitFor(() => expect(sound(hostId)).toEqual([amina, laura].sort()));

    // No interpreter any more: what she says is for everybody.
    expect((await visit.interpret([])).status).toBe(200);
    await vi.waitFor(() => expect(sound(laura)).toEqual([amina, hostId].sort()));
    await l.until('visit:roster', ({ people }) => !people.some(({ interprets }) => interprets));
  });
  it('[M20] into a sign language speaks to everybody, and is served before the speaker to who watches it', async () => {
    const visit = await booked();
    const { laura, amina, hostId } = visit;
    const { l, a } = await everybodyIn(visit);
    const isServed = (receiver: string) => {
      const { consumers } = app.media
        .room(visit.appointmentId)!
        .snapshot()
        .peers.find(({ participantId }) => participantId === receiver)!;
      return consumers.find(
        ({ source, fromParticipantId }) => source === 'camera' && fromParticipantId === amina,
      )?.priority;
    };
    await vi.waitFor(() => expect(isServed(laura)).toBeDefined());
    await choose(l, 'fse', null);
    expect(isServed(laura)).not.toBe(175);
    expect((await visit.interpret(['fi', 'fse'])).status).toBe(200);
    await vi.waitFor(() => expect(isServed(laura)).toBe(175));
    expect(isServed(hostId)).not.toBe(175);
    expect(await choose(a, null, 'fse')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    for (const who of [laura, hostId]) expect(reaching(visit, who, 'microphone')).toContain(amina);
    expect(reaching(visit, laura, 'microphone')).toContain(hostId);
    await choose(l, null, null);
    await vi.waitFor(() => expect(isServed(laura)).not.toBe(175));
  });
  it('is who was named: nobody else can speak past those who did not choose it', async () => {
    const visit = await booked();
    await visit.interpret(['ar']);
    const { l, a } = await everybodyIn(visit);
    expect(await choose(l, null, 'ar')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await choose(a, null, 'fi')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    await vi.waitFor(() => expect(reaching(visit, visit.hostId, 'microphone')).toHaveLength(2));
    expect((await visit.interpret(['ar'], visit.hostId)).status).toBe(403);
    expect((await visit.interpret(['ar'], visit.laura, 'johan')).status).toBe(404);
    expect((await visit.interpret(['xx'])).status).toBe(400);
  });
  it('comes back after a broken line or a reload into the language that was spoken, before anything is heard', async () => {
    const visit = await booked();
    await visit.interpret(['fi', 'ar']);
    const { a } = await everybodyIn(visit);
    await choose(a, null, 'ar');
    a.socket.disconnect();
    const again = await app.page({ token: visit.tokens[1]! });
    await again.ask('visit:enter', {
      ...{ appointmentId: null, tabId: 'tab-2', version: 1 },
      language: { hears: null, speaksTo: 'ar' },
    });
    const joined = await again.enter(null, 'tab-2');
    again.notices.push({ name: 'visit:whereabouts', data: joined.ok && joined.data });
    await sends(again);
    await vi.waitFor(() => expect(reaching(visit, visit.laura, 'camera')).toHaveLength(2));
    expect(reaching(visit, visit.laura, 'microphone')).toEqual([visit.hostId]);
  });
  it('goes on in the language that was spoken where another page takes over, which is told what holds', async () => {
    const visit = await booked();
    await visit.interpret(['fi', 'ar']);
    const { l, a } = await everybodyIn(visit);
    await choose(a, null, 'ar');
    await choose(l, 'ar', null);
    const again = await app.page({ token: visit.tokens[1]! });
    const joined = await again.enter(null, 'tab-2');
    expect(joined).toMatchObject({ data: { state: 'joined', language: { hears: null, speaksTo: 'ar' } } });
    again.notices.push({ name: 'visit:whereabouts', data: joined.ok && joined.data });
    await sends(again);
    await vi.waitFor(() => expect(reaching(visit, visit.laura, 'camera')).toHaveLength(2));
    expect(reaching(visit, visit.hostId, 'microphone')).toEqual([visit.laura]);
    // What a page says itself goes before it.
    const third = await app.page({ token: visit.tokens[0]! });
    const said = {
      appointmentId: null,
      tabId: 'tab-3',
      version: 1,
      language: { hears: null, speaksTo: null },
    };
    expect(await third.ask('visit:enter', said)).toMatchObject({
      data: { language: { hears: null, speaksTo: null } },
    });
  });
  it('is shown on the page of the visit', async () => {
    const visit = await booked();
    await visit.interpret(['fi', 'ar']);
    const { body } = await app.call('aino', 'GET', `/api/appointments/${visit.appointmentId}`);
    const told = (body as Reply<'readAppointment'>).appointment.participants;
    expect(told.map(({ name, interprets }) => [name, interprets.join()])).toContainEqual(['Amina', 'fi,ar']);
  });
});
