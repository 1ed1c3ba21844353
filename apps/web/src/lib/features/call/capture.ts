export type DeviceKind = 'camera' | 'microphone';
export const kinds: readonly DeviceKind[] = ['microphone', 'camera'];
/** Why a device gives nothing: the person said no, another program has it, there is none, or the browser can't. */
export type DeviceProblem = 'denied' | 'in-use' | 'missing' | 'unsupported' | 'failed';
/**
 * What happened to a device by itself: another took its place, none is left, it gives nothing any more although there is one
 * (the browser may no longer use it, or another program has taken it), it is there again, or there is one for the first time,
 * which is on, or `ready` for who has chosen to go on without.
 */
export type DeviceNews = {
  kind: DeviceKind | 'speaker';
  what: 'fell-back' | 'gone' | 'stopped' | 'back' | 'found' | 'ready';
  label: string;
};
/** The person is without it. */
export const isLack = (news: DeviceNews | undefined): boolean =>
  news?.what === 'gone' || news?.what === 'stopped';

const wishes: Record<DeviceKind, MediaTrackConstraints> = {
  // 960×540 is the least at which Chromium sends all three simulcast layers, and what the server's choice of layer
  // counts on (viewport.ts); more costs a phone's battery.
  camera: {
    width: { ideal: 960, min: 320 },
    height: { ideal: 540 },
    frameRate: { ideal: 30, max: 30 },
  },
  microphone: {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    channelCount: 1,
  },
};

/** What makes speech clear takes music apart. Echo is still removed: without headphones the others would hear themselves. */
const forMusic: MediaTrackConstraints = { noiseSuppression: false, autoGainControl: false };

/** Which way a phone's or a tablet's camera looks: at the person, or at what is before them. Other cameras don't say. */
export type Facing = 'user' | 'environment';
export const facingOf = (track: MediaStreamTrack | undefined): Facing | undefined =>
  (['user', 'environment'] as const).find((each) => each === track?.getSettings().facingMode);

/** What to ask the browser for. Without a chosen device a phone gives the camera that looks at the person. */
export function wishFor(
  kind: DeviceKind,
  deviceId: string | undefined,
  isMusic = false,
  facing: Facing = 'user',
): MediaTrackConstraints {
  const wish = { ...wishes[kind], ...(kind === 'microphone' && isMusic ? forMusic : {}) };
  if (deviceId) return { ...wish, deviceId: { exact: deviceId } };
  return kind === 'camera' ? { ...wish, facingMode: facing } : wish;
}

export function problemOf(error: unknown): DeviceProblem {
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

/** What the browser says of its leave; undefined where it does not tell. */
export const permissionOf = async (kind: DeviceKind): Promise<PermissionStatus | undefined> =>
  navigator.permissions?.query({ name: kind as PermissionName }).catch(() => undefined);
