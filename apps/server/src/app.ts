import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import Fastify, {
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import helmet from 'helmet';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Deps } from './deps.ts';
import { registerErrors, statusOf, toProtocolError } from './plugins/errors.ts';
import { networkOf } from './plugins/network.ts';
import { isOwnOrigin } from './plugins/origin.ts';
import { schemaController } from './plugins/schema-compilers.ts';
import { startNotifier } from './push/notifier.ts';
import { Refusal } from './refusal.ts';
import { buildHandlers } from './routes/handlers.ts';
import { registerEndpoints, requireAccess } from './routes/route.ts';
import type { SystemDeps } from './routes/system.ts';
import type { DutyLines } from './signalling/duty-lines.ts';
import { openSockets } from './signalling/socket-edge.ts';
import { VisitRegistry } from './signalling/visit-registry.ts';
import { mountWeb, type WebHandler } from './web.ts';

export type AppParts = {
  deps: Deps;
  system: Omit<SystemDeps, 'isOnline' | 'presence' | 'here'>;
  web?: WebHandler;
};
export type App = { http: FastifyInstance; registry: VisitRegistry; duty: DutyLines };

/** The largest honest body is a request with every field full. */
const bodyLimit = 256 * 1024;
/** Milliseconds for all of it to come: a full one over 20 kbit/s. Without an end a client that stops half-way keeps its place for good. */
const requestTimeout = 120_000;

const isOfApi = ({ url }: FastifyRequest): boolean => url.startsWith('/api/');

/** What a middleware sets on every answer, put together once. */
function headersSetBy(middleware: ReturnType<typeof helmet>): Record<string, string> {
  const headers: Record<string, string> = {};
  const answer = {
    setHeader: (name: string, value: string) => (headers[name] = value),
    removeHeader: () => {},
  };
  middleware({} as IncomingMessage, answer as unknown as ServerResponse, () => {});
  return headers;
}

/** Wires everything together: plugins, then routes, then sockets, then pages. Tests build the same app. */
export async function buildApp({ deps, system, web }: AppParts): Promise<App> {
  const registry = new VisitRegistry(deps);
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
    hsts: deps.settings.publicUrl.protocol === 'https:',
  });
  const protecting = headersSetBy(protect);
  const http = Fastify({
    loggerInstance: deps.log,
    // Fastify's own request lines carry addresses; ours carry ids only.
    logController: new LogController({ disableRequestLogging: true }),
    // A request's id would stand in no other line.
    childLoggerFactory: (log) => log,
    trustProxy: deps.settings.trustProxy,
    forceCloseConnections: true,
    bodyLimit,
    requestTimeout,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: false } },
    schemaController,
    // An address that is none comes to no route and no hook; it is answered in the same way all the same.
    frameworkErrors: (thrown, _request, reply: FastifyReply) => {
      const error = toProtocolError(thrown);
      const headers = { ...protecting, 'cache-control': 'no-store' };
      void reply.status(statusOf(error)).headers(headers).send({ error });
    },
  });
  startNotifier(deps);
  registerErrors(http);
  requireAccess(http);
  await http.register(cookie);
  http.addHook('onRequest', (request, reply, done) => {
    if (!isOfApi(request)) return protect(request.raw, reply.raw, done as () => void);
    // The same headers, handed to Node with all others at the end: setting each by itself costs three times as much.
    reply.headers(protecting);
    done();
  });
  // A whole municipality may share one address, so this only stops a flood; sign-in has a throttle of its own.
  await http.register(rateLimit, {
    max: 6000,
    timeWindow: 60_000,
    keyGenerator: (request) => networkOf(request.ip),
    allowList: (request) => !isOfApi(request),
  });
  http.addHook('onRequest', (request, _reply, done) => {
    const safe = request.method === 'GET' || request.method === 'HEAD';
    const isOwn = safe || isOwnOrigin(request.headers.origin, request.headers.host, deps.settings.publicUrl);
    done(isOwn ? undefined : new Refusal('origin-refused'));
  });
  http.addHook('onSend', (request, reply, _payload, done) => {
    if (isOfApi(request)) reply.header('cache-control', 'no-store');
    done();
  });

  const { io, duty } = openSockets(http.server, deps, registry);
  const presence = () => ({ visits: registry.visits, pages: io.engine.clientsCount });
  registerEndpoints(
    http,
    deps,
    buildHandlers({ ...system, presence, isOnline: (id) => registry.isSeen(id), here: registry.presence }),
  );
  http.route({
    method: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'],
    url: '/api/*',
    config: { access: 'public' },
    handler: () => {
      throw new Refusal('not-found');
    },
  });
  http.addHook('preClose', async () => {
    registry.close();
    duty.close();
    await io.close();
  });
  if (web) await mountWeb(http, web);
  return { http, registry, duty };
}
