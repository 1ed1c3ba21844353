import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '#domain';
import { schema, type OutboxMessage } from '#db';
import { slotAt, startTestApp, type TestApp } from '#support/test-app.ts';
import { deliverDue } from './outbox-job.ts';

let app: TestApp;
let sent: OutboxMessage[];
let broken: boolean;

async function start(demo: boolean) {
  app = await startTestApp({
    demo,
    delivery: async (message) => {
      if (broken)
        throw Object.assign(new Error('421 busy, said laura@perhe.example'), {
          code: 'ECONNECTION',
          responseCode: 421,
        });
      sent.push(message);
    },
  });
  await app.book(slotAt(0));
}
beforeEach(() => {
  sent = [];
  broken = false;
});
afterEach(() => app.close());

const states = () => app.outbox().map(({ status, attempts }) => `${status} ${attempts}`);

describe('the outbox', () => {
  it('sends each message once', async () => {
    await start(true);
    await deliverDue(app.deps);
    await deliverDue(app.deps);
    expect(sent).toHaveLength(3);
    expect(states()).toEqual(['sent 1', 'sent 1', 'sent 1']);
  });
  it('tries again later and later while the mail server is down, and loses nothing', async () => {
    await start(true);
    broken = true;
    await deliverDue(app.deps);
    await deliverDue(app.deps);
    expect(states()).toEqual(['waiting 1', 'waiting 1', 'waiting 1']);
    app.clock.now += 2 * minuteMs;
    await deliverDue(app.deps);
    expect(states()).toEqual(['waiting 2', 'waiting 2', 'waiting 2']);
    app.clock.now += hourMs;
    broken = false;
    await deliverDue(app.deps);
    expect(sent).toHaveLength(3);
  });
  it('gives up visibly, and an administrator can try again', async () => {
    await start(true);
    broken = true;
    for (let n = 0; n < 12; n++) {
      await deliverDue(app.deps);
      app.clock.now += hourMs;
    }
    expect((await app.call(undefined, 'GET', '/api/health')).body).toMatchObject({
      outbox: { waiting: 0, failed: 3 },
    });
    const [failed] = app.outbox();
    expect(failed?.lastError).toBe('ECONNECTION 421');
    app.store.write((tx) => tx.update(schema.userAccount).set({ organisationId: 'org-sairaala' }).run());
    expect(await app.call('mikko', 'POST', `/api/outbox/${failed!.id}/retry`)).toMatchObject({ status: 200 });
    broken = false;
    await deliverDue(app.deps);
    expect(sent.map(({ id }) => id)).toEqual([failed!.id]);
  });
  it('keeps no text of what was sent in a real installation: it holds somebody’s link', async () => {
    await start(false);
    await deliverDue(app.deps);
    expect(app.outbox().map(({ body, calendar }) => [body, calendar])).toEqual([
      ['', null],
      ['', null],
      ['', null],
    ]);
    expect((await app.call(undefined, 'GET', '/api/dev/mailbox')).status).toBe(404);
  });
});
