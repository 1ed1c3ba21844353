/** ST14: tells a spreadsheet that the text is UTF-8; without it Excel shows Ã¤ for ä. */
export const csvStart = '\uFEFF';

/**
 * ST14: one field. A spreadsheet takes what begins with one of these, also behind blanks and quotation marks, for a formula
 * and runs it; an apostrophe before it makes it a text.
 */
const couldRun = /^[\s"'\uFEFF\u200B-\u200F\u202A-\u202E\u2060-\u2069]*[=+\-@\t\r\n|%＝＋－＠]/u;

/** A number of ours is in no danger and stays one, with the comma that goes with the semicolons. */
export function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value).replace('.', ',');
  const safe = couldRun.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** A line of fields. Finnish and Swedish spreadsheets divide at semicolons, since commas are in their numbers. */
export const csvLine = (fields: readonly (string | number)[]): string =>
  `${fields.map(csvField).join(';')}\r\n`;
