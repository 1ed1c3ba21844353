import { createTransport } from 'nodemailer';
import type { OutboxMessage } from '#db';
import type { Settings } from '../settings.ts';

/** Hands one message to the world; resolves when a server has taken it, rejects with a reason that names no person. */
export type Delivery = (message: OutboxMessage) => Promise<void>;

/** Demo mode without a mail server: messages stay readable at /dev/mailbox and count as sent. */
export const mailboxDelivery: Delivery = () => Promise.resolve();

export function realDelivery(settings: Settings): Delivery {
  const email = settings.smtp ? smtp(settings.smtp.url, settings) : missing('SMTP_URL');
  const sms = settings.sms ? gateway(settings.sms) : missing('SMS_GATEWAY_URL');
  return (message) => (message.channel === 'email' ? email(message) : sms(message));
}

/** In demo mode a channel that has a server uses it; the other lands in the mailbox page. */
export function demoDelivery(settings: Settings): Delivery {
  const real = realDelivery(settings);
  return (message) =>
    (message.channel === 'email' ? settings.smtp : settings.sms) ? real(message) : mailboxDelivery(message);
}

const missing =
  (setting: string): Delivery =>
  () =>
    Promise.reject(new Error(`${setting} is not set`));

/** A server that does not answer for so long is tried again later; meanwhile it would hold up everybody's messages. */
const patienceMs = 10_000;
const patience = { connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: patienceMs };

function smtp(url: string, { mailFrom, publicUrl }: Settings): Delivery {
  const transport = createTransport({ ...patience, url }, { from: mailFrom });
  return async (message) => {
    await transport.sendMail({
      to: message.recipient,
      subject: message.subject,
      text: message.body,
      // The same id on every attempt lets the receiving side drop a repetition.
      messageId: `<${message.id}@${publicUrl.hostname}>`,
      ...(message.calendar === null
        ? {}
        : {
            icalEvent: {
              // As the file itself says: the parts of a message must agree.
              method: /^METHOD:(\w+)/m.exec(message.calendar)?.[1] ?? 'REQUEST',
              filename: 'neuvo.ics',
              content: message.calendar,
            },
          }),
    });
  };
}

/** A generic HTTP gateway: POST {to, text, id} as JSON; any 2xx means taken. */
function gateway({ url, token }: NonNullable<Settings['sms']>): Delivery {
  return async (message) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': message.id,
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify({ id: message.id, to: message.recipient, text: message.body }),
      signal: AbortSignal.timeout(patienceMs),
    });
    if (!response.ok) throw new Error(`the SMS gateway answered ${response.status}`);
  };
}
