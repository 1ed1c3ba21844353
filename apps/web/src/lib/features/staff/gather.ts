/** Many things change at once when a visit begins; asking once is enough, and each reading is written down. */
const gatherMs = 150;
/** However much happens, nothing is fetched more often: one page gone wild must not keep all others busy. */
const restMs = 1000;

/**
 * Makes one call of many. While nobody looks at the page nothing is called: what was not seen must not be in the log as
 * read. `open` and `close` go with the page that listens.
 */
export class Gather {
  readonly #call: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStale = false;
  #lastAt = 0;
  #isOpen = false;

  constructor(call: () => void) {
    this.#call = call;
  }

  open(): void {
    this.#isOpen = true;
    document.addEventListener('visibilitychange', this.#looked);
  }

  close(): void {
    this.#isOpen = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    document.removeEventListener('visibilitychange', this.#looked);
  }

  tell = (): void => {
    // An answer of the line may come after the page has gone.
    if (!this.#isOpen) return;
    this.#isStale = document.hidden;
    if (this.#isStale || this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#lastAt = Date.now();
        this.#call();
      },
      Math.max(gatherMs, restMs - (Date.now() - this.#lastAt)),
    );
  };

  #looked = (): void => {
    if (!document.hidden && this.#isStale) this.tell();
  };
}
