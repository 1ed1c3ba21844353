/**
 * What is fetched again and again, after presses and when news come: only the newest answer counts, and whoever asked before
 * goes on when that one is there, so that nobody goes on with what is older than their press.
 */
export class Newest {
  #asked = 0;
  #turn: Promise<void> = Promise.resolve();

  /** @param take What is done with the answer, unless another has been asked for meanwhile. */
  ask<T>(fetching: Promise<T>, take: (answer: T) => void): Promise<void> {
    const asked = ++this.#asked;
    this.#turn = fetching.then((answer) => (asked === this.#asked ? take(answer) : this.#turn));
    return this.#turn;
  }
}
