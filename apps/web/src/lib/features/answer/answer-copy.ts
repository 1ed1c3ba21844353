import type { Body, Reply } from '#protocol';

export type AnswerContent = Body<'writeAnswer'>['content'];
/** What the server has: the text and when it was saved. */
export type Saved = Pick<
  NonNullable<Reply<'readAppointment'>['appointment']['answer']>,
  'content' | 'savedAt'
>;
/** `base`: when the server had last saved what was typed over, null for never. */
export type Copy = { content: AnswerContent; base: number | null };

/**
 * What has been typed and not yet reached the server, kept in this tab: a reload on a dead line loses nothing. It belongs
 * to one person and one appointment, and goes as soon as the server has it.
 */
const keyOf = (userId: string, appointmentId: string) => `neuvo-answer:${userId}:${appointmentId}`;

export const sameText = (a: AnswerContent, b: AnswerContent): boolean =>
  a.kind === b.kind &&
  a.recommendation === b.recommendation &&
  a.followUp === b.followUp &&
  a.mandate === b.mandate &&
  JSON.stringify(a.form ?? {}) === JSON.stringify(b.form ?? {});

export const answerCopy = {
  /**
   * What becomes of a copy when the form opens: it goes on where it was written over what the server has now; where
   * another device has saved since, the person chooses (A5). No clock has a say: two devices never quite agree.
   */
  fate: (copy: Copy, saved: Saved | undefined): 'drop' | 'go-on' | 'ask' => {
    if (saved && sameText(copy.content, saved.content)) return 'drop';
    return copy.base === (saved?.savedAt ?? null) ? 'go-on' : 'ask';
  },
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
      const isWhole = (typeof copy?.base === 'number' || copy?.base === null) && isText(copy.content);
      return copy && isWhole ? copy : undefined;
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

const isText = (content: unknown): boolean =>
  typeof content === 'object' && typeof (content as AnswerContent | null)?.recommendation === 'string';
