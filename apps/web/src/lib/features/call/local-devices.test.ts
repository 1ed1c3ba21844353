// One file, however long: every test plugs in, takes away or denies devices in the same few stand-ins for a browser.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deviceMemory } from './device-memory.ts';
import { LocalDevices } from './local-devices.svelte.ts';

type Kind = 'camera' | 'microphone';

class FakeTrack extends EventTarget {
  readonly kind: string;
  readonly label = 'the one there is';
  readyState = 'live';
  constructor(kind: string) {
    super();
    this.kind = kind;
  }
  getSettings = () => ({ deviceId: `${this.kind}input-1` });
  stop = () => (this.readyState = 'ended');
}

describe('devices that the browser is asked for', () => {
  let opened: FakeTrack[];
  /** Gives what was asked for: a browser may first ask the person. */
  let give: (() => void)[];
  let media: EventTarget & { getUserMedia: (wish: { audio?: object; video?: object }) => Promise<unknown> };
  /** What the browser says of its leave, and that it has changed. */
  let leave: Record<Kind, { state: string; onchange: (() => void) | null }>;
  let devices: LocalDevices;

  beforeEach(() => {
    [opened, give] = [[], []];
    media = Object.assign(new EventTarget(), {
      enumerateDevices: () =>
        Promise.resolve(['videoinput', 'audioinput'].map((kind) => ({ kind, deviceId: `${kind}-1` }))),
      getUserMedia: (wish: { audio?: object; video?: object }) =>
        new Promise((resolve) =>
          give.push(() => {
            const tracks = (['audio', 'video'] as const).filter((kind) => wish[kind]);
            const made = tracks.map((kind) => new FakeTrack(kind));
            opened.push(...made);
            const of = (kind: string) => made.filter((track) => track.kind === kind);
            resolve({
              getTracks: () => made,
              getAudioTracks: () => of('audio'),
              getVideoTracks: () => of('video'),
            });
          }),
        ),
    });
    leave = {
      camera: Object.assign(new EventTarget(), { state: 'prompt', onchange: null }),
      microphone: Object.assign(new EventTarget(), { state: 'prompt', onchange: null }),
    };
    const query = ({ name }: { name: Kind }) => Promise.resolve(leave[name]);
    vi.stubGlobal('navigator', { mediaDevices: media, permissions: { query } });
    for (const name of ['localStorage', 'sessionStorage']) {
      const kept = new Map<string, string>();
      vi.stubGlobal(name, {
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => kept.set(key, value),
      });
    }
    devices = new LocalDevices();
  });
  afterEach(() => {
    devices.close();
    vi.unstubAllGlobals();
  });
  const allowed = async () => {
    for (const each of give.splice(0)) each();
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  const live = () => opened.filter(({ readyState }) => readyState === 'live').map(({ kind }) => kind);

  it('are on once the browser gives them', async () => {
    const starting = devices.startWanted();
    await allowed();
    await starting;
    expect(live()).toEqual(['audio', 'video']);
    expect([devices.microphoneOn, devices.cameraOn]).toEqual([true, true]);
  });

  it('stay off where the person has turned them off before the browser gave them', async () => {
    void devices.start('camera');
    devices.stop('camera');
    await allowed();
    expect([devices.cameraOn, live()]).toEqual([false, []]);
    await Promise.all([devices.start('camera'), allowed()]);
    expect([devices.cameraOn, live()]).toEqual([true, ['video']]);
  });

  it('stay off where sound only was chosen meanwhile', async () => {
    void devices.startWanted();
    await devices.setMode('sound-only');
    await allowed();
    expect(live()).toEqual(['audio']);
    expect([devices.microphoneOn, devices.cameraOn]).toEqual([true, false]);
  });

  it('are let go of by whoever has left meanwhile, and nothing that is plugged in later is opened', async () => {
    await Promise.all([devices.startWanted(), allowed()]);
    const [microphone, camera] = [devices.microphoneTrack!, devices.cameraTrack!];
    microphone.dispatchEvent(new Event('ended'));
    camera.dispatchEvent(new Event('ended'));
    devices.rest();
    await allowed();
    expect(live()).toEqual([]);
    media.dispatchEvent(new Event('devicechange'));
    await new Promise((resolve) => setTimeout(resolve, 0));
    await allowed();
    expect(live()).toEqual([]);
  });

  it('that are plugged in again and turned off meanwhile stay off', async () => {
    await Promise.all([devices.startWanted(), allowed()]);
    devices.cameraTrack!.dispatchEvent(new Event('ended'));
    await allowed();
    media.dispatchEvent(new Event('devicechange'));
    await new Promise((resolve) => setTimeout(resolve, 0));
    devices.stop('camera');
    await allowed();
    expect([devices.cameraOn, live()]).toEqual([false, ['audio']]);
  });

  it('that go together, as a webcam with its microphone does, are both told of', async () => {
    await Promise.all([devices.startWanted(), allowed()]);
    const refuse = () => Promise.reject(new DOMException('', 'NotFoundError'));
    Object.assign(media, { getUserMedia: refuse, enumerateDevices: () => Promise.resolve([]) });
    for (const track of [devices.cameraTrack!, devices.microphoneTrack!])
      track.dispatchEvent(new Event('ended'));
    await allowed();
    expect([...devices.news.values()].map(({ kind, what }) => `${kind} ${what}`).sort()).toEqual([
      'camera gone',
      'microphone gone',
    ]);
  });

  it('are turned from the person to the room and back on a phone, one at a time, and stay turned after a reload', async () => {
    const ids = { user: 'front', environment: 'back' };
    const wishes: string[] = [];
    Object.assign(media, {
      enumerateDevices: () =>
        Promise.resolve(['front', 'back'].map((deviceId) => ({ kind: 'videoinput', deviceId, label: '' }))),
      getUserMedia: ({
        video,
      }: {
        video: { facingMode?: 'user' | 'environment'; deviceId?: { exact: string } };
      }) => {
        // A phone opens one at a time.
        if (live().includes('video')) return Promise.reject(new DOMException('', 'NotReadableError'));
        const deviceId = video.deviceId?.exact ?? ids[video.facingMode!];
        wishes.push(deviceId);
        const track = Object.assign(new FakeTrack('video'), {
          getSettings: () => ({ deviceId, facingMode: deviceId === 'back' ? 'environment' : 'user' }),
        });
        opened.push(track);
        return Promise.resolve({ getTracks: () => [track] });
      },
    });
    await devices.start('camera');
    expect([devices.canTurnCamera, devices.isMirrored]).toEqual([true, true]);
    await devices.turnCamera();
    expect([devices.cameraOn, devices.isMirrored, live()]).toEqual([true, false, ['video']]);
    expect(deviceMemory.chosen().camera).toBe('back');
    await devices.turnCamera();
    expect(devices.isMirrored).toBe(true);
    expect(wishes).toEqual(['front', 'back', 'front']);
    // Turned off while the other one opens: it stays off.
    const turning = devices.turnCamera();
    devices.stop('camera');
    await turning;
    expect([devices.cameraOn, live()]).toEqual([false, []]);
  });

  it('that do not say which way they look are not turned', async () => {
    await Promise.all([devices.start('camera'), allowed()]);
    devices.cameras = [{ deviceId: 'a' }, { deviceId: 'b' }] as MediaDeviceInfo[];
    expect([devices.canTurnCamera, devices.isMirrored]).toEqual([false, true]);
  });

  it('that the person refused and then allowed in the browser’s settings come on by themselves, unless they were turned off since', async () => {
    const ask = media.getUserMedia;
    media.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    await devices.startWanted();
    expect([...devices.problems.values()]).toEqual(['denied', 'denied']);
    const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
    await settled();
    media.getUserMedia = ask;
    const allow = async (kind: Kind) => {
      leave[kind].state = 'granted';
      leave[kind].onchange?.();
      await allowed();
    };
    await allow('microphone');
    expect([devices.microphoneOn, devices.problems.get('microphone')]).toEqual([true, undefined]);
    devices.stop('camera');
    await allow('camera');
    expect([devices.cameraOn, devices.problems.get('camera')]).toEqual([false, undefined]);
    expect(live()).toEqual(['audio']);
  });

  const wanted = () => JSON.parse(sessionStorage.getItem('neuvo_devices_off') ?? '[]') as string[];
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

  /** The browser gives neither, which it says with this error, and the person goes on. */
  const goOnWithoutBoth = async (error: 'NotFoundError' | 'NotReadableError') => {
    const ask = media.getUserMedia;
    media.getUserMedia = () => Promise.reject(new DOMException('', error));
    await devices.startWanted();
    devices.goWithout();
    media.getUserMedia = ask;
  };

  /** The browser asks, then gives none of both at once, as where another program has the camera. */
  const notTogether = () => {
    const ask = media.getUserMedia;
    let refuse!: () => void;
    media.getUserMedia = () =>
      new Promise((_, reject) => (refuse = () => reject(new DOMException('', 'NotReadableError'))));
    return () => {
      media.getUserMedia = ask;
      refuse();
    };
  };
  it('are not opened one by one for whoever has left while the browser asked for both', async () => {
    const refuse = notTogether();
    void devices.startWanted();
    devices.rest();
    refuse();
    await settled();
    await allowed();
    expect(live()).toEqual([]);
  });
  it('stay off, each by itself, where they were turned off while the browser asked for both', async () => {
    const refuse = notTogether();
    void devices.startWanted();
    devices.stop('microphone');
    refuse();
    await settled();
    await allowed();
    expect([live(), wanted()]).toEqual([['video'], ['microphone']]);
  });
  it('that the person refused are not opened by a leave that comes after the visit', async () => {
    const ask = media.getUserMedia;
    media.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    await devices.startWanted();
    await settled();
    media.getUserMedia = ask;
    devices.rest();
    leave.camera.state = 'granted';
    leave.camera.onchange?.();
    await allowed();
    expect([live(), devices.problems.get('camera')]).toEqual([[], undefined]);
    // Who comes in again has it as always.
    void devices.startWanted();
    await allowed();
    expect(live()).toEqual(['audio', 'video']);
  });

  it('that were turned off stay off when another one is chosen', async () => {
    await Promise.all([devices.startWanted(), allowed()]);
    devices.stop('camera');
    void devices.choose('camera', 'videoinput-2');
    await allowed();
    expect([devices.cameraOn, wanted(), give.length]).toEqual([false, ['camera'], 0]);
    void devices.start('camera');
    await allowed();
    expect([devices.cameraOn, devices.chosen.camera]).toEqual([true, 'videoinput-2']);
  });

  it('that are muted are opened anew when another one is chosen, and a reload still finds them muted', async () => {
    await Promise.all([devices.startWanted(), allowed()]);
    deviceMemory.want('microphone', false);
    const before = devices.microphoneTrack;
    void devices.choose('microphone', 'audioinput-2');
    await allowed();
    expect([devices.microphoneOn, devices.microphoneTrack === before, wanted()]).toEqual([
      true,
      false,
      ['microphone'],
    ]);
  });

  it('are asked for once however often the button is pressed meanwhile', async () => {
    void devices.start('camera');
    void devices.start('camera');
    expect(give).toHaveLength(1);
    await allowed();
    expect([devices.cameraOn, live()]).toEqual([true, ['video']]);
  });

  it('stay off where they were turned off while the system’s hold on the other one ended', async () => {
    await Promise.all([devices.startWanted(), allowed()]);
    void devices.restart();
    devices.stop('camera');
    await allowed();
    await allowed();
    expect([devices.microphoneOn, devices.cameraOn]).toEqual([true, false]);
  });

  it('that were gone and are on again by a press are told as gone no more, and not taken anew with the next plug', async () => {
    await Promise.all([devices.startWanted(), allowed()]);
    const ask = media.getUserMedia;
    media.getUserMedia = () => Promise.reject(new DOMException('', 'NotReadableError'));
    devices.cameraTrack!.dispatchEvent(new Event('ended'));
    await settled();
    expect(devices.news.get('camera')?.what).toBe('stopped');
    media.getUserMedia = ask;
    void devices.start('camera');
    await allowed();
    expect([devices.cameraOn, devices.news.get('camera')]).toEqual([true, undefined]);
    media.dispatchEvent(new Event('devicechange'));
    await settled();
    expect(give).toEqual([]);
  });

  it('are called unplugged only where there is none: one that the browser may no longer use comes back by no plug', async () => {
    await Promise.all([devices.startWanted(), allowed()]);
    const why = async (kind: Kind, name: string) => {
      media.getUserMedia = () => Promise.reject(new DOMException('', name));
      devices.track(kind)!.dispatchEvent(new Event('ended'));
      await settled();
      return devices.news.get(kind)?.what;
    };
    expect(await why('camera', 'NotAllowedError')).toBe('stopped');
    // The browser tells of the plug in the same moment.
    const unplugged = why('microphone', 'NotFoundError');
    await Promise.resolve();
    media.dispatchEvent(new Event('devicechange'));
    expect(await unplugged).toBe('gone');
  });

  it('that are unplugged before the visit are said to be missing for as long as they are', async () => {
    await Promise.all([devices.startWanted(), allowed()]);
    media.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'));
    Object.assign(media, { enumerateDevices: () => Promise.resolve([]) });
    devices.cameraTrack!.dispatchEvent(new Event('ended'));
    media.dispatchEvent(new Event('devicechange'));
    await settled();
    media.dispatchEvent(new Event('devicechange'));
    await settled();
    expect(devices.problems.get('camera')).toBe('missing');
  });

  it('that there were none of at the start are on once they are plugged in, however often the browser tells of it, unless they were turned off', async () => {
    const ask = media.getUserMedia;
    const none = () => Promise.reject(new DOMException('', 'NotFoundError'));
    const plug = async () => {
      for (let times = 0; times < 2; times++) media.dispatchEvent(new Event('devicechange'));
      await settled();
      await allowed();
    };
    media.getUserMedia = none;
    await devices.startWanted();
    expect([...devices.problems.values()]).toEqual(['missing', 'missing']);
    // Something else was plugged in: what to do about these still stands there.
    await plug();
    expect([...devices.problems.values()]).toEqual(['missing', 'missing']);
    devices.stop('microphone');
    media.getUserMedia = ask;
    await plug();
    await settled();
    expect([devices.cameraOn, devices.microphoneOn, live()]).toEqual([true, false, ['video']]);
    expect([devices.news.get('camera')?.what, devices.problems.get('camera')]).toEqual(['found', undefined]);
  });

  it('that are plugged in settle once the browser has told of all the parts', async () => {
    vi.useFakeTimers();
    const change = async () => {
      media.dispatchEvent(new Event('devicechange'));
      await vi.advanceTimersByTimeAsync(0);
    };
    expect(devices.isSettling).toBe(false);
    await change();
    await vi.advanceTimersByTimeAsync(900);
    await change();
    await vi.advanceTimersByTimeAsync(900);
    expect(devices.isSettling).toBe(true);
    await vi.advanceTimersByTimeAsync(200);
    expect(devices.isSettling).toBe(false);
    vi.useRealTimers();
  });

  it('that somebody went on without stay off once they are plugged in, and are told of', async () => {
    await goOnWithoutBoth('NotFoundError');
    media.dispatchEvent(new Event('devicechange'));
    await settled();
    expect(give).toEqual([]);
    expect([...devices.news.values()].map(({ kind, what }) => [kind, what])).toEqual([
      ['microphone', 'ready'],
      ['camera', 'ready'],
    ]);
    expect(devices.problems.size).toBe(0);
    void devices.start('camera');
    await allowed();
    expect([devices.cameraOn, devices.microphoneOn]).toEqual([true, false]);
  });

  it('that another program used, and that somebody went on without, are not on because the page is loaded anew', async () => {
    await goOnWithoutBoth('NotReadableError');
    devices.close();
    devices = new LocalDevices();
    void devices.startWanted();
    await settled();
    expect(give).toEqual([]);
    void devices.start('microphone');
    await allowed();
    expect([devices.microphoneOn, devices.cameraOn]).toEqual([true, false]);
  });

  it('that were away while sound only was chosen come with the next plug after it', async () => {
    await Promise.all([devices.startWanted(), allowed()]);
    await devices.setMode('sound-only');
    const ask = media.getUserMedia;
    media.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'));
    await devices.setMode('auto');
    expect([devices.cameraOn, devices.problems.get('camera')]).toEqual([false, 'missing']);
    media.getUserMedia = ask;
    media.dispatchEvent(new Event('devicechange'));
    await settled();
    await allowed();
    await settled();
    expect(devices.cameraOn).toBe(true);
  });

  it('are tried again by whoever comes back, also what gave nothing the last time', async () => {
    const ask = media.getUserMedia;
    media.getUserMedia = () => Promise.reject(new DOMException('', 'NotReadableError'));
    devices.stop('camera');
    await devices.startWanted();
    expect(devices.problems.get('microphone')).toBe('in-use');
    media.getUserMedia = ask;
    void devices.startWanted();
    await allowed();
    expect([devices.microphoneOn, devices.problems.size]).toEqual([true, 0]);
  });

  it('leave a loudspeaker that is unplugged for the usual one, and take it again when it is back; both are told', async () => {
    const plugged = async (ids: string[]) => {
      const all = ids.map((deviceId) => ({ kind: 'audiooutput', deviceId }));
      Object.assign(media, { enumerateDevices: () => Promise.resolve(all) });
      media.dispatchEvent(new Event('devicechange'));
      await settled();
    };
    await plugged(['default', 'headset']);
    await devices.choose('speaker', 'headset');
    const told = () => [devices.speaker, devices.news.get('speaker')?.what];
    expect(told()).toEqual(['headset', undefined]);
    await plugged(['default']);
    expect(told()).toEqual(['', 'fell-back']);
    await plugged(['default', 'headset']);
    expect(told()).toEqual(['headset', 'back']);
    await plugged(['default']);
    await devices.choose('speaker', 'default');
    expect(told()).toEqual(['default', undefined]);
  });
});
