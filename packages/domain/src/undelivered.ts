/** What a guest was told by a letter that reaches them or does not (Z7). */
export type GuestLetter = {
  kind: 'invitation' | 'new-link' | 'moved' | 'reminder' | 'cancellation';
  /** `failed`: refused for good, or given up. */
  status: 'waiting' | 'sent' | 'failed';
};
export const undeliveredKinds = ['invitation', 'reminder', 'cancellation'] as const;
export type Undelivered = (typeof undeliveredKinds)[number];

const hasLink = ({ kind }: GuestLetter) => kind === 'invitation' || kind === 'new-link' || kind === 'moved';

/**
 * Z7: what a guest has not been told. A later letter that arrives makes up for one that did not, except that nobody can come
 * by a reminder without ever having got a link.
 *
 * @param letters About one visit to one guest, in the order in which they were written.
 */
export function undeliveredTo(letters: readonly GuestLetter[]): Undelivered | null {
  const newest = letters.at(-1);
  if (!newest) return null;
  if (newest.kind === 'cancellation') return newest.status === 'failed' ? 'cancellation' : null;
  if (letters.findLast(hasLink)?.status === 'failed') return 'invitation';
  return newest.status === 'failed' ? 'reminder' : null;
}
