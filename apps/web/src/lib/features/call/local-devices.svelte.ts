import { SvelteMap } from 'svelte/reactivity';
import { LevelMeter } from './level-meter.svelte.ts';

export type DeviceKind = 'camera' | 'microphone';
/** Why a device gives nothing: the person said no, another program has it, there is none, or the browser can't. */
export type DeviceProblem = 'denied' | 'in-use' | 'missing' | 'unsupported' | 'failed';

const storageKey = 'neuvo_devices';

/** 960×540 is the least at which Chromium sends all three simulcast layers; more costs a phone's battery. */
const cameraWish: MediaTrackConstraints = {
  width: { ideal: 1280, min: 320 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
};
const microphoneWish: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  channelCount: 1,
};

/**
 * The person's own camera, microphone and loudspeaker: what there is, what is chosen, what is on, and why not. Used
 * before joining and in the call, so that what was tried is what is used. Joining without any of them is fine.
 */
export class LocalDevices {
  cameras: MediaDeviceInfo[] = $state.raw([]);
  microphones: MediaDeviceInfo[] = $state.raw([]);
  speakers: MediaDeviceInfo[] = $state.raw([]);
  /** Deliberate choices; undefined leaves it to the browser. */
  chosen = $state<{ camera?: string; microphone?: string; speaker?: string }>(readChoice());
  readonly problems = new SvelteMap<DeviceKind, DeviceProblem>();
  cameraTrack: MediaStreamTrack | undefined = $state.raw();
  microphoneTrack: MediaStreamTrack | undefined = $state.raw();
  /** True while the browser asks for permission or a device warms up. */
  busy = $state(false);
  /** Said once when a device went away by itself and another took its place. */
  fellBackTo: { kind: DeviceKind; label: string } | undefined = $state.raw();
  readonly meter = new LevelMeter();
  #closed = false;
  #onChange = () => void this.#devicesChanged();

  constructor() {
    navigator.mediaDevices?.addEventListener?.('devicechange', this.#onChange);
    void this.list();
  }

  get cameraOn(): boolean {
    return this.cameraTrack !== undefined;
  }
  get microphoneOn(): boolean {
    return this.microphoneTrack !== undefined;
  }
  /** Safari and Firefox can't choose a loudspeaker; then none is offered. */
  get canChooseSpeaker(): boolean {
    return 'setSinkId' in HTMLMediaElement.prototype && this.speakers.length > 1;
  }

  async list(): Promise<void> {
    const devices = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
    const of = (kind: MediaDeviceKind) => devices.filter((d) => d.kind === kind && d.deviceId !== '');
    this.cameras = of('videoinput');
    this.microphones = of('audioinput');
    this.speakers = of('audiooutput');
  }

  /** Turns on both, as far as there are both; what fails says why in `problems`. */
  async startBoth(): Promise<void> {
    this.busy = true;
    await Promise.all([this.start('microphone'), this.start('camera')]);
    this.busy = false;
  }

  async start(kind: DeviceKind): Promise<boolean> {
    const track = await this.#capture(kind, this.chosen[kind]);
    if (!track) return false;
    this.#set(kind, track);
    await this.list();
    return true;
  }

  stop(kind: DeviceKind): void {
    const track = kind === 'camera' ? this.cameraTrack : this.microphoneTrack;
    track?.stop();
    this.#set(kind, undefined);
  }

  async choose(kind: DeviceKind | 'speaker', deviceId: string): Promise<void> {
    this.chosen = { ...this.chosen, [kind]: deviceId };
    sessionStorage.setItem(storageKey, JSON.stringify(this.chosen));
    if (kind !== 'speaker') await this.start(kind);
  }

  close(): void {
    this.#closed = true;
    navigator.mediaDevices?.removeEventListener?.('devicechange', this.#onChange);
    this.stop('camera');
    this.stop('microphone');
    this.meter.close();
  }

  async #capture(kind: DeviceKind, deviceId: string | undefined): Promise<MediaStreamTrack | undefined> {
    if (!navigator.mediaDevices?.getUserMedia) return this.#fail(kind, 'unsupported');
    const wish = { ...(kind === 'camera' ? cameraWish : microphoneWish) };
    if (deviceId) wish.deviceId = { exact: deviceId };
    try {
      const stream = await navigator.mediaDevices.getUserMedia(
        kind === 'camera' ? { video: wish } : { audio: wish },
      );
      const [track] = stream.getTracks();
      if (this.#closed) track?.stop();
      this.problems.delete(kind);
      return track;
    } catch (error) {
      // A chosen device that is gone is no reason to have none.
      if (deviceId && problemOf(error) === 'missing') return this.#capture(kind, undefined);
      return this.#fail(kind, problemOf(error));
    }
  }

  #fail(kind: DeviceKind, problem: DeviceProblem): undefined {
    this.problems.set(kind, problem);
  }

  #set(kind: DeviceKind, track: MediaStreamTrack | undefined): void {
    const before = kind === 'camera' ? this.cameraTrack : this.microphoneTrack;
    if (before && before !== track) before.stop();
    if (kind === 'camera') this.cameraTrack = track;
    else {
      this.microphoneTrack = track;
      this.meter.listenTo(track);
    }
    track?.addEventListener('ended', () => void this.#ended(kind, track));
  }

  /** Unplugged, or taken by a phone call: fall to another of the kind, and say so. */
  async #ended(kind: DeviceKind, track: MediaStreamTrack): Promise<void> {
    const current = kind === 'camera' ? this.cameraTrack : this.microphoneTrack;
    if (this.#closed || current !== track) return;
    const next = await this.#capture(kind, undefined);
    this.#set(kind, next);
    if (next) this.fellBackTo = { kind, label: next.label };
  }

  async #devicesChanged(): Promise<void> {
    await this.list();
    for (const kind of ['camera', 'microphone'] as const)
      if (this.problems.get(kind) === 'missing') this.problems.delete(kind);
  }
}

function problemOf(error: unknown): DeviceProblem {
  switch ((error as DOMException).name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    default:
      return 'failed';
  }
}

function readChoice(): { camera?: string; microphone?: string; speaker?: string } {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '{}') as object;
  } catch {
    return {};
  }
}
