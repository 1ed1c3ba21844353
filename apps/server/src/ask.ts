import { createInterface } from 'node:readline/promises';
import { Writable, type Readable } from 'node:stream';

type Terminal = { input: Readable & { isTTY?: boolean }; output: Writable };

/** Asks in a terminal, one question after the other, or reads the answers line by line from a pipe. */
export class Asker {
  readonly #output: Writable;
  /** What the terminal echoes goes through here, so that a password can be typed unseen. */
  readonly #echo = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (!this.#isHidden) this.#output.write(chunk);
      done();
    },
  });
  readonly #prompt;
  readonly #lines;
  #isHidden = false;

  constructor({ input, output }: Terminal) {
    this.#output = output;
    this.#prompt = createInterface({ input, output: this.#echo, terminal: input.isTTY === true });
    this.#lines = this.#prompt[Symbol.asyncIterator]();
  }

  /** The next line; an empty text when there is none. `hidden` shows nothing of what is typed. */
  async ask(question: string, { hidden = false } = {}): Promise<string> {
    this.#output.write(`${question}: `);
    this.#isHidden = hidden;
    const line = await this.#lines.next();
    // The line's own end was as unseen as the rest of it.
    if (hidden && this.#prompt.terminal) this.#output.write('\n');
    this.#isHidden = false;
    return line.done ? '' : line.value.trim();
  }

  close(): void {
    this.#prompt.close();
  }
}
