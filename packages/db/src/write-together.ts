import type { Tx } from './open.ts';

/** Milliseconds of work before a commit, so that a rush of bookings does not keep pictures and waiting rooms waiting. */
const longestMs = 20;

type Work = (tx: Tx) => unknown;
type Asked = { work: Work; resolve: (value: unknown) => void; reject: (error: unknown) => void };

export type Transactions = {
  /** One IMMEDIATE transaction. */
  whole: (work: () => void) => void;
  /** A savepoint in it. */
  part: (work: Work) => unknown;
  isOpen: () => boolean;
};

/**
 * Transactions that are asked for in the same moment are committed together: the disk is waited for once, not for each of
 * a hundred people. Each is whole or undone by itself, they run in the order in which they came, and each sees what those
 * before it wrote. Nobody is told of their own before the commit; where that fails, it fails for all, and nothing is kept.
 */
export function writeTogether({ whole, part, isOpen }: Transactions): (work: Work) => Promise<unknown> {
  let asked: Asked[] = [];

  function commitSome(): void {
    const taken: Asked[] = [];
    const outcomes: (() => void)[] = [];
    const until = performance.now() + longestMs;
    try {
      whole(() => {
        for (const each of asked) {
          taken.push(each);
          outcomes.push(outcomeOf(each));
          if (performance.now() >= until) return;
        }
      });
      for (const tell of outcomes) tell();
    } catch (error) {
      // It did not even begin: nobody's can.
      if (taken.length === 0) taken.push(...asked);
      for (const { reject } of taken) reject(error);
    }
    asked = asked.slice(taken.length);
    if (asked.length > 0) setImmediate(commitSome);
  }

  function outcomeOf({ work, resolve, reject }: Asked): () => void {
    try {
      const value = part(work);
      return () => resolve(value);
    } catch (error) {
      // A full disk, for one, undoes everything and not only this part.
      if (!isOpen()) throw error;
      return () => reject(error);
    }
  }

  return (work) =>
    new Promise((resolve, reject) => {
      asked.push({ work, resolve, reject });
      if (asked.length === 1) setImmediate(commitSome);
    });
}
