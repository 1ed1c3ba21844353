/**
 * A screen whose media is made anew is gone for a moment, and another one that is shared may be in front meanwhile. Shorter
 * tells that as news; longer tells late that somebody else's is seen now.
 */
const lastsMs = 4000;

/** Whose shared screen one sees, for those who don't see it: that it has begun at once, what becomes of it once it lasts. */
export class ShareNews {
  #told: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #say: (name: string | undefined) => void;

  /** `say`: undefined where none is shared any more. */
  constructor(say: (name: string | undefined) => void) {
    this.#say = say;
  }

  /** Whose it is now; to be told whenever that may be another. */
  look(name: string | undefined): void {
    this.stop();
    if (name === this.#told) return;
    if (this.#told === undefined) this.#tell(name);
    else this.#timer = setTimeout(() => this.#tell(name), lastsMs);
  }

  /** What is not told yet is not told. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #tell(name: string | undefined): void {
    this.#told = name;
    this.#say(name);
  }
}
