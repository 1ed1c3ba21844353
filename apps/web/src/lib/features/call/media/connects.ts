import type { types } from 'mediasoup-client';
import { isPassing, type Realtime } from '#lib/realtime.svelte.ts';
import { Again } from './again.ts';
import { plain } from './plain.ts';

type Line = Pick<Realtime, 'request' | 'renew'>;

/**
 * Has the server connect transports, each when it is first used. Where the answer is lost the server may have done it: asked
 * the same again, it answers.
 */
export class Connects {
  readonly #line: Line;
  readonly #onrefused: () => void;
  readonly #unanswered = new Set<() => void>();
  readonly #again = new Again(() => this.repeat());

  /** `onrefused`: a transport is good for nothing any more. */
  constructor(line: Line, onrefused: () => void) {
    this.#line = line;
    this.#onrefused = onrefused;
  }

  watch(transport: types.Transport): void {
    transport.on('connect', ({ dtlsParameters }, done, fail) => {
      const wish = { transportId: transport.id, dtlsParameters: plain(dtlsParameters) };
      const ask = async () => {
        const isWanted = () => !transport.closed;
        const answer = await this.#line.request('transport:connect', wish, { isWanted });
        if (answer.ok) return done();
        const { error } = answer;
        if (transport.closed) return fail(new Error(error.code));
        if (error.code === 'network' || isPassing(error)) return this.#later(error.code, () => void ask());
        // mediasoup-client has told the browser half of it by now, and would fail with whatever it is asked next.
        this.#onrefused();
        fail(new Error(error.code));
      };
      void ask();
    });
  }

  #later(code: string, ask: () => void): void {
    this.#unanswered.add(ask);
    if (code === 'timeout') this.#line.renew();
    // Without a line it is `repeat` that asks.
    if (code !== 'network') this.#again.soon();
  }

  /** The line may be back. */
  repeat(): void {
    const asks = [...this.#unanswered];
    this.#unanswered.clear();
    for (const ask of asks) ask();
  }

  /** The transports are gone. */
  stop(): void {
    this.#again.stop();
    this.#unanswered.clear();
  }
}

/** Resolves once something can come or go over it. */
export const hasPath = (transport: types.Transport): Promise<void> =>
  new Promise((resolve) => {
    const look = () => void (transport.connectionState === 'connected' && resolve());
    transport.on('connectionstatechange', look);
    look();
  });
