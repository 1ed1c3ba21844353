import type { ApiResult } from './api.ts';
import type { Locale } from './language.svelte.ts';
import { isUnheard } from './unheard.ts';
import { whenBack } from './when-back.ts';

/**
 * The language that the server knows of somebody without an account, in which the link opens and later messages come. Another
 * choice on the page is told to it, and where the network loses that, again as soon as there is one.
 */
export class SavedLanguage {
  readonly #put: (chosen: Locale) => Promise<ApiResult<unknown>>;
  /** Null where nobody knows whether the last choice was heard. */
  #saved: Locale | null | undefined;
  #stopWaiting: (() => void) | undefined;

  constructor(put: (chosen: Locale) => Promise<ApiResult<unknown>>) {
    this.#put = put;
  }

  /** As the server told it. */
  set known(saved: Locale) {
    this.#saved = saved;
  }

  async keep(chosen: Locale): Promise<void> {
    if (this.#saved === undefined || this.#saved === chosen) return;
    this.#stopWaiting?.();
    this.#saved = chosen;
    const result = await this.#put(chosen);
    if (result.ok || !isUnheard(result.error) || this.#saved !== chosen) return;
    this.#saved = null;
    this.#stopWaiting = whenBack(() => void this.keep(chosen));
  }
}
