const RATE = 48_000;
const SECONDS = 8;
/** Syllables a second, and the pitch of a voice in Hz. */
const SYLLABLES = 4;
const PITCH = 140;

/**
 * A WAV of something that a speech codec takes for speech: a buzz with a voice's harmonics in syllables,
 * without pauses in which discontinuous transmission would send nothing and loss would not be heard.
 */
export function speechFile(): Buffer {
  const samples = RATE * SECONDS;
  const file = Buffer.alloc(44 + samples * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples * 2, 40);
  for (let index = 0; index < samples; index++) {
    const t = index / RATE;
    const loudness = 0.55 + 0.45 * Math.sin(2 * Math.PI * SYLLABLES * t);
    let value = 0;
    for (let harmonic = 1; harmonic <= 12; harmonic++)
      value += Math.sin(2 * Math.PI * PITCH * harmonic * t + harmonic) / harmonic;
    file.writeInt16LE(Math.round(value * loudness * 9_000), 44 + index * 2);
  }
  return file;
}
