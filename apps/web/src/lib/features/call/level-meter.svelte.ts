/** How loud a track is right now, for the eye: 0 (silence) to 1 (as loud as speech gets). */
export class LevelMeter {
  level = $state(0);
  #context: AudioContext | undefined;
  #source: MediaStreamAudioSourceNode | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  listenTo(track: MediaStreamTrack | undefined): void {
    this.#source?.disconnect();
    clearInterval(this.#timer);
    this.level = 0;
    if (!track || typeof AudioContext === 'undefined') return;
    this.#context ??= new AudioContext();
    const context = this.#context;
    if (context.state === 'suspended') this.#resumeAtPress(context);
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
    }, 80);
  }

  /** A page that nobody has pressed yet may not run sound; the next press lets it. */
  #resumeAtPress(context: AudioContext): void {
    const resume = () => void context.resume().catch(() => undefined);
    resume();
    for (const press of ['pointerdown', 'keydown']) addEventListener(press, resume, { once: true });
  }

  close(): void {
    this.listenTo(undefined);
    void this.#context?.close().catch(() => undefined);
    this.#context = undefined;
  }
}

/** Two soft notes, so that a person knows that they will hear the others. `sinkId` chooses the loudspeaker. */
export async function playTestSound(sinkId?: string): Promise<void> {
  const context = new AudioContext();
  if (sinkId && 'setSinkId' in context)
    await (context as AudioContext & { setSinkId(id: string): Promise<void> })
      .setSinkId(sinkId)
      .catch(() => undefined);
  await chime(context, [523.25, 659.25]);
}

/** Somebody has arrived: three rising notes, not loud. */
export async function playArrivalSound(): Promise<void> {
  await chime(new AudioContext(), [587.33, 739.99, 880]);
}

async function chime(context: AudioContext, notesHz: number[]): Promise<void> {
  await context.resume().catch(() => undefined);
  const noteSeconds = 0.22;
  notesHz.forEach((frequency, index) => {
    const start = context.currentTime + index * noteSeconds;
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.2, start + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.001, start + noteSeconds * 2);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + noteSeconds * 2);
  });
  await new Promise((resolve) => setTimeout(resolve, (notesHz.length + 1) * noteSeconds * 1000));
  await context.close().catch(() => undefined);
}
