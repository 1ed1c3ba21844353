import type { BrowserContext } from '@playwright/test';

export type Drawn = {
  wall: string;
  picture: string;
  hair: string;
  skin: string;
  jumper: string;
  glasses: boolean;
  longHair: boolean;
};

/** Drawn people for pictures that are shown to others: nobody real, and friendlier than a green test card. */
export const drawnPeople = {
  specialist: {
    wall: '#dfe6e2',
    picture: '#8fb3a8',
    hair: '#4a3428',
    skin: '#eec7a6',
    jumper: '#2f5d62',
    glasses: true,
    longHair: true,
  },
  parent: {
    wall: '#f0e3cf',
    picture: '#d99a5b',
    hair: '#a4512a',
    skin: '#f3d2b5',
    jumper: '#b85c4a',
    glasses: false,
    longHair: true,
  },
  worker: {
    wall: '#dce4ee',
    picture: '#7f9cc0',
    hair: '#d8b670',
    skin: '#f0cfae',
    jumper: '#4d6a94',
    glasses: false,
    longHair: false,
  },
} satisfies Record<string, Drawn>;

/** The page's camera gives this person, moving, instead of Chromium's test picture; sound stays as it is. */
export async function drawCamera(context: BrowserContext, person: Drawn): Promise<void> {
  await context.addInitScript((drawn: Drawn) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 960, height: 540 });
    const paint = canvas.getContext('2d')!;
    const blob = (colour: string, x: number, y: number, rx: number, ry: number) => {
      paint.fillStyle = colour;
      paint.beginPath();
      paint.ellipse(x, y, rx, ry, 0, 0, Math.PI * 2);
      paint.fill();
    };
    const box = (colour: string, x: number, y: number, width: number, height: number, radius = 0) => {
      paint.fillStyle = colour;
      paint.beginPath();
      paint.roundRect(x, y, width, height, radius);
      paint.fill();
    };
    const frame = () => {
      const t = performance.now() / 1000;
      const sway = Math.sin(t * 0.9) * 9;
      const nod = Math.sin(t * 1.7) * 4;
      const x = 480 + sway;
      const y = 255 + nod;
      box(drawn.wall, 0, 0, 960, 540);
      box('#ffffff66', 700, 60, 190, 140, 8);
      box(drawn.picture, 712, 72, 166, 116, 4);
      box('#00000010', 0, 400, 960, 140);
      blob('#6f8f6b', 120, 330, 46, 96);
      blob('#86a880', 168, 352, 36, 78);
      box('#c9a27a', 100, 392, 90, 80, 10);
      if (drawn.longHair) box(drawn.hair, x - 128, y - 40, 256, 250, 110);
      blob(drawn.jumper, 480 + sway * 0.5, 590, 250, 190);
      box(drawn.skin, x - 40, y + 90, 80, 90, 34);
      blob(drawn.skin, x, y, 102, 126);
      blob(drawn.hair, x, y - 98, 108, 50);
      blob(drawn.hair, x - 96, y - 54, 18, 58);
      blob(drawn.hair, x + 96, y - 54, 18, 58);
      const isBlinking = t % 6.5 < 0.12;
      for (const side of [-1, 1]) {
        blob('#ffffff', x + side * 40, y - 6, 17, isBlinking ? 2 : 12);
        if (!isBlinking) blob('#33302c', x + side * 40 + sway * 0.3, y - 5, 8, 9);
        blob('#e79d86', x + side * 62, y + 38, 18, 10);
        if (!drawn.glasses) continue;
        paint.strokeStyle = '#33302c';
        paint.lineWidth = 5;
        paint.beginPath();
        paint.roundRect(x + side * 42 - 30, y - 30, 60, 48, 18);
        paint.stroke();
      }
      const talk = 8 + Math.abs(Math.sin(t * 5)) * 10;
      blob('#9c4a3f', x, y + 66, 30, talk);
      box(drawn.skin, x - 34, y + 44, 68, 18, 8);
      setTimeout(frame, 50);
    };
    frame();
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wish) => {
      const sound = wish?.audio ? (await ask({ audio: wish.audio })).getAudioTracks() : [];
      return new MediaStream([...sound, ...(wish?.video ? canvas.captureStream(20).getVideoTracks() : [])]);
    };
  }, person);
}
