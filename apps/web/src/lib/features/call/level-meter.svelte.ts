import { borrowSound, type BorrowedSound } from './sound-context.ts';

/** Often enough to follow a voice, seldom enough to cost nothing. */
const everyMs = 80;

/** As loud as speech; a fan or a keyboard stays below. */
export const speechLevel = 0.55;

/** How loud a track is right now, for the eye: 0 (silence) to 1 (as loud as speech gets). */
export class LevelMeter {
  level = $state(0);
  #sound: BorrowedSound | undefined;
  #source: MediaStreamAudioSourceNode | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  listenTo(track: MediaStreamTrack | undefined): void {
    this.#source?.disconnect();
    clearInterval(this.#timer);
    this.level = 0;
    if (!track) return;
    this.#sound ??= borrowSound();
    if (!this.#sound) return;
    const { context } = this.#sound;
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    this.#source = context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const rms = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
      // -50 dB is a quiet room, -10 dB is close to the microphone.
      this.level = rms === 0 ? 0 : Math.min(1, Math.max(0, (20 * Math.log10(rms) + 50) / 40));
    }, everyMs);
  }

  close(): void {
    this.listenTo(undefined);
    this.#sound?.giveBack();
    this.#sound = undefined;
  }
}
