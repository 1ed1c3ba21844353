// One file, however long: every test lets lines, seats and media meet in one visit, with the same few helpers.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { io as connectSocket } from 'socket.io-client';
import { callGraceMs } from '#domain';
import { demoPassword, participants } from '#db';
import { protocolVersion, type RosterPerson } from '#protocol';
import { emails, startTestApp, TestPage, type TestApp } from '#support/test-app.ts';

let app: TestApp;
let days = 0;
let appointmentId: string;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

/** A visit of its own, with the host in the call and Laura admitted. */
async function inCall() {
  const booked = await app.bookOn(++days);
  appointmentId = booked.appointmentId;
  const token = booked.tokens[0]!;
  const guest = () => app.page({ token });
  const h = await app.page('elina');
  const entered = await h.enter(appointmentId);
  if (!entered.ok || entered.data.state !== 'joined' || !entered.data.media) throw new Error('no host');
  const rtpCapabilities = { ...entered.data.media.routerRtpCapabilities };
  const g = await guest();
  await g.enter(null, 'tab-1', { rtpCapabilities, mode: 'auto' });
  const { people } = await h.until('waiting-room:changed', (waiting) => waiting.people.length === 1);
  const participantId = people[0]!.participantId;
  const admit = () => h.ask('waiting-room:admit', { participantId });
  await admit();
  await g.until('visit:whereabouts', ({ state }) => state === 'joined');
  const atHost = () => h.last('visit:roster')?.people.find((each) => each.participantId === participantId);
  const seenAs = (seen: Partial<RosterPerson>) => vi.waitFor(() => expect(atHost()).toMatchObject(seen));
  /** Its line is lost, for so long that the others are told. */
  const goes = async (page: TestPage) => {
    page.socket.disconnect();
    await app.isMissed(participantId);
    await seenAs({ presence: 'reconnecting' });
  };
  return { h, g, guest, participantId, admit, atHost, seenAs, goes };
}

const hostId = () => app.store.read((tx) => participants.ofUser(tx, appointmentId, 'user-elina'))!.id;
const room = () => app.media.room(appointmentId);
const peers = () => room()?.snapshot().peers ?? [];
const mayBeBack = (page: TestPage, tabId: string) =>
  page.ask('visit:enter', { appointmentId: null, tabId, version: protocolVersion, isBack: true });

/** A guest who comes in anew while no worker answers, and whose line drops before their media is made. */
async function droppedBeforeMedia({ h, g, guest, seenAs, goes }: Awaited<ReturnType<typeof inCall>>) {
  await goes(g);
  app.clock.now += callGraceMs;
  app.tick();
  await vi.waitFor(() => expect(h.last('visit:roster')?.people).toHaveLength(1));
  const [worker] = app.media.health().workers;
  process.kill(worker!.pid, 'SIGSTOP');
  const goOn = () => process.kill(worker!.pid, 'SIGCONT');
  try {
    const dropped = await guest();
    void dropped.enter(null).catch(() => undefined);
    await seenAs({ presence: 'online' });
    await goes(dropped);
  } catch (error) {
    goOn();
    throw error;
  }
  return goOn;
}

it('[Q16] a tab that was opened later than the one that came back first has the call after a restart; an earlier one has not', async () => {
  const { guest } = await inCall();
  const back = async (tabId: string, wentInAt: number) => {
    const page = await guest();
    const enter = { appointmentId: null, tabId, version: protocolVersion, isBack: true, wentInAt };
    return page.ask('visit:enter', enter);
  };
  const wentIn = app.clock.now;
  app.clock.now += 2000;
  expect(await back('earlier', wentIn - 1000)).toMatchObject({ data: { reason: 'taken-over' } });
  expect(await back('later', wentIn + 1000)).toMatchObject({ data: { state: 'joined' } });
  expect(await back('earlier', wentIn - 1000)).toMatchObject({ data: { reason: 'taken-over' } });
});

describe('a line that drops while media is being made', () => {
  it('costs nothing: the page is back on another line before it is made, and stays in', async () => {
    const call = await inCall();
    const goOn = await droppedBeforeMedia(call);
    try {
      const back = await call.guest();
      const entered = back.enter(null);
      await call.seenAs({ presence: 'online' });
      goOn();
      expect(await entered).toMatchObject({ data: { state: 'joined' } });
      expect(peers().map((peer) => peer.participantId)).toContain(call.participantId);
      expect(await back.ask('hand:set', { up: true })).toMatchObject({ ok: true });
    } finally {
      goOn();
    }
  });

  it('[Q8] is waited for like any other', async () => {
    const call = await inCall();
    const goOn = await droppedBeforeMedia(call);
    goOn();
    await vi.waitFor(() => expect(peers().map((peer) => peer.participantId)).toContain(call.participantId));
    await vi.waitFor(() => expect(peers()[1]?.transports).toHaveLength(2));
    await call.h.ask('hand:set', { up: true });
    expect(call.atHost()).toMatchObject({ presence: 'reconnecting' });
  });
});

describe('whoever waits and whose line is back', () => {
  it('is seen again on the specialist’s day', async () => {
    const { h, g, guest, participantId } = await inCall();
    await h.ask('waiting-room:put-back', { participantId });
    // The end of earlier visits is news of her day too.
    app.tick();
    const day = await app.page('elina');
    await day.ask('my-day:watch', {});
    const told = () => day.notices.filter(({ name }) => name === 'my-day:changed').length;
    g.socket.disconnect();
    await app.isMissed(participantId);
    await vi.waitFor(() => expect(told()).toBe(1));
    const back = await guest();
    expect(await back.enter(null)).toMatchObject({ data: { state: 'waiting' } });
    await vi.waitFor(() => expect(told()).toBe(2));
  });
});

describe('what a person chose to be sent', () => {
  it('[M5] is still so after they were put back and let in again', async () => {
    const { h, g, participantId, admit } = await inCall();
    expect(await g.ask('media:mode', { mode: 'sound-only' })).toMatchObject({ ok: true });
    await h.ask('waiting-room:put-back', { participantId });
    await vi.waitFor(() => expect(g.last('visit:whereabouts')).toMatchObject({ state: 'waiting' }));
    await admit();
    await vi.waitFor(() =>
      expect(g.last('visit:whereabouts')).toMatchObject({ state: 'joined', receives: true }),
    );
    expect(
      room()
        ?.vitals()
        .find((peer) => peer.participantId === participantId)?.mode,
    ).toBe('sound-only');
  });
});

describe('a raised hand', () => {
  it('stays up when media begins anew, and goes down with being put back', async () => {
    const { h, g, participantId, admit, seenAs, atHost } = await inCall();
    await g.ask('hand:set', { up: true });
    const handUpSince = app.clock.now;
    await seenAs({ handUpSince });
    expect(await g.ask('media:restart', {})).toMatchObject({ ok: true });
    await vi.waitFor(() =>
      expect(g.last('visit:roster')?.people).toContainEqual(
        expect.objectContaining({ participantId, handUpSince }) as RosterPerson,
      ),
    );
    await h.ask('hand:set', { up: true });
    expect(atHost()).toMatchObject({ handUpSince });
    await h.ask('waiting-room:put-back', { participantId });
    await admit();
    await seenAs({ handUpSince: null });
  });

  it('[Q16] stays up when another page takes over, and when the page is loaded anew; who is put back and knows it knows it there too', async () => {
    const { h, g, guest, participantId, seenAs, atHost } = await inCall();
    await g.ask('hand:set', { up: true });
    const handUpSince = app.clock.now;
    await seenAs({ handUpSince });
    const told = h.notices.length;
    app.clock.now += 1000;
    const second = await guest();
    const entered = await second.enter(null, 'tab-2');
    expect(entered.ok && entered.data.state === 'joined' && entered.data.roster).toContainEqual(
      expect.objectContaining({ participantId, handUpSince }),
    );
    second.socket.disconnect();
    const loadedAnew = await guest();
    await loadedAnew.enter(null, 'tab-3');
    expect(await loadedAnew.ask('chat:send', { text: 'x' })).toMatchObject({ ok: true });
    await h.until('chat:line');
    expect(atHost()).toMatchObject({ presence: 'online', handUpSince });
    const since = h.notices.slice(told).filter(({ name }) => name === 'visit:roster');
    for (const { data } of since)
      expect((data as { people: RosterPerson[] }).people).toContainEqual(
        expect.objectContaining({ participantId, handUpSince }),
      );
    await h.ask('waiting-room:put-back', { participantId });
    expect(await (await guest()).enter(null, 'tab-4')).toMatchObject({
      data: { state: 'waiting', putBack: true },
    });
    await h.ask('waiting-room:admit', { participantId });
    await seenAs({ handUpSince: null });
  });

  it('[Q16] is up again, since then, for whoever comes back to a server that knows nothing of it; not for who waits, or was never in', async () => {
    const { h, g, guest, participantId, seenAs, goes } = await inCall();
    const handUpSince = app.clock.now;
    const lost = async (page: TestPage) => {
      await goes(page);
      app.clock.now += 60_000;
      app.tick();
      expect(app.registry.isOnline(participantId)).toBe(false);
    };
    const back = async (known: object) => {
      const page = await guest();
      const enter = { appointmentId: null, tabId: 'a-tab', version: protocolVersion, ...known };
      expect(await page.ask('visit:enter', enter)).toMatchObject({ ok: true });
      return page;
    };
    await lost(g);
    const raised = { isBack: true, wentInAt: app.clock.now, handUpSince };
    const second = await back(raised);
    await seenAs({ presence: 'online', handUpSince });
    // What the server knows goes before what a page says of it.
    await second.ask('hand:set', { up: false });
    await seenAs({ handUpSince: null });
    const third = await back({ ...raised, wentInAt: app.clock.now });
    await third.until('visit:roster', () => true);
    await seenAs({ presence: 'online', handUpSince: null });
    await lost(third);
    const fourth = await back({ ...raised, wentInAt: app.clock.now, handUpSince: app.clock.now + 90_000 });
    await seenAs({ presence: 'online', handUpSince: app.clock.now });
    await lost(fourth);
    await h.ask('waiting-room:put-back', { participantId });
    await back({ ...raised, wentInAt: app.clock.now });
    await h.ask('waiting-room:admit', { participantId });
    await seenAs({ presence: 'online', handUpSince: null });
  });
});

describe('a session that ends while its page’s line is down', () => {
  it('[U4] ends what the page was in at once, and not after the time that a lost line is waited for', async () => {
    const { h } = await inCall();
    h.socket.disconnect();
    const payload = { email: emails.elina, password: demoPassword };
    const response = await app.http.inject({ method: 'POST', url: '/api/session', payload });
    const cookie = String(response.headers['set-cookie']).split(';')[0]!;
    const socket = connectSocket(`http://127.0.0.1:${app.port}`, {
      ...{ transports: ['websocket'], reconnection: false, forceNew: true },
      extraHeaders: { cookie },
    });
    const page = new TestPage(socket);
    expect(await page.enter(appointmentId, 'tab-2')).toMatchObject({ data: { state: 'joined' } });
    expect(peers()).toHaveLength(2);
    socket.disconnect();
    await vi.waitFor(() => expect(app.registry.isOnline(hostId())).toBe(false));
    expect(peers()).toHaveLength(2);
    await app.http.inject({ method: 'DELETE', url: '/api/session', headers: { cookie } });
    expect(peers()).toHaveLength(1);
  });
});

describe('what a person chose to be sent', () => {
  it('[M5] is what was said last, also when they are let in again, and although an answer was still to come', async () => {
    const { h, g, participantId, admit } = await inCall();
    const { media } = (await g.until('visit:whereabouts', (at) => at.state === 'joined' && !!at.media)) as {
      media: { routerRtpCapabilities: object };
    };
    const rtpCapabilities = { ...media.routerRtpCapabilities };
    const ready = g.ask('media:ready', { rtpCapabilities, mode: 'auto' });
    expect(await g.ask('media:mode', { mode: 'sound-only' })).toMatchObject({ ok: true });
    expect(await ready).toMatchObject({ ok: true });
    await h.ask('waiting-room:put-back', { participantId });
    await admit();
    await vi.waitFor(() =>
      expect(
        room()
          ?.vitals()
          .find((each) => each.participantId === participantId)?.mode,
      ).toBe('sound-only'),
    );
  });
});

describe('a tab that was taken over while its line was down', () => {
  it('[Q16] says so when the line is back, and takes nothing back by itself', async () => {
    const { g, guest, participantId, goes } = await inCall();
    await goes(g);
    const second = await guest();
    expect(await second.enter(null, 'tab-2')).toMatchObject({ data: { state: 'joined' } });
    const first = await guest();
    expect(await mayBeBack(first, 'tab-1')).toMatchObject({
      data: { state: 'closed', reason: 'taken-over' },
    });
    expect(await first.ask('chat:send', { text: 'x' })).toMatchObject({ error: { code: 'not-allowed-now' } });
    expect(await second.ask('hand:set', { up: true })).toMatchObject({ ok: true });
    expect(second.last('visit:whereabouts')).toMatchObject({ state: 'joined' });
    expect(peers().filter((peer) => peer.participantId === participantId)).toHaveLength(1);
    // A press takes it back, and then it is the other that is out.
    expect(await first.enter(null, 'tab-1')).toMatchObject({ data: { state: 'joined' } });
    await second.until('visit:whereabouts', (at) => at.state === 'closed' && at.reason === 'taken-over');
  });

  it('[Q16] stays out when its line is back only after the other has left', async () => {
    const { g, guest, goes } = await inCall();
    await goes(g);
    const second = await guest();
    await second.enter(null, 'tab-2');
    await second.ask('visit:leave', {});
    const first = await guest();
    expect(await mayBeBack(first, 'tab-1')).toMatchObject({
      data: { state: 'closed', reason: 'taken-over' },
    });
    expect(await first.enter(null, 'tab-1')).toMatchObject({ data: { state: 'waiting' } });
    first.socket.disconnect();
    expect(await mayBeBack(await guest(), 'tab-1')).toMatchObject({ data: { state: 'waiting' } });
  });

  it('[Q16] stays out whatever has come between: a reload of the other, its grace time, the end of everybody’s stay', async () => {
    const { h, g, guest, participantId, goes } = await inCall();
    const isOut = async () =>
      expect(await mayBeBack(await guest(), 'tab-1')).toMatchObject({
        data: { state: 'closed', reason: 'taken-over' },
      });
    // A laptop that was closed: its grace time ends long before the person goes on with a phone.
    await goes(g);
    app.clock.now += callGraceMs;
    app.tick();
    const phone = await guest();
    expect(await phone.enter(null, 'tab-2')).toMatchObject({ data: { state: 'joined' } });
    phone.socket.disconnect();
    const reloaded = await guest();
    expect(await reloaded.enter(null, 'tab-3')).toMatchObject({ data: { state: 'joined' } });
    await reloaded.ask('visit:leave', {});
    await isOut();
    await h.ask('visit:leave', {});
    expect(app.registry.isOnline(participantId)).toBe(false);
    await isOut();
  });

  it('[Q16] is in its own place again where no other is', async () => {
    const { g, guest, goes } = await inCall();
    await goes(g);
    expect(await mayBeBack(await guest(), 'tab-1')).toMatchObject({
      data: { state: 'joined', resumed: true },
    });
  });
});
