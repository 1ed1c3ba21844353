import type { Server as HttpServer } from 'node:http';
import { Server as IOServer, type Socket } from 'socket.io';
import Compile from 'typebox/compile';
import { appointments, newId, participants, resources, schedules, serviceHandlers, serviceNeeds } from '#db';
import { requests, type ErrorCode, type ProtocolError, type RequestName } from '#protocol';
import type { Deps } from '../deps.ts';
import { guestOfToken, sessionCookie, userOfSession } from '../plugins/authentication.ts';
import { Refusal } from '../refusal.ts';
import { toProtocolError } from '../plugins/errors.ts';
import { isOwnOrigin } from '../plugins/origin.ts';
import { overseersOf } from '../use-cases/overseers.ts';
import type { Viewer } from '../viewer.ts';
import { stateOf, type Context } from './context.ts';
import { handlers } from './handlers.ts';
import { DutyLines } from './duty-lines.ts';
import { Budget, Efforts, priceOf } from './budget.ts';
import type { VisitRegistry } from './visit-registry.ts';
import { logBug, unasked } from './unasked.ts';
import { tellOfSeries } from './series-news.ts';

/** Pages that one person may have connected at once. Somebody with every tab open has a handful. */
const maxPages = 20;

/** The largest honest message is a browser's RTP capabilities, about 20 kB. A larger one ends its own connection only. */
const maxMessageBytes = 100_000;

const validators = Object.fromEntries(
  Object.entries(requests).map(([name, { data }]) => [name, Compile(data)]),
) as Record<RequestName, ReturnType<typeof Compile>>;

type Reply = { ok: true; data: unknown } | { ok: false; error: ProtocolError };

/** The socket edge: authenticate, validate, check the state, hand to one handler, reply. */
export function openSockets(
  server: HttpServer,
  deps: Deps,
  registry: VisitRegistry,
): { io: IOServer; duty: DutyLines } {
  const io = new IOServer({
    path: '/socket.io',
    serveClient: false,
    destroyUpgrade: false,
    maxHttpBufferSize: maxMessageBytes,
    // A dead network is noticed within seven seconds: soon enough to say "reconnecting" while people still wonder.
    pingInterval: 3000,
    pingTimeout: 4000,
    connectTimeout: 10_000,
    allowRequest: (request, decide) =>
      decide(null, isOwnOrigin(request.headers.origin, request.headers.host, deps.settings.publicUrl)),
  });
  io.attach(server);
  io.use((socket, next) => {
    const known = unasked(deps, 'handshake', () => ({ viewer: viewerOf(deps, socket) }));
    // Not a refusal, after which it would not try again.
    if (!known) return void socket.conn.close();
    const { viewer } = known;
    if (!viewer)
      return next(refusal(socket.handshake.auth.token === undefined ? 'not-signed-in' : 'link-invalid'));
    if ((io.of('/').adapter.rooms.get(roomOf(viewer))?.size ?? 0) >= maxPages)
      return next(refusal('too-many-attempts'));
    (socket.data as { viewer: Viewer }).viewer = viewer;
    // Here and not later: whoever opens many at once is counted from the first on.
    void socket.join(roomOf(viewer));
    next();
  });
  const duty = new DutyLines(io, deps, registry);
  const efforts = new Efforts();
  io.on('connection', (socket) => serve(socket, deps, registry, { duty, efforts }));
  fanOut(io, deps);
  return { io, duty };
}

/** All pages of one session, or of one guest's link. */
const roomOf = (viewer: Viewer): string =>
  viewer.kind === 'user' ? `session:${viewer.sessionHash}` : `guest:${viewer.participantId}`;

function viewerOf(deps: Deps, socket: Socket): Viewer | undefined {
  const token: unknown = socket.handshake.auth.token;
  if (typeof token === 'string') return guestOfToken(deps, token);
  const cookies = (socket.request.headers.cookie ?? '').split('; ');
  const session = cookies.find((cookie) => cookie.startsWith(`${sessionCookie}=`));
  return userOfSession(deps, session?.slice(sessionCookie.length + 1));
}

function serve(
  socket: Socket,
  deps: Deps,
  registry: VisitRegistry,
  { duty, efforts }: { duty: DutyLines; efforts: Efforts },
): void {
  const { viewer } = socket.data as { viewer: Viewer };
  const who = viewer.kind === 'user' ? viewer.userId : viewer.participantId;
  unasked(deps, 'connection', () => viewer.kind === 'user' && duty.userCame(viewer.userId));
  const context: Context = {
    deps,
    registry,
    viewer,
    session: viewer.kind === 'user' ? viewer.sessionHash : undefined,
    place: undefined,
    probe: undefined,
    isGone: false,
    afford: (price, participantId = context.place?.peer.participantId ?? who) => {
      if (!efforts.spend(participantId, deps.now(), price)) throw new Refusal('too-many-attempts');
    },
    page: {
      tell: (name, data) => void socket.emit('notice', { name, data }),
      join: (channel) => void socket.join(channel),
      leaveAll: (prefix) =>
        [...socket.rooms]
          .filter((room) => room.startsWith(prefix))
          .forEach((room) => void socket.leave(room)),
    },
  };
  const budget = new Budget();
  socket.onAny((event: string, ...args: unknown[]) => {
    const hasBudget = budget.spend(deps.now());
    const reply = args.at(-1);
    if (typeof reply !== 'function') return;
    const answer = reply as (reply: Reply) => void;
    if (event !== 'request') return answer(refused({ code: 'unknown-message' }));
    if (!hasBudget) return answer(refused({ code: 'too-many-attempts' }));
    // A session or a link that has ended since the handshake ends the page's line too.
    const known = unasked(deps, 'viewer', () => ({ viewer: viewerOf(deps, socket) }));
    if (!known) return answer(refused({ code: 'internal' }));
    if (!known.viewer) {
      answer(refused({ code: viewer.kind === 'user' ? 'not-signed-in' : 'link-invalid' }));
      return void socket.disconnect(true);
    }
    void dispatch(context, args[0], deps).then(answer);
  });
  socket.on('disconnect', (reason) => {
    const { place } = context;
    context.isGone = true;
    context.probe?.close();
    unasked(deps, 'disconnect', () => {
      // We disconnect a page only when its session or link has ended: then there is nothing to come back with.
      if (reason === 'server namespace disconnect') place?.visit.depart(place.peer, 'signed-out');
      else place?.visit.disconnected(place.peer, context);
    });
    unasked(deps, 'disconnect', () => viewer.kind === 'user' && duty.userWent(viewer.userId));
  });
}

/** What socket.io hands to a client's `connect_error`. */
const refusal = (code: ErrorCode) =>
  Object.assign(new Error(code), { data: { code } satisfies ProtocolError });

const refused = (error: ProtocolError): Reply => ({ ok: false, error });

async function dispatch(context: Context, message: unknown, deps: Deps): Promise<Reply> {
  if (typeof message !== 'object' || message === null) return refused({ code: 'bad-message' });
  const { name, data } = message as { name?: unknown; data?: unknown };
  if (typeof name !== 'string' || !Object.hasOwn(requests, name)) return refused({ code: 'unknown-message' });
  const request = requests[name as RequestName];
  if (!validators[name as RequestName].Check(data)) return refused({ code: 'bad-message' });
  if (!(request.from as readonly string[]).includes(stateOf(context)))
    return refused({ code: 'not-allowed-now' });
  if ('hostOnly' in request && !context.place?.peer.isHost) return refused({ code: 'forbidden' });
  try {
    context.afford(priceOf(name as RequestName));
    const handler = handlers[name as RequestName] as (context: Context, data: unknown) => unknown;
    return { ok: true, data: await handler(context, data) };
  } catch (thrown) {
    const error = toProtocolError(thrown);
    if (error.code === 'internal') {
      error.id = newId();
      logBug(deps, { bug: error.id, message: name }, thrown);
    }
    return refused(error);
  }
}

/** What use cases publish after their commit, to the pages that watch it. */
function fanOut(io: IOServer, deps: Deps): void {
  const notice = (room: string | string[], name: string, data: unknown) =>
    io.to(room).emit('notice', { name, data });
  /** What somebody's day holds, or a room's. */
  const calendarsOf = (ids: string[]) => {
    for (const shown of ['calendar', 'absence'])
      if (ids.length > 0)
        notice(
          ids.map((id) => `${shown}:${id}`),
          `${shown}:changed`,
          {},
        );
  };
  const slotsOf = (serviceIds: string[]) => {
    for (const serviceId of new Set(serviceIds)) notice(`slots:${serviceId}`, 'slots:changed', { serviceId });
  };
  const changed = new Set<string>();
  // Told once the answers of this turn are on their way: a popular time's rush is told once, not once a booking.
  const tell = () => {
    const ids = [...changed];
    changed.clear();
    if (!deps.store.isWell()) return; // The server was closed in the same turn.
    const { own, shared } = deps.store.read((tx) => {
      const own = [...new Set(ids.flatMap((id) => schedules.serviceIdsOf(tx, id)))];
      // D4: what takes a room changes the times of every service that shares it, and the room's calendar.
      return { own, shared: serviceNeeds.sharedBy(tx, own) };
    });
    calendarsOf([...ids, ...shared.resourceIds]);
    for (const id of ids) notice(`hours:${id}`, 'hours:changed', {});
    slotsOf([...own, ...shared.serviceIds]);
  };
  deps.live.on('practitioner-time-changed', (practitionerId) => {
    if (changed.size === 0) setImmediate(() => unasked(deps, 'slots', tell));
    changed.add(practitionerId);
  });
  deps.live.on('resource-changed', (resourceId) => {
    calendarsOf([resourceId]);
    slotsOf(deps.store.read((tx) => serviceNeeds.servicesNeeding(tx, resourceId)).map(({ id }) => id));
  });
  deps.live.on('appointment-changed', (appointmentId) => {
    const userIds = deps.store.read((tx) => participants.userIds(tx, appointmentId));
    for (const userId of userIds) notice(`day:${userId}`, 'my-day:changed', {});
    const things = deps.store.read((tx) => resources.ofVisit(tx, appointmentId));
    calendarsOf([...userIds, ...things.map(({ id }) => id)]);
  });
  const arrivalsOf = (appointmentId: string) => {
    const visit = deps.store.read((tx) => appointments.whose(tx, appointmentId));
    if (!visit) return;
    notice([`arrivals:${visit.serviceId}`, `arrivals:${visit.practitionerId}`], 'arrivals:changed', {});
  };
  const booked = new Set<string>();
  // As above: whoever books does not wait for whom else it is told to (B7).
  const tellBooked = () => {
    const ids = [...booked];
    booked.clear();
    if (!deps.store.isWell()) return;
    for (const id of ids) arrivalsOf(id);
    for (const userId of deps.store.read((tx) => overseersOf(tx, ...ids)))
      deps.live.emit('my-day-changed', userId);
  };
  deps.live.on('visit-booked', (appointmentId) => {
    if (booked.size === 0) setImmediate(() => unasked(deps, 'visit-booked', tellBooked));
    booked.add(appointmentId);
  });
  deps.live.on('presence-changed', arrivalsOf);
  deps.live.on('appointment-changed', arrivalsOf);
  deps.live.on('my-day-changed', (userId) => {
    notice(`day:${userId}`, 'my-day:changed', {});
    calendarsOf([userId]);
  });
  tellOfSeries(deps, (rooms) => {
    if (rooms.length > 0) notice(rooms, 'series:changed', {});
  });
  deps.live.on('queue-changed', (serviceId) => {
    notice(`queue:${serviceId}`, 'triage:changed', {});
    // Y23: their day says what waits for them.
    for (const { id } of deps.store.read((tx) => serviceHandlers.of(tx, serviceId)))
      notice(`day:${id}`, 'my-day:changed', {});
  });
  deps.live.on('arrival', (userId, appointmentId, name) =>
    notice(`day:${userId}`, 'my-day:arrival', { appointmentId, name }),
  );
  deps.live.on('duty-changed', (serviceId, arrived) =>
    notice(`duty:${serviceId}`, 'duty:changed', { arrived }),
  );
  deps.live.on('session-closed', (hash) => io.in(`session:${hash}`).disconnectSockets(true));
  // What their pages watch was granted to who they were. They come back by themselves, each into its own place.
  deps.live.on('person-moved', (userId) => {
    for (const { data, conn } of io.of('/').sockets.values()) {
      const { viewer } = data as { viewer: Viewer };
      if (viewer.kind === 'user' && viewer.userId === userId) conn.close();
    }
  });
  deps.live.on('link-revoked', (participantId) => io.in(`guest:${participantId}`).disconnectSockets(true));
}
