import { createECDH, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { decrypt } from 'http_ece';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pushDevices, schema, type PushDevice } from '#db';
import { certificate } from '#support/certificate.ts';
import { slotAt, startTestApp, type TestApp, type Who } from '#support/test-app.ts';
import { deliverDue } from './jobs/outbox-job.ts';
import { pushBy, realPushPolicy, type PushPolicy } from './push/send-push.ts';

let app: TestApp;
let told: { endpoint: string; note: Record<string, string> }[];
let outcome: 'sent' | 'gone' | 'failed';
beforeEach(async () => {
  told = [];
  outcome = 'sent';
  app = await startTestApp({
    sendPush: ({ endpoint }, _key, text) => {
      told.push({ endpoint, note: JSON.parse(text) as Record<string, string> });
      return Promise.resolve(outcome);
    },
  });
});
afterEach(() => app.close());

/** What a browser would make: a key pair, and a secret. */
function browser(endpoint: string) {
  const keys = createECDH('prime256v1');
  const auth = randomBytes(16).toString('base64url');
  const p256dh = keys.generateKeys().toString('base64url');
  return { keys, auth, subscription: { endpoint, p256dh, auth } };
}
const turnOn = (who: Who, endpoint = `https://push.example/${who}`) =>
  app.call(who, 'POST', '/api/push', browser(endpoint).subscription);
const devices = () => app.store.read((tx) => tx.select().from(schema.pushDevice).all());

describe('notifications [Z6]', () => {
  it('tell a specialist’s browser of a booking, without the child, a name or a secret link', async () => {
    await turnOn('elina');
    await turnOn('johan');
    const { appointmentId } = await app.book(slotAt(0));
    await deliverDue(app.deps);
    expect(told.map(({ endpoint }) => endpoint)).toEqual(['https://push.example/elina']);
    const { note } = told[0]!;
    expect(note.path).toBe(`/requests/${appointmentId}`);
    expect(note.title).toMatch(/^Etäkonsultaatio /);
    for (const secret of ['O.L.', 'Laura', 'Aino', '/v#', 'psykiatri'])
      expect(JSON.stringify(note)).not.toContain(secret);
  });
  it('tell that somebody waits, without saying who, and lead to the visit', async () => {
    await turnOn('elina');
    const { appointmentId } = await app.book(slotAt(0));
    app.deps.live.emit('arrival', 'user-elina', appointmentId, 'Laura');
    app.deps.live.emit('arrival', 'user-johan', appointmentId, 'Laura');
    expect(told).toHaveLength(1);
    expect(told[0]!.note).toMatchObject({ title: 'Sinua odotetaan', path: `/visit/${appointmentId}` });
    expect(JSON.stringify(told)).not.toContain('Laura');
  });
  it('are forgotten where the browser is no more, and kept where only the way was bad', async () => {
    await turnOn('elina');
    outcome = 'failed';
    await app.book(slotAt(0));
    await deliverDue(app.deps);
    expect(devices()).toHaveLength(1);
    outcome = 'gone';
    await app.book(slotAt(1));
    await deliverDue(app.deps);
    expect(devices()).toEqual([]);
  });
  it('belong to whoever turned them on last in a browser, and are turned off by nobody else', async () => {
    const shared = 'https://push.example/shared';
    await turnOn('elina', shared);
    await turnOn('johan', shared);
    const [johan] = devices();
    expect([devices().length, johan!.userId]).toEqual([1, 'user-johan']);
    await app.call('elina', 'POST', '/api/push/remove', { endpoint: shared });
    expect(devices()).toHaveLength(1);
    await app.call('johan', 'POST', '/api/push/remove', { endpoint: shared });
    expect(devices()).toEqual([]);
  });
  it('end with the account, and ten browsers are all that one has', async () => {
    for (let n = 0; n < 12; n++) {
      app.clock.now += 1000;
      await turnOn('sanna', `https://push.example/${n}`);
    }
    expect(devices()).toHaveLength(10);
    expect(devices().map(({ endpoint }) => endpoint)).not.toContain('https://push.example/0');
    const out = await app.call('mikko', 'POST', '/api/people/user-sanna/active', { active: false });
    expect(out.status).toBe(200);
    expect(devices()).toEqual([]);
  });
  it('refuse an address that is no browser maker’s, and keys that are none', async () => {
    const { subscription } = browser('http://push.example/a');
    expect((await app.call('elina', 'POST', '/api/push', subscription)).status).toBe(400);
    const short = { ...subscription, endpoint: 'https://push.example/a', auth: 'A'.repeat(20) };
    expect((await app.call('elina', 'POST', '/api/push', short)).status).toBe(400);
    expect((await app.call(undefined, 'GET', '/api/push')).status).toBe(401);
    expect(devices()).toEqual([]);
  });
});

describe('the way to a browser maker’s server [Z6] [X5]', () => {
  const key = () => {
    const keys = createECDH('prime256v1');
    const publicKey = keys.generateKeys().toString('base64url');
    // One key in 256 begins with a zero, which Node leaves out.
    const privateKey = Buffer.from(keys.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url');
    return { publicKey, privateKey };
  };
  const policy: PushPolicy = {
    ...realPushPolicy,
    ca: certificate.cert,
    isAllowed: (address) => address === '127.0.0.1',
    resolve: () => Promise.resolve(['127.0.0.1']),
  };
  const device = (endpoint: string, { p256dh, auth }: { p256dh: string; auth: string }): PushDevice => ({
    ...{ id: 'd', userId: 'u', organisationId: 'o', createdAt: 0, endpoint, p256dh, auth },
  });

  it('carries what only that browser can read, signed, and hears that it is gone', async () => {
    let seen: { headers: IncomingHttpHeaders; body: Buffer } | undefined;
    let status = 201;
    const server = createServer(certificate, (request, response) => {
      void buffer(request).then((body) => {
        seen = { headers: request.headers, body };
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { keys, auth, subscription } = browser(`https://calendar.test:${port}/abc`);
    const send = pushBy(policy, 'mailto:neuvo@example.fi');
    const to = device(subscription.endpoint, subscription);
    try {
      expect(await send(to, key(), 'Sinua odotetaan')).toBe('sent');
      expect(seen!.headers).toMatchObject({ ttl: '3600', 'content-encoding': 'aes128gcm' });
      expect(seen!.headers.authorization).toMatch(/^vapid t=/);
      expect(seen!.body.includes('odotetaan')).toBe(false);
      const text = decrypt(seen!.body, { version: 'aes128gcm', privateKey: keys, authSecret: auth });
      expect(text.toString()).toBe('Sinua odotetaan');
      status = 410;
      expect(await send(to, key(), 'x')).toBe('gone');
      status = 500;
      expect(await send(to, key(), 'x')).toBe('failed');
    } finally {
      server.closeAllConnections();
      server.close();
    }
    expect(await send(to, key(), 'x')).toBe('failed');
  });
  it('never leads into our own network, and keeps one key for good', async () => {
    const { subscription } = browser('https://127.0.0.1:3000/');
    const send = pushBy(realPushPolicy, 'mailto:neuvo@example.fi');
    expect(await send(device(subscription.endpoint, subscription), key(), 'x')).toBe('failed');
    const keyOf = async (who: Who) =>
      ((await app.call(who, 'GET', '/api/push')).body as { publicKey: string }).publicKey;
    expect(await keyOf('elina')).toBe(await keyOf('johan'));
    expect(app.store.read((tx) => pushDevices.key(tx))!.publicKey).toBe(await keyOf('elina'));
  });
});
