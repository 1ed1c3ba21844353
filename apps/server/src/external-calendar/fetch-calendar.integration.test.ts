import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { certificate } from '#support/certificate.ts';
import { fetchBy, realPolicy, type FetchPolicy } from './fetch-calendar.ts';

const calendar = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n${'X-PAD:1\r\n'.repeat(20)}END:VCALENDAR\r\n`;
const fresh = { etag: null, lastModified: null };
let servers: (Server & { closeAllConnections(): void })[] = [];
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers = [];
});

async function serve(handle: RequestListener, isTls = false): Promise<number> {
  const server = isTls ? createTlsServer(certificate, handle) : createServer(handle);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** The real policy, in which this machine's loopback is let through; everything else that is not public stays out. */
const policy = (changes: Partial<FetchPolicy> = {}): FetchPolicy => {
  const real = realPolicy(true);
  return {
    ...real,
    isAllowed: (address) => address === '127.0.0.1' || real.isAllowed(address),
    resolve: (host) =>
      Promise.resolve(
        {
          'calendar.test': ['127.0.0.1'],
          'inside.test': ['10.0.0.5'],
          'two.test': ['127.0.0.1', '10.0.0.5'],
        }[host] ?? [],
      ),
    totalMs: 1500,
    ...changes,
  };
};
const get = (
  address: string,
  changes: Partial<FetchPolicy> = {},
  known = fresh as Parameters<ReturnType<typeof fetchBy>>[1],
) => fetchBy(policy(changes))(address, known);

describe('a calendar is fetched [X5]', () => {
  it('over http and https, as it is or packed, with nothing of ours but what every browser says', async () => {
    const headers: object[] = [];
    const handle: RequestListener = (request, response) => {
      headers.push(request.headers);
      response.setHeader('etag', '"1"').setHeader('set-cookie', 'a=b');
      if (request.url === '/packed')
        return void response.setHeader('content-encoding', 'gzip').end(gzipSync(calendar));
      response.end(calendar);
    };
    const [port, tlsPort] = [await serve(handle), await serve(handle, true)];
    const file = { ok: true, value: { kind: 'file', text: calendar, etag: '"1"', lastModified: null } };
    expect(await get(`http://calendar.test:${port}/a.ics?key=1`)).toEqual(file);
    expect(await get(`http://calendar.test:${port}/packed`)).toEqual(file);
    expect(await get(`https://calendar.test:${tlsPort}/a.ics`, { ca: certificate.cert })).toEqual(file);
    for (const each of headers)
      expect(Object.keys(each).sort()).toEqual([
        'accept',
        'accept-encoding',
        'connection',
        'host',
        'user-agent',
      ]);
  });
  it('only from a server that proves who it is', async () => {
    const port = await serve((_request, response) => response.end(calendar), true);
    expect(await get(`https://calendar.test:${port}/`)).toEqual({ ok: false, error: 'unreachable' });
    const other = { ca: certificate.cert, resolve: () => Promise.resolve(['127.0.0.1']) };
    expect(await get(`https://other.test:${port}/`, other)).toEqual({ ok: false, error: 'unreachable' });
  });
  it('not again when it has not changed', async () => {
    const port = await serve((request, response) => {
      response.statusCode = request.headers['if-none-match'] === '"1"' ? 304 : 200;
      response.end(response.statusCode === 304 ? undefined : calendar);
    });
    const known = { etag: '"1"', lastModified: 'Tue, 24 Nov 2026 07:00:00 GMT' };
    expect(await get(`http://calendar.test:${port}/`, {}, known)).toEqual({
      ok: true,
      value: { kind: 'unchanged' },
    });
  });
  it('after three redirects at most', async () => {
    const port = await serve((request, response) => {
      const n = Number(request.url!.slice(1));
      if (n === 0) return void response.end(calendar);
      response.writeHead(302, { location: `/${n - 1}` }).end();
    });
    expect(await get(`http://calendar.test:${port}/3`)).toMatchObject({ ok: true });
    expect(await get(`http://calendar.test:${port}/4`)).toEqual({ ok: false, error: 'too-many-redirects' });
  });
  it.each([
    [404, 'not-found'],
    [410, 'not-found'],
    [401, 'not-allowed'],
    [403, 'not-allowed'],
    [500, 'server-error'],
    [204, 'server-error'],
  ])('answers %i with what it means', async (status, problem) => {
    const port = await serve((_request, response) => response.writeHead(status).end());
    expect(await get(`http://calendar.test:${port}/`)).toEqual({ ok: false, error: problem });
  });
});

describe('an address is refused [X5]', () => {
  let asked = 0;
  const counting = () =>
    serve((_request, response) => {
      asked++;
      response.end(calendar);
    });
  const refused = { ok: false, error: 'address-refused' };

  it('when it is this machine, by whatever name or number, unless the policy says otherwise', async () => {
    asked = 0;
    const port = await counting();
    const real = realPolicy(true);
    for (const host of [
      '127.0.0.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '0x7f.1',
      '2130706433',
      'localhost',
      '0.0.0.0',
    ])
      expect([host, await fetchBy(real)(`http://${host}:${port}/`, fresh)]).toEqual([host, refused]);
    const rebound = { ...real, resolve: () => Promise.resolve(['127.0.0.1']) };
    expect(await fetchBy(rebound)(`http://innocent.example:${port}/`, fresh)).toEqual(refused);
    expect(asked).toBe(0);
  });
  it('when one of several addresses of its name is private', async () => {
    expect(await get('http://two.test:1/')).toEqual(refused);
    expect(await get('http://inside.test/')).toEqual(refused);
  });
  it('when it redirects to a private address, to another scheme or to one with credentials', async () => {
    for (const location of [
      'http://10.0.0.5/',
      'http://inside.test/',
      'http://169.254.169.254/latest/meta-data/',
      'http://[fd00::1]/',
      'file:///etc/passwd',
      'ftp://calendar.test/',
      'http://user:password@calendar.test/',
    ]) {
      const port = await serve((_request, response) => response.writeHead(301, { location }).end());
      expect([location, await get(`http://calendar.test:${port}/`)]).toEqual([location, refused]);
    }
  });
  it('when it is http, or leads there, and no developer has allowed it', async () => {
    const port = await serve((_request, response) => response.end(calendar));
    const tls = await serve(
      (_request, response) => response.writeHead(302, { location: `http://calendar.test:${port}/` }).end(),
      true,
    );
    const strict = { allowHttp: false, ca: certificate.cert };
    expect(await get(`http://calendar.test:${port}/`, strict)).toEqual(refused);
    expect(await get(`https://calendar.test:${tls}/`, strict)).toEqual(refused);
  });
  it('looks a name up once for each connection, and connects to what it looked at', async () => {
    const port = await counting();
    asked = 0;
    let lookups = 0;
    // A name server that changes its mind: the second answer would be somebody's inner network.
    const resolve = () => Promise.resolve(lookups++ === 0 ? ['127.0.0.1'] : ['10.0.0.5']);
    expect(await get(`http://calendar.test:${port}/`, { resolve })).toMatchObject({ ok: true });
    expect([lookups, asked]).toEqual([1, 1]);
  });
  it('when its name leads nowhere', async () => {
    const resolve = () => Promise.reject(new Error('ENOTFOUND'));
    expect(await get('http://nowhere.test/', { resolve })).toEqual({ ok: false, error: 'unreachable' });
    expect(await get('http://unknown.test/')).toEqual({ ok: false, error: 'unreachable' });
  });
});

describe('what a server sends is bounded [X5]', () => {
  it('ends a body that says it has 200 MB before any of it is read', async () => {
    let sent = 0;
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 200_000_000 });
      response.write(calendar, () => (sent += calendar.length));
    });
    expect(await get(`http://calendar.test:${port}/`)).toEqual({ ok: false, error: 'too-large' });
    expect(sent).toBeLessThan(1000);
  });
  it('ends a body that never ends, without keeping it', async () => {
    let sent = 0;
    const port = await serve((_request, response) => {
      response.write(calendar);
      const more = () => {
        while (!response.destroyed) {
          sent += 65_536;
          if (!response.write(Buffer.alloc(65_536, 'X-PAD:1\r\n'))) return void response.once('drain', more);
        }
      };
      more();
    });
    const before = process.memoryUsage().arrayBuffers;
    expect(await get(`http://calendar.test:${port}/`, { totalMs: 20_000 })).toEqual({
      ok: false,
      error: 'too-large',
    });
    expect(sent).toBeLessThan(30_000_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000);
  });
  it('ends a small file that unpacks to 200 MB', async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from(calendar), Buffer.alloc(200_000_000, 32)]));
    expect(bomb.length).toBeLessThan(300_000);
    const port = await serve((_request, response) =>
      response.setHeader('content-encoding', 'gzip').end(bomb),
    );
    const before = process.memoryUsage().arrayBuffers;
    expect(await get(`http://calendar.test:${port}/`, { totalMs: 20_000 })).toEqual({
      ok: false,
      error: 'too-large',
    });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000);
  });
  it('ends a server that drips: its head, its body, or nothing at all', async () => {
    const drip = await serve((_request, response) => {
      response.write(calendar);
      const timer = setInterval(() => response.write('X'), 50);
      response.once('close', () => clearInterval(timer));
    });
    const silent = await serve(() => undefined);
    const head = await serve((request) => {
      request.socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => request.socket.write('X-Drip: 1\r\n'), 50);
      request.socket.once('close', () => clearInterval(timer));
    });
    for (const port of [drip, silent, head]) {
      // None of them ends by itself.
      expect(await get(`http://calendar.test:${port}/`, { totalMs: 400 })).toEqual({
        ok: false,
        error: 'too-slow',
      });
    }
    const resolve = () => new Promise<string[]>(() => undefined);
    expect(await get('http://calendar.test/', { resolve, totalMs: 300 })).toEqual({
      ok: false,
      error: 'too-slow',
    });
  });
  it('counts the time over all redirects', async () => {
    const port = await serve((request, response) => {
      const n = Number(request.url!.slice(1));
      setTimeout(() => response.writeHead(302, { location: `/${n + 1}` }).end(), 250);
    });
    expect(await get(`http://calendar.test:${port}/0`, { totalMs: 600 })).toEqual({
      ok: false,
      error: 'too-slow',
    });
  });
  it('refuses what is no calendar: a page, a picture, nothing, a packing that is none', async () => {
    const answers: [string, string | Buffer, string?][] = [
      ['a page', `<!doctype html><title>Sign in</title>${'x'.repeat(500)}`],
      ['a page that quotes one', `<pre>${calendar}</pre>`],
      ['bytes', Buffer.alloc(5000, 255)],
      ['nothing', ''],
      ['no gzip', calendar, 'gzip'],
      ['brotli', calendar, 'br'],
    ];
    for (const [what, body, encoding] of answers) {
      const port = await serve((_request, response) => {
        if (encoding) response.setHeader('content-encoding', encoding);
        response.end(body);
      });
      expect([what, await get(`http://calendar.test:${port}/`)]).toEqual([
        what,
        { ok: false, error: 'not-a-calendar' },
      ]);
    }
  });
  it('takes a calendar with a mark of its byte order', async () => {
    const port = await serve((_request, response) => response.end(`\uFEFF\r\n${calendar}`));
    expect(await get(`http://calendar.test:${port}/`)).toMatchObject({ ok: true });
  });
  it('stops when a body is cut off', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': 100_000 });
      response.write(calendar, () => response.destroy());
    });
    expect(await get(`http://calendar.test:${port}/`)).toEqual({ ok: false, error: 'unreachable' });
  });
});
