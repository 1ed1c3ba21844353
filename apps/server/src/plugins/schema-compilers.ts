import buildAjv from '@fastify/ajv-compiler';
import buildSerializers from '@fastify/fast-json-stringify-compiler';
import type { FastifyServerOptions } from 'fastify';
import { saidByNullable } from './may-be-null.ts';

type Compiled = { (data: unknown): unknown; errors?: unknown };
type Compile = (route: { schema: object }) => Compiled;

const validators = buildAjv();
const serializers = buildSerializers();
const checks = new WeakMap<object, Compiled>();
const writers = new WeakMap<object, Compiled>();

/**
 * Compiles a schema when something is first checked or written by it, and once for all routes that name the same one:
 * compiling all of them takes longer than everything else that a start does.
 */
export const schemaController: NonNullable<FastifyServerOptions['schemaController']> = {
  compilersFactory: {
    buildValidator: ((...given: Parameters<typeof validators>) =>
      whenFirstUsed(validators(...given) as unknown as Compile, checks)) as unknown as typeof validators,
    buildSerializer: ((schemas: object, options: object | undefined) => {
      // What a check gains by it is less than it costs to compile: a first reply kept everybody waiting for half a second.
      const ajv = { code: { optimize: false } };
      const compile = serializers(schemas, { ...options, ajv } as never) as Compile;
      const compileLean: Compile = (route) => compile({ ...route, schema: saidByNullable(route.schema) });
      return whenFirstUsed(compileLean, writers);
    }) as unknown as typeof serializers,
  },
};

function whenFirstUsed(compile: Compile, known: WeakMap<object, Compiled>): Compile {
  return (route) => {
    const before = known.get(route.schema);
    if (before) return before;
    let compiled: Compiled | undefined;
    const use: Compiled = (data) => {
      compiled ??= compile(route);
      const result = compiled(data);
      // Where Fastify looks for what a check found.
      use.errors = compiled.errors;
      return result;
    };
    known.set(route.schema, use);
    return use;
  };
}
