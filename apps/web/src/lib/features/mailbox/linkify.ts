/** A piece of a message: plain text, or an address that may be pressed. */
export type Piece = { kind: 'text' | 'link'; text: string };

/**
 * Cuts a text at its web addresses. Only http and https become links, whatever else a message holds stays text; a full
 * stop or bracket after an address belongs to the sentence.
 */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"']+/g)) {
    const address = found[0].replace(/[.,;:!?)\]]+$/, '');
    if (!isWebAddress(address)) continue;
    if (found.index > from) pieces.push({ kind: 'text', text: text.slice(from, found.index) });
    pieces.push({ kind: 'link', text: address });
    from = found.index + address.length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}

function isWebAddress(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:';
}
