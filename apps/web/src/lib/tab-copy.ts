/**
 * Keeps what was typed and is not yet on the server, in this tab only, over a reload or a dead link. `isCopy` tells what it can
 * still read: an older page may have written something else. It is to be forgotten as soon as the server has the same, so
 * that nothing about a client stays on a shared machine.
 */
export class TabCopy<T> {
  readonly #key: string;
  readonly #isCopy: (kept: Partial<T>) => boolean;

  constructor(key: string, isCopy: (kept: Partial<T>) => boolean) {
    this.#key = key;
    this.#isCopy = isCopy;
  }

  write(copy: T): void {
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(copy));
    } catch {
      // Full or forbidden: the page still holds it.
    }
  }

  read(): T | undefined {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.#key) ?? 'null') as Partial<T> | null;
      return kept && this.#isCopy(kept) ? (kept as T) : undefined;
    } catch {
      return undefined;
    }
  }

  forget(): void {
    try {
      sessionStorage.removeItem(this.#key);
    } catch {
      // Nothing was kept then.
    }
  }
}
