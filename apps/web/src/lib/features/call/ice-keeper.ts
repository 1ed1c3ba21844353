import type { types } from 'mediasoup-client';
import type { Realtime } from '#lib/realtime.svelte.ts';

/** A network that is only slow recovers by itself within this time; restarting at once would cost it another round. */
const patienceMs = 1500;
/** After so many failed restarts the transports are beyond saving. */
const attemptsBeforeRebuild = 3;

/**
 * Keeps two transports alive over a changing network: restarts ICE when a path is lost or the device changes networks,
 * and asks for new transports when that does not help.
 */
export class IceKeeper {
  readonly #transports: types.Transport[];
  readonly #line: Pick<Realtime, 'request'>;
  readonly #rebuild: () => void;
  readonly #attempts = new Map<string, number>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #closed = false;
  #networkChanged = () => this.#transports.forEach((transport) => void this.#restart(transport));

  constructor(transports: types.Transport[], line: Pick<Realtime, 'request'>, rebuild: () => void) {
    this.#transports = transports;
    this.#line = line;
    this.#rebuild = rebuild;
    for (const transport of transports) transport.on('connectionstatechange', () => this.#watch(transport));
    addEventListener('online', this.#networkChanged);
  }

  /** Looks again now; for when the connection to the server has just come back. */
  check(): void {
    for (const transport of this.#transports)
      if (['failed', 'disconnected'].includes(transport.connectionState)) void this.#restart(transport);
  }

  close(): void {
    this.#closed = true;
    removeEventListener('online', this.#networkChanged);
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #watch(transport: types.Transport): void {
    clearTimeout(this.#timers.get(transport.id));
    switch (transport.connectionState) {
      case 'connected':
        this.#attempts.delete(transport.id);
        break;
      case 'disconnected':
        this.#timers.set(
          transport.id,
          setTimeout(() => void this.#restart(transport), patienceMs),
        );
        break;
      case 'failed':
        void this.#restart(transport);
        break;
    }
  }

  async #restart(transport: types.Transport): Promise<void> {
    // A transport that was never used has no path to lose.
    if (this.#closed || transport.closed || transport.connectionState === 'new') return;
    const attempts = (this.#attempts.get(transport.id) ?? 0) + 1;
    this.#attempts.set(transport.id, attempts);
    if (attempts > attemptsBeforeRebuild) return this.#rebuild();
    const answer = await this.#line.request('transport:restart-ice', { transportId: transport.id });
    if (this.#closed) return;
    if (answer.ok) {
      const iceParameters = answer.data.iceParameters as types.IceParameters;
      await transport.restartIce({ iceParameters }).catch(() => undefined);
      this.#timers.set(
        transport.id,
        setTimeout(() => this.#still(transport), 4000),
      );
    } else if (answer.error.code !== 'network' && answer.error.code !== 'timeout') this.#rebuild();
    // Without a line to the server nothing can be negotiated: `check` runs when it is back.
  }

  #still(transport: types.Transport): void {
    if (['failed', 'disconnected', 'connecting'].includes(transport.connectionState))
      void this.#restart(transport);
  }
}
