/** Tracks for whoever has no camera or microphone on: a connection can be tried without either. */
export type TestTracks = { audio: MediaStreamTrack; video: MediaStreamTrack; close(): void };

/** The person's own tracks as copies, so that the test neither stops nor changes them; what is missing is made up. */
export function testTracks(
  microphone: MediaStreamTrack | undefined,
  camera: MediaStreamTrack | undefined,
): TestTracks {
  const sound = microphone ? undefined : quietSound();
  const picture = camera ? undefined : noisyPicture();
  const audio = microphone?.clone() ?? sound!.track;
  const video = camera?.clone() ?? picture!.track;
  return {
    audio,
    video,
    close() {
      for (const track of [audio, video]) track.stop();
      sound?.close();
      picture?.close();
    },
  };
}

/** A tone at no volume at all: packets flow, and there is nothing to hear. */
function quietSound() {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const silence = context.createGain();
  silence.gain.value = 0;
  const out = context.createMediaStreamDestination();
  tone.connect(silence).connect(out);
  tone.start();
  return { track: out.stream.getAudioTracks()[0]!, close: () => void context.close().catch(() => undefined) };
}

/** Noise, since a picture in which nothing moves would not fill a connection. */
function noisyPicture() {
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
  const paint = canvas.getContext('2d');
  const square = 40;
  const timer = setInterval(() => {
    for (let x = 0; x < canvas.width; x += square)
      for (let y = 0; y < canvas.height; y += square) {
        paint!.fillStyle = `hsl(${Math.random() * 360} 60% 50%)`;
        paint!.fillRect(x, y, square, square);
      }
  }, 66);
  return { track: canvas.captureStream(15).getVideoTracks()[0]!, close: () => clearInterval(timer) };
}
