import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { err, ok, type ExternalProblem, type Result } from '#domain';
import { checkedAddress, openInternet, type AddressPolicy } from './checked-address.ts';
import { FetchProblem, readText } from './read-text.ts';

/** What is known of the file from the last time, so that an unchanged one need not be sent again. */
export type Known = { etag: string | null; lastModified: string | null };
export type Fetched =
  { kind: 'unchanged' } | { kind: 'file'; text: string; etag: string | null; lastModified: string | null };
export type FetchCalendar = (address: string, known: Known) => Promise<Result<Fetched, ExternalProblem>>;

export type FetchPolicy = AddressPolicy & {
  /** X5: more than any calendar of a person, also after decompression. */
  maxBytes: number;
  /** X5: in all, from the first look-up to the last byte. */
  totalMs: number;
  maxRedirects: number;
  /** A certificate to trust besides the system's; tests have one of their own. */
  ca?: string;
};

export const realPolicy = (allowHttp: boolean): FetchPolicy => ({
  ...openInternet,
  allowHttp,
  maxBytes: 5_000_000,
  totalMs: 10_000,
  maxRedirects: 3,
});

/**
 * X5: gets a file from an address that a person has typed. The name is looked up here, every address that it has must be
 * allowed, and the connection goes to the very address that was looked at, so that a second answer of the name server
 * changes nothing. Each redirect is looked at anew. Nothing of ours goes along: no cookie, no credentials, no referrer.
 */
export const fetchBy =
  (policy: FetchPolicy): FetchCalendar =>
  async (address, known) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(new FetchProblem('too-slow')), policy.totalMs);
    try {
      return ok(await follow(policy, address, known, stop.signal));
    } catch (error) {
      if (stop.signal.aborted) return err('too-slow');
      // What the network says may hold addresses; only the kind of trouble goes on.
      return err(error instanceof FetchProblem ? error.problem : 'unreachable');
    } finally {
      clearTimeout(timer);
      stop.abort();
    }
  };

async function follow(
  policy: FetchPolicy,
  first: string,
  known: Known,
  signal: AbortSignal,
): Promise<Fetched> {
  let url = new URL(first);
  for (let redirects = 0; redirects <= policy.maxRedirects; redirects++) {
    const ip = await checkedAddress(policy, url, signal);
    const response = await open(policy, url, ip, known, signal);
    const status = response.statusCode ?? 0;
    const { location } = response.headers;
    if (status >= 300 && status < 400 && status !== 304 && location !== undefined) {
      response.destroy();
      if (!URL.canParse(location, url.href)) throw new FetchProblem('server-error');
      url = new URL(location, url);
      continue;
    }
    if (status === 304) {
      response.destroy();
      return { kind: 'unchanged' };
    }
    if (status !== 200) {
      response.destroy();
      throw new FetchProblem(problemOf(status));
    }
    const text = await readText(response, policy.maxBytes);
    return { kind: 'file', text, etag: tag(response, 'etag'), lastModified: tag(response, 'last-modified') };
  }
  throw new FetchProblem('too-many-redirects');
}

function problemOf(status: number): ExternalProblem {
  if (status === 404 || status === 410) return 'not-found';
  return status === 401 || status === 403 ? 'not-allowed' : 'server-error';
}

/** A server's word about a version; one that is oddly long is not worth keeping. */
function tag(response: IncomingMessage, name: 'etag' | 'last-modified'): string | null {
  const value = response.headers[name];
  return value !== undefined && value.length <= 200 ? value : null;
}

function open(
  policy: FetchPolicy,
  url: URL,
  ip: string,
  { etag, lastModified }: Known,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const isTls = url.protocol === 'https:';
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const headers: Record<string, string> = {
    host: url.host,
    accept: 'text/calendar, */*;q=0.1',
    'accept-encoding': 'gzip',
    'user-agent': 'Neuvo calendar',
  };
  if (etag !== null) headers['if-none-match'] = etag;
  if (lastModified !== null) headers['if-modified-since'] = lastModified;
  return new Promise((resolve, reject) => {
    const send = isTls ? httpsRequest : httpRequest;
    const asked = send({
      // The address that was checked; the name is for the certificate and for the server's choice of site.
      host: ip,
      port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
      ...(isTls ? { servername: isIP(name) ? '' : name, ...(policy.ca ? { ca: policy.ca } : {}) } : {}),
      path: url.pathname + url.search,
      method: 'GET',
      headers,
      agent: false,
      signal,
      maxHeaderSize: 16_384,
    });
    asked.once('response', resolve);
    asked.once('error', reject);
    asked.end();
  });
}
