const firstPauseMs = 1000;
/** What the server refuses for long is asked seldom; a person would have pressed something by then. */
const longestPauseMs = 8000;

/** Says again what was refused or not answered, after a pause that doubles until something is. */
export class Again {
  readonly #run: () => void;
  #pauseMs = firstPauseMs;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(run: () => void) {
    this.#run = run;
  }

  soon(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#run();
    }, this.#pauseMs);
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs);
  }

  /** The server answers: what it refuses next is said again soon. What waits to be said still is. */
  heard(): void {
    this.#pauseMs = firstPauseMs;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pauseMs = firstPauseMs;
  }
}
