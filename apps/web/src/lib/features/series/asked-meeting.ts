/** Which meeting of a series an address means: all of them, one, or one that the series does not have, as it is written there. */
export type AskedMeeting = { kind: 'all' } | { kind: 'one'; n: number } | { kind: 'unknown'; asked: string };

/** More of what an address says is not repeated on the page. */
const mostLetters = 20;

export function askedMeeting(
  params: Pick<URLSearchParams, 'get'>,
  meetings: readonly { n: number }[],
): AskedMeeting {
  const asked = params.get('n')?.trim() ?? '';
  if (asked === '') return { kind: 'all' };
  const found = meetings.find(({ n }) => String(n) === asked);
  return found ? { kind: 'one', n: found.n } : { kind: 'unknown', asked: asked.slice(0, mostLetters) };
}
