// Many clients that ask at once, in a thread of their own: what they cost is not what the server costs.
import { Agent, request } from 'node:http';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

export type Answer = { status: number; ms: number };
type Asked = { port: number; cookie: string; path: string; bodies: unknown[] };

/** One POST from each client, all at once; each has had its connection open, as a browser has that shows the page. */
export function askAtOnce(asked: Asked): Promise<Answer[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: asked });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

async function askAll({ port, cookie, path, bodies }: Asked): Promise<Answer[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: bodies.length, maxFreeSockets: bodies.length });
  const send = (method: string, to: string, body?: string) =>
    new Promise<Answer>((resolve, reject) => {
      const before = performance.now();
      const headers = { cookie, ...(body && { 'content-type': 'application/json' }) };
      request({ host: '127.0.0.1', port, method, path: to, agent, headers }, (response) => {
        response.resume();
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, ms: performance.now() - before }),
        );
      })
        .once('error', reject)
        .end(body);
    });
  const texts = bodies.map((body) => JSON.stringify(body));
  await Promise.all(texts.map(() => send('GET', '/api/session')));
  const answers = await Promise.all(texts.map((text) => send('POST', path, text)));
  agent.destroy();
  return answers;
}

if (!isMainThread) parentPort!.postMessage(await askAll(workerData as Asked));
