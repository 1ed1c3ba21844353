// Long on purpose: every case opens the same appointment on one running app, and files of its parts would each start another.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { callGraceMs, instantOf, minuteMs, missedAfterMs, waitingGraceMs } from '#domain';
import { schema } from '#db';
import { startTestApp, type TestApp, type TestPage } from '#support/test-app.ts';
import type { Reply, Whereabouts } from '#protocol';
import { vp8 } from '../../../packages/media/src/testing.ts';

let app: TestApp;
let appointmentId: string;
let tokens: string[];
let startsAt: number;
let visits = 0;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

/** A visit of its own for every test, with two guests, one minute before its start. */
beforeEach(async () => {
  const hour = String(8 + (visits % 10)).padStart(2, '0');
  const date = `2026-12-${String(1 + Math.floor(visits / 10)).padStart(2, '0')}`;
  startsAt = instantOf(date, `${hour}:05`);
  visits += 1;
  app.openHours(date, `${hour}:05`, `${hour}:50`);
  app.clock.now = Math.max(app.clock.now, startsAt - 20 * minuteMs);
  if (app.clock.now > startsAt) throw new Error('the tests run out of their own hours');
  const guests = ['Laura', 'Jari'].map((name) => ({
    name,
    channel: 'email' as const,
    address: `${name}@perhe.example`,
    language: 'fi' as const,
  }));
  ({ appointmentId, tokens } = await app.book(startsAt, { guests }));
  app.clock.now = startsAt - minuteMs;
});

const stateOf = (answer: { ok: true; data: Whereabouts } | { ok: false; error: object }) =>
  answer.ok ? answer.data.state : answer.error;
const guest = async (n = 0) => app.page({ token: tokens[n]! });
async function host() {
  const page = await app.page('elina');
  expect(stateOf(await page.enter(appointmentId))).toBe('joined');
  return page;
}
const idOf = (page: TestPage, name: string) =>
  page
    .until('waiting-room:changed', ({ people }) => people.some((p) => p.name === name))
    .then(({ people }) => people.find((p) => p.name === name)!.participantId);
const room = () => app.media.room(appointmentId)?.snapshot().peers ?? [];
const personOf = (name: string) =>
  app.store
    .read((tx) => tx.select().from(schema.participant).all())
    .find((p) => p.appointmentId === appointmentId && p.name === name);
const seatOf = (name: string) => personOf(name)?.seat;
/** Laura's line has gone, for so long that the others are told. */
const isMissed = () => app.isMissed(personOf('Laura')!.id);

async function admitted(n = 0) {
  const [h, g] = [await host(), await guest(n)];
  await g.enter(null);
  const participantId = await idOf(h, n === 0 ? 'Laura' : 'Jari');
  expect(await h.ask('waiting-room:admit', { participantId })).toMatchObject({ ok: true });
  await g.until('visit:whereabouts', ({ state }) => state === 'joined');
  return { h, g, participantId };
}

describe('the waiting room', () => {
  it('[Q1][Q7] keeps people in the order in which they knocked and tells each their place', async () => {
    const [laura, jari] = [await guest(0), await guest(1)];
    expect(await laura.enter(null)).toMatchObject({
      data: { state: 'waiting', place: 1, of: 1, host: 'to-come' },
    });
    app.clock.now += 1000;
    expect(await jari.enter(null)).toMatchObject({ data: { state: 'waiting', place: 2, of: 2 } });
    await host();
    await laura.until('visit:whereabouts', (w) => w.state === 'waiting' && w.host === 'here');
  });
  it('[L7] tells who waits that a specialist who was there and has left is away, not yet to come', async () => {
    const laura = await guest(0);
    await laura.enter(null);
    const h = await host();
    await laura.until('visit:whereabouts', (w) => w.state === 'waiting' && w.host === 'here');
    await h.ask('visit:leave', {});
    await laura.until('visit:whereabouts', (w) => w.state === 'waiting' && w.host === 'away');
    expect(await laura.enter(null)).toMatchObject({ data: { state: 'waiting', host: 'away' } });
  });
  it('[Q16] takes who asks again to come in, since no answer came, for the same: one place, one bell, one life in the media room', async () => {
    const [day, laura] = [await app.page('elina'), await guest(0)];
    await day.ask('my-day:watch', {});
    await Promise.all([laura.enter(null), laura.enter(null)]);
    app.clock.now += 1000;
    expect(await laura.enter(null)).toMatchObject({ data: { state: 'waiting', place: 1, of: 1 } });
    expect(day.notices.filter(({ name }) => name === 'my-day:arrival')).toHaveLength(1);
    const h = await app.page('elina');
    const entered = await Promise.all([h.enter(appointmentId), h.enter(appointmentId)]);
    const ways = entered.map((answer) => answer.ok && answer.data.state === 'joined' && answer.data.media);
    expect(ways[0]).toMatchObject({ send: {}, recv: {} });
    expect(ways[1]).toEqual(ways[0]);
    expect(room()).toHaveLength(1);
  });
  it('[Q3] lets in the one who was named; the other keeps waiting, now first', async () => {
    const [laura, jari] = [await guest(0), await guest(1)];
    await laura.enter(null);
    app.clock.now += 1000;
    await jari.enter(null);
    const h = await host();
    await h.ask('waiting-room:admit', { participantId: await idOf(h, 'Laura') });
    await laura.until('visit:whereabouts', ({ state }) => state === 'joined');
    await jari.until('visit:whereabouts', (w) => w.state === 'waiting' && w.place === 1 && w.of === 1);
    expect(seatOf('Jari')).toBe('waiting');
  });
  it('[M1] gives who waits no transport, no consumer and no media handler to call', async () => {
    const laura = await guest();
    await laura.enter(null);
    await host();
    expect(room()).toHaveLength(1);
    const questions = [
      laura.ask('media:ready', { rtpCapabilities: {} }),
      laura.ask('transport:connect', { transportId: 'x', dtlsParameters: {} }),
      laura.ask('producer:create', { source: 'camera', kind: 'video', rtpParameters: {}, paused: false }),
      laura.ask('consumer:resume', { consumerIds: ['x'] }),
      laura.ask('media:restart', {}),
      laura.ask('chat:send', { text: 'hello' }),
      laura.ask('waiting-room:admit', { participantId: 'x' }),
    ];
    for (const answer of await Promise.all(questions))
      expect(answer).toMatchObject({ ok: false, error: { code: 'not-allowed-now' } });
  });
  it('[M1] knows what somebody who waits can receive, and gives it with the transports once they are let in', async () => {
    const h = await host();
    const media = await h.ask('media:restart', {});
    if (!media.ok) throw new Error('the host has media');
    const made = await h.ask('producer:create', {
      source: 'camera',
      kind: 'video',
      rtpParameters: vp8(),
      paused: false,
    });
    const laura = await guest();
    const receiving = { rtpCapabilities: { ...media.data.routerRtpCapabilities } };
    expect(await laura.enter(null, 'tab-1', receiving)).toMatchObject({ data: { state: 'waiting' } });
    expect(room()).toHaveLength(1);
    await h.ask('waiting-room:admit', { participantId: await idOf(h, 'Laura') });
    expect(await laura.until('visit:whereabouts', ({ state }) => state === 'joined')).toMatchObject({
      receives: true,
      consumers: [made.ok && { producerId: made.data.producerId, kind: 'video', source: 'camera' }],
    });
    // Told with the transports that they come over, and not before.
    expect(laura.last('consumer:new')).toBeUndefined();
  });
  it('gives who says nonsense of what they can receive transports all the same', async () => {
    await admitted();
    const again = await (await guest()).enter(null, 'tab-2', { rtpCapabilities: { codecs: 'x' } });
    expect(again).toMatchObject({ data: { state: 'joined', receives: false, consumers: [] } });
  });
  it('[J1] an early guest is told when, and is knocked for when it is time', async () => {
    app.clock.now = startsAt - 16 * minuteMs;
    const laura = await guest();
    expect(await laura.enter(null)).toMatchObject({
      data: { state: 'early', opensAt: startsAt - 15 * minuteMs },
    });
    expect(seatOf('Laura')).toBe('invited');
    app.clock.now = startsAt - 15 * minuteMs;
    app.tick();
    await laura.until('visit:whereabouts', ({ state }) => state === 'waiting');
    expect(seatOf('Laura')).toBe('waiting');
  });
  it('[Q8] keeps the place of a phone that went to sleep for five minutes, then gives it up', async () => {
    const laura = await guest();
    await laura.enter(null);
    const h = await host();
    laura.socket.disconnect();
    await isMissed();
    await h.until('waiting-room:changed', ({ people }) => people[0]?.online === false);
    app.clock.now += waitingGraceMs - missedAfterMs - 1;
    app.tick();
    expect(seatOf('Laura')).toBe('waiting');
    app.clock.now += 1;
    app.tick();
    expect(seatOf('Laura')).toBe('left');
  });
  it('tells the specialist’s day who has come, by name, without a reload', async () => {
    const day = await app.page('elina');
    await day.ask('my-day:watch', {});
    await (await guest()).enter(null);
    expect(await day.until('my-day:arrival')).toMatchObject({ appointmentId, name: 'Laura' });
    const { body } = await app.call('elina', 'GET', '/api/my-day?date=2026-12-01');
    expect(JSON.stringify(body)).toContain('"name":"Laura"');
  });
});

describe('in the call', () => {
  it('[Q4][M1] back to the waiting room cuts media before anybody is told', async () => {
    const { h, g, participantId } = await admitted();
    expect(room()).toHaveLength(2);
    await h.ask('waiting-room:put-back', { participantId });
    expect(room().map((peer) => peer.participantId)).not.toContain(participantId);
    await g.until('visit:whereabouts', (w) => w.state === 'waiting' && w.putBack);
    expect(await g.ask('media:ready', { rtpCapabilities: {} })).toMatchObject({
      error: { code: 'not-allowed-now' },
    });
  });
  it('[Q5] removed is removed, also through a new page', async () => {
    const { h, g, participantId } = await admitted();
    await h.ask('participant:remove', { participantId });
    // B8: a call that began before its time, but they took part in it, and stay on its page.
    const page = await app.call('aino', 'GET', `/api/appointments/${appointmentId}`);
    const { participants } = (page.body as Reply<'readAppointment'>).appointment;
    expect(participants.map(({ name }) => name)).toContain('Laura');
    expect(room()).toHaveLength(1);
    await g.until('visit:whereabouts', (w) => w.state === 'closed' && w.reason === 'removed');
    expect(await (await guest()).enter(null, 'tab-2')).toMatchObject({
      data: { state: 'closed', reason: 'removed' },
    });
    expect((await app.call({ token: tokens[0]! }, 'GET', '/api/guest/visit')).body).toMatchObject({
      phase: 'removed',
    });
  });
  it('[Q5] so is whoever left while the host was asked whether to do it; sent back is nobody who has left, and the host is told why', async () => {
    const { h, g, participantId } = await admitted();
    await g.ask('visit:leave', {});
    expect(await h.ask('waiting-room:put-back', { participantId })).toMatchObject({
      error: { code: 'person-left' },
    });
    expect(await h.ask('participant:remove', { participantId })).toMatchObject({ ok: true });
    expect(await (await guest()).enter(null, 'tab-2')).toMatchObject({
      data: { state: 'closed', reason: 'removed' },
    });
  });
  it('[B8] whom the host removes before the visit begins is told when it is cancelled after all', async () => {
    const [h, g] = [await host(), await guest()];
    await g.enter(null);
    await h.ask('participant:remove', { participantId: await idOf(h, 'Laura') });
    const sent = app.outbox().length;
    const reason = { reason: 'wrong-time', note: '' };
    const { status, body } = await app.call(
      'aino',
      'POST',
      `/api/appointments/${appointmentId}/cancel`,
      reason,
    );
    expect([status, body]).toEqual([200, expect.anything()]);
    expect(app.outbox().slice(sent)).toContainEqual(
      expect.objectContaining({ recipient: 'Laura@perhe.example', kind: 'cancellation' }),
    );
  });
  it('[Q3] who is let in while the media server is brought back is in the call at once, and gets media when it is there', async () => {
    const down = vi.spyOn(app.media, 'openRoom').mockRejectedValue(new Error('no worker'));
    try {
      const [h, laura] = [await host(), await guest(0)];
      await laura.enter(null);
      await h.ask('waiting-room:admit', { participantId: await idOf(h, 'Laura') });
      app.tick();
      app.clock.now += 1000;
      app.tick();
      await laura.until('visit:whereabouts', (w) => w.state === 'joined' && w.media === null);
      // Told once, not with every try.
      const told = () => laura.notices.filter(({ name }) => name === 'visit:whereabouts').length;
      const before = told();
      for (let times = 0; times < 3; times += 1) {
        await vi.waitFor(() => expect(room()).toEqual([]));
        app.clock.now += 1000;
        app.tick();
      }
      expect(told()).toBe(before);
      down.mockRestore();
      await vi.waitFor(() => {
        app.tick();
        expect(room()).toHaveLength(2);
      });
      await laura.until('visit:whereabouts', (w) => w.state === 'joined' && w.media !== null);
    } finally {
      down.mockRestore();
    }
  });
  it('only the host admits, sends back, removes and ends', async () => {
    const { h, g } = await admitted();
    await h.ask('my-day:watch', {});
    for (const answer of [
      await g.ask('waiting-room:admit', { participantId: 'x' }),
      await g.ask('waiting-room:put-back', { participantId: 'x' }),
      await g.ask('participant:remove', { participantId: 'x' }),
      await g.ask('visit:end', {}),
    ])
      expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });
  it('[Q8] a dropped connection shows as reconnecting, and the same tab comes back into its own media', async () => {
    const { h, g, participantId } = await admitted();
    const before = room().find((peer) => peer.participantId === participantId)!;
    g.socket.disconnect();
    await isMissed();
    await h.until('visit:roster', ({ people }) =>
      people.some((p) => p.participantId === participantId && p.presence === 'reconnecting'),
    );
    app.clock.now += callGraceMs - missedAfterMs - 1;
    app.tick();
    const back = await guest();
    expect(await back.enter(null)).toMatchObject({ data: { state: 'joined', resumed: true } });
    expect(room().filter((peer) => peer.participantId === participantId)).toEqual([before]);
    expect(room()).toHaveLength(2);
  });
  it('[Q8] after the grace time the tile goes, and the person walks straight back in', async () => {
    const { h, g, participantId } = await admitted();
    g.socket.disconnect();
    await isMissed();
    await h.until('visit:roster', ({ people }) => people.some((p) => p.presence === 'reconnecting'));
    app.clock.now += callGraceMs - missedAfterMs;
    app.tick();
    expect(room()).toHaveLength(1);
    await vi.waitFor(() =>
      expect(h.last('visit:roster')?.people.map((p) => p.participantId)).not.toContain(participantId),
    );
    expect(await (await guest()).enter(null)).toMatchObject({ data: { state: 'joined', resumed: false } });
  });
  it('a second tab takes over and the first says so; nobody is there twice', async () => {
    const { g, participantId } = await admitted();
    const second = await guest();
    expect(await second.enter(null, 'tab-2')).toMatchObject({ data: { state: 'joined' } });
    await g.until('visit:whereabouts', (w) => w.state === 'closed' && w.reason === 'taken-over');
    expect(await g.ask('chat:send', { text: 'x' })).toMatchObject({ error: { code: 'not-allowed-now' } });
    expect(room().filter((peer) => peer.participantId === participantId)).toHaveLength(1);
  });
  it("ids of another room's transports, producers and consumers are unknown", async () => {
    const { h, g } = await admitted();
    const mine = await g.ask('media:restart', {});
    const theirs = await h.ask('media:restart', {});
    if (!mine.ok || !theirs.ok) throw new Error('both have media');
    const dtlsParameters = {
      role: 'client',
      fingerprints: [{ algorithm: 'sha-256', value: '00:'.repeat(31) + '00' }],
    };
    expect(
      await g.ask('transport:connect', { transportId: theirs.data.send.id, dtlsParameters }),
    ).toMatchObject({ error: { code: 'unknown-transport' } });
    expect(await g.ask('transport:restart-ice', { transportId: theirs.data.recv.id })).toMatchObject({
      error: { code: 'unknown-transport' },
    });
    expect(await g.ask('producer:close', { producerId: theirs.data.send.id })).toMatchObject({
      error: { code: 'unknown-producer' },
    });
    expect(await g.ask('consumer:resume', { consumerIds: [theirs.data.send.id] })).toMatchObject({
      error: { code: 'unknown-consumer' },
    });
    expect(
      await g.ask('transport:connect', { transportId: mine.data.send.id, dtlsParameters }),
    ).toMatchObject({ ok: true });
  });
  it('chat reaches those who are in, stays for who comes later, and goes with the end', async () => {
    const { h, g } = await admitted();
    await g.ask('chat:send', { text: '<img src=x onerror=alert(1)>' });
    expect(await h.until('chat:line')).toMatchObject({ name: 'Laura', text: '<img src=x onerror=alert(1)>' });
    expect(await (await guest()).enter(null, 'tab-2')).toMatchObject({ data: { chat: [{ name: 'Laura' }] } });
    await h.ask('visit:end', {});
    expect(
      app.store
        .read((tx) => tx.select().from(schema.chatLine).all())
        .filter((l) => l.appointmentId === appointmentId),
    ).toEqual([]);
  });
});

describe('a visit whose turn fails', () => {
  it('is logged with where it failed and without what that says, and keeps no other from its turn', async () => {
    const h = await app.page('elina');
    await h.enter(appointmentId);
    const visit = app.registry.open({ appointmentId, organisationId: '' });
    const failing = vi.spyOn(visit, 'tick').mockImplementation(() => {
      throw new Error('Laura has no seat');
    });
    app.tick();
    failing.mockRestore();
    const logged = app.log.filter((line) => (line as { event?: string }).event === 'visit-tick-failed');
    expect(logged).toMatchObject([
      { visit: appointmentId, stack: expect.stringMatching(/^ +at /) as string },
    ]);
    expect(JSON.stringify(logged)).not.toContain('Laura');
  });
});

describe('a room', () => {
  it('that everybody left while it was being opened is not left behind', async () => {
    for (let n = 0; n < 5; n++) {
      const h = await app.page('elina');
      void h.enter(appointmentId, `tab-${n}`);
      await h.ask('visit:leave', {});
    }
    await vi.waitFor(() => expect(app.media.room(appointmentId)).toBeUndefined());
    await host();
    await vi.waitFor(() => expect(room()).toHaveLength(1));
  });
});

describe('the end', () => {
  it('[E2] comes for everybody at once, and the link says so afterwards', async () => {
    const { h, g } = await admitted();
    await h.ask('visit:end', {});
    await g.until('visit:whereabouts', (w) => w.state === 'closed' && w.reason === 'over');
    await h.until('visit:whereabouts', (w) => w.state === 'closed' && w.reason === 'over');
    expect(app.media.room(appointmentId)).toBeUndefined();
    expect(await (await guest()).enter(null, 'tab-2')).toMatchObject({
      data: { state: 'closed', reason: 'over' },
    });
    expect((await app.call({ token: tokens[0]! }, 'GET', '/api/guest/visit')).body).toMatchObject({
      phase: 'over',
    });
  });
  it('[J3] comes by itself two hours after the planned end', async () => {
    const { g } = await admitted();
    app.clock.now = startsAt + 45 * minuteMs + 120 * minuteMs + 1;
    app.tick();
    await g.until('visit:whereabouts', (w) => w.state === 'closed' && w.reason === 'over');
    app.clock.now = startsAt;
  });
  it('a cancellation reaches those who wait', async () => {
    const laura = await guest();
    await laura.enter(null);
    await app.call('aino', 'POST', `/api/appointments/${appointmentId}/cancel`, {
      reason: 'wrong-time',
      note: '',
    });
    await laura.until('visit:whereabouts', (w) => w.state === 'closed' && w.reason === 'cancelled');
    expect(seatOf('Laura')).toBe('left');
  });
  it('leaving is one’s own choice, and coming back means knocking', async () => {
    const { g } = await admitted();
    await g.ask('visit:leave', {});
    expect(room()).toHaveLength(1);
    expect(await g.enter(null)).toMatchObject({ data: { state: 'waiting' } });
  });
});

describe('who may come', () => {
  it('[J5] a wrong, an old and a foreign link answer alike', async () => {
    const wrong = app.page({ token: 'x'.repeat(43) });
    await expect(wrong).rejects.toMatchObject({ data: { code: 'link-invalid' } });
    const h = await host();
    const laura = await guest();
    await laura.enter(null);
    const participantId = await idOf(h, 'Laura');
    await app.call('aino', 'POST', `/api/appointments/${appointmentId}/participants/${participantId}/link`, {
      to: null,
    });
    await expect(guest()).rejects.toMatchObject({ data: { code: 'link-invalid' } });
    expect(await app.call({ token: tokens[0]! }, 'GET', '/api/guest/visit')).toMatchObject({
      status: 401,
      body: { error: { code: 'link-invalid' } },
    });
  });
  it('[J4] a link ends a day after the visit', async () => {
    const now = app.clock.now;
    app.clock.now = startsAt + 45 * minuteMs + 24 * 60 * minuteMs;
    expect(await app.call({ token: tokens[0]! }, 'GET', '/api/guest/visit')).toMatchObject({ status: 401 });
    app.clock.now = now;
  });
  it('a guest’s link opens its own visit whatever the message says', async () => {
    const laura = await guest();
    const other = await app.page('pekka');
    expect(await laura.enter('another-appointment')).toMatchObject({ data: { appointmentId } });
    expect(await other.enter(appointmentId)).toMatchObject({ ok: false, error: { code: 'not-found' } });
  });
  it('signing out takes the person out of the call at once', async () => {
    const { g } = await admitted();
    const payload = { email: 'aino.lampi@lehtola.example', password: 'neuvo-demo' };
    const response = await app.http.inject({ method: 'POST', url: '/api/session', payload });
    const cookie = String(response.headers['set-cookie']).split(';')[0]!;
    const { io } = await import('socket.io-client');
    const socket = io(`http://127.0.0.1:${app.port}`, {
      transports: ['websocket'],
      extraHeaders: { cookie },
      forceNew: true,
    });
    await socket
      .timeout(3000)
      .emitWithAck('request', { name: 'visit:enter', data: { appointmentId, tabId: 't', version: 1 } });
    expect(seatOf('Aino Lampi')).toBe('waiting');
    await app.http.inject({ method: 'DELETE', url: '/api/session', headers: { cookie } });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seatOf('Aino Lampi')).toBe('left');
    socket.close();
    g.socket.close();
  });
});

describe('a hostile page', () => {
  it('gets an error with a code for what is unknown, malformed or too much, and others do not notice', async () => {
    const { g, h } = await admitted();
    const asked = (message: unknown) => g.raw('request', message);
    expect(await g.raw('nonsense', 1)).toMatchObject({ error: { code: 'unknown-message' } });
    for (const name of ['toString', '__proto__', 'constructor', 'visit:nothing', 7, null])
      expect(await asked({ name, data: {} })).toMatchObject({ error: { code: 'unknown-message' } });
    for (const message of [null, 'text', [], 5]) expect(await asked(message)).toMatchObject({ ok: false });
    const bad = [
      { name: 'chat:send', data: { text: 5 } },
      { name: 'chat:send', data: { text: 'x', more: 1 } },
      { name: 'chat:send', data: JSON.parse('{"text":"x","__proto__":{"a":1}}') as object },
      { name: 'chat:send', data: { text: 'x'.repeat(2001) } },
      { name: 'hand:set' },
      { name: 'media:ready', data: { rtpCapabilities: 'x' } },
    ];
    for (const message of bad) expect(await asked(message)).toMatchObject({ error: { code: 'bad-message' } });
    const deep = JSON.parse('{"a":'.repeat(2000) + '1' + '}'.repeat(2000)) as object;
    expect(await asked({ name: 'media:ready', data: { rtpCapabilities: deep } })).toMatchObject({
      error: { code: 'bad-parameters' },
    });
    g.socket.emit('request', { name: 'chat:send', data: { text: 'x'.repeat(5_000_000) } }, () => undefined);
    await isMissed();
    await h.until('visit:roster', ({ people }) => people.some((p) => p.presence === 'reconnecting'));
    expect(await h.ask('hand:set', { up: true })).toMatchObject({ ok: true });
    expect((await app.call(undefined, 'GET', '/api/health')).body).toMatchObject({ status: 'ok' });
  });
  it('that floods is refused, not served slowly', async () => {
    const { g } = await admitted();
    const answers = await Promise.all(Array.from({ length: 300 }, () => g.ask('hand:set', { up: true })));
    const refused = answers.filter((answer) => !answer.ok);
    expect(refused.length).toBeGreaterThan(150);
    expect(refused[0]).toMatchObject({ error: { code: 'too-many-attempts' } });
  });
});
