import { afterEach, beforeEach, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { hourMs, minuteMs } from '#domain';
import { schema, type OutboxMessage } from '#db';
import { slotAt, startTestApp, type TestApp } from '#support/test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.close());

const ask = (address: string) => app.call(undefined, 'POST', '/api/lost-link', { address });
/** What is sent after the answer is there by the next turn of the loop. */
async function sent(): Promise<OutboxMessage[]> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  return app.outbox().filter(({ kind }) => kind === 'new-link');
}
const tokenIn = ({ body }: Pick<OutboxMessage, 'body'>) => /\/v#([\w-]+)/.exec(body)![1]!;
const opens = async (token: string) => (await app.call({ token }, 'GET', '/api/guest/visit')).status === 200;

it('[J6] a new link comes by e-mail and by text message, and the old one stops working', async () => {
  const { tokens } = await app.book(slotAt(0), {
    guests: [
      { name: 'Laura Virta', channel: 'email', address: 'laura@perhe.example', language: 'fi' },
      { name: 'Matti Virta', channel: 'sms', address: '040 123 4567', language: 'se' },
    ],
  });
  expect(await ask('  LAURA@perhe.example ')).toMatchObject({ status: 200, body: {} });
  const [mail, ...more] = await sent();
  expect([mail?.recipient, more]).toEqual(['laura@perhe.example', []]);
  expect([await opens(tokens[0]!), await opens(tokens[1]!), await opens(tokenIn(mail!))]).toEqual([
    ...[false, true, true],
  ]);
  await ask('+358 40 1234567');
  expect((await sent()).map(({ recipient }) => recipient)).toContain('+358401234567');
  expect(await opens(tokens[1]!)).toBe(false);
  const log = app.store.read((tx) => tx.select().from(schema.auditEvent).all());
  expect(log.filter(({ action }) => action === 'renew-link').map(({ actorKind }) => actorKind)).toEqual([
    ...['system', 'system'],
  ]);
});
it('[J6] the answer is the same for an address that is nobody’s, and for one whose visits are over or cancelled', async () => {
  const { appointmentId } = await app.book(slotAt(0));
  const known = app.store.read((tx) =>
    tx.select().from(schema.participant).where(eq(schema.participant.kind, 'guest')).all(),
  );
  const address = known[0]!.address!;
  expect(await ask('nobody@perhe.example')).toMatchObject({ status: 200, body: {} });
  expect(await ask('+358 50 000 0000')).toMatchObject({ status: 200, body: {} });
  await app.call('aino', 'POST', `/api/appointments/${appointmentId}/cancel`, {
    ...{ reason: 'wrong-time', note: '' },
  });
  expect(await ask(address)).toMatchObject({ status: 200, body: {} });
  expect(await sent()).toEqual([]);
  for (const wrong of ['', 'laura', '12', '"><script>alert(1)</script>@x.fi'])
    expect(await ask(wrong)).toMatchObject({ status: 422 });
});
it('[J6] one address is not filled with letters, and one network does not try out addresses', async () => {
  const { tokens } = await app.book(slotAt(0), {
    guests: [{ name: 'Laura Virta', channel: 'email', address: 'laura@perhe.example', language: 'fi' }],
  });
  for (let n = 0; n < 5; n++) await ask('laura@perhe.example');
  const [first] = await sent();
  expect(await sent()).toHaveLength(1);
  app.clock.now += 10 * minuteMs;
  await ask('laura@perhe.example');
  expect(await sent()).toHaveLength(2);
  expect([await opens(tokens[0]!), await opens(tokenIn(first!))]).toEqual([false, false]);
  for (let n = 0; n < 14; n++) await ask(`somebody${n}@perhe.example`);
  const refused = await ask('laura@perhe.example');
  expect(refused).toMatchObject({ status: 429, body: { error: { code: 'too-many-attempts' } } });
  app.clock.now += hourMs;
  expect((await ask('laura@perhe.example')).status).toBe(200);
});
it('[J6] who is in the visit is not put out by somebody who knows their address', async () => {
  const { tokens } = await app.book(slotAt(0), {
    guests: [{ name: 'Laura Virta', channel: 'email', address: 'laura@perhe.example', language: 'fi' }],
  });
  app.clock.now = slotAt(0) - 5 * minuteMs;
  const page = await app.page({ token: tokens[0]! });
  await page.enter(null);
  await ask('laura@perhe.example');
  const [mail] = await sent();
  expect([await opens(tokens[0]!), await opens(tokenIn(mail!)), page.socket.connected]).toEqual([
    ...[true, true, true],
  ]);
});
it('[J6] [G8] a network is one network, whichever of its IPv6 addresses is asked from', async () => {
  const from = async (address: string) => {
    const headers = { 'x-forwarded-for': address };
    const payload = { address: 'nobody@perhe.example' };
    return (await app.http.inject({ method: 'POST', url: '/api/lost-link', headers, payload })).statusCode;
  };
  for (let n = 1; n <= 20; n++) expect(await from(`2a00:1190:1:2:${n}::${n}`)).toBe(200);
  expect([await from('2a00:1190:1:2::ffff'), await from('2a00:1190:1:3::1')]).toEqual([429, 200]);
});
