import type {
  NoticeData,
  NoticeName,
  ProtocolError,
  RequestData,
  RequestName,
  RequestReply,
} from '#protocol';
import type { Socket } from 'socket.io-client';
import type { ApiError } from './api.ts';
import { askOver, type Patience } from './ask-again.ts';
import { haveErrorTexts } from './error-texts.svelte.ts';
import { firstWithinMs, retryDelayMs, tryWithinMs } from './line-retry.ts';
import { TabCopy } from './tab-copy.ts';

export type RealtimeStatus = 'connecting' | 'connected' | 'reconnecting' | 'closed';
export type RealtimeResult<T> = { ok: true; data: T } | { ok: false; error: ApiError };

type Notice = { name: NoticeName; data: NoticeData<NoticeName> };
type Handler<N extends NoticeName> = (data: NoticeData<N>) => void;

const passing: ReadonlySet<ApiError['code']> = new Set(['timeout', 'internal', 'too-many-attempts']);
/** Whether the server may well answer otherwise a moment later. */
export const isPassing = ({ code }: ApiError): boolean => passing.has(code);

/** A line is not renewed again sooner: a server that answers slowly must not be asked for new lines as well. */
const renewEveryMs = 8000;
/** A try that is no older than this began in the network that there is now. */
const freshMs = 1000;

/**
 * Where a proxy takes a WebSocket and lets nothing through: the library would wait for it in every try. What one line finds
 * out is true of the next, also after a reload.
 */
const polling = new TabCopy<{ isFirst: true }>('neuvo_polling', ({ isFirst }) => isFirst === true);
let pollsFirst = polling.read() !== undefined;
const pollFirst = (isSo: boolean) => {
  pollsFirst = isSo;
  if (isSo) polling.write({ isFirst: true });
  else polling.forget();
};

/**
 * One live line to the server. The library loads only when a page first connects. `onConnected` runs after every
 * (re)connection, before anything that waits for it: enter the visit or start watching there.
 */
export class Realtime {
  status: RealtimeStatus = $state('connecting');
  /** Why the server would not have us, once `closed`. */
  refusal: ApiError | undefined = $state();
  #socket: Promise<Socket>;
  /** The same once it is there: what is said then leaves in this very turn, before the page draws anything. */
  #opened: Socket | undefined;
  #listeners: { name: NoticeName; handle: Handler<NoticeName> }[] = [];
  /** Notices that wait until an answer has been heard; undefined while none has just come. */
  #held: Notice[] | undefined;
  #onConnected: (() => void)[] = [];
  #onClosed: (() => void)[] = [];
  /** Tries since the line was lost, and the next of them. */
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  /** When the try began that has no end yet. */
  #tryingSince: number | undefined;
  #renewedAt = -Infinity;
  #hurry = () => void (document.hidden || this.hurry());
  #online = () => {
    this.#hurry();
    if (!document.hidden) this.#tryAnew();
  };
  /** The device says that there is no network: waiting for the line to fall silent would only tell it late. */
  #cut = () => void this.#opened?.io.engine?.close();

  constructor(auth: { token?: string }, namespace: string) {
    this.#socket = this.#open(auth, namespace);
    addEventListener('online', this.#online);
    addEventListener('offline', this.#cut);
    document.addEventListener('visibilitychange', this.#hurry);
  }

  async #open(auth: { token?: string }, namespace: string): Promise<Socket> {
    const io = await this.#library();
    const socket = io(namespace, {
      auth,
      // Which is first, each try says (`#connect`). What errs is not waited for: then the other is tried at once.
      tryAllTransports: true,
      // We try again ourselves (line-retry.ts): the library can't be told that now is a good moment.
      reconnection: false,
      timeout: firstWithinMs,
      autoConnect: false,
      forceNew: true,
    });
    socket.on('connect', () => {
      this.#attempt = 0;
      this.#tryingSince = undefined;
      this.status = 'connected';
      for (const run of this.#onConnected) run();
    });
    socket.on('disconnect', () => this.#lost(socket));
    socket.on('connect_error', (error: Error & { data?: Partial<ProtocolError> }) => {
      if (!socket.active) this.#refuse(error.data?.code ?? 'internal');
      this.#failed(socket, error.message === 'timeout');
      this.#lost(socket);
    });
    socket.on('notice', (notice: Notice) => {
      if (this.#held) this.#held.push(notice);
      else this.#tell(notice);
    });
    this.#opened = socket;
    // Closed before the library had come: nothing to open any more.
    if (this.status !== 'closed') this.#connect(socket);
    return socket;
  }

  /** A part of the page that does not come over a bad network is fetched again until it does, or nobody waits for it. */
  async #library(): Promise<typeof import('socket.io-client').io> {
    for (;;) {
      try {
        return (await import('socket.io-client')).io;
      } catch (error) {
        if (this.status === 'closed') throw error;
      }
      if (this.#attempt > 0) this.status = 'reconnecting';
      const waitMs = retryDelayMs(this.#attempt++, Math.random());
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }

  #refuse(code: ApiError['code']): void {
    void haveErrorTexts();
    this.refusal = { code };
  }

  #connect(socket: Socket): void {
    const since = (this.#tryingSince = performance.now());
    socket.io.opts.transports = pollsFirst ? ['polling', 'websocket'] : ['websocket', 'polling'];
    socket.connect();
    const { engine } = socket.io;
    engine.once('upgrade', () => pollFirst(false));
    // A line that is taken and let go without a word is nothing to the library, which goes on waiting.
    const closed = () => {
      if (this.#tryingSince !== since || this.status === 'closed') return;
      this.#failed(socket, navigator.onLine !== false);
      socket.disconnect();
      this.#tryLater(socket);
    };
    // Whatever else closed it is told of first.
    engine.once('close', () => setTimeout(closed));
  }

  /** `wasSilent`: it was not answered; what errs has been tried both ways. */
  #failed({ io }: Socket, wasSilent: boolean): void {
    pollFirst(wasSilent && io.opts.transports?.[0] === 'websocket');
  }

  /** A socket that is not `active` any more was refused or closed by the server for good. */
  #lost(socket: Socket): void {
    if (this.status === 'closed') return;
    if (!socket.active) {
      this.close();
      for (const run of this.#onClosed) run();
      return;
    }
    this.#tryLater(socket);
  }

  #tryLater(socket: Socket): void {
    this.#tryingSince = undefined;
    // A line that does not come up at all is down too: one try may fail, two are worth a word.
    if (this.status === 'connected' || this.#attempt > 0) this.status = 'reconnecting';
    clearTimeout(this.#retry);
    const attempt = this.#attempt++;
    this.#retry = setTimeout(() => this.#try(socket, attempt), retryDelayMs(attempt, Math.random()));
  }

  #try(socket: Socket, attempt: number): void {
    this.#retry = undefined;
    socket.io.timeout(tryWithinMs(attempt));
    this.#connect(socket);
  }

  /** A good moment to try again: the network or the person is back. */
  hurry(): void {
    if (this.#retry === undefined) return;
    clearTimeout(this.#retry);
    void this.#socket.then((socket) => this.status !== 'closed' && this.#try(socket, 0));
  }

  /** The network is back: a try that began while it was dead waits for packets that nobody has. */
  #tryAnew(): void {
    if (this.#tryingSince === undefined || performance.now() - this.#tryingSince < freshMs) return;
    this.#tryingSince = undefined;
    void this.#socket.then((socket) => {
      if (this.status === 'closed' || socket.connected) return;
      socket.disconnect();
      this.#try(socket, 0);
    });
  }

  /** The line does not answer although nobody has closed it: another one, soon. */
  renew(): void {
    if (this.status !== 'connected' || performance.now() - this.#renewedAt < renewEveryMs) return;
    this.#renewedAt = performance.now();
    void this.#socket.then((socket) => socket.io.engine?.close());
  }

  /** Asks the server for something. Never throws. While the line is down it fails at once rather than arriving late. */
  async request<N extends RequestName>(
    name: N,
    data: RequestData<N>,
    patience: Patience = {},
  ): Promise<RealtimeResult<RequestReply<N>>> {
    const isDown = () => this.status === 'closed' || this.status === 'reconnecting';
    const socket = this.#opened ?? (isDown() ? undefined : await this.#socket.catch(() => undefined));
    if (!socket || isDown()) return { ok: false, error: { code: 'network' } };
    const heard = () => this.#holdNotices();
    const result = await askOver<RealtimeResult<RequestReply<N>>>(socket, { name, data }, patience, heard);
    if (!result) return { ok: false, error: { code: socket.connected ? 'timeout' : 'network' } };
    if (!result.ok) await haveErrorTexts();
    return result;
  }

  /**
   * Long polling brings what was said one after the other in one go, and whoever waits for an answer hears it some microtasks
   * later: what was said after it is told after them.
   */
  #holdNotices(): void {
    if (this.#held) return;
    this.#held = [];
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      const held = this.#held ?? [];
      this.#held = undefined;
      // Each by itself, as they would have come: one that fails keeps no other from being told.
      for (const notice of held) queueMicrotask(() => this.#tell(notice));
    };
    port2.postMessage(null);
  }

  #tell({ name, data }: Notice): void {
    for (const listener of this.#listeners) if (listener.name === name) listener.handle(data);
  }

  /** Listens to a notice of the server; returns how to stop. */
  on<N extends NoticeName>(name: N, handler: Handler<N>): () => void {
    const listener = { name, handle: handler as Handler<NoticeName> };
    this.#listeners = [...this.#listeners, listener];
    return () => void (this.#listeners = this.#listeners.filter((each) => each !== listener));
  }

  onConnected(run: () => void): () => void {
    this.#onConnected = [...this.#onConnected, run];
    if (this.status === 'connected') run();
    return () => void (this.#onConnected = this.#onConnected.filter((each) => each !== run));
  }

  /** Told once the server will not have this page any more: its session or its link has ended. */
  onClosed(run: () => void): void {
    this.#onClosed = [...this.#onClosed, run];
  }

  close(): void {
    this.status = 'closed';
    clearTimeout(this.#retry);
    removeEventListener('online', this.#online);
    removeEventListener('offline', this.#cut);
    document.removeEventListener('visibilitychange', this.#hurry);
    void this.#socket.then((socket) => socket.disconnect()).catch(() => undefined);
  }
}

/**
 * Staff connect with their session's cookie, a guest with the token of their link; a number in a duty queue has a namespace of
 * its own. Close it in onDestroy.
 */
export const connect = (auth: { token?: string } = {}, namespace: '/' | '/number' = '/'): Realtime =>
  new Realtime(auth, namespace);
