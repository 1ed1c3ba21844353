import { createTransport } from 'nodemailer';
import type { OutboxMessage } from '#db';
import type { Settings } from '../settings.ts';
import { letterHtml } from './html.ts';
import { sendSms } from './sms-gateway.ts';

/** Hands one message to the world; resolves when a server has taken it, rejects with a reason that names no person. */
export type Delivery = (message: OutboxMessage) => Promise<void>;

/** Demo mode without a mail server: messages stay readable at /dev/mailbox and count as sent. */
export const mailboxDelivery: Delivery = () => Promise.resolve();

export function realDelivery(settings: Channels): Delivery {
  const email = settings.smtp ? smtp(settings.smtp.url, settings) : missing('SMTP_URL');
  // Z11: nobody waits for a gateway of which there is none; who wrote to somebody learns at once that it does not arrive.
  const sms = settings.sms ? gateway(settings.sms) : missing('SMS_GATEWAY_URL', { isPermanent: true });
  return (message) => (message.channel === 'email' ? email(message) : sms(message));
}

/** In demo mode a channel that has a server uses it; the other lands in the mailbox page. */
export function demoDelivery(settings: Channels): Delivery {
  const real = realDelivery(settings);
  return (message) =>
    (message.channel === 'email' ? settings.smtp : settings.sms) ? real(message) : mailboxDelivery(message);
}

const missing =
  (setting: string, kind = { isPermanent: false }): Delivery =>
  () =>
    Promise.reject(Object.assign(new Error(`${setting} is not set`), kind));

/** A server that does not answer for so long is tried again later; meanwhile it would hold up everybody's messages. */
const patienceMs = 10_000;
const patience = { connectionTimeout: patienceMs, greetingTimeout: patienceMs, socketTimeout: patienceMs };

/** So many connections to the mail server at once; more is what servers take for abuse. */
export const mailConnections = 5;

type Writer = Pick<Settings, 'mailFrom' | 'publicUrl'> & Partial<Pick<Settings, 'mailBounceAddress'>>;
type Channels = Writer & Pick<Settings, 'smtp' | 'sms'>;

function smtp(url: string, { mailFrom, mailBounceAddress, publicUrl }: Writer): Delivery {
  const pool = { pool: true as const, maxConnections: mailConnections, maxMessages: Infinity };
  const transport = createTransport({ ...patience, ...pool, url }, { from: mailFrom });
  return async (message) => {
    await transport.sendMail({
      to: message.recipient,
      subject: message.subject,
      text: message.body,
      html: letterHtml(message.body, message.subject, message.language),
      headers: { 'Content-Language': message.language, 'Auto-Submitted': 'auto-generated' },
      ...(mailBounceAddress && { envelope: { from: mailBounceAddress, to: message.recipient } }),
      // Z9: asked of a server that can; of the letter only its headers come back, without anybody's link.
      dsn: { id: message.id, return: 'headers', notify: ['failure', 'delay'] },
      // The same id on every attempt lets the receiving side drop a repetition, and says which letter came back.
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

const gateway =
  (sms: NonNullable<Settings['sms']>): Delivery =>
  (message) =>
    sendSms(sms, message, patienceMs);
