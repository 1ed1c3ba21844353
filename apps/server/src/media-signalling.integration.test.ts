import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { MediaMode } from '#domain';
import { visitQualities } from '#db';
import { protocolVersion, type NoticeData } from '#protocol';
import { startTestApp, type TestApp, type TestPage } from '#support/test-app.ts';
import { opus } from '../../../packages/media/src/testing.ts';

let app: TestApp;
let days = 0;

beforeAll(async () => {
  app = await startTestApp({ metricsToken: 'a token of prometheus' });
});
afterAll(() => app.close());

/** A visit of its own, with the host in the call and Laura admitted. */
async function inCall() {
  const { appointmentId, tokens } = await app.bookOn(++days);
  const [h, g] = [await app.page('elina'), await app.page({ token: tokens[0]! })];
  await h.enter(appointmentId);
  await g.enter(null);
  const { people } = await h.until('waiting-room:changed', (waiting) => waiting.people.length === 1);
  const participantId = people[0]!.participantId;
  await h.ask('waiting-room:admit', { participantId });
  await g.until('visit:whereabouts', ({ state }) => state === 'joined');
  return { h, g, appointmentId, participantId, token: tokens[0]! };
}

const report = {
  path: 'tcp' as const,
  roundTripMs: 90,
  lossPermille: 10,
  freezes: 1,
  freezeMs: 400,
  playedMs: 5000,
  concealedMs: 100,
  joinMs: 730,
};

describe('how everybody’s connection is', () => {
  it('[M11] the host hears of everybody, the others of themselves, and again only when the words change', async () => {
    const { h, g, participantId } = await inCall();
    expect(await g.ask('quality:report', report)).toMatchObject({ ok: true });
    app.clock.now += 6000;
    app.tick();
    const toHost = await h.until('visit:quality', ({ people }) => people.some(({ path }) => path === 'tcp'));
    expect(toHost.people).toHaveLength(2);
    expect(toHost.people.find((person) => person.participantId === participantId)).toMatchObject({
      receives: 'good',
      roundTripMs: 90,
      step: 'full',
    });
    const toGuest = await g.until('visit:quality');
    expect(toGuest.people.map((person) => person.participantId)).toEqual([participantId]);
    const told = h.notices.filter(({ name }) => name === 'visit:quality').length;
    app.clock.now += 6000;
    app.tick();
    await g.ask('quality:report', { ...report, roundTripMs: 95, joinMs: null });
    expect(h.notices.filter(({ name }) => name === 'visit:quality')).toHaveLength(told);
    await g.ask('quality:report', { ...report, lossPermille: 200, joinMs: null });
    app.clock.now += 6000;
    app.tick();
    await h.until('visit:quality', ({ people }) => people.some(({ receives }) => receives === 'weak'));
  });
  it('[M11] who is back is not called lost any longer, and what is told again after that is told once', async () => {
    const { h, g, participantId, token } = await inCall();
    g.socket.disconnect();
    await vi.waitFor(() => expect(app.registry.isOnline(participantId)).toBe(false));
    app.clock.now += 6000;
    app.tick();
    const ofLaura = (list: NoticeData<'visit:quality'>) =>
      list.people.find((person) => person.participantId === participantId);
    await h.until('visit:quality', (told) => ofLaura(told)?.receives === 'lost');
    const from = h.notices.length;
    const back = await app.page({ token });
    await back.enter(null);
    const presences = () =>
      h.notices.slice(from).flatMap(({ name, data }) => {
        const laura = (data as NoticeData<'visit:roster'>).people?.find(
          (person) => person.participantId === participantId,
        );
        return name === 'visit:roster' && laura ? [laura.presence] : [];
      });
    await vi.waitFor(() => expect(presences()).toEqual(['online']));
    expect(ofLaura(h.last('visit:quality')!)).toMatchObject({ sends: 'good', receives: 'good' });
    const told = h.notices.filter(({ name }) => name === 'visit:quality').length;
    app.clock.now += 6000;
    app.tick();
    // What is told after it has come after it.
    await back.ask('hand:set', { up: true });
    await h.until('visit:roster', ({ people }) => people.some(({ handUpSince }) => handUpSince !== null));
    expect(h.notices.filter(({ name }) => name === 'visit:quality')).toHaveLength(told);
  });
  it('[M11] who comes back hears again what may have been lost with the line, also when nothing has changed since', async () => {
    const { h, g, appointmentId } = await inCall();
    await g.ask('quality:report', { ...report, lossPermille: 200 });
    app.clock.now += 6000;
    app.tick();
    const isWeak = ({ people }: NoticeData<'visit:quality'>) =>
      people.some(({ receives }) => receives === 'weak');
    await h.until('visit:quality', isWeak);
    const back = await app.page('elina');
    expect(await back.enter(appointmentId)).toMatchObject({ data: { state: 'joined', resumed: true } });
    app.clock.now += 6000;
    app.tick();
    await back.until('visit:quality', isWeak);
  });
  it('a summary of figures is kept when the person goes, and a second stay is added', async () => {
    const { g, appointmentId, participantId, token } = await inCall();
    await g.ask('quality:report', report);
    app.clock.now += 5000;
    await g.ask('quality:report', { ...report, roundTripMs: null, lossPermille: 30, joinMs: null });
    const kept = () => app.store.read((tx) => visitQualities.of(tx, appointmentId));
    expect(kept()).toEqual([]);
    g.socket.disconnect();
    await vi.waitFor(() => expect(app.registry.isOnline(participantId)).toBe(false));
    app.clock.now += 40_000;
    app.tick();
    await vi.waitFor(() => expect(kept()).toHaveLength(1));
    expect(kept()).toMatchObject([
      { participantId, reports: 2, lossPermilleSum: 40, freezes: 2, joinMs: 730 },
    ]);
    // A report that knows no round trip counts in no mean of them.
    expect(kept()).toMatchObject([{ roundTripMsSum: 90, roundTripReports: 1 }]);
    const back = await app.page({ token });
    await back.enter(null);
    await back.ask('quality:report', { ...report, path: 'udp', roundTripMs: 70, joinMs: 99 });
    await back.ask('visit:leave', {});
    await vi.waitFor(() => expect(kept()).toMatchObject([{ reports: 3, path: 'udp', joinMs: 730 }]));
    expect(kept()).toMatchObject([{ roundTripMsSum: 160, roundTripReports: 2 }]);
  });
  it('who waits reports nothing and chooses nothing', async () => {
    const { h, g, participantId } = await inCall();
    await h.ask('waiting-room:put-back', { participantId });
    expect(await g.ask('quality:report', report)).toMatchObject({ error: { code: 'not-allowed-now' } });
    expect(await g.ask('media:mode', { mode: 'auto' })).toMatchObject({ error: { code: 'not-allowed-now' } });
  });
});

describe('while media is made anew', () => {
  /** What everybody was told of Laura since then. */
  const lauras = ({ h, participantId }: Awaited<ReturnType<typeof inCall>>, from: number) =>
    h.notices.slice(from).flatMap(({ name, data }) => {
      if (name !== 'visit:roster') return [];
      return (data as NoticeData<'visit:roster'>).people.filter((p) => p.participantId === participantId);
    });
  const microphone = { source: 'microphone', kind: 'audio', rtpParameters: opus(), paused: false } as const;
  /** Two who are heard; Laura's hand is up. */
  async function heard() {
    const call = await inCall();
    await vi.waitFor(async () =>
      expect(await call.g.ask('producer:create', microphone)).toMatchObject({ ok: true }),
    );
    await call.g.ask('hand:set', { up: true });
    await vi.waitFor(() =>
      expect(lauras(call, 0).at(-1)).toMatchObject({ muted: false, handUpSince: app.clock.now }),
    );
    return call;
  }
  const killWorker = () => {
    for (const { pid } of app.media.health().workers) process.kill(pid, 'SIGKILL');
  };

  it('who was heard is not shown as muted, before the page has sent again', async () => {
    const call = await heard();
    const from = call.h.notices.length;
    killWorker();
    await call.g.until('media:rebuilt');
    await call.h.ask('hand:set', { up: true });
    await vi.waitFor(() => expect(lauras(call, from)).not.toEqual([]));
    expect(lauras(call, from).filter(({ muted }) => muted)).toEqual([]);
    await call.g.ask('producer:create', { ...microphone, paused: true });
    await vi.waitFor(() => expect(lauras(call, from).at(-1)).toMatchObject({ muted: true }));
  });

  it('whoever sends no sound any more after that is shown as muted', async () => {
    const call = await heard();
    killWorker();
    await call.g.until('media:rebuilt');
    const from = call.h.notices.length;
    app.clock.now += 7000;
    app.tick();
    await vi.waitFor(() => expect(lauras(call, from).at(-1)).toMatchObject({ muted: true }));
  });

  it('[M11] nor is who comes back to a server that was killed, for as long as the page has to send again', async () => {
    const call = await heard();
    const from = call.h.notices.length;
    // As after a restart: nothing is known any more but what the database holds.
    app.registry.close();
    const back = { version: protocolVersion, tabId: 'tab-1', isBack: true };
    const { appointmentId } = call;
    expect(await call.h.ask('visit:enter', { ...back, appointmentId, isHeard: false })).toMatchObject({
      ok: true,
    });
    const laura = await call.g.ask('visit:enter', { ...back, appointmentId: null, isHeard: true });
    expect(laura).toMatchObject({ ok: true, data: { state: 'joined' } });
    await vi.waitFor(() => expect(lauras(call, from)).not.toEqual([]));
    expect(lauras(call, from).filter(({ muted }) => muted)).toEqual([]);
    app.clock.now += 7000;
    app.tick();
    await vi.waitFor(() => expect(lauras(call, from).at(-1)).toMatchObject({ muted: true }));
  });

  it('a page that asks for other transports keeps its microphone and its hand in the eyes of the others; who is sent back to wait does not', async () => {
    const call = await heard();
    const from = call.h.notices.length;
    expect(await call.g.ask('media:restart', {})).toMatchObject({ ok: true });
    await call.h.ask('hand:set', { up: true });
    await vi.waitFor(() => expect(lauras(call, from).at(-1)).toMatchObject({ muted: false }));
    expect(lauras(call, from).at(-1)!.handUpSince).not.toBeNull();
    const { participantId } = call;
    await call.h.ask('waiting-room:put-back', { participantId });
    await call.h.ask('waiting-room:admit', { participantId });
    await vi.waitFor(() =>
      expect(lauras(call, from).at(-1)).toMatchObject({ muted: true, handUpSince: null }),
    );
  });
});

describe('a microphone that sends too much', () => {
  it('[M12] is shown to the others as muted once it is cut off', async () => {
    const opened = vi.spyOn(app.media, 'openRoom');
    const { h, g, appointmentId, participantId } = await inCall();
    const microphone = { source: 'microphone', kind: 'audio', rtpParameters: opus(), paused: false } as const;
    const sent = await vi.waitUntil(async () => {
      const reply = await g.ask('producer:create', microphone);
      return reply.ok && reply.data;
    });
    const isMuted = (): boolean | undefined =>
      h.notices
        .flatMap(({ name, data }) =>
          name === 'visit:roster' ? (data as NoticeData<'visit:roster'>).people : [],
        )
        .findLast((person) => person.participantId === participantId)?.muted;
    await vi.waitFor(() => expect(isMuted()).toBe(false));
    const [, listener] = opened.mock.calls.find(([room]) => room === appointmentId)!;
    opened.mockRestore();
    const { mediaId } = app.registry.open({ appointmentId, organisationId: '' }).peers.get(participantId)!;
    const data = { ...sent, source: 'microphone', reason: 'too-much' } as const;
    listener.notice(mediaId!, { name: 'producer:closed', data });
    await vi.waitFor(() => expect(isMuted()).toBe(true));
  });
});

describe('modes', () => {
  it('[M5] are one of three words', async () => {
    const { g } = await inCall();
    for (const mode of ['auto', 'saver', 'sound-only'] as const)
      expect(await g.ask('media:mode', { mode })).toMatchObject({ ok: true });
    expect(await g.ask('media:mode', { mode: 'loud' as MediaMode })).toMatchObject({
      error: { code: 'bad-message' },
    });
  });
});

describe('a test of the connection', () => {
  it('is for pages that are in no visit, and ends with the page', async () => {
    const { g, token } = await inCall();
    expect(await g.ask('probe:open', {})).toMatchObject({ error: { code: 'not-allowed-now' } });
    const rooms = () => app.media.health().workers.reduce((sum, worker) => sum + worker.rooms, 0);
    const before = rooms();
    const page = await app.page({ token });
    expect(await page.ask('probe:play', {})).toMatchObject({ error: { code: 'media-lost' } });
    expect(await page.ask('probe:open', {})).toMatchObject({ ok: true });
    // Asking again replaces the one that there was.
    expect(await page.ask('probe:open', {})).toMatchObject({ ok: true });
    expect(rooms()).toBe(before + 1);
    page.socket.disconnect();
    await vi.waitFor(() => expect(rooms()).toBe(before));
  });
});

describe('one person', () => {
  it('has so many pages at once and no more; the others are not kept out', async () => {
    const { token, h } = await inCall();
    const pages: TestPage[] = [];
    await expect(
      (async () => {
        for (let n = 0; n < 30; n++) pages.push(await app.page({ token }));
      })(),
    ).rejects.toMatchObject({ data: { code: 'too-many-attempts' } });
    expect(pages.length).toBe(19);
    expect(await h.ask('hand:set', { up: true })).toMatchObject({ ok: true });
    for (const { socket } of pages) socket.close();
    await vi.waitFor(() => app.page({ token }));
  });
});

describe('metrics', () => {
  const ask = (authorization?: string) =>
    app.http.inject({ method: 'GET', url: '/api/metrics', headers: authorization ? { authorization } : {} });
  it('are for whoever shows the token, and name nobody', async () => {
    const { g, participantId, appointmentId } = await inCall();
    await g.ask('quality:report', report);
    expect((await ask()).statusCode).toBe(403);
    expect((await ask('Bearer another token')).statusCode).toBe(403);
    const { statusCode, body } = await ask('Bearer a token of prometheus');
    expect(statusCode).toBe(200);
    for (const name of [
      'neuvo_media_worker_up',
      'neuvo_media_worker_cpu',
      '# TYPE neuvo_media_packets_received_total counter',
      'neuvo_media_packets_dropped_total{worker="0"} 0',
      'neuvo_media_kbps{direction="in"}',
      'neuvo_visits',
      'neuvo_join_seconds_bucket',
      'neuvo_outbox_messages{state="waiting"}',
    ])
      expect(body).toContain(name);
    expect(body).not.toContain(participantId);
    expect(body).not.toContain(appointmentId);
    expect(body).not.toContain('Laura');
  });
  it('a time of joining that a page tells again, since it did not hear the answer, counts once', async () => {
    const { g } = await inCall();
    const joins = async () => {
      const { body } = await ask('Bearer a token of prometheus');
      return Number(/^neuvo_join_seconds_count (\d+)$/m.exec(body)?.[1]);
    };
    const before = await joins();
    await g.ask('quality:report', { ...report, joinMs: 640 });
    app.clock.now += 5000;
    await g.ask('quality:report', { ...report, joinMs: 640 });
    app.clock.now += 5000;
    await g.ask('quality:report', { ...report, joinMs: null });
    expect(await joins()).toBe(before + 1);
    // Put back and admitted again: another joining.
    app.clock.now += 5000;
    await g.ask('quality:report', { ...report, joinMs: 810 });
    expect(await joins()).toBe(before + 2);
  });
});
