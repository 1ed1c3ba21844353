import type { RequestContent } from './request-form.ts';

/** What was typed and is not yet on the server. */
export type LocalCopy = { draftId: string; content: RequestContent; changedAt: number };

/**
 * Keeps unsaved text over a reload on a dead link, in this tab only. It goes as soon as the server has the same, so that
 * nothing about a client stays on a shared machine.
 */
export class LocalCopyStore {
  readonly #key: string;
  constructor(userId: string, serviceId: string) {
    this.#key = `neuvo:request:${userId}:${serviceId}`;
  }

  write(copy: LocalCopy): void {
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(copy));
    } catch {
      // Full or forbidden: the server's copy is the one that counts.
    }
  }

  read(): LocalCopy | undefined {
    try {
      const copy = JSON.parse(sessionStorage.getItem(this.#key) ?? 'null') as LocalCopy | null;
      return copy && typeof copy.draftId === 'string' && copy.content ? copy : undefined;
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
