// A duty queue in which very many wait: one is taken, and everybody's place is another.
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { io as connectSocket } from 'socket.io-client';
import { hashSecret, newId, newSecret, schema } from '#db';
import { socialService, startTestApp, type TestApp } from '#support/test-app.ts';
import { atMost, type Row } from '../report.ts';
import { share } from '../scheduling/timing.ts';

type Crowd = { port: number; tokens: string[] };
/** To the crowd: how often everybody is to be told. From it: it stands, and when each of a round was told, on the common clock. */
type Told = { ready: true } | { at: number[] };

/**
 * p99 over all who go on waiting and all rounds, in ms from the press of “next” to the new place in the page's socket. The
 * server has a core of its own: the sockets of those who wait are in another thread.
 */
export async function places(quick: boolean): Promise<Row> {
  const [waiting, rounds] = quick ? [200, 3] : [2000, 20];
  const app = await startTestApp();
  try {
    await openQueue(app);
    const tokens = Array.from({ length: waiting }, newSecret);
    app.store.write((tx) =>
      tokens.forEach((token, index) =>
        tx
          .insert(schema.dutyPlace)
          .values({
            ...{ id: newId(), organisationId: 'org-suvanto', serviceId: socialService, number: 1000 + index },
            ...{ tokenHash: hashSecret(token), name: '', language: 'fi', ageGroup: '16+', company: 'adult' },
            ...{ concern: 'other', urgency: 'routine', since: app.clock.now + index, status: 'waiting' },
          })
          .run(),
      ),
    );
    const crowd = new Worker(new URL(import.meta.url), { workerData: { port: app.port, tokens } });
    const next = () => new Promise<Told>((resolve) => void crowd.once('message', resolve));
    const failed = new Promise<never>((_, reject) => void crowd.once('error', reject));
    await Promise.race([next(), failed]);
    const took: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const told = next();
      const before = Date.now();
      const { status, body } = await app.call('sanna', 'POST', `/api/duty/${socialService}/next`);
      if (status !== 200) throw new Error(`taking the next was refused: ${JSON.stringify(body)}`);
      const { at } = (await told) as { at: number[] };
      took.push(...at.map((each) => each - before));
      const { current } = body as { current: { id: string } };
      const finished = next();
      await app.call('sanna', 'POST', `/api/duty-places/${current.id}/finish`, {});
      crowd.postMessage('settled');
      await finished;
    }
    await crowd.terminate();
    const p99 = share(
      took.sort((a, b) => a - b),
      0.99,
    );
    return atMost(`${waiting} wait for immediate help, one is taken: everybody's place, p99`, p99, 'ms', 150);
  } finally {
    await app.close();
  }
}

/** A queue with Sanna on duty. */
async function openQueue(app: TestApp): Promise<void> {
  const settings = {
    ...{ active: true, graceMinutes: 5, alarmMinutes: 15, maxWaiting: 30, aloneFrom: '16+' },
    ...{
      fallbackServiceId: null,
      hasCallBack: false,
      hours: { fi: '', sv: '', en: '', se: '' },
      personIds: [],
    },
  };
  const opened = await app.call('mikko', 'PUT', `/api/managed-services/${socialService}/duty`, {
    settings,
    basedOn: 0,
  });
  await app.page('sanna');
  const shift = await app.call('sanna', 'PUT', `/api/duty/${socialService}/shift`, { state: 'on' });
  if (opened.status !== 200 || shift.status !== 200)
    throw new Error(`no duty: ${JSON.stringify([opened.body, shift.body])}`);
}

/** Pages of those who wait. A round is over when each of them has been told another place than before. */
async function wait({ port, tokens }: Crowd): Promise<void> {
  const places = new Map<number, number>();
  let at: number[] = [];
  const stand = (index: number, token: string) =>
    new Promise<void>((resolve, reject) => {
      const socket = connectSocket(`http://127.0.0.1:${port}/number`, {
        ...{ transports: ['websocket'], reconnection: false, forceNew: true, auth: { token } },
      });
      socket.once('connect_error', reject);
      socket.on('notice', ({ data }: { data: { state: string; place?: number } }) => {
        const place = data.state === 'waiting' ? data.place : undefined;
        if (place === undefined) {
          // Taken: not one of those who wait any more.
          places.delete(index);
        } else {
          if (places.has(index) && places.get(index) !== place) at.push(Date.now());
          places.set(index, place);
        }
        resolve();
        if (places.size > 0 && at.length === places.size) {
          parentPort!.postMessage({ at });
          at = [];
        }
      });
    });
  for (let index = 0; index < tokens.length; index += 50)
    await Promise.all(tokens.slice(index, index + 50).map((token, n) => stand(index + n, token)));
  parentPort!.on('message', () => parentPort!.postMessage({ ready: true }));
  parentPort!.postMessage({ ready: true });
}

if (!isMainThread) await wait(workerData as Crowd);
