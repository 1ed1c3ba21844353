import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';
import { FetchProblem } from './read-text.ts';

export type AddressPolicy = {
  resolve: (host: string) => Promise<string[]>;
  isAllowed: (address: string) => boolean;
  allowHttp: boolean;
};

/** What stands in the open internet, under TLS. */
export const openInternet: AddressPolicy = {
  resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  isAllowed: isPublicAddress,
  allowHttp: false,
};

/**
 * X5: the address to connect to for a URL that somebody else has chosen. The name is looked up here, and every address that it
 * has must be allowed.
 *
 * @throws FetchProblem `address-refused` or `unreachable`.
 */
export async function checkedAddress(policy: AddressPolicy, url: URL, signal: AbortSignal): Promise<string> {
  const isHttp = url.protocol === 'http:' && policy.allowHttp;
  if ((url.protocol !== 'https:' && !isHttp) || url.username !== '' || url.password !== '')
    throw new FetchProblem('address-refused');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const found = isIP(host) ? [host] : await orAborted(policy.resolve(host), signal);
  if (found.length === 0) throw new FetchProblem('unreachable');
  // One private address among public ones is enough to refuse: which of them answers is the name server's to say.
  if (!found.every(policy.isAllowed)) throw new FetchProblem('address-refused');
  return found.find((each) => isIP(each) === 4) ?? found[0]!;
}

const orAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
    ),
  ]);
