import type { types } from 'mediasoup-client';
import type { RequestReply } from '#protocol';
import { isPassing, type Realtime } from '#lib/realtime.svelte.ts';
import { isCutShort, type Entry } from './link-stats.ts';
import { watchNetwork } from './network-watch.ts';
import { watchStalls, type Watched } from './stall-watch.ts';
import { watchWaking } from './wake-watch.ts';

/** A network that is only slow recovers by itself within this time; restarting at once would cost it another round. */
const patienceMs = 1000;
/** How long a restart may take before it is tried again. */
const restartWithinMs = 4000;
/** A line that does not answer within this time is dead although nobody has closed it: TCP alone finds out in minutes. */
const answerWithinMs = 2500;
/** After so many failed restarts the transports are beyond saving. */
const attemptsBeforeRebuild = 3;

/** A path is up for so long before its spare is asked for: joining has more urgent things to say. */
const spareAfterMs = 2000;
/** The relay's credentials in a spare end after an hour. */
const spareForMs = 30 * 60_000;

/** How often ways are looked for anew for the sake of a shorter one. Each time costs a round; what was not found by then is hardly there. */
const shorterTries = 2;

type Line = Pick<Realtime, 'request' | 'renew' | 'status'>;
/** What a restart needs of the server. */
type Restart = RequestReply<'transport:restart-ice'>;

/**
 * Keeps two transports alive over a changing network: restarts ICE when a path is lost, nothing arrives any more, the
 * device changes networks or wakes up; and asks for new transports when that does not help. What the next restart needs is
 * asked for while all is well: when the network is back, media need not wait until the line to the server is.
 */
export class IceKeeper {
  readonly #transports: readonly types.Transport[];
  readonly #line: Line;
  readonly #rebuild: () => void;
  readonly #attempts = new Map<string, number>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #restarting = new Set<string>();
  /** For the next restart, by transport. */
  readonly #spares = new Map<string, Restart>();
  /** Transports whose restart could not be asked for: whatever their browser says of them, it is still to be done. */
  readonly #owed = new Set<string>();
  /** The user name of the last restart, by transport. */
  readonly #used = new Map<string, string>();
  /** Restarts for the sake of a shorter path, by transport. */
  readonly #shortened = new Map<string, number>();
  readonly #stop: (() => void)[] = [];
  #closed = false;

  constructor(watched: Watched, line: Line, rebuild: () => void) {
    this.#transports = watched.transports;
    this.#line = line;
    this.#rebuild = rebuild;
    for (const transport of this.#transports)
      transport.on('connectionstatechange', () => this.#watch(transport));
    const restartAll = () => this.restartAll();
    this.#stop.push(watchNetwork(restartAll), watchStalls(watched, restartAll), watchWaking(restartAll));
  }

  /** Looks again now; for when the connection to the server has just come back. */
  check(): void {
    for (const transport of this.#transports)
      if (this.#isLost(transport)) void this.#restart(transport);
      else if (transport.connectionState === 'connected') void this.#settle(transport);
  }

  #isLost({ id, connectionState }: types.Transport): boolean {
    return this.#owed.has(id) || connectionState === 'failed' || connectionState === 'disconnected';
  }

  /** For when the path may have changed without anybody having said so: harmless to a path that is alive. */
  restartAll(): void {
    for (const transport of this.#transports) void this.#restart(transport);
  }

  close(): void {
    this.#closed = true;
    for (const stop of this.#stop) stop();
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #watch(transport: types.Transport): void {
    // That a restart is under way, which has its time.
    if (transport.connectionState === 'connecting') return;
    clearTimeout(this.#timers.get(transport.id));
    switch (transport.connectionState) {
      case 'connected':
        this.#attempts.delete(transport.id);
        this.#owed.delete(transport.id);
        this.#set(transport, spareAfterMs, () => void this.#settle(transport));
        break;
      case 'disconnected':
        this.#later(transport, patienceMs);
        break;
      case 'failed':
        void this.#restart(transport);
        break;
    }
  }

  async #restart(transport: types.Transport): Promise<void> {
    // A transport that was never used has no path to lose.
    if (this.#closed || transport.closed || transport.connectionState === 'new') return;
    if (this.#restarting.has(transport.id)) return;
    this.#restarting.add(transport.id);
    await this.#restartOnce(transport);
    this.#restarting.delete(transport.id);
  }

  async #restartOnce(transport: types.Transport): Promise<void> {
    const attempts = (this.#attempts.get(transport.id) ?? 0) + 1;
    if (attempts > attemptsBeforeRebuild) return this.#rebuild();
    // A device that says that it has no network would only waste it; where that is not true, the server is asked.
    const spare = navigator.onLine === false ? undefined : this.#spares.get(transport.id);
    const restart = spare ?? (await this.#ask(transport));
    if (this.#closed || transport.closed) return;
    if (!restart) {
      this.#owed.add(transport.id);
      // `check` may run before that. Where the line stays as it is, nothing else would.
      return this.#later(transport, restartWithinMs);
    }
    this.#owed.delete(transport.id);
    this.#spares.delete(transport.id);
    if (transport.connectionState !== 'connected') this.#attempts.set(transport.id, attempts);
    const { iceServers } = restart;
    const iceParameters = restart.iceParameters as types.IceParameters;
    this.#used.set(transport.id, nameOf(restart));
    if (iceServers.length > 0) await transport.updateIceServers({ iceServers }).catch(() => undefined);
    await transport.restartIce({ iceParameters }).catch(() => undefined);
    this.#later(transport, restartWithinMs);
  }

  async #ask(transport: types.Transport): Promise<Restart | undefined> {
    const wish = { transportId: transport.id, used: this.#used.get(transport.id) ?? null };
    const answer = await this.#line.request('transport:restart-ice', wish, {
      withinMs: answerWithinMs,
    });
    if (this.#closed || transport.closed) return undefined;
    if (answer.ok) return answer.data;
    if (answer.error.code === 'timeout') this.#line.renew();
    else if (isPassing(answer.error)) this.#later(transport, restartWithinMs);
    else if (answer.error.code !== 'network') this.#rebuild();
    // Without a line to the server nothing can be negotiated: `check` runs when it is back.
    return undefined;
  }

  /** The path is up: what it may need next is asked for. */
  async #settle(transport: types.Transport): Promise<void> {
    await this.#keepSpare(transport);
    const tries = this.#shortened.get(transport.id) ?? 0;
    if (this.#closed || transport.closed || tries >= shorterTries) return;
    const ways = await transport.getStats().catch(() => undefined);
    if (!ways || !isCutShort(ways.values() as Iterable<Entry>)) return;
    this.#shortened.set(transport.id, tries + 1);
    await this.#restart(transport);
  }

  async #keepSpare(transport: types.Transport): Promise<void> {
    if (this.#closed || transport.closed || this.#spares.has(transport.id)) return;
    if (this.#restarting.has(transport.id)) return;
    const spare = await this.#ask(transport);
    // A restart that came between has used this one.
    if (!spare || nameOf(spare) === this.#used.get(transport.id)) return;
    this.#spares.set(transport.id, spare);
    if (spare.iceServers.length > 0) this.#set(transport, spareForMs, () => this.#renewSpare(transport));
  }

  #renewSpare(transport: types.Transport): void {
    this.#spares.delete(transport.id);
    void this.#keepSpare(transport);
  }

  #later(transport: types.Transport, waitMs: number): void {
    this.#set(transport, waitMs, () => {
      if (this.#isLost(transport) || transport.connectionState === 'connecting')
        void this.#restart(transport);
      else if (transport.connectionState === 'connected') void this.#settle(transport);
    });
  }

  /** One thing to come a transport. */
  #set(transport: types.Transport, waitMs: number, run: () => void): void {
    clearTimeout(this.#timers.get(transport.id));
    this.#timers.set(transport.id, setTimeout(run, waitMs));
  }
}

const nameOf = ({ iceParameters }: Restart): string =>
  (iceParameters as types.IceParameters).usernameFragment;
