// Longer than others: one session with one fake line, and each way that a line or a transport fails is a few lines more.
import { Device, type types } from 'mediasoup-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PeerMedia } from '#protocol';
import { MediaSession } from './media-session.ts';

type Handler = (wish: object, done: () => void, fail: (error: Error) => void) => void;
type Answer = { ok: true; data: object } | { ok: false; error: { code: string } };

const media = {
  routerRtpCapabilities: { codecs: [], headerExtensions: [{ uri: 'of this test alone' }] },
  send: { id: 'send' },
  recv: { id: 'recv' },
  iceServers: [],
  codecs: { camera: ['VP8'], screen: ['VP8'] },
} as unknown as PeerMedia;

const transport = (id: string) => ({
  id,
  direction: id.includes('send') ? 'send' : 'recv',
  closed: false,
  connectionState: 'new',
  on: vi.fn(),
  close: vi.fn(function (this: { closed: boolean }) {
    this.closed = true;
  }),
  produce: vi.fn(({ track }: { track: MediaStreamTrack }) =>
    Promise.resolve({
      id: 'producer',
      closed: false,
      track,
      close: vi.fn(),
      pause: vi.fn(),
      resume: vi.fn(),
      rtpParameters: {},
    }),
  ),
  consume: vi.fn((_consumer: { id: string }) => new Promise(() => undefined)),
  getStats: () => Promise.resolve(new Map()),
});

describe('a page that has its transports', () => {
  let made: ReturnType<typeof transport>[];
  let answers: Answer[];
  let asked: string[];
  let session: MediaSession;

  beforeEach(() => {
    vi.useFakeTimers();
    const page = new EventTarget();
    vi.stubGlobal('document', new EventTarget());
    vi.stubGlobal('navigator', {});
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
    [made, answers, asked] = [[], [], []];
    const make = ({ id }: { id: string }) => {
      made.push(transport(id));
      return made.at(-1);
    };
    const device = {
      load: () => Promise.resolve(),
      recvRtpCapabilities: {},
      sendRtpCapabilities: { codecs: [{ mimeType: 'video/AV1' }, { mimeType: 'video/H264' }] },
      createSendTransport: make,
      createRecvTransport: make,
    };
    vi.spyOn(Device, 'factory').mockResolvedValue(device as unknown as types.Device);
    const request = (name: string): Promise<Answer> => {
      asked.push(name);
      return Promise.resolve(answers.shift() ?? { ok: true, data: {} });
    };
    session = new MediaSession({ request, renew: () => undefined, status: 'connected' } as never, {
      onfacts: () => undefined,
      onspeakers: () => undefined,
    });
  });
  afterEach(() => {
    session.stop();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
  /** Whether it sends and receives over the transports that there are. */
  const isAttached = () => made.at(-2)!.on.mock.calls.some(([event]) => event === 'produce');

  it.each(['timeout', 'network'])(
    'says again that it can receive after a %s, and then does',
    async (code) => {
      answers = [{ ok: false, error: { code } }];
      void session.start(media);
      await vi.advanceTimersByTimeAsync(0);
      expect(isAttached()).toBe(false);
      await vi.advanceTimersByTimeAsync(2000);
      expect(asked).toEqual(['media:ready', 'media:ready']);
      expect(isAttached()).toBe(true);
    },
  );

  it('says it no more once it has other transports, or is out', async () => {
    answers = [{ ok: false, error: { code: 'network' } }];
    void session.start(media);
    await vi.advanceTimersByTimeAsync(0);
    session.stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toEqual(['media:ready']);
  });

  const connects = () => asked.filter((name) => name === 'transport:connect').length;
  const connect = (at: number) => {
    const [, handle] = made[at]!.on.mock.calls.find(([heard]) => heard === 'connect') as [string, Handler];
    const [done, fail] = [vi.fn(), vi.fn()];
    handle({ dtlsParameters: { of: at }, appData: {} } as never, done, fail);
    return { done, fail };
  };

  it('asks the same again when the line was lost before the answer to transport:connect, and goes on over its own', async () => {
    await session.start(media);
    asked = [];
    answers = [{ ok: false, error: { code: 'network' } }];
    const { done, fail } = connect(0);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(connects()).toBe(1);
    answers = [{ ok: false, error: { code: 'network' } }];
    session.resumed([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(done).not.toHaveBeenCalled();
    session.resumed([]);
    await vi.advanceTimersByTimeAsync(0);
    session.resumed([]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(connects()).toBe(3);
    expect([done.mock.calls.length, fail.mock.calls.length, made.length]).toEqual([1, 0, 2]);
  });

  it.each(['timeout', 'too-many-attempts', 'internal'])(
    'asks the same again by itself when transport:connect was answered with %s',
    async (code) => {
      await session.start(media);
      asked = [];
      answers = [{ ok: false, error: { code } }];
      const { done } = connect(1);
      await vi.advanceTimersByTimeAsync(2000);
      expect(connects()).toBe(2);
      expect(done).toHaveBeenCalledOnce();
    },
  );

  it('asks no more about a transport that is gone', async () => {
    await session.start(media);
    answers = [{ ok: false, error: { code: 'timeout' } }];
    const { done } = connect(0);
    await vi.advanceTimersByTimeAsync(0);
    await session.start({ ...media, send: { id: 'new send' }, recv: { id: 'new recv' } } as PeerMedia);
    asked = [];
    session.resumed([]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect([connects(), done.mock.calls.length]).toEqual([0, 0]);
  });

  it('asks for other transports again when the line is back, where it was lost before that was answered', async () => {
    await session.start(media);
    answers = [
      { ok: false, error: { code: 'bad-parameters' } },
      { ok: false, error: { code: 'network' } },
    ];
    connect(0);
    await vi.advanceTimersByTimeAsync(2000);
    answers = [{ ok: true, data: others }];
    asked = [];
    session.resumed([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual(['media:restart', 'media:ready']);
    // Once is enough: what there is now agrees with the server.
    session.resumed([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked.filter((each) => each === 'media:restart')).toHaveLength(1);
  });

  it('[M23] goes on over its own when the line was lost before the answer to producer:create: it asks again', async () => {
    await session.start(media);
    const [send] = made;
    const [, handle] = send!.on.mock.calls.find(([heard]) => heard === 'produce') as [string, Handler];
    send!.produce.mockImplementationOnce(
      () =>
        new Promise<never>((_done, fail) => {
          answers = [{ ok: false, error: { code: 'network' } }];
          handle({ rtpParameters: {}, appData: { source: 'microphone' } }, () => undefined, fail);
        }),
    );
    session.setTrack('microphone', { readyState: 'live' } as MediaStreamTrack);
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toEqual(['media:ready', 'producer:create']);
    session.resumed([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(send!.produce).toHaveBeenCalledTimes(2);
    expect([asked.includes('media:restart'), send!.closed]).toEqual([false, false]);
  });

  it('[M23] ends what was turned off while the line was lost once it is back, over the same transports', async () => {
    await session.start(media);
    const track = { readyState: 'live' } as MediaStreamTrack;
    session.setTrack('microphone', track);
    await vi.advanceTimersByTimeAsync(0);
    answers = [{ ok: false, error: { code: 'network' } }];
    session.setTrack('microphone', undefined);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual(['media:ready', 'producer:close']);
    asked = [];
    session.resumed([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual(['producer:close']);
    session.resumed([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual(['producer:close']);
  });

  it('says again that it speaks when that was refused: the server would go on holding it for muted', async () => {
    await session.start(media);
    session.setMuted('microphone', true);
    session.setTrack('microphone', { readyState: 'live' } as MediaStreamTrack);
    await vi.advanceTimersByTimeAsync(0);
    asked = [];
    answers = [{ ok: false, error: { code: 'too-many-attempts' } }];
    session.setMuted('microphone', false);
    await vi.advanceTimersByTimeAsync(4000);
    expect(asked).toEqual(['producer:resume', 'producer:resume']);
  });

  it('says again what the person chose to be sent when that was refused, and not once it has left', async () => {
    const wishes = { mode: 'auto', motion: false, music: false, smoothShare: false } as const;
    session.setWishes(wishes);
    await session.start(media);
    asked = [];
    answers = [
      { ok: false, error: { code: 'timeout' } },
      { ok: true, data: {} },
      { ok: false, error: { code: 'timeout' } },
    ];
    session.setWishes({ ...wishes, mode: 'sound-only' });
    await vi.advanceTimersByTimeAsync(4000);
    expect(asked.filter((name) => name === 'media:mode')).toHaveLength(2);
    session.setWishes(wishes);
    await vi.advanceTimersByTimeAsync(0);
    session.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked.filter((name) => name === 'media:mode')).toHaveLength(3);
  });

  it('does not mind what was not answered about transports that are gone by now', async () => {
    await session.start(media);
    const [, handle] = made[0]!.on.mock.calls.find(([heard]) => heard === 'produce') as [string, Handler];
    answers = [{ ok: false, error: { code: 'timeout' } }];
    handle(
      { rtpParameters: {}, appData: {} },
      () => undefined,
      () => undefined,
    );
    await session.start({ ...media, send: { ...media.send, id: 'other' } } as PeerMedia);
    asked = [];
    session.resumed([]);
    expect(asked).not.toContain('media:restart');
  });

  /** What hangs until the test lets the server answer. */
  const pending = () => {
    let answer!: (answer: Answer) => void;
    const promise = new Promise<Answer>((resolve) => (answer = resolve));
    return { promise, answer };
  };
  const others = { ...media, send: { id: 'new send' }, recv: { id: 'new recv' } };
  /** Its transports can't be connected, and the line went before it could have others. */
  const unsure = async () => {
    await session.start(media);
    answers = [
      { ok: false, error: { code: 'bad-parameters' } },
      { ok: false, error: { code: 'network' } },
    ];
    connect(0);
    await vi.advanceTimersByTimeAsync(2000);
    asked = [];
  };

  it('does not begin again with transports that come only after it has stopped', async () => {
    await unsure();
    const { promise, answer } = pending();
    answers = [promise as never];
    session.resumed([]);
    session.stop();
    const before = made.length;
    answer({ ok: true, data: others });
    await vi.advanceTimersByTimeAsync(0);
    expect(made).toHaveLength(before);
  });

  it.each(['too-many-attempts', 'timeout', 'no-media-server'])(
    'asks again for other transports after %s, and no more once it has them',
    async (code) => {
      await unsure();
      answers = [{ ok: false, error: { code } }];
      session.resumed([]);
      await vi.advanceTimersByTimeAsync(0);
      answers = [{ ok: true, data: others }];
      await vi.advanceTimersByTimeAsync(60_000);
      expect(asked.filter((name) => name === 'media:restart')).toHaveLength(2);
      expect(made.at(-2)!.id).toBe('new send');
    },
  );

  it('asks for no others after an answer that was lost, where those that it asked for came all the same', async () => {
    await unsure();
    const { promise, answer } = pending();
    answers = [promise as never];
    session.resumed([]);
    await session.start(others as unknown as PeerMedia);
    answer({ ok: false, error: { code: 'timeout' } });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked.filter((name) => name === 'media:restart')).toHaveLength(1);
    expect(made.at(-2)!.closed).toBe(false);
  });

  it('says that a way which worked is cut until both carry something again, and nothing of it once the call is over', async () => {
    await session.start(media);
    const becomes = async (index: number, state: string) => {
      made[index]!.connectionState = state;
      for (const [event, handle] of made[index]!.on.mock.calls as [string, (state: string) => void][])
        if (event === 'connectionstatechange') handle(state);
      await vi.advanceTimersByTimeAsync(0);
    };
    const isCut = () => session.problems.has('cut');
    await becomes(0, 'connecting');
    await becomes(0, 'connected');
    await becomes(1, 'connected');
    expect(isCut()).toBe(false);
    await becomes(1, 'disconnected');
    await becomes(0, 'disconnected');
    await becomes(0, 'connecting');
    await becomes(1, 'connected');
    expect(isCut()).toBe(true);
    await becomes(0, 'connected');
    expect(isCut()).toBe(false);
    await becomes(0, 'disconnected');
    session.stop();
    expect(isCut()).toBe(false);
  });

  it('takes a part of the page that did not come for a fault of the line, and fetches it again', async () => {
    const routerRtpCapabilities = { codecs: [], headerExtensions: [{ uri: 'fetched twice' }] };
    vi.doMock('mediasoup-client', () => {
      throw new TypeError('Failed to fetch');
    });
    void session.start({ ...media, routerRtpCapabilities } as unknown as PeerMedia);
    await vi.waitFor(() => expect([...session.problems]).toEqual(['no-path']), { timeout: 10_000 });
    vi.doUnmock('mediasoup-client');
    await vi.waitFor(() => expect(made).toHaveLength(2), { timeout: 10_000 });
    await vi.advanceTimersByTimeAsync(0);
    expect([session.problems.has('unsupported'), isAttached()]).toEqual([false, true]);
  });

  it('takes nothing that was closed while it found out what its browser can', async () => {
    await session.start(media);
    const routerRtpCapabilities = { codecs: [], headerExtensions: [{ uri: 'of another version' }] };
    const other = { ...others, routerRtpCapabilities } as unknown as PeerMedia;
    void session.start(other, [{ consumerId: 'gone' }, { consumerId: 'there' }] as never);
    session.consumerClosed({ consumerId: 'gone' });
    await vi.waitFor(() => expect(made).toHaveLength(4));
    await vi.advanceTimersByTimeAsync(0);
    expect(made.at(-1)!.consume.mock.calls).toMatchObject([[{ id: 'there' }]]);
  });

  it('sends nothing by itself when it begins again after it was stopped: what is muted may be another thing by then', async () => {
    const produced = () => made.map(({ produce }) => produce.mock.calls.length);
    await session.start(media);
    session.setTrack('microphone', { readyState: 'live' } as MediaStreamTrack);
    await vi.advanceTimersByTimeAsync(0);
    expect(produced()).toEqual([1, 0]);
    session.stop();
    await session.start(others as unknown as PeerMedia);
    await vi.advanceTimersByTimeAsync(0);
    expect(produced()).toEqual([1, 0, 0, 0]);
    session.setMuted('microphone', true);
    session.setTrack('microphone', { readyState: 'live' } as MediaStreamTrack);
    await vi.advanceTimersByTimeAsync(0);
    expect(made[2]!.produce.mock.calls).toMatchObject([[{ appData: { isMuted: true } }]]);
  });

  it('sends a screen as all can decode it, also where somebody came before it was ready itself', async () => {
    const { promise, answer } = pending();
    answers = [promise as never];
    const codecs = { camera: ['VP8'], screen: ['AV1', 'H264'] };
    void session.start({ ...media, codecs } as PeerMedia);
    await vi.advanceTimersByTimeAsync(0);
    session.allowCodecs({ camera: ['VP8'], screen: ['H264'] });
    answer({ ok: true, data: {} });
    await vi.advanceTimersByTimeAsync(0);
    session.setTrack('screen', { readyState: 'live', getSettings: () => ({}) } as MediaStreamTrack);
    await vi.advanceTimersByTimeAsync(0);
    expect(made[0]!.produce.mock.calls).toMatchObject([[{ codec: { mimeType: 'video/H264' } }]]);
  });

  it('takes other transports when one of its own was refused: a browser can’t begin with the same again', async () => {
    await session.start(media);
    asked = [];
    answers = [
      { ok: false, error: { code: 'unknown-transport' } },
      { ok: true, data: others },
    ];
    expect(connect(1).done).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2000);
    expect(asked).toEqual(['transport:connect', 'media:restart', 'media:ready']);
  });

  it('leaves neither a timer nor a listener behind, after five times of other transports', async () => {
    const counts = new Map<string, number>();
    const count = (name: string, by: number) => counts.set(name, (counts.get(name) ?? 0) + by);
    for (const target of [globalThis, document]) {
      const { addEventListener: add, removeEventListener: remove } = target;
      vi.spyOn(target, 'addEventListener').mockImplementation((name: string, ...rest: unknown[]) => {
        count(name, 1);
        return (add as (...all: unknown[]) => void).call(target, name, ...rest);
      });
      vi.spyOn(target, 'removeEventListener').mockImplementation((name: string, ...rest: unknown[]) => {
        count(name, -1);
        return (remove as (...all: unknown[]) => void).call(target, name, ...rest);
      });
    }
    session.joining.start();
    session.joining.watch(true);
    for (let times = 0; times < 5; times++)
      await session.start({ ...media, send: { id: `send ${times}` } } as PeerMedia);
    expect([counts.get('online'), counts.get('visibilitychange')]).toEqual([1, 1]);
    session.stop();
    await vi.advanceTimersByTimeAsync(0);
    expect([...counts.values()].every((left) => left === 0)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('asks once for other transports when both of its own are lost: a second time would end the first ones again', async () => {
    await session.start(media);
    const { promise, answer } = pending();
    asked = [];
    const refused: Answer = { ok: false, error: { code: 'bad-parameters' } };
    answers = [refused, refused, promise as never];
    for (const at of [0, 1]) connect(at);
    await vi.advanceTimersByTimeAsync(2000);
    answer({ ok: true, data: others });
    await vi.advanceTimersByTimeAsync(2000);
    expect(asked.filter((name) => name === 'media:restart')).toHaveLength(1);
    // What is lost later is asked for again.
    answers = [refused, { ok: true, data: { ...others, send: { id: 'third' } } }];
    connect(2);
    await vi.advanceTimersByTimeAsync(2000);
    expect(made.at(-2)!.id).toBe('third');
  });

  it('asks for others instead of those that it has closed, where the server has kept them', async () => {
    await session.start(media);
    session.stop();
    answers = [{ ok: true, data: others }];
    asked = [];
    await session.start(media, []);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual(['media:restart', 'media:ready']);
    expect(made.map(({ id }) => id)).toEqual(['send', 'recv', 'new send', 'new recv']);
  });
});
