import PostalMime from 'postal-mime';
import type { DeliveryReport } from '#domain';

/** Of an honest report: three parts side by side, headers of a few kB. More is refused. */
const limits = { maxNestingDepth: 8, maxHeadersSize: 64 * 1024 };
const statusTypes = new Set(['message/delivery-status', 'message/global-delivery-status']);
const returnedTypes = new Set([
  ...['text/rfc822-headers', 'message/rfc822', 'message/global-headers', 'message/global'],
]);

/** The report that a mail is (RFC 6522); null when it is anything else, such as an answer from somebody on leave or a bounce that somebody passes on. */
export async function reportOfMail(mail: Uint8Array): Promise<DeliveryReport | null> {
  const { headers, attachments } = await PostalMime.parse(mail, {
    ...limits,
    forceRfc822Attachments: true,
    attachmentEncoding: 'utf8',
  });
  const type = headers.find(({ key }) => key === 'content-type')?.value ?? '';
  if (!/^multipart\/report\b/i.test(type)) return null;
  const textOf = (types: ReadonlySet<string>) =>
    attachments.find(({ mimeType }) => types.has(mimeType))?.content as string | undefined;
  const fields = textOf(statusTypes);
  return fields === undefined ? null : { fields, returned: textOf(returnedTypes) ?? '' };
}
