import type { Realtime, RealtimeResult } from '#lib/realtime.svelte.ts';
import { deviceMemory, type LanguageChannel } from './device-memory.ts';

const theFloor: LanguageChannel = { hears: null, speaksTo: null };

/** M19: what this person listens to and, as an interpreter, speaks into. What the page shows is what the server is told. */
export class OwnLanguage {
  #chosen: LanguageChannel = $state.raw(theFloor);
  /** From before this page was loaded, until it is known which visit this is. */
  #kept = deviceMemory.language();
  /** The person has said it on this page, or before it was loaded anew. */
  #isSaid = this.#kept !== null;
  #appointmentId: string | undefined;
  readonly #line: Pick<Realtime, 'request' | 'renew'>;

  constructor(line: Pick<Realtime, 'request' | 'renew'>) {
    this.#line = line;
    if (this.#kept) this.#chosen = { hears: this.#kept.hears, speaksTo: this.#kept.speaksTo };
  }

  get chosen(): LanguageChannel {
    return this.#chosen;
  }

  /** Said on entering, before anything is sent. Where it was said before, the floor too: the server may have heard of another choice. */
  onEntering(isBack: boolean): { language?: LanguageChannel } {
    const { hears, speaksTo } = this.#chosen;
    const isSaid = isBack || this.#isSaid || hears !== null || speaksTo !== null;
    return isSaid ? { language: { hears, speaksTo } } : {};
  }

  /** What was chosen in another visit of this tab says nothing here. `held`: what another page of the same person had chosen. */
  arrivedIn(appointmentId: string, held: LanguageChannel): void {
    const kept = this.#kept;
    this.#kept = null;
    this.#appointmentId = appointmentId;
    if (kept && kept.appointmentId !== appointmentId) return void this.choose(theFloor);
    if (this.#isSaid || (held.hears === null && held.speaksTo === null)) return;
    this.#chosen = held;
    deviceMemory.keepLanguage(appointmentId, held);
  }

  async choose(language: LanguageChannel): Promise<RealtimeResult<object>> {
    const before = this.#chosen;
    this.#isSaid = true;
    this.#chosen = language;
    const result = await this.#line.request('language:choose', language);
    const code = result.ok ? undefined : result.error.code;
    // Heard or not, the next line says it again; a refusal changes nothing.
    if (code === 'timeout') this.#line.renew();
    else if (code && code !== 'network' && this.#chosen === language) this.#chosen = before;
    if (this.#appointmentId) deviceMemory.keepLanguage(this.#appointmentId, this.#chosen);
    return result;
  }
}
