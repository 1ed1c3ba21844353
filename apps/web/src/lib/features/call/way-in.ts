import { connect, type Realtime } from '#lib/realtime.svelte.ts';

/** Who comes into a visit: a guest by the token of their link, or somebody with an account. */
export type Who = { token: string; appointmentId?: undefined } | { appointmentId: string; token?: undefined };

/**
 * The line to the server while a person gets ready: open before "join" is pressed, used by the test of the connection, and
 * the visit's own from then on. Until the visit enters over it, it is in no visit and nobody is told of it.
 */
export class WayIn {
  readonly #auth: { token?: string };
  #line: Realtime | undefined;

  /** `token`: of a guest's link; people with an account are known by their session. */
  constructor(token?: string) {
    this.#auth = token === undefined ? {} : { token };
  }

  get line(): Realtime {
    if (!this.#line || this.#line.status === 'closed') this.#line = connect(this.#auth);
    return this.#line;
  }

  /** For the visit, which closes it in the end; the next one opens another. */
  take(): Realtime {
    const { line } = this;
    this.#line = undefined;
    return line;
  }

  close(): void {
    this.#line?.close();
    this.#line = undefined;
  }
}
