import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { protocolVersion } from '#protocol';
import { startTestApp, type TestApp, type TestPage } from '#support/test-app.ts';
import { sends, threeSending, withTwoGuests } from '#support/three-sending.ts';
import { opus, vp8 } from '../../../packages/media/src/testing.ts';

let app: TestApp;
let days = 0;
let visit: Awaited<ReturnType<typeof withTwoGuests>>;
let h: TestPage, laura: TestPage;
let me: string | undefined;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  visit = await withTwoGuests(app, ++days, ['Laura', 'Amina']);
  [h, laura] = await threeSending(app, visit);
  [me] = visit.guestIds;
  await vi.waitFor(() => expect(received()).toEqual(['camera', 'microphone']));
});

const peers = () => app.media.room(visit.appointmentId)!.snapshot().peers;
const sent = () => {
  const { producers } = peers().find(({ participantId }) => participantId === me)!;
  return producers.map(({ source }) => source).sort();
};
/** What of Laura the host is sent. */
const received = () => {
  const { consumers } = peers().find(({ participantId }) => participantId === visit.hostId)!;
  const hers = consumers.filter(({ fromParticipantId }) => fromParticipantId === me);
  return hers.map(({ source }) => source).sort();
};
/** The same as the host's page knows it. */
const known = () => {
  const told = h.notices.flatMap(({ name, data }) =>
    name === 'consumer:new' ? [data as { consumerId: string; participantId: string; source: string }] : [],
  );
  const closed = h.notices.flatMap(({ name, data }) =>
    name === 'consumer:closed' ? [(data as { consumerId: string }).consumerId] : [],
  );
  const hers = told.filter(
    ({ participantId, consumerId }) => participantId === me && !closed.includes(consumerId),
  );
  return hers.map(({ source }) => source).sort();
};
const isSentOnce = async (sources: string[]) => {
  await vi.waitFor(() => expect([sent(), received(), known()]).toEqual([sources, sources, sources]));
};
const shownMuted = () =>
  h.last('visit:roster')?.people.find(({ participantId }) => participantId === me)?.muted;

const microphone = (paused = false) =>
  ({ source: 'microphone', kind: 'audio', rtpParameters: opus(), paused }) as const;
const screen = () => ({ source: 'screen', kind: 'video', rtpParameters: vp8(1), paused: false }) as const;
/** Asks, and loses the line before the answer. */
async function unheard(ask: () => Promise<unknown>, isDone: () => void): Promise<TestPage> {
  laura.socket.removeAllListeners();
  void ask().catch(() => undefined);
  await vi.waitFor(isDone);
  laura.socket.disconnect();
  const back = await app.page({ token: visit.tokens[0]! });
  const enter = { appointmentId: null, tabId: 'tab-1', version: protocolVersion, isBack: true };
  expect(await back.ask('visit:enter', enter)).toMatchObject({ data: { state: 'joined', resumed: true } });
  return back;
}

describe('[M23] a page whose line was lost before an answer', () => {
  it('sends what it turned on once, though the server had begun with it', async () => {
    const back = await unheard(
      () => laura.ask('producer:create', screen()),
      () => expect(sent()).toEqual(['camera', 'microphone', 'screen']),
    );
    expect(await back.ask('producer:create', screen())).toMatchObject({ ok: true });
    await isSentOnce(['camera', 'microphone', 'screen']);
  });

  it('[M24] of a screen that is sent anew it is told since when it is shared, never later than now', async () => {
    const told = () => h.last('consumer:new')!;
    const began = app.clock.now;
    const first = await laura.ask('producer:create', screen());
    expect(first).toMatchObject({ data: { sharedSince: began } });
    await vi.waitFor(() => expect(told()).toMatchObject({ source: 'screen', sharedSince: began }));
    app.clock.now += 60_000;
    const { producerId } = told();
    await laura.ask('producer:create', { ...screen(), sharedSince: began });
    await vi.waitFor(() => expect(told().producerId).not.toBe(producerId));
    expect(told()).toMatchObject({ source: 'screen', sharedSince: began });
    const ahead = await laura.ask('producer:create', { ...screen(), sharedSince: app.clock.now + 1 });
    expect(ahead).toMatchObject({ data: { sharedSince: app.clock.now } });
  });

  it('sends nothing of what it has turned off since, though it knows no id of it', async () => {
    const back = await unheard(
      () => laura.ask('producer:create', screen()),
      () => expect(sent()).toEqual(['camera', 'microphone', 'screen']),
    );
    expect(await back.ask('producer:close', { source: 'screen' })).toMatchObject({ ok: true });
    await isSentOnce(['camera', 'microphone']);
  });

  it('is shown as muted at once, though its line was lost while the worker was asked', async () => {
    const made = await laura.ask('producer:create', microphone());
    if (!made.ok) throw new Error('no microphone');
    await vi.waitFor(() => expect(shownMuted()).toBe(false));
    const [worker] = app.media.health().workers;
    process.kill(worker!.pid, 'SIGSTOP');
    try {
      void laura.ask('producer:pause', made.data).catch(() => undefined);
      await laura.ask('hand:set', { up: true });
      laura.socket.disconnect();
      await vi.waitFor(() => expect(app.registry.isOnline(me!)).toBe(false));
    } finally {
      process.kill(worker!.pid, 'SIGCONT');
    }
    await vi.waitFor(() => expect(shownMuted()).toBe(true));
  });

  it('is shown as heard by the microphone that it sends now, and as muted without one', async () => {
    const back = await unheard(
      () => laura.ask('producer:create', microphone(true)),
      () => expect(shownMuted()).toBe(true),
    );
    await back.ask('producer:create', microphone());
    await vi.waitFor(() => expect(shownMuted()).toBe(false));
    await isSentOnce(['camera', 'microphone']);
    expect(await back.ask('producer:close', { source: 'microphone' })).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(shownMuted()).toBe(true));
    await isSentOnce(['camera']);
  });
});

it('whose microphone the worker would not take is shown as muted: what it was to take the place of is gone', async () => {
  await laura.ask('producer:create', microphone());
  await vi.waitFor(() => expect(shownMuted()).toBe(false));
  const used = screen();
  expect(await laura.ask('producer:create', used)).toMatchObject({ ok: true });
  const { ssrc } = used.rtpParameters.encodings[0]!;
  const wish = microphone();
  const taken = { ...wish, rtpParameters: { ...wish.rtpParameters, encodings: [{ ssrc }] } };
  expect(await laura.ask('producer:create', taken)).toMatchObject({ error: { code: 'bad-parameters' } });
  await vi.waitFor(() => expect(shownMuted()).toBe(true));
  await isSentOnce(['camera', 'screen']);
  await sends(laura);
  await isSentOnce(['camera', 'microphone', 'screen']);
  expect(shownMuted()).toBe(false);
});
