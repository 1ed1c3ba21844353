import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { isGranted } from '#domain';
import {
  endpoints,
  type Access,
  type Body,
  type Endpoint,
  type EndpointName,
  type Params,
  type Query,
  type Reply,
} from '#protocol';
import type { Deps } from '../deps.ts';
import {
  bearerOf,
  guestOfToken,
  isMailServer,
  mayMeasure,
  numberOfToken,
  offeredByToken,
  queueOfLink,
  sessionCookie,
  userOfSession,
  voterOfToken,
} from '../plugins/authentication.ts';
import { networkOf } from '../plugins/network.ts';
import { WrongLinks } from '../plugins/wrong-links.ts';
import { Refusal } from '../refusal.ts';
import type {
  GuestViewer,
  NumberViewer,
  OfferViewer,
  QueueViewer,
  UserViewer,
  VoterViewer,
} from '../viewer.ts';

type RequestViewer = UserViewer | GuestViewer | VoterViewer | QueueViewer | NumberViewer | OfferViewer;
type Asking<N extends EndpointName> = (typeof endpoints)[N]['access'] extends infer A
  ? A extends 'guest'
    ? GuestViewer
    : A extends 'voter'
      ? VoterViewer
      : A extends 'queue'
        ? QueueViewer
        : A extends 'number'
          ? NumberViewer
          : A extends 'offer'
            ? OfferViewer
            : A extends 'public' | 'demo' | 'metrics' | 'mail-server'
              ? undefined
              : UserViewer
  : never;

export type Call<N extends EndpointName> = {
  deps: Deps;
  viewer: Asking<N>;
  params: Params<N>;
  query: Query<N>;
  body: (typeof endpoints)[N] extends { accepts: string } ? Uint8Array : Body<N>;
  request: FastifyRequest;
  reply: FastifyReply;
};
type Answer<N extends EndpointName> = Reply<N> extends undefined ? unknown : Reply<N>;
export type Handlers = { [N in EndpointName]: (call: Call<N>) => Answer<N> | Promise<Answer<N>> };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
}

/** R3: a route under /api without a declared access keeps the server from starting. */
export function requireAccess(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/api/') && !route.config?.access)
      throw new Error(`${String(route.method)} ${route.url} names no permission`);
  });
}

/** Registers every endpoint of the protocol with its handler; a missing handler does not compile. */
export function registerEndpoints(app: FastifyInstance, deps: Deps, handlers: Handlers): void {
  const wrongLinks = new WrongLinks(deps.now);
  for (const name of Object.keys(endpoints) as EndpointName[]) {
    const endpoint: Endpoint = endpoints[name];
    if (endpoint.access === 'demo' && !deps.settings.demo) continue;
    const handler = handlers[name] as (call: Call<EndpointName>) => unknown;
    const route: RouteOptions = {
      method: endpoint.method,
      url: endpoint.path,
      config: { access: endpoint.access },
      schema: {
        ...(endpoint.params && { params: endpoint.params }),
        ...(endpoint.query && { querystring: endpoint.query }),
        ...(endpoint.body && { body: endpoint.body }),
        ...(endpoint.reply && { response: { 200: endpoint.reply, 201: endpoint.reply } }),
      },
      // Who asks is settled before the body is even parsed.
      onRequest: (request, _reply, done) => {
        request.viewer = authorise(deps, endpoint.access, request, wrongLinks);
        done();
      },
      handler: async (request, reply) => {
        reply.status(endpoint.status ?? 200);
        return handler({
          deps,
          viewer: request.viewer as never,
          params: request.params as never,
          query: request.query as never,
          body: request.body as never,
          request,
          reply,
        });
      },
    };
    if (endpoint.accepts === undefined) app.route(route);
    else registerRaw(app, endpoint.accepts, route);
  }
}

/** A route that takes bytes of one type, and no other route does. */
function registerRaw(app: FastifyInstance, accepts: string, route: RouteOptions): void {
  app.register((scope, _, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(accepts, { parseAs: 'buffer' }, (_request, body, parsed) =>
      parsed(null, body),
    );
    scope.route(route);
    done();
  });
}

declare module 'fastify' {
  interface FastifyRequest {
    viewer?: RequestViewer | undefined;
  }
}

const byLink = {
  guest: guestOfToken,
  voter: voterOfToken,
  queue: queueOfLink,
  number: numberOfToken,
  offer: offeredByToken,
};
const isByLink = (access: Access): access is keyof typeof byLink => access in byLink;

function authorise(
  deps: Deps,
  access: Access,
  request: FastifyRequest,
  wrongLinks: WrongLinks,
): RequestViewer | undefined {
  if (access === 'public' || access === 'demo') return undefined;
  if (access === 'metrics') {
    if (!mayMeasure(deps.settings, request)) throw new Refusal('forbidden');
    return undefined;
  }
  if (access === 'mail-server' && deps.settings.mailBounceSecret === undefined)
    throw new Refusal('not-found');
  if (access === 'mail-server' || isByLink(access)) {
    if (wrongLinks.isBlocked(networkOf(request.ip))) throw new Refusal('too-many-attempts');
  }
  if (access === 'mail-server') {
    if (isMailServer(deps.settings, request)) return undefined;
    wrongLinks.count(networkOf(request.ip));
    throw new Refusal('forbidden');
  }
  if (isByLink(access)) {
    const token = bearerOf(request.headers.authorization);
    const person = byLink[access](deps, token);
    if (person) return person;
    wrongLinks.count(networkOf(request.ip));
    throw new Refusal('link-invalid');
  }
  const user = userOfSession(deps, request.cookies[sessionCookie]);
  if (!user) throw new Refusal('not-signed-in');
  if (!isGranted(user.role, access)) throw new Refusal('forbidden');
  return user;
}
