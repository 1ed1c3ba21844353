import type { Reply } from '#protocol';
import { api, type ApiError } from '#lib/api.ts';

export type Message = Reply<'mailbox'>['messages'][number];

/** The page is for somebody who waits for a message to arrive; it is one cheap request to their own machine. */
const everyMs = 4000;

/** The demo's messages, looked at again every few seconds while the page is in sight. */
export class Mailbox {
  messages: Message[] | undefined = $state.raw();
  error: ApiError | undefined = $state.raw();
  isMissing = $state(false);
  isLoading = $state(false);
  /** How many came since the list was first shown, for those who hear the page. */
  arrived = $state(0);
  #timer: ReturnType<typeof setInterval> | undefined;

  start(): void {
    void this.load();
    this.#timer = setInterval(() => {
      if (!document.hidden && !this.isMissing) void this.load();
    }, everyMs);
  }
  stop(): void {
    clearInterval(this.#timer);
  }

  async load(): Promise<void> {
    if (this.isLoading) return;
    this.isLoading = true;
    const result = await api.get<Reply<'mailbox'>>('/api/dev/mailbox', { stay: true });
    this.isLoading = false;
    if (result.ok) this.#show(result.data.messages);
    else if (result.status === 404) this.isMissing = true;
    else this.error = result.error;
  }

  #show(messages: Message[]): void {
    const known = this.messages;
    this.error = undefined;
    if (known) this.arrived += messages.filter(({ id }) => !known.some((each) => each.id === id)).length;
    // The same list again is not set again: nothing is redrawn under a selection.
    if (!known || known.length !== messages.length || known[0]?.id !== messages[0]?.id)
      this.messages = messages;
  }
}
