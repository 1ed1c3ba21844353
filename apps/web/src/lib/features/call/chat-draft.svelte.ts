/** As the server allows. */
export const longestMessage = 2000;

type Said = { id: string; text: string };

/** What somebody writes to the others. It outlives the panel in which it is written. */
export class ChatDraft {
  text = $state('');
  isSending = $state(false);
  /** What could not be sent, as far as the page knows, and what of the same person was in the chat before it. */
  #unsure: { text: string; before: readonly string[] } | undefined;

  /**
   * `say` tells whether it was sent. On a slow line one writes the next message before that is known. `own`: what this
   * person has said so far.
   */
  async send(say: (text: string) => Promise<boolean>, own: readonly Said[] = []): Promise<void> {
    const text = this.text.trim();
    if (text === '' || text.length > longestMessage || this.isSending) return;
    this.isSending = true;
    this.text = '';
    const wasSent = await say(text);
    this.#unsure = wasSent ? undefined : { text, before: own.map(({ id }) => id) };
    if (!wasSent) this.text = this.text === '' ? text : `${text}\n${this.text}`;
    this.isSending = false;
  }

  /** What this person has said, as it is now: with the answer only lost, it is there, and would be sent twice. */
  sawOwn(own: readonly Said[]): void {
    const unsure = this.#unsure;
    if (!unsure || !own.some(({ id, text }) => text === unsure.text && !unsure.before.includes(id))) return;
    this.#unsure = undefined;
    if (this.text === unsure.text) this.text = '';
    else if (this.text.startsWith(`${unsure.text}\n`)) this.text = this.text.slice(unsure.text.length + 1);
  }
}
