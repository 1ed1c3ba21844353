import type { MediaStep } from '#domain';

/**
 * When somebody who has heard that their connection is weak hears that it is good again. Media that is made anew begins with
 * everything, which says nothing of the network until it has been measured.
 */
export class OwnLinkNews {
  #wasWeak = false;

  /** True once it is to be told; to be asked whenever either may have changed. */
  look(step: MediaStep, isMeasured: boolean): boolean {
    if (step !== 'full') this.#wasWeak = true;
    if (step !== 'full' || !isMeasured || !this.#wasWeak) return false;
    this.#wasWeak = false;
    return true;
  }
}
