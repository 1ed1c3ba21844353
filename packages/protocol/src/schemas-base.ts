import { Type } from 'typebox';

/** Building blocks that HTTP bodies and socket messages share. Every text has an end, so that no message is unbounded. */
export const Id = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' });
export const At = Type.Integer({ minimum: 0, maximum: 8.64e15, description: 'UTC milliseconds' });
export const ShortText = Type.String({ maxLength: 200 });
export const LongText = Type.String({ maxLength: 20_000 });
export const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });

export const strict = <T extends Record<string, import('typebox').TSchema>>(properties: T) =>
  Type.Object(properties, { additionalProperties: false });
export const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>(Type.Enum([...values] as string[]));
export const nullable = <T extends import('typebox').TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
