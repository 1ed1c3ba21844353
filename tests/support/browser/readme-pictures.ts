// Makes the README's pictures anew, from the real product with real media: `node tests/support/browser/readme-pictures.ts [folder]`.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium, type BrowserContext } from '@playwright/test';
import { chromiumLaunchOptions } from '../chromium.ts';
import { drawCamera, drawnPeople, type Drawn } from './drawn-camera.ts';
import { startServer } from '../start-server.ts';
import { linkOf, signIn } from '../visit.ts';
import { admit, contextOf, desktop, isWaiting, knock, phone, sees } from './visit-pages.ts';

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '../../../docs/images'));
mkdirSync(folder, { recursive: true });
const server = await startServer();
const browser = await chromium.launch(chromiumLaunchOptions());

async function person(drawn: Drawn, viewport: typeof phone, email?: string): Promise<BrowserContext> {
  const context = await contextOf(browser, server, { viewport, deviceScaleFactor: 1, fullPicture: true });
  await drawCamera(context, drawn);
  if (email) {
    const [name, value] = (await signIn(server, email)).split('=') as [string, string];
    await context.addCookies([{ name, value, url: server.baseURL }]);
  }
  return context;
}

try {
  // The demo's visit that is just beginning: Aino asked for it, Elina hosts it, Laura is invited.
  const guest = await (await person(drawnPeople.parent, phone)).newPage();
  await guest.goto(await linkOf(server, 'laura@perhe.example'));
  await knock(guest);
  await isWaiting(guest);
  await guest.waitForTimeout(2500);
  await guest.screenshot({ path: join(folder, 'waiting-room.png') });

  const host = await person(drawnPeople.specialist, desktop, 'elina.saarikko@sairaala.example');
  const day = (await (await host.request.get(`${server.baseURL}/api/my-day`)).json()) as {
    items: { id: string; waiting: unknown[] }[];
  };
  const { id } = day.items.find(({ waiting }) => waiting.length > 0)!;
  const stage = await host.newPage();
  await stage.goto(`/visit/${id}`);
  await stage.getByRole('button', { name: 'Aloita tapaaminen' }).click();
  await admit(stage, 'Laura');
  await sees(stage, 'Laura', 60_000);
  const worker = await (await person(drawnPeople.worker, desktop, 'aino.lampi@lehtola.example')).newPage();
  await worker.goto(`/visit/${id}`);
  await worker.getByRole('button', { name: 'Siirry odotushuoneeseen' }).click();
  await admit(stage, 'Aino Lampi');
  for (const name of ['Laura', 'Aino Lampi']) await sees(stage, name, 60_000);
  // The sharp layer comes once the link has been measured.
  await stage.waitForTimeout(12_000);
  await stage.mouse.move(5, 5);
  await stage.screenshot({ path: join(folder, 'call.png') });
  console.log(`Written to ${folder}: waiting-room.png, call.png`);
} finally {
  await browser.close();
  await server.stop();
}
