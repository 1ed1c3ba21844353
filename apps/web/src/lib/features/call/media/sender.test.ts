import type { types } from 'mediasoup-client';
import { SvelteSet } from 'svelte/reactivity';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Sender } from './sender.ts';

type Answer = { ok: boolean; data?: object; error?: { code: string } };
type Asked = { name: string; answer: (answer: Answer) => void };

/** A sound as a browser sends it: the encodings that are active leave the device. */
class FakeProducer {
  readonly id: string;
  track: MediaStreamTrack;
  readonly kind = 'audio';
  readonly rtpParameters: { encodings: object[] };
  closed = false;
  paused = false;
  encodings = [{ active: true }];
  readonly rtpSender = {
    getParameters: () => ({ encodings: this.encodings.map((each) => ({ ...each })) }),
    setParameters: ({ encodings }: { encodings: { active: boolean }[] }) => {
      this.encodings = encodings;
      return Promise.resolve();
    },
  };
  constructor(id: string, track: MediaStreamTrack, encodings: object[]) {
    this.id = id;
    this.track = track;
    this.rtpParameters = { encodings };
  }
  get isHeard(): boolean {
    return !this.paused && this.encodings.every(({ active }) => active);
  }
  pause = () => (this.paused = true);
  resume = () => (this.paused = false);
  close = () => (this.closed = true);
  replaceTrack = ({ track }: { track: MediaStreamTrack }) => {
    this.track = track;
    return Promise.resolve();
  };
}

describe('what a page sends', () => {
  let asked: Asked[];
  let made: FakeProducer[];
  /** What the next `produce` waits for. */
  let until: Promise<unknown>;
  /** What the server says to the next ones. */
  let refusals: string[];
  let sender: Sender;
  /** Gives it another transport. */
  let attach: () => void;

  beforeEach(() => {
    vi.useFakeTimers();
    [asked, made, refusals, until] = [[], [], [], Promise.resolve()];
    const line = {
      status: 'connected' as const,
      request: (name: string) =>
        new Promise((answer) => asked.push({ name, answer: answer as Asked['answer'] })),
    };
    sender = new Sender(line as never, new SvelteSet());
    const transport = () => ({
      closed: false,
      on: () => undefined,
      produce: async ({ track, encodings = [{}] }: { track: MediaStreamTrack; encodings?: object[] }) => {
        await until;
        const refused = refusals.shift();
        if (refused) throw new Error(refused);
        made.push(new FakeProducer(`producer-${made.length}`, track, encodings));
        return made.at(-1);
      },
    });
    const device = { sendRtpCapabilities: { codecs: [{ mimeType: 'video/VP8' }] } } as types.Device;
    const codecs = { camera: ['VP8' as const], screen: ['VP8' as const] };
    attach = () => sender.attach({ device, transport: transport() as unknown as types.Transport, codecs });
    attach();
  });
  afterEach(() => {
    sender.detach();
    vi.useRealTimers();
  });
  const settled = () => vi.advanceTimersByTimeAsync(0);
  const track = () => ({ readyState: 'live' }) as MediaStreamTrack;
  const speaking = async (): Promise<FakeProducer> => {
    sender.setTrack('microphone', track());
    await settled();
    return made[0]!;
  };

  it('of a microphone ends with the press of mute, whatever else the server is still asked about', async () => {
    const microphone = await speaking();
    until = new Promise(() => undefined);
    sender.setTrack('screen-audio', track());
    await settled();
    sender.setMuted('microphone', true);
    await settled();
    expect(microphone.isHeard).toBe(false);
  });

  it('stays silent when mute is pressed while the server has not yet answered that one may be heard', async () => {
    const microphone = await speaking();
    sender.setMuted('microphone', true);
    await settled();
    asked.shift()!.answer({ ok: true, data: {} });
    await settled();
    sender.setMuted('microphone', false);
    await settled();
    sender.setMuted('microphone', true);
    await settled();
    const wasHeard: boolean[] = [];
    microphone.resume = () => {
      microphone.paused = false;
      wasHeard.push(microphone.isHeard);
      return false;
    };
    asked.shift()!.answer({ ok: false, error: { code: 'timeout' } });
    await settled();
    expect([microphone.isHeard, wasHeard]).toEqual([false, []]);
  });

  it('is heard again once the server has answered', async () => {
    const microphone = await speaking();
    sender.setMuted('microphone', true);
    await settled();
    asked.shift()!.answer({ ok: true, data: {} });
    await settled();
    sender.setMuted('microphone', false);
    await settled();
    expect([asked[0]?.name, microphone.isHeard]).toEqual(['producer:resume', false]);
    asked.shift()!.answer({ ok: true, data: {} });
    await settled();
    expect(microphone.isHeard).toBe(true);
  });

  it.each(['mute', 'unmute', 'off'])(
    'goes on over other transports although the last change of the ones before (%s) has no end',
    async (change) => {
      const microphone = await speaking();
      // Neither the server nor the browser answers.
      microphone.rtpSender.setParameters = () => new Promise(() => undefined);
      sender.setMuted('microphone', true);
      if (change === 'unmute') sender.setMuted('microphone', false);
      if (change === 'off') sender.setTrack('microphone', undefined);
      await settled();
      sender.detach();
      attach();
      await settled();
      expect(made).toHaveLength(change === 'off' ? 1 : 2);
      for (const { answer } of asked.splice(0)) answer({ ok: true, data: {} });
      sender.setTrack('screen-audio', track());
      await settled();
      expect(made.at(-1)?.track).not.toBe(microphone.track);
    },
  );

  it('is sent once over other transports, also when the change before goes on after all', async () => {
    const microphone = await speaking();
    const other = track();
    let goOn!: () => void;
    microphone.replaceTrack = () => new Promise((resolve) => (goOn = () => resolve()));
    sender.setTrack('microphone', other);
    sender.setTrack('microphone', track());
    await settled();
    sender.detach();
    attach();
    await settled();
    goOn();
    await settled();
    expect(made).toHaveLength(2);
  });

  it('of another kind of sound is sent once over other transports that come while the one before is ended', async () => {
    await speaking();
    sender.setWishes({ mode: 'auto', motion: false, music: true, smoothShare: false });
    await settled();
    expect(asked.map(({ name }) => name)).toEqual(['producer:close']);
    sender.detach();
    attach();
    await settled();
    asked[0]!.answer({ ok: false, error: { code: 'network' } });
    await settled();
    expect(made).toHaveLength(2);
  });

  it('is tried again when the server refused it for the moment: the person sees it as on', async () => {
    refusals = ['too-many-attempts', 'internal'];
    await speaking();
    expect(made).toEqual([]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(made).toHaveLength(1);
  });

  it('is not tried again once it has been turned off', async () => {
    refusals = ['too-many-attempts'];
    await speaking();
    sender.setTrack('microphone', undefined);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(made).toEqual([]);
  });

  const camera = (width: number, height: number) =>
    ({ readyState: 'live', getSettings: () => ({ width, height }) }) as MediaStreamTrack;
  const layers = () => made.map(({ closed, rtpParameters }) => (closed ? 0 : rtpParameters.encodings.length));

  it('of a camera is sent anew, in layers that fit, when another camera gives another size of picture', async () => {
    vi.stubGlobal('matchMedia', () => ({ matches: false }));
    sender.setTrack('camera', camera(960, 540));
    await settled();
    // Another one of the same size, or one held upright, goes on in the same picture.
    sender.setTrack('camera', camera(960, 540));
    sender.setTrack('camera', camera(540, 960));
    await settled();
    expect(layers()).toEqual([3]);
    const small = camera(640, 480);
    sender.setTrack('camera', small);
    await settled();
    expect(asked.map(({ name }) => name)).toEqual(['producer:close']);
    asked[0]!.answer({ ok: true, data: {} });
    await settled();
    expect([layers(), made[1]?.track]).toEqual([[0, 2], small]);
    vi.unstubAllGlobals();
  });

  it.each([
    ['knows of frame rates', [{ active: true, scalabilityMode: 'L1T2' }], 'L1T1'],
    ['does not', [{ active: true }], undefined],
  ])(
    '[M26] of a camera for movement has one frame rate, in a browser that %s',
    async (_, encodings, mode) => {
      vi.stubGlobal('matchMedia', () => ({ matches: false }));
      sender.setTrack('camera', camera(960, 540));
      await settled();
      made[0]!.encodings = encodings;
      sender.setWishes({ mode: 'auto', motion: true, music: false, smoothShare: false });
      await settled();
      expect(made[0]!.encodings).toMatchObject([{ maxFramerate: 30 }]);
      expect(made[0]!.encodings[0]).toHaveProperty('active', true);
      expect((made[0]!.encodings[0] as { scalabilityMode?: string }).scalabilityMode).toBe(mode);
      vi.unstubAllGlobals();
    },
  );
});
