/**
 * A failure whose message is one finished sentence for the person at the terminal: what happened, what it
 * means, what to do. It is printed without a stack; anything else that is thrown is a bug and shows one.
 */
export class Problem extends Error {
  name = 'Problem';
}

/** Prints a failure the way its kind asks for and ends the process. */
export function endWith(error) {
  console.error(error instanceof Problem ? `\n${error.message}` : error);
  process.exit(1);
}
