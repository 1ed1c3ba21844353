import type { types } from 'mediasoup-client';
import { SvelteSet } from 'svelte/reactivity';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Source } from './encodings.ts';
import { Sender } from './sender.ts';

type Answer = { ok: true; data: object } | { ok: false; error: { code: string } };
type Wish = { source?: Source; producerId?: string; sharedSince?: number };
type Produce = (
  wish: { kind: string; rtpParameters: object; appData: object },
  done: (made: { id: string }) => void,
  fail: (error: Error) => void,
) => void;

/** What becomes of the next request: it is answered; carried out, and the answer lost; or lost itself. */
type Fate = 'answered' | 'unheard' | 'lost';

/** The server's side of one page's producers (M23), and the line to it. */
class FakeServer {
  readonly producers = new Map<Source, string>();
  readonly asked: string[] = [];
  made = 0;
  fates: Fate[] = [];
  status: 'connected' | 'reconnecting' = 'connected';
  renewed = 0;
  renew = (): void => void this.renewed++;

  request = async (name: string, wish: Wish): Promise<Answer> => {
    if (this.status !== 'connected') return { ok: false, error: { code: 'network' } };
    const fate = this.fates.shift() ?? 'answered';
    await Promise.resolve();
    this.asked.push(name === 'producer:close' ? `${name} ${Object.keys(wish).join()}` : name);
    const answer = fate === 'lost' ? undefined : this.#carryOut(name, wish);
    if (fate === 'answered') return answer!;
    // The line is found dead a while later.
    await new Promise((resolve) => setTimeout(resolve, 50));
    this.status = 'reconnecting';
    return { ok: false, error: { code: 'network' } };
  };

  #carryOut(name: string, { source, producerId, sharedSince = this.made + 1 }: Wish): Answer {
    if (name === 'producer:create') {
      this.producers.set(source!, `producer-${++this.made}`);
      const data = { producerId: this.producers.get(source!) };
      return { ok: true, data: source === 'screen' ? { ...data, sharedSince } : data };
    }
    const [found] = [...this.producers].find(([each, id]) => each === source || id === producerId) ?? [];
    if (name === 'producer:close' && found) this.producers.delete(found);
    if (!found && !source) return { ok: false, error: { code: 'unknown-producer' } };
    return { ok: true, data: {} };
  }
}

describe('[M23] what a page sends, while its line comes and goes', () => {
  let server: FakeServer;
  let sender: Sender;
  /** What the browser sends. */
  let sent: { id: string; source: Source; closed: boolean }[];

  const transport = () => {
    let handle: Produce;
    return {
      closed: false,
      on: (_event: string, to: Produce) => void (handle = to),
      produce: async ({ track, appData }: { track: MediaStreamTrack; appData: { source: Source } }) => {
        const { id } = await new Promise<{ id: string }>((done, fail) =>
          handle({ kind: 'audio', rtpParameters: {}, appData }, done, fail),
        );
        const close = () => void (own.closed = true);
        const own = { id, source: appData.source, closed: false };
        sent.push(own);
        const rest = { track, close, pause: () => undefined, resume: () => undefined, rtpParameters: {} };
        return Object.assign(own, rest, { kind: 'audio', replaceTrack: () => Promise.resolve() });
      },
    } as unknown as types.Transport;
  };

  beforeEach(() => {
    vi.useFakeTimers();
    [server, sent] = [new FakeServer(), []];
    sender = new Sender(server as never, new SvelteSet());
    attach();
  });
  const attach = () =>
    sender.attach({
      device: { sendRtpCapabilities: { codecs: [{ mimeType: 'video/VP8' }] } } as types.Device,
      transport: transport(),
      codecs: { camera: [], screen: ['VP8'] },
    });
  afterEach(() => {
    sender.detach();
    vi.useRealTimers();
  });

  const turn = (source: Source, isOn: boolean) =>
    sender.setTrack(
      source,
      isOn ? ({ readyState: 'live', getSettings: () => ({}) } as MediaStreamTrack) : undefined,
    );
  const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
  const down = () => (server.status = 'reconnecting');
  const back = async () => {
    server.status = 'connected';
    sender.repeat();
    await pass(20_000);
  };
  /** The same on both ends, each once. */
  const isSent = (...sources: Source[]) => {
    const here = sent.filter(({ closed }) => !closed).map(({ source, id }) => [source, id]);
    expect(here.sort()).toEqual([...server.producers].sort());
    expect([...server.producers.keys()].sort()).toEqual(sources.sort());
  };

  it('begins once the line is back with what was turned on, and asks for nothing before', async () => {
    down();
    turn('microphone', true);
    await pass(20_000);
    expect(server.asked).toEqual([]);
    await back();
    isSent('microphone');
    expect(server.asked).toEqual(['producer:create']);
  });

  it('ends what was turned off, and is not begun again by what was turned off and on', async () => {
    turn('microphone', true);
    turn('screen-audio', true);
    await pass();
    down();
    turn('microphone', false);
    turn('screen-audio', false);
    turn('screen-audio', true);
    await pass(20_000);
    await back();
    isSent('screen-audio');
    const [, , ...since] = server.asked;
    expect(since).toEqual(['producer:create', 'producer:close source']);
  });

  it.each(['unheard', 'lost'] as const)('is sent once where the answer was lost (%s)', async (fate) => {
    server.fates = [fate];
    turn('microphone', true);
    await pass(1000);
    await back();
    isSent('microphone');
    expect(server.made).toBe(fate === 'lost' ? 1 : 2);
  });

  it('is not sent where the answer was lost and it was turned off since', async () => {
    server.fates = ['unheard'];
    turn('microphone', true);
    await pass(1000);
    turn('microphone', false);
    await pass(1000);
    expect(server.producers.size).toBe(1);
    await back();
    isSent();
  });

  it.each(['unheard', 'lost'] as const)('is ended where the answer to that was lost (%s)', async (fate) => {
    turn('microphone', true);
    await pass();
    server.fates = [fate];
    turn('microphone', false);
    await pass(1000);
    await back();
    isSent();
    const closes = server.asked.length;
    await back();
    expect(server.asked).toHaveLength(closes);
  });

  it('asks for another line where one does not answer, and asks again also without it', async () => {
    const { request } = server;
    server.request = async (name, wish) => {
      await request(name, wish);
      server.request = request;
      return { ok: false, error: { code: 'timeout' } };
    };
    turn('microphone', true);
    await pass(20_000);
    expect(server.renewed).toBe(1);
    isSent('microphone');
  });

  it('[M24] keeps since when a screen is shared while it is sent anew, and forgets it with the sharing', async () => {
    turn('screen', true);
    await pass();
    expect(sender.sharedSince.get('screen')).toBe(1);
    sender.detach();
    attach();
    await pass();
    expect(server.made).toBe(2);
    expect(sender.sharedSince.get('screen')).toBe(1);
    turn('screen', false);
    expect(sender.sharedSince.has('screen')).toBe(false);
    turn('screen', true);
    await pass();
    expect(sender.sharedSince.get('screen')).toBe(3);
    sender.forgetAll();
    expect(sender.sharedSince.has('screen')).toBe(false);
  });

  it('agrees on both ends after any order of presses, lost answers and lost lines', async () => {
    for (let seed = 1; seed <= 300; seed++) {
      let state = seed;
      const upTo = (n: number) => (state = (state * 48_271) % 2_147_483_647) % n;
      const on = new Set<Source>();
      for (let step = 0; step < 30; step++) {
        const source = (['microphone', 'screen-audio'] as const)[upTo(2)]!;
        const isOn = upTo(2) === 0;
        if (upTo(4) === 0) server.fates = (['unheard', 'lost', 'answered'] as const).slice(upTo(3));
        if (upTo(5) === 0) down();
        turn(source, isOn);
        if (isOn) on.add(source);
        else on.delete(source);
        await pass([0, 20, 400, 3000][upTo(4)]);
        if (upTo(3) === 0) {
          server.status = 'connected';
          sender.repeat();
        }
      }
      server.fates = [];
      await back();
      await back();
      try {
        isSent(...on);
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
      for (const source of on) turn(source, false);
      await back();
    }
  }, 30_000);
});
