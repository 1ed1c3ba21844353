import type { types } from 'mediasoup-client';
import type { Realtime } from '#lib/realtime.svelte.ts';
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

type Line = Pick<Realtime, 'request' | 'renew' | 'status'>;

/**
 * Keeps two transports alive over a changing network: restarts ICE when a path is lost, nothing arrives any more, the
 * device changes networks or wakes up; and asks for new transports when that does not help.
 */
export class IceKeeper {
  readonly #transports: readonly types.Transport[];
  readonly #line: Line;
  readonly #rebuild: () => void;
  readonly #attempts = new Map<string, number>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #restarting = new Set<string>();
  readonly #stop: (() => void)[] = [];
  #closed = false;

  constructor(watched: Watched, line: Line, rebuild: () => void) {
    this.#transports = watched.transports;
    this.#line = line;
    this.#rebuild = rebuild;
    for (const transport of this.#transports)
      transport.on('connectionstatechange', () => this.#watch(transport));
    const restartAll = () => this.restartAll();
    addEventListener('online', restartAll);
    const { connection } = navigator as { connection?: EventTarget };
    connection?.addEventListener?.('change', restartAll);
    this.#stop.push(
      () => removeEventListener('online', restartAll),
      () => connection?.removeEventListener?.('change', restartAll),
      watchStalls(watched, restartAll),
      watchWaking(restartAll),
    );
  }

  /** Looks again now; for when the connection to the server has just come back. */
  check(): void {
    for (const transport of this.#transports)
      if (['failed', 'disconnected'].includes(transport.connectionState)) void this.#restart(transport);
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
    clearTimeout(this.#timers.get(transport.id));
    switch (transport.connectionState) {
      case 'connected':
        this.#attempts.delete(transport.id);
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
    const wish = { transportId: transport.id };
    const answer = await this.#line.request('transport:restart-ice', wish, answerWithinMs);
    if (this.#closed || transport.closed) return;
    if (answer.ok) {
      if (transport.connectionState !== 'connected') this.#attempts.set(transport.id, attempts);
      const { iceServers } = answer.data;
      const iceParameters = answer.data.iceParameters as types.IceParameters;
      if (iceServers.length > 0) await transport.updateIceServers({ iceServers }).catch(() => undefined);
      await transport.restartIce({ iceParameters }).catch(() => undefined);
      this.#later(transport, restartWithinMs);
    } else if (answer.error.code === 'timeout') this.#line.renew();
    else if (answer.error.code !== 'network') this.#rebuild();
    // Without a line to the server nothing can be negotiated: `check` runs when it is back.
  }

  #later(transport: types.Transport, waitMs: number): void {
    clearTimeout(this.#timers.get(transport.id));
    this.#timers.set(
      transport.id,
      setTimeout(() => {
        if (['failed', 'disconnected', 'connecting'].includes(transport.connectionState))
          void this.#restart(transport);
      }, waitMs),
    );
  }
}
