import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect, type Realtime } from './realtime.svelte.ts';

type Handler = (argument?: unknown) => void;

class FakeSocket {
  active = true;
  connected = false;
  /** Tries to connect, and how many of them were given up. */
  tries = 0;
  givenUp = 0;
  readonly io = { timeout: () => undefined, engine: { close: () => undefined } };
  readonly #handlers = new Map<string, Handler>();
  on = (name: string, handle: Handler) => void this.#handlers.set(name, handle);
  tell = (name: string, argument?: unknown) => this.#handlers.get(name)?.(argument);
  connect = () => void (this.tries += 1);
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
});
