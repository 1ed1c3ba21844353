import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

export type WebHandler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Loads the built pages. Kit reads its settings when it is imported, so they are set first. */
export async function loadWeb(build: URL): Promise<WebHandler> {
  process.env.PROTOCOL_HEADER ??= 'x-forwarded-proto';
  const { handler } = (await import(new URL('handler.js', build).href)) as { handler: WebHandler };
  return handler;
}

/**
 * Pages answer whatever no route has taken. The security headers of Fastify go along, but for its policy: Kit sends its
 * own, with a fresh nonce.
 */
export async function mountWeb(http: FastifyInstance, handler: WebHandler): Promise<void> {
  await http.register(async (web) => {
    web.removeAllContentTypeParsers();
    web.addContentTypeParser('*', (_request, _payload, done) => done(null));
    web.route({
      method: ['GET', 'HEAD', 'POST'],
      url: '/*',
      handler: (request, reply) => {
        reply.hijack();
        request.raw.headers['x-forwarded-proto'] = request.protocol;
        for (const [name, value] of Object.entries(reply.getHeaders()))
          if (value !== undefined && name !== 'content-security-policy') reply.raw.setHeader(name, value);
        // The camera and the microphone are ours to ask for; nobody who frames or is linked gets them.
        reply.raw.setHeader(
          'permissions-policy',
          'camera=(self), microphone=(self), display-capture=(self), fullscreen=(self)',
        );
        handler(request.raw, reply.raw, () => {
          reply.raw.statusCode = 404;
          reply.raw.end();
        });
      },
    });
  });
}
