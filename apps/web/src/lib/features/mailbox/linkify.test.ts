import { describe, expect, it } from 'vitest';
import { linkify } from './linkify.ts';

const links = (text: string) => linkify(text).flatMap((piece) => (piece.kind === 'link' ? [piece.text] : []));

describe('a message in the mailbox', () => {
  it('keeps every letter of the text', () => {
    const text =
      'Hei <b>Laura</b>!\n\nAvaa: http://localhost:3000/v#a_B-1.\nTai https://neuvo.example/x, kiitos';
    expect(
      linkify(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
    expect(links(text)).toEqual(['http://localhost:3000/v#a_B-1', 'https://neuvo.example/x']);
  });
  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://x.example',
    'http://',
    '<script>alert(1)</script>',
  ])('makes no link of %s', (text) => expect(links(text)).toEqual([]));
});
