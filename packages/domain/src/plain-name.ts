/** What ends a line or is no sign at all: a name stands in one line. */
const breaks = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
/**
 * What nobody sees, and what turns round the words that stand after it. The joiners of Persian and Indian scripts (U+200C,
 * U+200D) are no ornament there, and stay.
 */
const unseen = /[\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/gu;
const seen = /[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * B4: a name as it is kept and compared: however it was typed or pasted, the same name is the same signs, and takes nobody else's
 * place in a list. Empty where there is nothing to be seen.
 */
export function plainName(text: string): string {
  const name = text.normalize('NFC').replace(unseen, '').replace(breaks, ' ').trim();
  return seen.test(name) ? name : '';
}
