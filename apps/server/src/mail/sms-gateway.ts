import { isBasicText } from '#messages/text-message-parts';
import type { OutboxMessage } from '#db';
import type { Settings } from '../settings.ts';

type Sms = NonNullable<Settings['sms']>;
type Asked = { authorization: string | undefined; body: unknown };

/** How each kind of gateway is asked to send one message; all take it as JSON in a POST. */
const formats: Record<Sms['format'], (sms: Sms, message: OutboxMessage) => Asked> = {
  generic: ({ token }, { id, recipient, body }) => ({
    authorization: token && `Bearer ${token}`,
    body: { id, to: recipient, text: body },
  }),
  /** GatewayAPI: POST /rest/mtsms, numbers without a plus, and told when a text is beyond the GSM alphabet. */
  gatewayapi: ({ token, sender }, { id, recipient, body }) => ({
    authorization: token && `Token ${token}`,
    body: {
      sender,
      message: body,
      recipients: [{ msisdn: Number(recipient.replace('+', '')) }],
      userref: id,
      encoding: isBasicText(body) ? 'UTF8' : 'UCS2',
    },
  }),
};

/**
 * Hands one message to the gateway; resolves when it answers 2xx. The same idempotency key goes with every attempt.
 *
 * @param patienceMs How long it may take to answer.
 */
export async function sendSms(sms: Sms, message: OutboxMessage, patienceMs: number): Promise<void> {
  const { authorization, body } = formats[sms.format](sms, message);
  const response = await fetch(sms.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': message.id,
      ...(authorization && { authorization }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(patienceMs),
  });
  await response.body?.cancel();
  if (!response.ok)
    throw Object.assign(new Error(`the SMS gateway answered ${response.status}`), {
      // A number that it will never take, unlike a token that is wrong or a gateway that is busy.
      isPermanent: response.status === 422,
    });
}
