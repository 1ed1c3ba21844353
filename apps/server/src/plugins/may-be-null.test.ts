import buildSerializers from '@fastify/fast-json-stringify-compiler';
import { Type } from 'typebox';
import { expect, it } from 'vitest';
import { endpoints, nullable, oneOf, strict, type Endpoint } from '#protocol';
import { saidByNullable } from './may-be-null.ts';

const Child = strict({ name: Type.String(), age: nullable(Type.Integer()) });
const Shape = Type.Union([strict({ side: Type.Integer() }), strict({ radius: Type.Integer() })]);
const schema = strict({
  child: nullable(Child),
  state: nullable(oneOf(['on', 'off'])),
  shape: nullable(Shape),
  many: Type.Array(nullable(Child)),
});
const write = (value: unknown): unknown => {
  const route = { schema: saidByNullable(schema), method: 'GET', url: '/', httpStatus: '200' };
  return JSON.parse(buildSerializers()({}, {})(route)(value as never));
};

it('what may be null is written as it is, and as null', () => {
  const child = { name: 'Laura', age: null };
  const full = { child, state: 'on', shape: { radius: 2 }, many: [child, null, { name: 'Otso', age: 7 }] };
  expect(write(full)).toEqual(full);
  const empty = { child: null, state: null, shape: null, many: [] };
  expect(write(empty)).toEqual(empty);
});

it('what is not in the schema is left out of what may be null too', () => {
  const child = { name: 'Laura', age: 3, diagnosis: 'secret' };
  const shown = {
    child: { name: 'Laura', age: 3 },
    state: null,
    shape: null,
    many: [{ name: 'Laura', age: 3 }],
  };
  expect(write({ child, state: null, shape: null, many: [child], note: 'secret' })).toEqual(shown);
});

it('what must be there is missed inside of what may be null', () => {
  expect(() => write({ child: { age: 3 }, state: null, shape: null, many: [] })).toThrow('name');
});

it('no reply asks for a check of an object that may be null', () => {
  const asks = (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    (isObjectOrNull((value as { anyOf?: { type?: string }[] }).anyOf) ||
      Object.entries(value).some(([key, each]) => key !== 'anyOf' && asks(each)));
  const isObjectOrNull = (choices: { type?: string }[] = []) =>
    choices.map(({ type }) => type).join() === 'object,null';
  const replies = Object.values<Endpoint>(endpoints).flatMap(({ reply }) => reply ?? []);
  expect(replies.some(asks)).toBe(true);
  expect(replies.map(saidByNullable).some(asks)).toBe(false);
});
