import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '#protocol';
import { forged, ofExchange, ofGmail, ofPostfix, withoutId, withoutLetter } from '#support/bounces.ts';
import { slotAt, startTestApp, type TestApp, type Who } from '#support/test-app.ts';
import { readReport } from './bounces/read-report.ts';
import { deliverDue } from './jobs/outbox-job.ts';

const secret = 'a-secret-of-thirty-two-characters';
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ mailBounceSecret: secret, demo: false });
});
afterAll(() => app.close());

const type = 'message/rfc822';
const post = (payload: string | Buffer, headers: object = {}, to = app) =>
  to.http.inject({
    method: 'POST',
    url: '/api/mail/bounces',
    payload,
    headers: { 'content-type': type, authorization: `Bearer ${secret}`, ...headers },
  });
const status = async (...given: Parameters<typeof post>) => (await post(...given)).statusCode;

let weeks = 1;
/** A visit whose letters have left. */
async function visit() {
  const { appointmentId } = await app.book(slotAt(0, weeks++));
  await deliverDue(app.deps);
  const letter = () =>
    app
      .outbox()
      .find((each) => each.appointmentId === appointmentId && each.recipient === 'laura@perhe.example')!;
  const path = `/api/appointments/${appointmentId}`;
  const told = async (who: Who) =>
    ((await app.call(who, 'GET', path)).body as Reply<'readAppointment'>).appointment.participants.find(
      ({ address }) => address === 'laura@perhe.example',
    )?.undelivered;
  return { appointmentId, letter, told, id: letter().id };
}

describe('a letter that comes back [Z9]', () => {
  it('is shown, live, to whoever may change the visit, once however often it is told', async () => {
    const { letter, told, id } = await visit();
    expect([letter().status, await told('aino')]).toEqual(['sent', null]);
    const page = await app.page('aino');
    await page.ask('my-day:watch', {});
    const answer = await post(ofPostfix(id));
    expect([answer.statusCode, answer.body]).toEqual([204, '']);
    await page.until('my-day:changed');
    expect(letter()).toMatchObject({ status: 'failed', lastError: 'DSN 5.1.1', attempts: 1 });
    expect([await told('aino'), await told('elina')]).toEqual(['invitation', 'invitation']);
    const logged = () => app.log.filter((line) => 'event' in line && line.event === 'message-bounced');
    expect(logged()).toMatchObject([{ message: id, code: '5.1.1' }]);
    expect(await status(ofExchange(id))).toBe(204);
    expect([letter().lastError, logged().length]).toEqual(['DSN 5.1.1', 1]);
  });
  it('is known by what Exchange and Gmail send, and by the name of its envelope alone', async () => {
    for (const mail of [ofExchange, ofGmail, withoutLetter]) {
      const { letter, id } = await visit();
      expect(await status(mail(id))).toBe(204);
      expect(letter().status).toBe('failed');
    }
  });
  it('is not sent again, since its text is kept no longer; a new link makes up for it', async () => {
    app.store.write((tx) =>
      tx.$client
        .prepare("UPDATE user_account SET organisation_id = 'org-sairaala' WHERE email LIKE 'mikko%'")
        .run(),
    );
    const { appointmentId, letter, told, id } = await visit();
    await status(ofPostfix(id));
    const { messages } = (await app.call('mikko', 'GET', '/api/outbox')).body as Reply<'listOutbox'>;
    expect(messages.find((each) => each.id === id)).toMatchObject({
      status: 'failed',
      bounced: true,
      lastError: 'DSN 5.1.1',
    });
    expect(await app.call('mikko', 'POST', `/api/outbox/${id}/retry`)).toMatchObject({
      status: 409,
      body: { error: { code: 'letter-returned' } },
    });
    expect([letter().status, letter().body]).toEqual(['failed', '']);
    const to = { channel: 'email', address: 'laura@koti.example' };
    const link = `/api/appointments/${appointmentId}/participants/${letter().participantId}/link`;
    expect((await app.call('aino', 'POST', link, { to })).status).toBe(200);
    await deliverDue(app.deps);
    expect(await told('aino')).toBeUndefined();
  });
  it('that was only delayed, is delivered, is somebody’s answer or is not ours changes nothing and tells nothing', async () => {
    const { letter, id } = await visit();
    const others = [
      ofPostfix(id, { action: 'delayed', status: '4.4.1' }),
      ofPostfix(id, { action: 'delivered', status: '2.0.0' }),
      forged(id),
      withoutId(),
      ofPostfix('not-one-of-our-letters'),
      ofPostfix(`${id}x`),
      ofPostfix("' OR 1=1 --"),
      'no mail at all',
      '\0'.repeat(1000),
      ofExchange(id).slice(0, 900),
    ];
    const before = app.log.length;
    for (const mail of others) {
      const answer = await post(mail);
      expect([answer.statusCode, answer.body]).toEqual([204, '']);
    }
    expect(letter().status).toBe('sent');
    expect(app.log).toHaveLength(before);
  });
  it('that has not left or was refused at once stays as it is', async () => {
    const { appointmentId } = await app.book(slotAt(0, weeks++));
    const letter = app.outbox().find((each) => each.appointmentId === appointmentId)!;
    await status(ofPostfix(letter.id));
    expect(app.outbox().find(({ id }) => id === letter.id)).toMatchObject({
      status: 'waiting',
      lastError: null,
    });
  });
});

describe('the address for mail that bounces [Z9]', () => {
  it('does not exist until there is a secret', async () => {
    const without = await startTestApp();
    expect(await status(ofPostfix('x'), {}, without)).toBe(404);
    await without.close();
  });
  it('takes mail from whoever shows the secret, and makes a guesser wait', async () => {
    const { letter, id } = await visit();
    for (const authorization of [
      '',
      'Bearer',
      secret.slice(1),
      `Bearer ${secret}x`,
      `Bearer ${secret.slice(1)}`,
    ])
      expect(await status(ofPostfix(id), { authorization })).toBe(403);
    for (let n = 0; n < 120; n++) await post('x', { authorization: 'Bearer guess' });
    expect(await status(ofPostfix(id), { authorization: 'Bearer guess' })).toBe(429);
    expect(letter().status).toBe('sent');
    app.clock.now += 60_000;
    expect(await status(ofPostfix(id))).toBe(204);
    expect(letter().status).toBe('failed');
  });
  it('refuses 10 MB, another type and no body, and no other route takes mail', async () => {
    expect(await status(Buffer.alloc(10_000_000, 'x'))).toBe(413);
    for (const other of ['application/json', 'text/plain', 'multipart/form-data; boundary=x'])
      expect(await status('{}', { 'content-type': other })).toBe(400);
    expect(await status('')).toBeLessThan(500);
    const elsewhere = await app.http.inject({
      ...{ method: 'POST', url: '/api/session', payload: ofPostfix('x') },
      headers: { 'content-type': type },
    });
    expect(elsewhere.statusCode).toBe(400);
  });
  it('goes on answering while somebody’s mail takes seconds to read, and gives it up', async () => {
    const slow = Buffer.from(`Content-Type: text/html\n\n${'\n '.repeat(120_000)}`);
    let isRead = false;
    const reading = readReport(slow, 1500).finally(() => (isRead = true));
    expect((await app.call(undefined, 'GET', '/api/health')).status).toBe(200);
    expect(isRead).toBe(false);
    expect(await reading).toBeNull();
    const { letter, id } = await visit();
    expect(await status(ofPostfix(id))).toBe(204);
    expect(letter().status).toBe('failed');
  });
});
