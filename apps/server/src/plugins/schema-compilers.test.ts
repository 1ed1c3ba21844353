import buildAjv from '@fastify/ajv-compiler';
import buildSerializers from '@fastify/fast-json-stringify-compiler';
import Fastify from 'fastify';
import { expect, it } from 'vitest';
import { endpoints, type Endpoint } from '#protocol';
import { schemaController } from './schema-compilers.ts';

it.each(Object.entries<Endpoint>(endpoints))('every schema of %s compiles', (_, endpoint) => {
  const check = buildAjv()({}, { customOptions: { removeAdditional: false, coerceTypes: false } });
  const write = buildSerializers()({}, {});
  for (const schema of [endpoint.params, endpoint.query, endpoint.body])
    if (schema) expect(check({ schema } as never)).toBeTypeOf('function');
  if (endpoint.reply)
    expect(write({ schema: endpoint.reply, method: 'GET', url: '/', httpStatus: '200' })).toBeTypeOf(
      'function',
    );
});

it('what is wrong with a body is told at the first and at every later time, and not after it is right again', async () => {
  const app = Fastify({ schemaController });
  const body = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };
  const response = { 200: { type: 'object', properties: { told: { type: 'string' } } } };
  for (const url of ['/a', '/b'])
    app.post(url, { schema: { body, response } }, () => ({ told: 'yes', secret: 'no' }));
  for (const url of ['/a', '/b', '/a']) {
    const wrong = await app.inject({ method: 'POST', url, payload: {} });
    expect(wrong).toMatchObject({ statusCode: 400 });
    expect(wrong.json()).toMatchObject({ message: "body must have required property 'name'" });
    const right = await app.inject({ method: 'POST', url, payload: { name: 'Laura' } });
    expect(right.json()).toEqual({ told: 'yes' });
  }
});
