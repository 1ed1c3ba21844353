/** What the test of the connection sends. */
export type TestTracks = { audio: MediaStreamTrack; video: MediaStreamTrack; close(): void };

/**
 * Made up, although there may be a camera: nobody's face and voice leave the device before they come in, whoever has no
 * device can try as well, and noise fills a connection whatever the camera happens to look at.
 */
export function testTracks(): TestTracks {
  const sound = silentTone();
  const picture = noise();
  return {
    audio: sound.track,
    video: picture.track,
    close() {
      sound.close();
      picture.close();
    },
  };
}

/** A tone at no volume at all: packets flow, and there is nothing to hear. */
function silentTone() {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const volume = new GainNode(context, { gain: 0 });
  const out = context.createMediaStreamDestination();
  tone.connect(volume).connect(out);
  tone.start();
  const track = out.stream.getAudioTracks()[0]!;
  return {
    track,
    close() {
      track.stop();
      void context.close().catch(() => undefined);
    },
  };
}

const picture = { width: 480, height: 270, squarePx: 15, perSecond: 15 };

function noise() {
  const { width, height, squarePx, perSecond } = picture;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const paint = canvas.getContext('2d')!;
  const timer = setInterval(() => {
    for (let x = 0; x < width; x += squarePx)
      for (let y = 0; y < height; y += squarePx) {
        paint.fillStyle = `hsl(${Math.random() * 360} 60% 50%)`;
        paint.fillRect(x, y, squarePx, squarePx);
      }
  }, 1000 / perSecond);
  const track = canvas.captureStream(perSecond).getVideoTracks()[0]!;
  return {
    track,
    close() {
      track.stop();
      clearInterval(timer);
    },
  };
}
