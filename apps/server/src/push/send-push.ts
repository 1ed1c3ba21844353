import { request } from 'node:https';
import { isIP } from 'node:net';
import webPush from 'web-push';
import type { PushDevice, PushKey } from '#db';
import { checkedAddress, openInternet, type AddressPolicy } from '../external-calendar/checked-address.ts';

/** `gone`: the browser wants no more of these, or is no more. */
export type PushOutcome = 'sent' | 'gone' | 'failed';
export type SendPush = (device: PushDevice, key: PushKey, text: string) => Promise<PushOutcome>;
export type PushPolicy = AddressPolicy & {
  /** In all, from the first look-up to the answer. */
  totalMs: number;
  /** A certificate to trust besides the system's; tests have one of their own. */
  ca?: string;
};

export const realPushPolicy: PushPolicy = { ...openInternet, totalMs: 10_000 };

/** After so long it is no longer worth telling (seconds, RFC 8030); the letter that says the same is there. */
const livesSeconds = 3600;

/**
 * Z6: hands one notification to the server of a browser's maker, encrypted for that browser (RFC 8291), in the name of this
 * installation (RFC 8292). The address came from a browser, so it is looked at like any that a person has typed (X5).
 *
 * @param contact Whom the browser's maker can turn to: a `mailto:` or `https:` address.
 */
export const pushBy =
  (policy: PushPolicy, contact: string): SendPush =>
  async (device, key, text) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), policy.totalMs);
    try {
      const { endpoint, p256dh, auth } = device;
      const { headers, body } = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, text, {
        TTL: livesSeconds,
        urgency: 'high',
        vapidDetails: { subject: contact, ...key },
      });
      const url = new URL(endpoint);
      const ip = await checkedAddress(policy, url, stop.signal);
      return outcomeOf(await post(policy, url, ip, headers, body, stop.signal));
    } catch {
      return 'failed';
    } finally {
      clearTimeout(timer);
    }
  };

/** RFC 8030, section 7.3; 410 is what push services answer in fact. */
const outcomeOf = (status: number): PushOutcome =>
  status === 404 || status === 410 ? 'gone' : status >= 200 && status < 300 ? 'sent' : 'failed';

function post(
  { ca }: PushPolicy,
  url: URL,
  ip: string,
  headers: Record<string, string | number>,
  body: Buffer,
  signal: AbortSignal,
): Promise<number> {
  const name = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const asked = request({
      host: ip,
      port: url.port === '' ? 443 : Number(url.port),
      servername: isIP(name) ? '' : name,
      ...(ca ? { ca } : {}),
      path: url.pathname + url.search,
      method: 'POST',
      headers: { ...headers, host: url.host },
      agent: false,
      signal,
    });
    asked.once('response', (response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    asked.once('error', reject);
    asked.end(body);
  });
}
