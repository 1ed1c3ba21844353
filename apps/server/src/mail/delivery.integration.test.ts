import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SMTPServer } from 'smtp-server';
import { hourMs, minuteMs } from '#domain';
import { ofPostfix } from '#support/bounces.ts';
import { slotAt, startTestApp, type TestApp } from '#support/test-app.ts';
import { deliverDue } from '../jobs/outbox-job.ts';
import type { Settings } from '../settings.ts';
import { realDelivery } from './delivery.ts';

/** `from` and `asked`: what its envelope said, with the parameters. */
type Mail = { to: string[]; from: string; asked: Record<string, unknown>; source: string };

/** A mail server with real SMTP on the loopback, that refuses whom it is told to. */
async function startMailServer(port = 0, offers: { hideDSN?: boolean } = {}) {
  const mails: Mail[] = [];
  const refused = new Set<string>();
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    ...offers,
    // Our pool keeps its connections open.
    closeTimeout: 50,
    onRcptTo: ({ address }, _session, done) =>
      done(refused.has(address) ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null),
    onData: (stream, session, done) => {
      let source = '';
      stream.on('data', (chunk: Buffer) => (source += chunk.toString('utf8')));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? '' : mailFrom.address;
        const asked = { ...(mailFrom && mailFrom.args), ...rcptTo[0]?.args };
        mails.push({ to: rcptTo.map(({ address }) => address), from, asked, source });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return { mails, refused, url, stop: () => new Promise<void>((resolve) => server.close(resolve)) };
}

const mailBounceSecret = 'a-secret-of-thirty-two-characters';
let app: TestApp;
let mail: Awaited<ReturnType<typeof startMailServer>>;
beforeEach(async () => {
  mail = await startMailServer();
  app = await startTestApp({ mailBounceSecret });
});
afterEach(async () => {
  await app.close();
  await mail.stop();
});

const sending = (more: Partial<Pick<Settings, 'sms'>> = {}) => {
  const settings = { ...app.deps.settings, smtp: { url: mail.url }, sms: undefined, ...more };
  return { ...app.deps, settings, delivery: realDelivery(settings) };
};
const states = () => app.outbox().map(({ status, attempts }) => `${status} ${attempts}`);
const header = ({ source }: Mail, name: string) =>
  new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, 'im').exec(source)?.[1];

describe('mail', () => {
  it('is text, HTML and a calendar entry, in the language of its reader', async () => {
    await app.book(slotAt(0), {
      guests: [{ name: '<b>Laura</b>', channel: 'email', address: 'laura@perhe.example', language: 'sv' }],
    });
    await deliverDue(sending());
    const toLaura = mail.mails.find(({ to }) => to.includes('laura@perhe.example'))!;
    expect([header(toLaura, 'Content-Language'), header(toLaura, 'Auto-Submitted')]).toEqual([
      ...['sv', 'auto-generated'],
    ]);
    for (const part of ['text/plain', 'text/html', 'text/calendar'])
      expect(toLaura.source).toContain(`Content-Type: ${part}`);
    expect(toLaura.source).toContain('METHOD:REQUEST');
    const html = /text\/html[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(toLaura.source)![1]!.replace(/=\r\n/g, '');
    expect(html).toContain('&#60;b&#62;Laura&#60;/b&#62;');
    expect(html).not.toContain('<b>Laura');
  });
  it('has the same id when it is sent again because the server died before it was marked', async () => {
    await app.book(slotAt(0));
    const deps = sending();
    const [message] = app.outbox();
    await deps.delivery(message!);
    await deliverDue(deps);
    const ids = mail.mails.map((each) => header(each, 'Message-ID'));
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(3);
    await deliverDue(deps);
    expect(mail.mails).toHaveLength(4);
  });
  it('is delayed and not lost by a mail server that is down for an hour', async () => {
    await app.book(slotAt(0));
    const port = Number(new URL(mail.url).port);
    await mail.stop();
    const deps = sending();
    for (let minute = 0; minute < 60; minute++) {
      await deliverDue(deps);
      app.clock.now += minuteMs;
    }
    expect(app.outbox().every(({ status, attempts }) => status === 'waiting' && attempts < 8)).toBe(true);
    mail = await startMailServer(port);
    app.clock.now += hourMs;
    await deliverDue(deps);
    expect(mail.mails.flatMap(({ to }) => to).sort()).toEqual(
      app
        .outbox()
        .map(({ recipient }) => recipient)
        .sort(),
    );
    expect(app.outbox().map(({ status }) => status)).toEqual(['sent', 'sent', 'sent']);
  });
  it('to an address that is refused is given up at once and told; the others arrive', async () => {
    await app.book(slotAt(0), {
      guests: [{ name: 'Laura', channel: 'email', address: 'nobody@perhe.example', language: 'fi' }],
    });
    mail.refused.add('nobody@perhe.example');
    await deliverDue(sending());
    expect(states().sort()).toEqual(['failed 1', 'sent 1', 'sent 1']);
    expect(app.outbox().find(({ status }) => status === 'failed')?.lastError).toBe('EENVELOPE 550');
  });
});

describe('mail that comes back [Z9]', () => {
  const mailBounceAddress = 'neuvo-bounces@example.fi';
  const sendOne = async (more: { mailBounceAddress?: string } = {}) => {
    await app.book(slotAt(0));
    const settings = { ...app.deps.settings, ...more, smtp: { url: mail.url }, sms: undefined };
    await deliverDue({ ...app.deps, settings, delivery: realDelivery(settings) });
    expect(states()).toEqual(['sent 1', 'sent 1', 'sent 1']);
    return mail.mails.find(({ to }) => to.includes('laura@perhe.example'))!;
  };
  const laurasLetter = () => app.outbox().find(({ recipient }) => recipient === 'laura@perhe.example')!;
  it('goes to an address of its own, while the sender that people see stays', async () => {
    const sent = await sendOne({ mailBounceAddress });
    expect([sent.from, header(sent, 'From')]).toEqual([mailBounceAddress, 'Neuvo <neuvo@example.fi>']);
    // This server offers no reports: nothing is asked of it.
    expect(sent.asked).not.toHaveProperty('ENVID');
  });
  it('goes to the sender where no other address is set', async () => {
    expect((await sendOne()).from).toBe('neuvo@example.fi');
  });
  it('is asked for under the letter’s id, of a server that can, without the letter’s text', async () => {
    await mail.stop();
    mail = await startMailServer(0, { hideDSN: false });
    const sent = await sendOne({ mailBounceAddress });
    const { id } = laurasLetter();
    expect(sent.asked).toMatchObject({ ENVID: id, RET: 'HDRS', NOTIFY: 'FAILURE,DELAY' });
    expect(header(sent, 'Message-ID')).toBe(`<${id}@localhost>`);
  });
  it('comes back from a server that took it, and is known by its own headers', async () => {
    const sent = await sendOne({ mailBounceAddress });
    const { id } = laurasLetter();
    const headers = sent.source.slice(0, sent.source.indexOf('\r\n\r\n'));
    const report = ofPostfix('x').replace('Message-ID: <x@neuvo.example.fi>', headers);
    const answer = await app.http.inject({
      ...{ method: 'POST', url: '/api/mail/bounces', payload: report },
      headers: { 'content-type': 'message/rfc822', authorization: `Bearer ${mailBounceSecret}` },
    });
    expect([answer.statusCode, laurasLetter().status]).toEqual([204, 'failed']);
    // It is not taken up again by itself.
    app.clock.now += hourMs;
    await deliverDue(sending());
    expect(app.outbox().find((each) => each.id === id)).toMatchObject({ status: 'failed', attempts: 1 });
  });
});

describe('a text message', () => {
  type Asked = { headers: Record<string, unknown>; body: Record<string, unknown> };
  let asked: Asked[];
  let answer: number;
  const gateway = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      asked.push({ headers: request.headers, body: JSON.parse(text) as Asked['body'] });
      response.writeHead(answer).end('{}');
    });
  });
  const start = async (format: 'generic' | 'gatewayapi') => {
    await app.book(slotAt(0), {
      guests: [{ name: 'Laura', channel: 'sms', address: '040 123 4567', language: 'fi' }],
    });
    const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/rest/mtsms`;
    return sending({ sms: { url, token: 'secret', format, sender: 'Neuvo' } });
  };
  beforeEach(async () => {
    [asked, answer] = [[], 200];
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => gateway.close(resolve)));

  it('goes to a plain gateway with its id, so that a repetition is known', async () => {
    await deliverDue(await start('generic'));
    const [{ headers, body }] = asked as [Asked];
    expect(headers).toMatchObject({ authorization: 'Bearer secret', 'idempotency-key': body.id });
    expect(body).toMatchObject({ to: '+358401234567' });
  });
  it.each([
    ['Tapaaminen ma 23.11. klo 14.30: https://neuvo.example/v#a_b-c', 'UTF8'],
    ['Deaivvadeapmi skábmamánus, čále', 'UCS2'],
  ])('goes to GatewayAPI in its own form: %s as %s', async (text, encoding) => {
    const deps = await start('gatewayapi');
    await deps.delivery({ ...app.outbox().find(({ channel }) => channel === 'sms')!, body: text });
    const [{ headers, body }] = asked as [Asked];
    expect(headers.authorization).toBe('Token secret');
    expect(body).toMatchObject({ sender: 'Neuvo', recipients: [{ msisdn: 358401234567 }], encoding });
    expect(body.message).toBe(text);
  });
  it('is tried again when the gateway is busy, and given up when it will never take the number', async () => {
    const deps = await start('generic');
    const sms = () => app.outbox().find(({ channel }) => channel === 'sms')!;
    answer = 503;
    await deliverDue(deps);
    expect(sms()).toMatchObject({ status: 'waiting', attempts: 1 });
    answer = 422;
    app.clock.now += hourMs;
    await deliverDue(deps);
    expect(sms()).toMatchObject({ status: 'failed', attempts: 2 });
  });
  it('[Z11] is given up at once without a gateway, so that whoever wrote it is told', async () => {
    await start('generic');
    await deliverDue(sending());
    expect(app.outbox().find(({ channel }) => channel === 'sms')).toMatchObject({
      ...{ status: 'failed', attempts: 1, lastError: 'SMS_GATEWAY_URL is not set' },
    });
  });
});
