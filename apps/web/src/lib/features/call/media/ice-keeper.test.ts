import type { types } from 'mediasoup-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { IceKeeper } from './ice-keeper.ts';

type State = RTCPeerConnectionState;
type Code = 'timeout' | 'network' | 'media-lost' | 'too-many-attempts' | 'internal';
type Answer =
  { ok: true; data: { iceParameters: object; iceServers: object[] } } | { ok: false; error: { code: Code } };

const restarted: Answer = { ok: true, data: { iceParameters: { usernameFragment: 'new' }, iceServers: [] } };
const refused = (code: Code): Answer => ({ ok: false, error: { code } });

class FakeTransport {
  readonly id: string;
  closed = false;
  connectionState: State = 'connected';
  readonly restartIce = vi.fn(() => Promise.resolve());
  readonly updateIceServers = vi.fn(() => Promise.resolve());
  #heard: (() => void) | undefined;

  constructor(id: string) {
    this.id = id;
  }
  on(_event: 'connectionstatechange', handle: () => void): void {
    this.#heard = handle;
  }
  /** What its browser says of its ways. */
  ways: { type: string; id: string }[] = [];
  getStats = () => Promise.resolve(new Map(this.ways.map((way) => [way.id, way])));
  become(state: State): void {
    this.connectionState = state;
    this.#heard?.();
  }
}

describe('a path for media that is lost', () => {
  let page: EventTarget;
  let connection: EventTarget;
  let send: FakeTransport;
  let recv: FakeTransport;
  let answer: Answer;
  let rebuilt: number;
  let renewed: number;
  let asked: string[];
  /** What the page said that it has used last, with each question. */
  let used: (string | null)[];
  let make: () => IceKeeper;
  let keeper: IceKeeper;

  beforeEach(() => {
    vi.useFakeTimers();
    [page, connection] = [new EventTarget(), new EventTarget()];
    vi.stubGlobal('document', new EventTarget());
    vi.stubGlobal('navigator', { connection });
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
    [send, recv] = [new FakeTransport('send'), new FakeTransport('recv')];
    [answer, rebuilt, renewed, asked, used] = [restarted, 0, 0, [], []];
    const request = (_name: string, wish: { transportId: string; used: string | null }) => {
      asked.push(wish.transportId);
      used.push(wish.used);
      return Promise.resolve(answer);
    };
    make = () =>
      new IceKeeper(
        {
          transports: [send, recv] as unknown as types.Transport[],
          consumers: () => [],
          expectsMedia: () => false,
        },
        { request, renew: () => renewed++, status: 'connected' } as never,
        () => rebuilt++,
      );
    keeper = make();
  });
  afterEach(() => {
    keeper.close();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  it('is given a second to come back by itself', async () => {
    recv.become('disconnected');
    await pass(900);
    recv.become('connected');
    await pass(10_000);
    expect(recv.restartIce).not.toHaveBeenCalled();
  });
  it('is restarted when it does not, that one alone, with the servers that there are now', async () => {
    const iceServers = [{ urls: 'turns:relay.example' }];
    answer = { ok: true, data: { iceParameters: { usernameFragment: 'new' }, iceServers } };
    recv.become('disconnected');
    await pass(1100);
    expect(asked).toEqual(['recv']);
    expect(recv.updateIceServers).toHaveBeenCalledWith({ iceServers });
    expect(recv.restartIce).toHaveBeenCalledWith({ iceParameters: { usernameFragment: 'new' } });
    expect(send.restartIce).not.toHaveBeenCalled();
  });
  it('is restarted at once when the browser has given it up', async () => {
    send.become('failed');
    await pass(0);
    expect(asked).toEqual(['send']);
  });
  it('is made anew after three restarts that did not help', async () => {
    recv.become('failed');
    await pass(9000);
    expect([asked.length, rebuilt]).toEqual([3, 0]);
    await pass(4000);
    expect([asked.length, rebuilt]).toEqual([3, 1]);
  });
  it('has three new tries after each time that it came back', async () => {
    for (let time = 0; time < 4; time++) {
      recv.become('failed');
      await pass(5000);
      recv.become('connected');
      await pass(5000);
    }
    expect([recv.restartIce.mock.calls.length, rebuilt]).toEqual([8, 0]);
  });
  it('has what its next restart needs ready: when the network is back, the line to the server need not be', async () => {
    recv.become('connected');
    await pass(2100);
    expect([asked, used]).toEqual([['recv'], [null]]);
    answer = refused('network');
    page.dispatchEvent(new Event('online'));
    await pass(0);
    expect(recv.restartIce).toHaveBeenCalledWith({ iceParameters: { usernameFragment: 'new' } });
    answer = { ok: true, data: { iceParameters: { usernameFragment: 'newer' }, iceServers: [] } };
    await pass(4100);
    expect(used.at(-1)).toBe('new');
    page.dispatchEvent(new Event('online'));
    await pass(0);
    expect(recv.restartIce).toHaveBeenLastCalledWith({ iceParameters: { usernameFragment: 'newer' } });
  });
  it('keeps that for later while the device says that there is no network', async () => {
    recv.become('connected');
    await pass(2100);
    answer = refused('network');
    vi.stubGlobal('navigator', { connection, onLine: false });
    recv.become('failed');
    await pass(0);
    expect(recv.restartIce).not.toHaveBeenCalled();
    vi.stubGlobal('navigator', { connection, onLine: true });
    page.dispatchEvent(new Event('online'));
    await pass(0);
    expect(recv.restartIce).toHaveBeenCalledOnce();
  });
  it('asks for it again before the relay’s credentials in it end, and while the call goes on only', async () => {
    answer = {
      ok: true,
      data: { iceParameters: { usernameFragment: 'new' }, iceServers: [{ urls: 'turns:relay.example' }] },
    };
    recv.become('connected');
    await pass(2100);
    await pass(30 * 60_000);
    expect([asked, used]).toEqual([
      ['recv', 'recv'],
      [null, null],
    ]);
    keeper.close();
    await pass(60 * 60_000);
    expect(asked).toHaveLength(2);
  });
  const ways = (candidateType: string, ...others: object[]) => [
    { type: 'transport', id: 't', selectedCandidatePairId: 'pair' },
    { type: 'candidate-pair', id: 'pair', localCandidateId: 'used' },
    { type: 'local-candidate', id: 'used', candidateType, protocol: 'udp' },
    ...others.map((other, index) => ({ type: 'local-candidate', id: `${index}`, ...other })),
  ];
  it('through the relay is looked for anew, twice at most, where the browser had it before it had tried TCP to the media server', async () => {
    send.ways = ways('relay', { candidateType: 'host', protocol: 'udp' });
    recv.ways = ways('relay', { candidateType: 'host', protocol: 'tcp' });
    for (const each of [send, recv]) each.become('connected');
    await pass(2000);
    expect([send.restartIce.mock.calls.length, recv.restartIce.mock.calls.length]).toEqual([1, 0]);
    await pass(60_000);
    expect([send.restartIce.mock.calls.length, recv.restartIce.mock.calls.length]).toEqual([2, 0]);
    expect(rebuilt).toBe(0);
  });
  it('that is short is left alone, whatever else there is', async () => {
    send.ways = ways('host', { candidateType: 'relay', protocol: 'udp' });
    send.become('connected');
    await pass(60_000);
    expect(send.restartIce).not.toHaveBeenCalled();
  });

  it('is made anew when the server no longer knows it', async () => {
    answer = refused('media-lost');
    recv.become('failed');
    await pass(0);
    expect(rebuilt).toBe(1);
  });
  it.each(['too-many-attempts', 'internal'] as const)(
    'is not made anew because the server has trouble for a moment (%s): a healthy one goes on, a lost one is tried again',
    async (code) => {
      answer = refused(code);
      send.become('connected');
      recv.become('failed');
      await pass(3000);
      expect([rebuilt, asked.includes('send'), asked.includes('recv')]).toEqual([0, true, true]);
      answer = restarted;
      await pass(5000);
      expect(recv.restartIce).toHaveBeenCalled();
      expect([rebuilt, send.restartIce.mock.calls.length]).toEqual([0, 0]);
    },
  );
  it('makes the line to the server be renewed when that is dead too, and is tried once it is back', async () => {
    answer = refused('timeout');
    recv.become('failed');
    await pass(0);
    expect([renewed, rebuilt]).toEqual([1, 0]);
    answer = refused('network');
    keeper.check();
    await pass(0);
    expect([renewed, rebuilt]).toEqual([1, 0]);
    answer = restarted;
    keeper.check();
    await pass(0);
    expect(recv.restartIce).toHaveBeenCalledOnce();
    expect(send.restartIce).not.toHaveBeenCalled();
  });
  it('is tried again although the line was renewed a moment ago and the server still answers too slowly', async () => {
    answer = refused('timeout');
    recv.become('failed');
    await pass(0);
    answer = restarted;
    await pass(5000);
    expect(recv.restartIce).toHaveBeenCalledOnce();
    expect(rebuilt).toBe(0);
  });
  it.each(['connecting', 'connected'] as const)(
    'is restarted with the line where that could not be asked for without it, although the browser does not call it lost (%s)',
    async (state) => {
      answer = refused('network');
      recv.become(state);
      page.dispatchEvent(new Event('online'));
      await pass(0);
      answer = restarted;
      keeper.check();
      await pass(0);
      expect(recv.restartIce).toHaveBeenCalledOnce();
      keeper.check();
      await pass(0);
      expect(recv.restartIce).toHaveBeenCalledOnce();
    },
  );
  it('is tried again in time also where the browser says that it is trying', async () => {
    recv.become('failed');
    await pass(0);
    recv.become('connecting');
    await pass(4100);
    expect(recv.restartIce).toHaveBeenCalledTimes(2);
    await pass(9000);
    expect([recv.restartIce.mock.calls.length, rebuilt]).toEqual([3, 1]);
  });
  it('is not waited for when the device says that its network is another one', async () => {
    page.dispatchEvent(new Event('online'));
    await pass(0);
    expect(asked).toEqual(['send', 'recv']);
    connection.dispatchEvent(new Event('change'));
    await pass(0);
    expect(asked).toHaveLength(4);
  });
  it('is left alone while only the estimate of the same network changes', async () => {
    Object.assign(connection, { type: 'cellular' });
    keeper.close();
    keeper = make();
    connection.dispatchEvent(new Event('change'));
    await pass(0);
    expect(asked).toEqual([]);
    Object.assign(connection, { type: 'wifi' });
    connection.dispatchEvent(new Event('change'));
    await pass(0);
    expect(asked).toEqual(['send', 'recv']);
  });
  it('is not restarted again and again where a device does not say which network it has', async () => {
    for (let times = 0; times < 10; times++) {
      connection.dispatchEvent(new Event('change'));
      await pass(1000);
    }
    expect(send.restartIce).toHaveBeenCalledOnce();
    await pass(20_000);
    connection.dispatchEvent(new Event('change'));
    await pass(0);
    expect(send.restartIce).toHaveBeenCalledTimes(2);
  });
  it('is restarted once at a time, however often it is said', async () => {
    let letAnswer: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (letAnswer = resolve));
    recv.restartIce.mockImplementation(() => slow);
    recv.become('failed');
    await pass(0);
    keeper.check();
    page.dispatchEvent(new Event('online'));
    await pass(0);
    expect(asked.filter((id) => id === 'recv')).toHaveLength(1);
    letAnswer();
    await pass(0);
    keeper.check();
    await pass(0);
    expect(asked.filter((id) => id === 'recv')).toHaveLength(2);
  });
  it('is no path where nothing was ever sent or received', async () => {
    recv.connectionState = 'new';
    keeper.restartAll();
    await pass(0);
    expect(asked).toEqual(['send']);
  });
  it('is left alone once the call is over', async () => {
    recv.become('disconnected');
    keeper.close();
    send.become('failed');
    page.dispatchEvent(new Event('online'));
    connection.dispatchEvent(new Event('change'));
    await pass(60_000);
    expect([asked, rebuilt, vi.getTimerCount()]).toEqual([[], 0, 0]);
  });
});
