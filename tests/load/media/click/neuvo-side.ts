import { io, type Socket } from 'socket.io-client';
import type { Page } from '@playwright/test';
import type { Whereabouts } from '#protocol';
import { startServer } from '../../../support/start-server.ts';
import { bookVisit, signIn } from '../../../support/visit.ts';
import { bundlePage, type Side } from './sides.ts';

/**
 * The whole product with one worker, through its own signalling: guests of one visit whom its host has admitted. One
 * sends, `receivers` receive, and one more joins through the real page for click to first frame.
 */
export async function neuvoSide(name: string): Promise<Side> {
  // On the address that it announces, as the bare harness: on all addresses a machine that is its own client answers from
  // another one than was asked, and the browser tries the next path only 50 ms later.
  const env = { MEDIA_WORKERS: '1', MEDIA_LISTEN_IP: '127.0.0.1', LOG_LEVEL: 'error' };
  const server = await startServer({ env });
  const guests = Array.from({ length: 2 }, (_, index) => `Vieras ${index}`);
  const visit = await bookVisit(server, { guests, startsInMin: 1 });
  const tokens = visit.guests.map(({ token }) => token);
  const host = await admitAll(
    server.baseURL,
    await signIn(server, visit.host.email),
    visit.appointmentId,
    tokens,
  );
  const health = (await (await fetch(`${server.baseURL}/api/health`)).json()) as {
    workers: { pid: number }[];
  };
  const script = await bundlePage('neuvo-page.ts');

  // Any page of the origin will do: the people in it speak to the server by themselves.
  const run = async (page: Page, what: 'send' | 'receive', who: string[]) => {
    await page.goto(`${server.baseURL}/sign-in`);
    await page.evaluate(script);
    await page.evaluate(
      ([method, people]) =>
        (window as never as { load: Record<string, (people: string[]) => Promise<void>> }).load[method]!(
          people,
        ),
      [what, who] as const,
    );
  };
  return {
    name,
    pids: [server.pid, ...health.workers.map(({ pid }) => pid)],
    send: (page) => run(page, 'send', [tokens[0]!]),
    receive: (page, count) => run(page, 'receive', tokens.slice(1, 1 + count)),
    async beforeClick(page) {
      await page.goto(visit.guests.at(-1)!.link);
      await page.getByRole('button', { name: 'Kokeile kameraa ja ääntä' }).click();
      await page.locator('video').first().waitFor();
      return 'button:has-text("Siirry odotushuoneeseen")';
    },
    stop() {
      // It would try to come back for ever, and keep the benchmark from ending.
      host.close();
      return server.stop();
    },
  };
}

/** Lets every guest in once; from then on each walks straight in, as after a reload. */
async function admitAll(
  baseURL: string,
  cookie: string,
  appointmentId: string,
  tokens: string[],
): Promise<Socket> {
  const enter = (auth: object, extraHeaders: Record<string, string> = {}) => {
    const socket = io(baseURL, { transports: ['websocket'], auth, extraHeaders, forceNew: true });
    const ask = (name: string, data: object) =>
      socket.emitWithAck('request', { name, data }) as Promise<{ data: Whereabouts }>;
    return { socket, ask, enter: () => ask('visit:enter', { appointmentId, tabId: 'bench', version: 1 }) };
  };
  const host = enter({}, { cookie });
  await host.enter();
  for (const token of tokens) {
    const guest = enter({ token });
    const { data } = await guest.enter();
    await host.ask('waiting-room:admit', { participantId: data.participantId });
    guest.socket.close();
  }
  // The host stays as a connection without media.
  return host.socket;
}
