import type { Body } from '#protocol';

export type AnswerContent = Body<'writeAnswer'>;
/** `at`: when it was typed; `base`: when the server had last saved what was typed over, 0 for never. */
export type Copy = { content: AnswerContent; at: number; base: number };

/**
 * What has been typed and not yet reached the server, kept in this tab: a reload on a dead line loses nothing. It belongs
 * to one person and one appointment, and goes as soon as the server has it.
 */
const keyOf = (userId: string, appointmentId: string) => `neuvo-answer:${userId}:${appointmentId}`;

export const answerCopy = {
  /** The newer one wins. Clocks only decide when another device has saved since: two of them never quite agree. */
  isNewer: (copy: Copy, savedAt: number): boolean => savedAt <= copy.base || copy.at > savedAt,
  keep(userId: string, appointmentId: string, copy: Copy): void {
    try {
      sessionStorage.setItem(keyOf(userId, appointmentId), JSON.stringify(copy));
    } catch {
      // Full or forbidden: the server still gets it, only the reload on a dead line is not covered.
    }
  },
  read(userId: string, appointmentId: string): Copy | undefined {
    try {
      const copy = JSON.parse(sessionStorage.getItem(keyOf(userId, appointmentId)) ?? 'null') as Copy | null;
      return copy && typeof copy.at === 'number' && typeof copy.content === 'object' ? copy : undefined;
    } catch {
      return undefined;
    }
  },
  drop(userId: string, appointmentId: string): void {
    try {
      sessionStorage.removeItem(keyOf(userId, appointmentId));
    } catch {
      // Then there is nothing to drop.
    }
  },
};
