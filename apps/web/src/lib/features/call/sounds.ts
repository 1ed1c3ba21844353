import { borrowSound } from './sound-context.ts';

const noteSeconds = 0.22;

/** Two soft notes, so that a person knows that they will hear the others. `sinkId` chooses the loudspeaker. */
export async function playTestSound(sinkId?: string): Promise<void> {
  const notes = [523.25, 659.25];
  if (!sinkId || typeof AudioContext === 'undefined' || !('setSinkId' in AudioContext.prototype))
    return play(notes);
  // Only a context of its own can be sent to another loudspeaker.
  const context = new AudioContext() as AudioContext & { setSinkId(id: string): Promise<void> };
  await context.setSinkId(sinkId).catch(() => undefined);
  await chime(context, notes);
  await context.close().catch(() => undefined);
}

/** Somebody has arrived: three rising notes, not loud. */
export const playArrivalSound = (): Promise<void> => play([587.33, 739.99, 880]);

async function play(notesHz: number[]): Promise<void> {
  const sound = borrowSound();
  if (!sound) return;
  await chime(sound.context, notesHz);
  sound.giveBack();
}

async function chime(context: AudioContext, notesHz: number[]): Promise<void> {
  void context.resume().catch(() => undefined);
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
}
