import { Type } from 'typebox';

/** Building blocks that HTTP bodies and socket messages share. Every text has an end, so that no message is unbounded. */
export const Id = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' });
/** The end of the last year that a schedule can be about (`isLocalDate`): beyond it days are no days to the time-zone library. */
const lastAt = Date.UTC(2200, 0, 1) - 1;
export const At = Type.Integer({ minimum: 0, maximum: lastAt, description: 'UTC milliseconds' });
/** The same in an address, where every number is a text: none later than 2191, so that all that are let in are days (see `At`). */
export const AtText = Type.String({ pattern: '^([1-6]\\d{12}|\\d{1,12})$' });
/** What people write. Without NUL, which nobody types and before which a database takes a text to end. */
export const textOf = (maxLength: number) => Type.String({ maxLength, pattern: '^[^\\u0000]*$' });
export const ShortText = textOf(200);
export const LongText = textOf(20_000);
export const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });

export const strict = <T extends Record<string, import('typebox').TSchema>>(properties: T) =>
  Type.Object(properties, { additionalProperties: false });
export const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>(Type.Enum([...values] as string[]));
export const nullable = <T extends import('typebox').TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
