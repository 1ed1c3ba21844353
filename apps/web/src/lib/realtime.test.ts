import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect, type Realtime } from './realtime.svelte.ts';

type Handler = (argument?: unknown) => void;

class FakeSocket {
  active = true;
  connected = false;
  /** Tries to connect, and how many of them were given up. */
  tries = 0;
  givenUp = 0;
  /** What each try would take first. */
  readonly first: (string | undefined)[] = [];
  readonly #engine = new Map<string, () => void>();
  readonly io = {
    timeout: () => undefined,
    opts: {} as { transports?: string[] },
    engine: {
      close: () => undefined,
      once: (name: string, handle: () => void) => void this.#engine.set(name, handle),
    },
  };
  engineTells = (name: string) => this.#engine.get(name)?.();
  readonly #handlers = new Map<string, Handler>();
  on = (name: string, handle: Handler) => void this.#handlers.set(name, handle);
  tell = (name: string, argument?: unknown) => this.#handlers.get(name)?.(argument);
  /** The answer to what was asked last, and how long it was waited for each time. */
  answer!: (error: Error | null, result?: object) => void;
  readonly asked: number[] = [];
  timeout = (withinMs: number) => ({
    emit: (_name: string, _request: object, answer: FakeSocket['answer']) => {
      this.asked.push(withinMs);
      this.answer = answer;
    },
  });
  connect = () => {
    this.tries += 1;
    this.first.push(this.io.opts.transports?.[0]);
    this.#engine.clear();
  };
  disconnect = () => void (this.givenUp += 1);
}

describe('the line to the server', () => {
  let socket: FakeSocket;
  let page: EventTarget;
  let line: Realtime;

  beforeEach(async () => {
    vi.useFakeTimers();
    socket = new FakeSocket();
    page = new EventTarget();
    vi.stubGlobal('document', new EventTarget());
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
    vi.doMock('socket.io-client', () => ({ io: () => socket }));
    line = connect({ token: 'a' });
    await vi.waitFor(() => expect(socket.tries).toBe(1), { timeout: 10_000 });
    socket.tell('connect');
  });
  afterEach(() => {
    // What one line has found out about the network is true of the next.
    socket.engineTells('upgrade');
    line.close();
    vi.doUnmock('socket.io-client');
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
  const online = async () => {
    page.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
  };

  it('is tried at once when the network is back', async () => {
    socket.tell('disconnect');
    await online();
    expect([socket.tries, socket.givenUp]).toEqual([2, 0]);
  });

  it('gives up a try into a network that was dead, and begins another, when the network is back', async () => {
    socket.tell('disconnect');
    await vi.advanceTimersByTimeAsync(2000);
    expect(socket.tries).toBe(2);
    await online();
    expect([socket.tries, socket.givenUp]).toEqual([3, 1]);
    await online();
    expect(socket.tries).toBe(3);
  });

  const silence = () => socket.tell('connect_error', new Error('timeout'));
  const next = () => vi.advanceTimersByTimeAsync(2000);

  it('is polled where a proxy takes a WebSocket and lets nothing through, as long as that is so', async () => {
    socket.tell('disconnect');
    await next();
    silence();
    await next();
    expect(socket.first).toEqual(['websocket', 'websocket', 'polling']);
    socket.tell('connect');
    socket.tell('disconnect');
    await next();
    expect(socket.first.at(-1)).toBe('polling');
    socket.tell('connect');
    // The next line begins so too.
    const other = connect({ token: 'b' });
    await vi.waitFor(() => expect(socket.tries).toBe(5), { timeout: 10_000 });
    expect(socket.first.at(-1)).toBe('polling');
    socket.engineTells('upgrade');
    socket.tell('disconnect');
    await next();
    expect(socket.first.at(-1)).toBe('websocket');
    other.close();
  });

  it('is polled at once after a reload, too', async () => {
    const kept = new Map<string, string>();
    vi.stubGlobal('sessionStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    });
    silence();
    const known = [...kept];
    await next();
    expect(socket.first.at(-1)).toBe('polling');
    socket.engineTells('upgrade');
    expect(kept.size).toBe(0);
    line.close();

    for (const [key, value] of known) kept.set(key, value);
    vi.resetModules();
    const reloaded = (await import('./realtime.svelte.ts')).connect({ token: 'c' });
    await vi.waitFor(() => expect(socket.tries).toBe(3), { timeout: 10_000 });
    expect(socket.first).toEqual(['websocket', 'polling', 'polling']);
    reloaded.close();
  });

  it('begins with a WebSocket again where polling is not answered either, or all is refused at once', async () => {
    socket.tell('disconnect');
    for (const fails of [silence, silence, () => socket.tell('connect_error', new Error('xhr poll error'))]) {
      await next();
      fails();
    }
    await next();
    expect(socket.first.slice(1)).toEqual(['websocket', 'polling', 'websocket', 'websocket']);
  });

  it('does not wait for a try whose line was taken and let go without a word', async () => {
    socket.tell('disconnect');
    await next();
    socket.engineTells('close');
    await next();
    expect([socket.first, socket.givenUp]).toEqual([['websocket', 'websocket', 'polling'], 1]);
    // What has been told of by itself is tried once.
    silence();
    socket.engineTells('close');
    await vi.advanceTimersByTimeAsync(1500);
    expect([socket.tries, socket.givenUp]).toEqual([4, 1]);
    socket.tell('connect');
    socket.engineTells('close');
    await vi.advanceTimersByTimeAsync(0);
    expect([socket.tries, socket.givenUp]).toEqual([4, 1]);
  });

  it('that stands is left alone when the network is back', async () => {
    await vi.advanceTimersByTimeAsync(5000);
    await online();
    expect([socket.tries, socket.givenUp, line.status]).toEqual([1, 0, 'connected']);
  });

  it('that the server has closed for good is told once, and one that the page closes is not', async () => {
    const closed = vi.fn();
    line.onClosed(closed);
    socket.active = false;
    socket.tell('disconnect');
    expect([closed.mock.calls.length, line.status]).toEqual([1, 'closed']);
    line.close();
    await online();
    expect([closed.mock.calls.length, socket.tries]).toEqual([1, 1]);
  });

  /** Long polling brings several messages at once: each is handed over in a microtask of its own. */
  const together = (...messages: (() => void)[]) => {
    for (const message of messages) void Promise.resolve().then(message);
  };

  it('tells of what the server said after an answer only after whoever asked has heard the answer', async () => {
    const heard: string[] = [];
    line.on('visit:roster', () => heard.push('roster'));
    const notice = () => socket.tell('notice', { name: 'visit:roster', data: {} });
    void (async () => {
      const { ok } = await line.request('hand:set', { up: true });
      heard.push(`answer ${ok}`);
    })();
    await Promise.resolve();
    together(() => socket.answer(null, { ok: true, data: {} }), notice, notice);
    await vi.waitFor(() => expect(heard).toHaveLength(3));
    expect(heard).toEqual(['answer true', 'roster', 'roster']);
    // Without an answer before it, it is told at once.
    notice();
    expect(heard).toHaveLength(4);
  });

  it('answers for the network where nobody answers', async () => {
    const asking = line.request('hand:set', { up: true });
    await Promise.resolve();
    socket.answer(new Error('operation has timed out'));
    expect(await asking).toEqual({ ok: false, error: { code: 'network' } });
    socket.connected = true;
    const again = line.request('hand:set', { up: true });
    await Promise.resolve();
    socket.answer(new Error('operation has timed out'));
    expect(await again).toEqual({ ok: false, error: { code: 'timeout' } });
  });

  describe('asked what does nothing more when it is said twice, and no answer comes', () => {
    const ready = (isWanted: () => boolean) => {
      socket.connected = true;
      return line.request('media:ready', { rtpCapabilities: {} }, { isWanted });
    };
    it('says it again soon, and does not wait for an answer longer than else', async () => {
      const asking = ready(() => true);
      await vi.advanceTimersByTimeAsync(9000);
      expect(socket.asked).toEqual([10_000, 7500, 2500]);
      socket.answer(null, { ok: true, data: {} });
      expect(await asking).toEqual({ ok: true, data: {} });
    });
    it('counts the answer that comes first, also where that is the one to what was said first', async () => {
      const asking = ready(() => true);
      await Promise.resolve();
      const first = socket.answer;
      await vi.advanceTimersByTimeAsync(3000);
      first(null, { ok: true, data: { late: true } });
      socket.answer(null, { ok: true, data: {} });
      expect(await asking).toEqual({ ok: true, data: { late: true } });
      await vi.advanceTimersByTimeAsync(9000);
      expect(socket.asked).toHaveLength(2);
    });
    it('says it once where it is not wanted any more, or the line has gone', async () => {
      let isWanted = true;
      void ready(() => isWanted);
      void ready(() => true);
      await Promise.resolve();
      isWanted = socket.connected = false;
      await vi.advanceTimersByTimeAsync(9000);
      expect(socket.asked).toEqual([10_000, 10_000]);
    });
    it('says anything else once', async () => {
      socket.connected = true;
      void line.request('hand:set', { up: true });
      await vi.advanceTimersByTimeAsync(9000);
      expect(socket.asked).toEqual([10_000]);
    });
  });

  it('that is left while the part of the page for it does not come is not opened later', async () => {
    vi.doMock('socket.io-client', () => {
      throw new TypeError('Failed to fetch');
    });
    const other = connect({ token: 'b' });
    await vi.waitFor(() => expect(other.status).toBe('reconnecting'), { timeout: 10_000 });
    expect(await other.request('hand:set', { up: true })).toEqual({ ok: false, error: { code: 'network' } });
    other.close();
    vi.doMock('socket.io-client', () => ({ io: () => socket }));
    const before = socket.tries;
    await vi.advanceTimersByTimeAsync(20_000);
    expect([other.status, socket.tries]).toEqual(['closed', before]);
  });

  it('is opened once the part of the page for it has come, which may take several tries over a bad network', async () => {
    vi.doMock('socket.io-client', () => {
      throw new TypeError('Failed to fetch');
    });
    const other = connect({ token: 'b' });
    await vi.waitFor(() => expect(other.status).toBe('reconnecting'), { timeout: 10_000 });
    vi.doMock('socket.io-client', () => ({ io: () => socket }));
    const before = socket.tries;
    await vi.waitFor(() => expect(socket.tries).toBe(before + 1), { timeout: 10_000 });
    socket.tell('connect');
    expect(other.status).toBe('connected');
    other.close();
  });
});
