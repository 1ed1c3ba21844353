/** As the server allows. */
export const longestMessage = 2000;

/** What somebody writes to the others. It outlives the panel in which it is written. */
export class ChatDraft {
  text = $state('');
  isSending = $state(false);

  /** `say` tells whether it was sent. On a slow line one writes the next message before that is known. */
  async send(say: (text: string) => Promise<boolean>): Promise<void> {
    const text = this.text.trim();
    if (text === '' || text.length > longestMessage || this.isSending) return;
    this.isSending = true;
    this.text = '';
    if (!(await say(text))) this.text = this.text === '' ? text : `${text}\n${this.text}`;
    this.isSending = false;
  }
}
