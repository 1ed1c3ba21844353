// Longer than others: what opens, closes or loses a device goes through here, so that two of these can't open it at once.
import { SvelteMap } from 'svelte/reactivity';
import type { MediaMode } from '#domain';
import { LevelMeter } from './level-meter.svelte.ts';
import { facingOf, isLack, kinds, permissionOf, problemOf, wishFor } from './capture.ts';
import type { Facing, DeviceKind, DeviceNews, DeviceProblem } from './capture.ts';
import { deviceMemory, type ChosenDevices } from './device-memory.ts';
import { Interruption } from './interruption.svelte.ts';
import { MediaSettings } from './media-settings.svelte.ts';

/** A browser tells of the parts of one device one after the other, well within this time. */
const settlesMs = 1000;

/**
 * The person's own camera, microphone and loudspeaker: what there is, what is chosen, what is on, and why not. Used
 * before joining and in the call, so that what was tried is what is used. Joining without any of them is fine.
 */
export class LocalDevices {
  cameras: MediaDeviceInfo[] = $state.raw([]);
  microphones: MediaDeviceInfo[] = $state.raw([]);
  speakers: MediaDeviceInfo[] = $state.raw([]);
  /** Deliberate choices; undefined leaves it to the browser. */
  chosen = $state.raw<ChosenDevices>(deviceMemory.chosen());
  readonly settings = new MediaSettings();
  readonly problems = new SvelteMap<DeviceKind, DeviceProblem>();
  cameraTrack: MediaStreamTrack | undefined = $state.raw();
  microphoneTrack: MediaStreamTrack | undefined = $state.raw();
  /** True while the browser asks for permission or a device warms up. */
  busy = $state(false);
  /** True from the moment that something is plugged in or out until the browser has told of all of it: a headset with a camera comes in parts. */
  isSettling = $state(false);
  #settled: ReturnType<typeof setTimeout> | undefined;
  /** Said once when a device went away or came back by itself; a webcam and its microphone go together. */
  readonly news = new SvelteMap<DeviceNews['kind'], DeviceNews>();
  readonly meter = new LevelMeter();
  /** Set while the system keeps the camera or the microphone to itself, as for a phone call. */
  readonly interruption = new Interruption();
  /** Devices that went away while they were used, or empty where there was none to begin with: taken when they are plugged in. */
  readonly #missed = new SvelteMap<DeviceKind, string>();
  /** The chosen loudspeaker that was unplugged last. */
  #lostSpeaker: string | undefined;
  /** Counts how often each was let go of: what the browser gives only after that is not wanted any more. */
  readonly #letGo = { microphone: 0, camera: 0 };
  readonly #starting: { [kind in DeviceKind]?: { letGo: number; end: Promise<boolean> } | undefined } = {};
  /** What the browser tells of a leave that was refused. */
  readonly #leave: { [kind in DeviceKind]?: PermissionStatus | undefined } = {};
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
  /** The chosen one while it is plugged in: one that is gone would play to nobody. Empty for the usual one. */
  get speaker(): string {
    return this.speakers.find(({ deviceId }) => deviceId === this.chosen.speaker)?.deviceId ?? '';
  }
  /** Whether there is anything to change to. */
  get hasChoice(): boolean {
    return this.cameras.length > 1 || this.microphones.length > 1 || this.canChooseSpeaker;
  }

  /** What looks away from the person is shown as it is, so that writing can be read. */
  get isMirrored(): boolean {
    return facingOf(this.cameraTrack) !== 'environment';
  }
  /** A phone or a tablet: one camera looks at the person, another at the room, a toy or a drawing. */
  get canTurnCamera(): boolean {
    return this.cameras.length > 1 && facingOf(this.cameraTrack) !== undefined;
  }

  track(kind: DeviceKind): MediaStreamTrack | undefined {
    return kind === 'camera' ? this.cameraTrack : this.microphoneTrack;
  }

  async list(): Promise<void> {
    const devices = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
    const of = (kind: MediaDeviceKind) => devices.filter((d) => d.kind === kind && d.deviceId !== '');
    this.cameras = of('videoinput');
    this.microphones = of('audioinput');
    const before = this.speaker;
    this.speakers = of('audiooutput');
    this.#tellSpeaker(before);
  }

  /** What is said may be heard by others in the room from now on. */
  #tellSpeaker(before: string): void {
    if (this.speaker === before) return;
    if (before !== '') {
      this.#lostSpeaker = before;
      this.news.set('speaker', { kind: 'speaker', what: 'fell-back', label: '' });
    } else if (this.speaker === this.#lostSpeaker) {
      const label = this.speakers.find(({ deviceId }) => deviceId === this.speaker)?.label ?? '';
      this.news.set('speaker', { kind: 'speaker', what: 'back', label });
    }
  }

  /** Turns on what this tab had on (at first both), as far as there is any; what fails says why in `problems`. */
  async startWanted(): Promise<void> {
    const wanted = kinds.filter((kind) => this.#isWanted(kind));
    this.busy = true;
    // What gave nothing the last time may do so now.
    for (const kind of wanted) this.problems.delete(kind);
    const before = { ...this.#letGo };
    if (wanted.length < 2 || !(await this.#startTogether()))
      for (const kind of wanted)
        if (!this.problems.has(kind) && this.#isWantedSince(kind, before[kind])) await this.start(kind);
    this.busy = false;
  }

  async start(kind: DeviceKind): Promise<boolean> {
    deviceMemory.want(kind, true);
    // Whoever turns the camera on wants to be seen: sound only is over, saving is not.
    if (kind === 'camera' && this.settings.mode === 'sound-only')
      this.settings.keep({ mode: 'saver', suggested: false });
    // While the browser asks, another press must not make it ask once more.
    const before = this.#starting[kind];
    if (before && this.#isWantedSince(kind, before.letGo)) return before.end;
    const starting = (this.#starting[kind] = { letGo: this.#letGo[kind], end: this.#start(kind) });
    const isOn = await starting.end;
    if (this.#starting[kind] === starting) this.#starting[kind] = undefined;
    return isOn;
  }

  stop(kind: DeviceKind): void {
    deviceMemory.want(kind, false);
    this.#missed.delete(kind);
    this.#release(kind);
  }

  /**
   * The person goes on without what gives nothing. It may be there later: a headset for hearing only, or a camera that another
   * program lets go of. So nothing of it is turned on by itself, nor by a reload; that something was plugged in is told. What
   * was refused comes on once the person allows it.
   */
  goWithout(): void {
    for (const [kind, problem] of this.problems) {
      if (problem === 'denied') continue;
      deviceMemory.want(kind, false);
      if (problem === 'missing') this.#missed.set(kind, '');
    }
  }

  async choose(kind: DeviceKind | 'speaker', deviceId: string): Promise<void> {
    this.chosen = { ...this.chosen, [kind]: deviceId };
    deviceMemory.choose(this.chosen);
    if (kind === 'speaker') return void this.news.delete(kind);
    this.#missed.delete(kind);
    const isOn = this.track(kind) !== undefined;
    // A phone opens one camera at a time: the old one must be let go of first.
    this.#release(kind);
    // To choose is not to turn on what is off, nor to be heard again after a reload.
    if (isOn || this.#isWanted(kind)) await this.#start(kind);
  }

  /** The camera that looks the other way, and that one again after a reload. Where it gives nothing, the one from before. */
  async turnCamera(): Promise<void> {
    const [before, facing] = [this.chosen.camera, facingOf(this.cameraTrack)];
    if (facing === undefined) return;
    this.#missed.delete('camera');
    // A phone opens one camera at a time: the old one must be let go of first.
    this.#release('camera');
    const letGo = this.#letGo.camera;
    const track = await this.#capture('camera', undefined, facing === 'user' ? 'environment' : 'user');
    if (!this.#isWantedSince('camera', letGo)) return;
    const deviceId = track?.getSettings().deviceId;
    this.chosen = { ...this.chosen, ...((deviceId ?? before) && { camera: deviceId ?? before! }) };
    deviceMemory.choose(this.chosen);
    if (!track) return void (await this.#start('camera'));
    this.#set('camera', track);
    await this.list();
  }

  /** M5: sound only is for both ways: the own camera rests, and comes back with the pictures. */
  async setMode(mode: MediaMode, { suggested = false } = {}): Promise<void> {
    const hadPictures = this.settings.mode !== 'sound-only';
    this.settings.keep({ mode, suggested });
    if (mode === 'sound-only') this.#release('camera');
    else if (!hadPictures && deviceMemory.isWanted('camera')) await this.#start('camera');
  }

  /** What the connection test thinks best. What the person has chosen stays. */
  async suggestMode(mode: MediaMode): Promise<void> {
    const { mode: current, isSuggested } = this.settings;
    if (current === mode || (current !== 'auto' && !isSuggested)) return;
    await this.setMode(mode, { suggested: mode !== 'auto' });
  }

  async setMusic(music: boolean): Promise<void> {
    this.settings.keep({ music });
    // How a microphone hears is settled when it is opened.
    if (this.microphoneOn) await this.#start('microphone');
  }

  /** After the system has taken them: opens again what was on. */
  async restart(): Promise<void> {
    const on = kinds.filter((kind) => this.track(kind));
    for (const kind of on) this.#release(kind);
    const before = { ...this.#letGo };
    for (const kind of on) if (this.#isWantedSince(kind, before[kind])) await this.#start(kind);
    this.interruption.over();
  }

  /** Lets go of everything, without forgetting what was on. Nothing opens by itself after that. */
  rest(): void {
    this.#missed.clear();
    for (const kind of kinds) this.#release(kind);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#settled);
    navigator.mediaDevices?.removeEventListener?.('devicechange', this.#onChange);
    for (const leave of Object.values(this.#leave)) leave.onchange = null;
    this.rest();
    this.meter.close();
    this.interruption.close();
  }

  #isWanted(kind: DeviceKind): boolean {
    return deviceMemory.isWanted(kind) && !(kind === 'camera' && this.settings.mode === 'sound-only');
  }

  async #start(kind: DeviceKind): Promise<boolean> {
    const track = await this.#capture(kind, this.chosen[kind]);
    if (!track) return false;
    this.#set(kind, track);
    if (['', track.getSettings().deviceId].includes(this.#missed.get(kind))) this.#missed.delete(kind);
    if (isLack(this.news.get(kind))) this.news.delete(kind);
    await this.list();
    return true;
  }

  /** Both in one question of the browser. False: go on one by one, to know which of them fails and why. */
  async #startTogether(): Promise<boolean> {
    if (!navigator.mediaDevices?.getUserMedia) return false;
    const before = { ...this.#letGo };
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: this.#wishFor('microphone', this.chosen.microphone),
        video: this.#wishFor('camera', this.chosen.camera),
      });
      this.#take('microphone', stream.getAudioTracks()[0], before.microphone);
      this.#take('camera', stream.getVideoTracks()[0], before.camera);
      this.problems.clear();
      await this.list();
      return true;
    } catch (error) {
      // Whoever said no is not asked twice more; only what is allowed already is still tried.
      if (problemOf(error) === 'denied')
        for (const kind of kinds)
          if ((await permissionOf(kind))?.state !== 'granted') this.#fail(kind, 'denied');
      return false;
    }
  }

  #take(kind: DeviceKind, track: MediaStreamTrack | undefined, letGo: number): void {
    if (this.#isWantedSince(kind, letGo)) this.#set(kind, track);
    else track?.stop();
  }

  #isWantedSince(kind: DeviceKind, letGo: number): boolean {
    return !this.#closed && this.#letGo[kind] === letGo;
  }

  #wishFor(kind: DeviceKind, deviceId: string | undefined, facing?: Facing): MediaTrackConstraints {
    return wishFor(kind, deviceId, this.settings.music, facing);
  }

  async #capture(
    kind: DeviceKind,
    deviceId: string | undefined,
    facing?: Facing,
  ): Promise<MediaStreamTrack | undefined> {
    if (!navigator.mediaDevices?.getUserMedia) return this.#fail(kind, 'unsupported');
    const before = this.#letGo[kind];
    try {
      const wish = this.#wishFor(kind, deviceId, facing);
      const stream = await navigator.mediaDevices.getUserMedia(
        kind === 'camera' ? { video: wish } : { audio: wish },
      );
      const [track] = stream.getTracks();
      if (!this.#isWantedSince(kind, before)) return void track?.stop();
      this.problems.delete(kind);
      return track;
    } catch (error) {
      if (!this.#isWantedSince(kind, before)) return undefined;
      // A chosen device that is gone is no reason to have none.
      if (deviceId && problemOf(error) === 'missing') return this.#capture(kind, undefined);
      return this.#fail(kind, problemOf(error));
    }
  }

  #fail(kind: DeviceKind, problem: DeviceProblem): undefined {
    this.problems.set(kind, problem);
    if (problem === 'missing' && !this.#missed.has(kind)) this.#missed.set(kind, '');
    if (problem === 'denied') void this.#waitForLeave(kind);
  }

  /** The person may allow it after all, in the browser's own settings: then nothing is left to press. */
  async #waitForLeave(kind: DeviceKind): Promise<void> {
    const before = this.#letGo[kind];
    this.#leave[kind] ??= await permissionOf(kind);
    const leave = this.#leave[kind];
    if (!leave || this.#closed) return;
    leave.onchange = () => {
      if (leave.state !== 'granted' || this.problems.get(kind) !== 'denied') return;
      this.problems.delete(kind);
      if (this.#isWanted(kind) && this.#isWantedSince(kind, before)) void this.#start(kind);
    };
  }

  #release(kind: DeviceKind): void {
    this.#letGo[kind]++;
    this.track(kind)?.stop();
    this.#set(kind, undefined);
  }

  #set(kind: DeviceKind, track: MediaStreamTrack | undefined): void {
    const before = this.track(kind);
    if (before && before !== track) before.stop();
    if (kind === 'camera') this.cameraTrack = track;
    else {
      this.microphoneTrack = track;
      this.meter.listenTo(track);
    }
    this.interruption.watch(kind, track);
    track?.addEventListener('ended', () => void this.#ended(kind, track));
  }

  /** Unplugged, or taken by a phone call: fall to another of the kind, and say so. */
  async #ended(kind: DeviceKind, track: MediaStreamTrack): Promise<void> {
    if (this.#closed || this.track(kind) !== track) return;
    const deviceId = track.getSettings().deviceId;
    if (deviceId) this.#missed.set(kind, deviceId);
    const next = await this.#capture(kind, undefined);
    if (this.track(kind) !== track) return next?.stop();
    // Before the list: what is plugged in or out meanwhile takes the problem away.
    const lack = this.problems.get(kind) === 'missing' ? 'gone' : 'stopped';
    this.#set(kind, next);
    await this.list();
    this.news.set(kind, { kind, what: next ? 'fell-back' : lack, label: next?.label ?? '' });
  }

  /** Something was plugged in or out: what was lost while it was used is taken again, and what there was none of is taken. */
  async #devicesChanged(): Promise<void> {
    this.isSettling = true;
    clearTimeout(this.#settled);
    await this.#takeChanged();
    clearTimeout(this.#settled);
    this.#settled = setTimeout(() => (this.isSettling = false), settlesMs);
  }

  async #takeChanged(): Promise<void> {
    await this.list();
    for (const kind of kinds) {
      const missed = this.#missed.get(kind);
      if (missed === '' && !deviceMemory.isWanted(kind) && (await isThere(kind))) {
        this.#missed.delete(kind);
        this.problems.delete(kind);
        this.news.set(kind, { kind, what: 'ready', label: '' });
      }
      const there = kind === 'camera' ? this.cameras : this.microphones;
      if (missed === '' && this.#isWanted(kind)) {
        // Whether there is one now the list does not tell before the browser may use it.
        if (!this.track(kind) && (await this.start(kind)))
          this.news.set(kind, { kind, what: 'found', label: this.track(kind)?.label ?? '' });
        continue;
      }
      if (this.problems.get(kind) === 'missing' && there.length > 0) this.problems.delete(kind);
      if (!missed || !this.#isWanted(kind)) continue;
      if (this.track(kind) ? !there.some(({ deviceId }) => deviceId === missed) : there.length === 0)
        continue;
      const track = await this.#capture(kind, missed);
      if (!track) continue;
      this.#missed.delete(kind);
      this.#set(kind, track);
      this.news.set(kind, { kind, what: 'back', label: track.label });
    }
  }
}

/** Also before the browser may use any: then it lists them without a name. */
async function isThere(kind: DeviceKind): Promise<boolean> {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
  return devices.some((device) => device.kind === (kind === 'camera' ? 'videoinput' : 'audioinput'));
}
