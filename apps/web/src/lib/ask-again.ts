import type { Socket } from 'socket.io-client';

/** `isWanted`: of what does nothing more when it is said twice, whether it may be said again since no answer has come. */
export type Patience = { withinMs?: number; isWanted?: () => boolean };

/** Long enough for a slow phone network, short enough that nobody wonders whether the press was seen. */
const answerWithinMs = 10_000;
/**
 * What may be said twice is said again after this time (ms), and once more after twice as long. Longer lets whoever joins wait
 * for one lost answer; shorter has the slowest of phone networks carry everything twice.
 */
const againAfterMs = 2500;

/** Asks over a line that is there. Resolves with the first answer, or with nothing where none comes in time. */
export function askOver<Answer>(
  socket: Socket,
  message: object,
  { withinMs = answerWithinMs, isWanted = () => false }: Patience,
  onanswered: () => void,
): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    let again: ReturnType<typeof setTimeout>;
    const answered = (error: Error | null, answer: Answer) => {
      clearTimeout(again);
      onanswered();
      resolve(error ? undefined : answer);
    };
    const ask = (leftMs: number, pauseMs: number) => {
      socket.timeout(leftMs).emit('request', message, answered);
      if (leftMs <= pauseMs) return;
      again = setTimeout(() => {
        if (socket.connected && isWanted()) ask(leftMs - pauseMs, 2 * pauseMs);
      }, pauseMs);
    };
    ask(withinMs, againAfterMs);
  });
}
