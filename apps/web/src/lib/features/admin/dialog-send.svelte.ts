import type { ApiError } from '#lib/api.ts';

type Result = { ok: true } | { ok: false; error: ApiError };

/** Sending what was typed into a dialog, which may be closed, and opened for something else, before the answer comes. */
export class DialogSend {
  isBusy = $state(false);
  /** Why it was not saved; the page sets it where the dialog is still open. */
  refusal: ApiError | undefined = $state.raw();
  /** Grows with every closing. */
  #closings = 0;

  /** Undefined while another sending is on its way; `isLate` when the dialog has been closed meanwhile. */
  async send(save: () => Promise<Result>): Promise<(Result & { isLate: boolean }) | undefined> {
    if (this.isBusy) return undefined;
    const closings = this.#closings;
    this.isBusy = true;
    const result = await save();
    this.isBusy = false;
    return { ...result, isLate: closings !== this.#closings };
  }

  /** Whoever opens it again has not been refused yet. */
  closed(): void {
    this.#closings++;
    this.refusal = undefined;
  }
}
