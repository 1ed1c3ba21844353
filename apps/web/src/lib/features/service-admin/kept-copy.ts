import type { ServiceForm } from './service-form.ts';

/** What was typed and not saved, and which revision it was typed over. */
export type KeptCopy = { form: ServiceForm; basedOn: number };

/** Keeps unsaved settings over a reload or a look elsewhere, in this tab only. */
export class KeptCopyStore {
  readonly #key: string;
  constructor(userId: string, serviceId: string) {
    this.#key = `neuvo:service:${userId}:${serviceId}`;
  }
  write(copy: KeptCopy): void {
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(copy));
    } catch {
      // Full or forbidden: the page still holds it, and asks before it is left.
    }
  }
  read(): KeptCopy | undefined {
    try {
      const copy = JSON.parse(sessionStorage.getItem(this.#key) ?? 'null') as KeptCopy | null;
      return copy && typeof copy.basedOn === 'number' && copy.form?.name ? copy : undefined;
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
