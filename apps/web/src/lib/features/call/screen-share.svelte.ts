import type { MediaSession } from './media/media-session.ts';
import type { MediaSettings } from './media-settings.svelte.ts';

/** Text needs no more; a video in it does, and costs accordingly. */
const textRate = { ideal: 5, max: 15 };
const smoothRate = { ideal: 30, max: 30 };

/** The person's own shared screen, with its sound where the browser gives it. */
export class ScreenShare {
  isOn = $state(false);
  readonly #media: MediaSession;
  readonly #settings: MediaSettings;
  #stream: MediaStream | undefined;
  /** Counts the choices: one that has been overtaken, or is made after the call, is let go of. */
  #choices = 0;

  constructor(media: MediaSession, settings: MediaSettings) {
    this.#media = media;
    this.#settings = settings;
  }

  /** False where the system would not let the browser see the screen, which the browser's own window does not tell. */
  async start(): Promise<boolean> {
    const choice = ++this.#choices;
    const frameRate = this.#settings.smoothShare ? smoothRate : textRate;
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate }, audio: true });
    } catch (error) {
      return isChangedMind(error as DOMException);
    }
    if (choice !== this.#choices) {
      letGoOf(stream);
      return true;
    }
    letGoOf(this.#stream);
    this.#stream = stream;
    const [video] = stream.getVideoTracks();
    const [audio] = stream.getAudioTracks();
    video?.addEventListener('ended', () => this.#stream === stream && this.stop());
    this.isOn = video !== undefined;
    this.#media.setTrack('screen', video);
    this.#media.setTrack('screen-audio', audio);
    return true;
  }

  /** More pictures a second for a video, or fewer and sharper ones for text; while it goes on. */
  async setSmooth(smooth: boolean): Promise<void> {
    this.#settings.smoothShare = smooth;
    const frameRate = smooth ? smoothRate : textRate;
    await this.#stream
      ?.getVideoTracks()[0]
      ?.applyConstraints({ frameRate })
      .catch(() => undefined);
  }

  stop(): void {
    this.#choices++;
    letGoOf(this.#stream);
    this.#stream = undefined;
    this.isOn = false;
    this.#settings.smoothShare = false;
    this.#media.setTrack('screen', undefined);
    this.#media.setTrack('screen-audio', undefined);
  }
}

/** Chromium on a Mac calls what the system forbids by the same name, and differs in the words alone. */
const isChangedMind = ({ name, message }: DOMException): boolean =>
  name === 'NotAllowedError' && !/by system/i.test(message);

function letGoOf(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
