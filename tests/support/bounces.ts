/** Mails as the servers of the world send them when a letter of ours, under this id, does not arrive. */
const lines = (...each: string[]) => each.join('\r\n');
const report = (boundary: string, ...parts: string[]) =>
  lines(
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status;`,
    `\tboundary="${boundary}"`,
    '',
    'This is a MIME-encapsulated message.',
    '',
    ...parts.flatMap((part) => [`--${boundary}`, part, '']),
    `--${boundary}--`,
    '',
  );
const messageId = (id: string) => `Message-ID: <${id}@neuvo.example.fi>`;

type Said = { action?: string; status?: string };

/** Postfix: the headers under text/rfc822-headers, the envelope's id only if it was given one. */
export const ofPostfix = (id: string, { action = 'failed', status = '5.1.1' }: Said = {}) =>
  lines(
    'Return-Path: <>',
    'Date: Mon, 23 Nov 2026 08:01:02 +0200 (EET)',
    'From: MAILER-DAEMON@mail.example.fi (Mail Delivery System)',
    'Subject: Undelivered Mail Returned to Sender',
    'To: neuvo-bounces@example.fi',
    'Auto-Submitted: auto-replied',
    'Message-Id: <20261123060102.4CqX3y1mPzz9s@mail.example.fi>',
    report(
      '4CqX3y0Wqzz9r.1795413662/mail.example.fi',
      lines(
        'Content-Description: Notification',
        'Content-Type: text/plain; charset=us-ascii',
        '',
        'This is the mail system at host mail.example.fi.',
        '',
        '<laura@perhe.example>: host mx.perhe.example[192.0.2.7] said: 550 5.1.1',
        '    <laura@perhe.example>: Recipient address rejected: User unknown (in reply to',
        '    RCPT TO command)',
      ),
      lines(
        'Content-Description: Delivery report',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; mail.example.fi',
        'X-Postfix-Queue-ID: 4CqX3y0Wqzz9r',
        'X-Postfix-Sender: rfc822; neuvo-bounces@example.fi',
        'Arrival-Date: Mon, 23 Nov 2026 08:01:01 +0200 (EET)',
        '',
        'Final-Recipient: rfc822; laura@perhe.example',
        'Original-Recipient: rfc822;laura@perhe.example',
        `Action: ${action}`,
        `Status: ${status}`,
        'Remote-MTA: dns; mx.perhe.example',
        'Diagnostic-Code: smtp; 550 5.1.1 <laura@perhe.example>: Recipient address',
        '    rejected: User unknown',
      ),
      lines(
        'Content-Description: Undelivered Message Headers',
        'Content-Type: text/rfc822-headers',
        '',
        'Return-Path: <neuvo-bounces@example.fi>',
        'From: Neuvo <neuvo@example.fi>',
        'To: laura@perhe.example',
        'Subject: =?UTF-8?Q?Kutsu_et=C3=A4vastaanotolle?=',
        messageId(id),
        'Auto-Submitted: auto-generated',
      ),
    ),
  );

/** Exchange: folded fields, the whole letter back, an address of its own for the report. */
export const ofExchange = (id: string, { action = 'failed', status = '5.1.10' }: Said = {}) =>
  lines(
    'From: <postmaster@kunta.example>',
    'To: <neuvo-bounces@example.fi>',
    'Content-Language: fi-FI',
    'Message-ID: <b7c1f0de-6d0f-4a4e-9f0c-0c33a1a7d0f4@kunta.example>',
    'In-Reply-To: <unrelated@kunta.example>',
    'Subject: Undeliverable: Kutsu',
    'X-MS-Exchange-Message-Is-Ndr:',
    report(
      'f1a2c3d4-8f57-4f51-8ca0-4f4c05b2b9a1',
      lines(
        'Content-Type: multipart/alternative; differences=Content-Type;',
        '\tboundary="0b9f-alt"',
        '',
        '--0b9f-alt',
        'Content-Type: text/plain; charset="us-ascii"',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        "Your message to laura@perhe.example couldn't be delivered.=20",
        '',
        '--0b9f-alt',
        'Content-Type: text/html; charset="us-ascii"',
        '',
        "<html><body><p>Your message couldn't be delivered.</p></body></html>",
        '',
        '--0b9f-alt--',
      ),
      lines(
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns;HE1PR0702MB.eurprd07.prod.outlook.example',
        'Received-From-MTA: dns;mail.example.fi',
        'Arrival-Date: Mon, 23 Nov 2026 06:01:02 +0000',
        '',
        'Final-Recipient: rfc822;laura@perhe.example',
        `Action: ${action}`,
        `Status: ${status}`,
        'Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient',
        ' not found by SMTP address lookup',
        'X-Display-Name: laura@perhe.example',
      ),
      lines(
        'Content-Type: message/rfc822',
        '',
        'Received: from mail.example.fi (192.0.2.1) by HE1PR0702MB',
        ' with Microsoft SMTP Server; Mon, 23 Nov 2026 06:01:02 +0000',
        'From: Neuvo <neuvo@example.fi>',
        'To: <laura@perhe.example>',
        'Message-ID:',
        `\t<${id}@neuvo.example.fi>`,
        'MIME-Version: 1.0',
        'Content-Type: multipart/alternative; boundary="ours"',
        '',
        '--ours',
        'Content-Type: text/plain; charset=utf-8',
        '',
        'Message-ID: <not-this-one@neuvo.example.fi>',
        '',
        '--ours--',
      ),
    ),
  );

/** Gmail: an HTML part with a picture, headers of its own after the status, and Unix line ends. */
export const ofGmail = (id: string, { action = 'failed', status = '5.1.1' }: Said = {}) =>
  lines(
    'From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>',
    'To: neuvo-bounces@example.fi',
    'Subject: Delivery Status Notification (Failure)',
    `References: <${id}@neuvo.example.fi>`,
    'X-Failed-Recipients: laura@perhe.example',
    'Message-ID: <65613f2e.170a0220.f1d0a.1f4c.GMR@mx.google.example>',
    report(
      '000000000000f0e1d2060ac8a1b2',
      lines(
        'Content-Type: multipart/related; boundary="000000000000f0e1d7060ac8a1bb"',
        '',
        '--000000000000f0e1d7060ac8a1bb',
        'Content-Type: text/html; charset="UTF-8"',
        '',
        "<html><body><b>Address not found</b> Your message wasn't delivered</body></html>",
        '',
        '--000000000000f0e1d7060ac8a1bb',
        'Content-Type: image/png; name="icon.png"',
        'Content-Disposition: attachment; filename="icon.png"',
        'Content-Transfer-Encoding: base64',
        'Content-ID: <icon.png>',
        '',
        'iVBORw0KGgo=',
        '',
        '--000000000000f0e1d7060ac8a1bb--',
      ),
      lines(
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; googlemail.example',
        'Arrival-Date: Sun, 22 Nov 2026 22:01:02 -0800 (PST)',
        `X-Original-Message-ID: <${id}@neuvo.example.fi>`,
        '',
        'Final-Recipient: rfc822; laura@perhe.example',
        `Action: ${action}`,
        `Status: ${status}`,
        'Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.',
        'Last-Attempt-Date: Sun, 22 Nov 2026 22:01:03 -0800 (PST)',
      ),
      lines(
        'Content-Type: message/rfc822',
        '',
        'Return-Path: <neuvo-bounces@example.fi>',
        'From: Neuvo <neuvo@example.fi>',
        messageId(id),
        'Subject: Kutsu',
        '',
        '----- Message truncated -----',
      ),
    ),
  ).replaceAll('\r\n', '\n');

/** A server that gives nothing of the letter back, only the id that its envelope had. */
export const withoutLetter = (id: string) =>
  lines(
    'From: <>',
    report(
      'x',
      lines(
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; mx.perhe.example',
        `Original-Envelope-Id: ${id}`,
        '',
        'Final-Recipient: rfc822; laura@perhe.example',
        'Action: Failed (mailbox is gone)',
        'Status: 5.2.1 (disabled)',
      ),
    ),
  );

/** Neither a Message-ID of ours nor an envelope's. */
export const withoutId = () => withoutLetter('').replace('Original-Envelope-Id: \r\n', '');

/** Somebody on leave, who quotes what they answer; or who writes a bounce by hand. */
export const forged = (id: string) =>
  lines(
    'From: laura@perhe.example',
    'To: neuvo-bounces@example.fi',
    'Subject: Re: Undelivered Mail Returned to Sender',
    `In-Reply-To: <${id}@neuvo.example.fi>`,
    'Content-Type: text/plain',
    '',
    'Content-Type: message/delivery-status',
    '',
    'Action: failed',
    'Status: 5.1.1',
    messageId(id),
    '',
  );

/** A real bounce that somebody passes on to us, as an attachment. */
export const passedOn = (id: string) =>
  lines(
    'From: laura@perhe.example',
    'Content-Type: multipart/mixed; boundary=outer',
    '',
    '--outer',
    'Content-Type: message/rfc822',
    '',
    ofPostfix(id),
    '--outer--',
    '',
  );

/** What a command of an alias reads: Unix line ends, and a first line as in a mailbox file. */
export const piped = (mail: string) =>
  `From MAILER-DAEMON  Mon Nov 23 08:01:02 2026\n${mail.replaceAll('\r\n', '\n')}`;
