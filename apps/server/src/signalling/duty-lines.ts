import type { Namespace, Server as IOServer, Socket } from 'socket.io';
import type { DutyCommand } from '#domain';
import { dutyPlaces, dutyShifts, type Tx } from '#db';
import type { NumberState } from '#protocol';
import type { Deps } from '../deps.ts';
import { numberOfToken } from '../plugins/authentication.ts';
import { withoutMessage } from '../plugins/errors.ts';
import { addLink } from '../use-cases/create-visit.ts';
import { applyComings, applyDuty, changeQueue } from '../use-cases/duty-change.ts';
import { numberState, queueView, waitingState } from '../use-cases/number-state.ts';
import { admitPerson, loadVisit } from '../use-cases/visit.ts';
import type { NumberViewer } from '../viewer.ts';
import type { VisitRegistry } from './visit-registry.ts';
import { unasked } from './unasked.ts';

/** Tabs that one number may be looked at in. */
const maxPages = 5;

/** A number whose page is there: who it is, its sockets, and what it was told last. */
type Line = { viewer: NumberViewer; sockets: Set<Socket>; told: string; wasTurn: boolean; isOver: boolean };
type Pending = { serviceId: string; command: DutyCommand };

/**
 * The lines of a duty queue. A number's page has a namespace of its own, in which the server tells where it stands and listens
 * to nothing. Who is there and who has gone is written into the queue; several of it at once make one transaction.
 */
export class DutyLines {
  readonly #deps: Deps;
  readonly #registry: VisitRegistry;
  readonly #io: Namespace;
  readonly #lines = new Map<string, Line>();
  /** How many pages each person with an account has open. */
  readonly #pages = new Map<string, number>();
  /** Each guest's way into the call that they were called to, made when their page is there to take it. */
  readonly #tokens = new Map<string, { viewer: NumberViewer; participantId: string; token: string }>();
  readonly #changed = new Set<string>();
  #pending: Pending[] = [];
  #isClosed = false;

  constructor(io: IOServer, deps: Deps, registry: VisitRegistry) {
    this.#deps = deps;
    this.#registry = registry;
    deps.store.write((tx) => dutyPlaces.allGone(tx, deps.now()));
    this.#io = io.of('/number');
    this.#io.use((socket, next) => {
      const token: unknown = socket.handshake.auth.token;
      const known = unasked(deps, 'handshake', () => ({
        viewer: typeof token === 'string' ? numberOfToken(deps, token) : undefined,
      }));
      // Not a refusal, after which it would not try again.
      if (!known) return void socket.conn.close();
      const { viewer } = known;
      if (!viewer) return next(refusal('link-invalid'));
      if ((this.#lines.get(viewer.placeId)?.sockets.size ?? 0) >= maxPages)
        return next(refusal('too-many-attempts'));
      (socket.data as { viewer: NumberViewer }).viewer = viewer;
      next();
    });
    this.#io.on('connection', (socket) => this.#serve(socket));
    deps.live.on('duty-changed', (serviceId) => this.#mark(serviceId));
    deps.live.on('appointment-changed', (id) => this.#soon(() => this.#look(id)));
    deps.live.on('presence-changed', (id) => this.#soon(() => this.#look(id)));
    deps.live.on('line-back', (id) => this.#soon(() => this.#look(id)));
    deps.live.on('link-revoked', (id) => this.#renewWayIn(id));
  }

  /** How many ways into a call are kept for pages of numbers. */
  get waysIn(): number {
    return this.#tokens.size;
  }

  /** Server stopping: what is still to come finds a closed database. */
  close(): void {
    this.#isClosed = true;
  }

  #serve(socket: Socket): void {
    const { viewer } = socket.data as { viewer: NumberViewer };
    const { placeId, serviceId } = viewer;
    const known = this.#lines.get(placeId);
    const line = known ?? { viewer, sockets: new Set(), told: '', wasTurn: false, isOver: false };
    this.#lines.set(placeId, line);
    line.sockets.add(socket);
    // A page that comes back is told again what it may have missed.
    Object.assign(line, { told: '', isOver: false });
    this.#note(serviceId, { type: 'page-back', placeId });
    socket.on('disconnect', () => {
      line.sockets.delete(socket);
      if (line.sockets.size > 0) return;
      this.#lines.delete(placeId);
      this.#note(serviceId, { type: 'page-gone', placeId });
    });
  }

  /** Somebody with an account has opened a page. */
  userCame(userId: string): void {
    const pages = (this.#pages.get(userId) ?? 0) + 1;
    this.#pages.set(userId, pages);
    if (pages === 1) this.#noteDesk(userId, 'desk-back');
  }

  /** I9: … or closed one; the last one may be a laptop's lid. */
  userWent(userId: string): void {
    const pages = (this.#pages.get(userId) ?? 1) - 1;
    if (pages > 0) return void this.#pages.set(userId, pages);
    this.#pages.delete(userId);
    this.#noteDesk(userId, 'desk-gone');
  }

  #noteDesk(by: string, type: 'desk-back' | 'desk-gone'): void {
    this.#soon(() => {
      const shift = this.#deps.store.read((tx) => dutyShifts.ofUser(tx, by));
      if (shift) this.#note(shift.serviceId, { type, by });
    });
  }

  #note(serviceId: string, command: DutyCommand): void {
    this.#pending.push({ serviceId, command });
    if (this.#pending.length === 1) this.#soon(() => this.#write());
  }

  /** One transaction for all who came and went in one turn of the loop: a network that fails takes many with it. */
  #write(): void {
    const pending = Map.groupBy(this.#pending, ({ serviceId }) => serviceId);
    this.#pending = [];
    for (const [serviceId, those] of pending)
      changeQueue(this.#deps, serviceId, (tx, queue) => {
        const commands = those.map(({ command }) => command);
        applyComings(tx, this.#deps, queue, commands);
      });
  }

  /** Told once for all that changes in one turn. */
  #mark(serviceId: string): void {
    this.#changed.add(serviceId);
    if (this.#changed.size === 1)
      this.#soon(() => {
        const changed = [...this.#changed];
        this.#changed.clear();
        for (const each of changed) this.#tell(each);
      });
  }

  /** Places are worked out once; each number is told its own, and only when it is another than before. */
  #tell(serviceId: string): void {
    this.#forgetWaysIn(serviceId);
    const lines = [...this.#lines.values()].filter(({ viewer }) => viewer.serviceId === serviceId);
    if (lines.length === 0) return;
    const view = this.#deps.store.read((tx) => queueView(tx, serviceId, this.#deps.now()));
    const others: Line[] = [];
    // Whoever waits is told first, and without a look at the database: it may be thousands.
    for (const line of lines) {
      const standing = view.waiting.get(line.viewer.placeId);
      if (!standing) {
        if (!line.isOver) others.push(line);
      } else {
        const told = `${standing.number} ${standing.place} ${view.isStaffed} ${line.wasTurn}`;
        if (told !== line.told) this.#say(line, told, waitingState(view, standing, line.wasTurn));
      }
    }
    for (const line of others) {
      const state = this.#deps.store.write((tx) => this.#stateOf(tx, view.now, line));
      const { serverNow: _now, ...known } = state;
      const told = JSON.stringify(known);
      line.wasTurn = state.state === 'turn';
      line.isOver = state.state === 'over';
      if (line.isOver) this.#tokens.delete(line.viewer.placeId);
      if (told !== line.told) this.#say(line, told, state);
    }
  }

  /** J5: the way in that was told leads nowhere any more; a number's page, which has its own secret, is told another one. */
  #renewWayIn(participantId: string): void {
    const known = [...this.#tokens.values()].find((each) => each.participantId === participantId);
    if (!known) return;
    this.#tokens.delete(known.viewer.placeId);
    this.#mark(known.viewer.serviceId);
  }

  /** Of numbers whose page has gone: it is not told any more that its number is over. */
  #forgetWaysIn(serviceId: string): void {
    const kept = [...this.#tokens.values()].filter(
      ({ viewer }) => viewer.serviceId === serviceId && !this.#lines.has(viewer.placeId),
    );
    if (kept.length === 0) return;
    this.#deps.store.read((tx) => {
      for (const { viewer } of kept) {
        const place = dutyPlaces.byId(tx, viewer.organisationId, viewer.placeId);
        if (!place || place.status === 'ended') this.#tokens.delete(viewer.placeId);
      }
    });
  }

  #say(line: Line, told: string, state: NumberState): void {
    line.told = told;
    for (const socket of line.sockets) socket.emit('notice', { name: 'number:state', data: state });
  }

  #stateOf(tx: Tx, now: number, { viewer }: Line): NumberState {
    const row = dutyPlaces.byId(tx, viewer.organisationId, viewer.placeId)!;
    return numberState(tx, now, row, (id, organisationId, endsAt) => {
      const known = this.#tokens.get(row.id);
      if (known?.participantId === id) return known.token;
      const token = addLink(tx, { id, organisationId }, endsAt, now);
      this.#tokens.set(row.id, { viewer, participantId: id, token });
      return token;
    });
  }

  /**
   * I8: both are there, so the guest is let in: whoever took the number has said so by taking it. And a visit that is over
   * is the end of its number.
   */
  #look(appointmentId: string): void {
    const { store } = this.#deps;
    const place = store.read((tx) => dutyPlaces.ofVisit(tx, appointmentId));
    if (!place) return;
    const { id: placeId, serviceId, organisationId } = place;
    const key = { appointmentId, organisationId };
    const { overview, people } = store.read((tx) => loadVisit(tx, key));
    const host = people.find(({ kind }) => kind === 'host')!;
    const asker = people.find(({ kind }) => kind === 'guest' || kind === 'requester');
    const isOver = overview.encounter.status === 'finished' || overview.appointment.status === 'noshow';
    if (isOver) return this.#apply(serviceId, { type: 'end', placeId });
    if (host.seat !== 'admitted' || !asker) return;
    if (asker.seat === 'waiting' && place.status === 'taken' && this.#registry.isOnline(asker.id))
      return admitPerson(this.#deps, key, host.id, asker.id);
    if (asker.seat === 'admitted' && place.status === 'taken')
      this.#apply(serviceId, { type: 'begin', placeId });
  }

  #apply(serviceId: string, command: DutyCommand): void {
    changeQueue(this.#deps, serviceId, (tx, queue, news) => applyDuty(tx, this.#deps, queue, command, news));
  }

  #soon(work: () => void): void {
    setImmediate(() => {
      if (this.#isClosed) return;
      try {
        work();
      } catch (error) {
        const stack = error instanceof Error ? withoutMessage(error) : '';
        this.#deps.log.error({ event: 'duty-line-failed', stack });
      }
    });
  }
}

/** What socket.io hands to a client's `connect_error`. */
const refusal = (code: 'link-invalid' | 'too-many-attempts') =>
  Object.assign(new Error(code), { data: { code } });
